"""Whatever a server, a network or a proxy can do to a call, on request."""

import asyncio
from typing import Any

import httpx
import pytest

from adapters.sandbox import Sandbox
from tests.adapters.sandbox.conftest import Api, Clock

Json = dict[str, Any]


class Waiting:
    """A sleep that takes no time, and remembers how long it should have taken."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


@pytest.fixture
def sandbox(clock: Clock, waiting: Waiting) -> Sandbox:
    return Sandbox(clock=clock, sleep=waiting)


@pytest.fixture(autouse=True)
async def unread(api: Api) -> None:
    """Broken answers have no shape to check."""
    api.shapes = None


@pytest.mark.parametrize(("moment", "cards"), [("before", 0), ("after", 1)])
async def test_a_server_error(api: Api, alert: Json, moment: str, cards: int) -> None:
    """503, and the phone has it or not."""
    api.switch(status=503, moment=moment, times=1)

    assert (await api.put("job", alert)).status_code == 503
    assert len(api.cards()) == cards


@pytest.mark.parametrize(("moment", "cards"), [("before", 0), ("after", 1)])
async def test_a_dropped_connection(api: Api, alert: Json, moment: str, cards: int) -> None:
    """Reset, and the phone has it or not."""
    api.switch(drop=True, moment=moment, times=1)

    with pytest.raises(httpx.TransportError):
        await api.put("job", alert)

    assert len(api.cards()) == cards
    assert api.sandbox.log.entries[-1].status is None


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_slow_answer(api: Api, alert: Json, waiting: Waiting, moment: str) -> None:
    """It comes, after as long as was asked."""
    api.switch(slow_seconds=25, moment=moment, times=1)

    assert (await api.put("job", alert)).status_code == 200
    assert waiting.asked == [25]


async def test_a_late_effect_lands_after_a_delete(clock: Clock, alert: Json) -> None:
    """The client gave up and deleted; then its PUT is carried out, and the card is back."""
    held = asyncio.Event()

    async def until_told(_seconds: float) -> None:
        await held.wait()

    sandbox = Sandbox(clock=clock, sleep=until_told)
    async with (
        sandbox.serve() as url,
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=0.2) as client,
    ):
        api = Api(client, sandbox, clock, "ask_late")
        await api.put("job", alert)
        api.switch(times=1, late_seconds=30)
        with pytest.raises(httpx.ReadTimeout):
            await api.put("job", alert | {"message": "late"})
        await api.delete("job", {"content_state": alert | {"auto_dismiss_seconds": 0}})
        gone = api.cards()
        landed = sandbox.land()

        assert (gone, landed) == ([], 1)
        assert [c["content_state"]["message"] for c in api.cards()] == ["late"]
        *_, before, ended, late = sandbox.log.entries
        assert (before.fault, before.effect, ended.effect) == ("held", None, "ended")
        assert (late.fault, late.effect, late.late_of) == ("late", "started", before.seq)
        assert api.broken_rules() == [], "the client did nothing wrong"


async def test_a_late_effect_lands_by_itself(api: Api, alert: Json, waiting: Waiting) -> None:
    """When its time has come; the answer never does."""
    api.switch(late_seconds=30, hang_seconds=0.1, times=1)

    with pytest.raises(httpx.TransportError):
        await api.put("job", alert)

    assert waiting.asked == [30]
    assert len(api.cards()) == 1
    assert api.sandbox.land() == 0


async def test_a_body_drop_by_drop(api: Api, alert: Json, waiting: Waiting) -> None:
    """One byte at a time, all of them in the end."""
    api.switch(drip_seconds=0.2, times=1)

    answer = await api.put("job", alert)

    assert answer.json()["operation"] == "started"
    assert waiting.asked == [0.2] * len(answer.content)


@pytest.mark.parametrize("body", ["html", "empty", "truncated", "charset"])
async def test_a_body_that_is_no_json(api: Api, alert: Json, body: str) -> None:
    """200, and nothing a reader could use, though the phone has it."""
    api.switch(body=body, times=1)

    answer = await api.put("job", alert)

    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r".*"):
        answer.json()
    assert len(api.cards()) == 1


async def test_an_error_page(api: Api, alert: Json) -> None:
    """502 from a proxy that speaks HTML."""
    api.switch(body="html", status=502, times=1)

    answer = await api.put("job", alert)

    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")


async def test_a_body_cut_off(api: Api, alert: Json) -> None:
    """A length was promised that never comes."""
    api.switch(body="cut", times=1)

    with pytest.raises(httpx.RemoteProtocolError):
        await api.put("job", alert)


async def test_a_gzip_bomb(api: Api, alert: Json) -> None:
    """A thousandth of what it unpacks to."""
    api.switch(body="gzip_bomb", bomb_megabytes=8, times=1)

    answer = await api.put("job", alert)

    assert len(answer.content) == 8 * 1024 * 1024
    assert int(answer.headers["content-length"]) < 16 * 1024


async def test_a_sandbox_stops_while_somebody_hangs(clock: Clock, alert: Json) -> None:
    """Whoever waits for a late answer is let go, and the sandbox can serve again."""
    sandbox = Sandbox(clock=clock)
    for _ in range(2):
        async with (
            httpx.AsyncClient(trust_env=False, timeout=30) as client,
            asyncio.TaskGroup() as tasks,
        ):
            async with sandbox.serve() as url:
                api = Api(client, sandbox, clock, "ask_hangs")
                api.switch(late_seconds=3600, times=1)
                client.base_url = httpx.URL(url)
                hanging = tasks.create_task(outcome(api, alert))
                for _ in range(500):
                    if any(e.fault == "held" for e in sandbox.log.entries):
                        break
                    await asyncio.sleep(0.01)
            assert isinstance(await hanging, httpx.TransportError)
        sandbox.log.entries.clear()


async def outcome(api: Api, alert: Json) -> object:
    try:
        return await api.put("job", alert)
    except httpx.TransportError as exc:
        return exc
