"""All that Python can do to a sandbox can be done over HTTP."""

import asyncio
import signal
import sys
from typing import Any

import httpx
import pytest

from adapters.sandbox import Sandbox
from tests.adapters.sandbox.conftest import Api
from tests.steps import ROOT

Json = dict[str, Any]


class Control:
    """The routes of one account outside /api."""

    def __init__(self, api: Api) -> None:
        self.client = api.client
        self.root = str(api.client.base_url).removesuffix("/api/") + "/__sandbox"

    async def __call__(
        self, method: str, path: str = "", body: Json | None = None
    ) -> httpx.Response:
        url = f"{self.root}/accounts/ask_tests{path}"
        return await self.client.request(method, url, json=body)


@pytest.fixture
def control(api: Api) -> Control:
    return Control(api)


async def test_the_whole_picture(api: Api, control: Control, alert: Json) -> None:
    """Lock Screens, activities, streams, requests with their answers, presses, violations."""
    await api.put("job", alert)

    seen = (await control("GET")).json()

    assert [len(screen["cards"]) for screen in seen["lock_screens"]] == [1, 1]
    assert seen["streams"][0]["stream_key"] == "job"
    entry = seen["log"][0]
    assert (entry["method"], entry["status"], entry["effect"]) == ("PUT", 200, "started")
    assert entry["answer"]["activity_id"] == seen["activities"][0]["activity_id"]
    assert (seen["presses"], seen["violations"]) == ([], [])


async def test_the_log_from_a_number_on(api: Api, control: Control, alert: Json) -> None:
    """Only what is newer."""
    await api.put("job", alert)
    await api.delete("job")

    newer = (await control("GET", "/log?after=1")).json()["log"]

    assert [entry["seq"] for entry in newer] == [2]


async def test_switches(api: Api, control: Control, alert: Json) -> None:
    """Set for good, or within a scope; shown; put back; a misspelt one is named."""
    scope = {"times": 1, "method": "PUT"}
    await control("PUT", "/switches", {"places_max": 1})
    shown = (await control("PUT", "/switches", {"status": 500, "scope": scope})).json()
    unscoped = await control("PUT", "/switches", {"status": 500, "scope": [1]})
    misspelt = await control("PUT", "/switches", {"colour": "evict"})
    first, second = await api.put("job", alert), await api.put("job", alert)
    back = (await control("DELETE", "/switches")).json()

    assert (shown["switches"]["places_max"], shown["scoped"][0]["times"]) == (1, 1)
    assert (misspelt.status_code, "colour" in misspelt.json()["error"]) == (400, True)
    assert (unscoped.status_code, first.status_code, second.status_code) == (400, 500, 200)
    assert (back["switches"]["places_max"], back["scoped"]) == (4, [])


async def test_pause_and_resume(api: Api, control: Control, alert: Json) -> None:
    """Of a stream that is there."""
    await api.put("job", alert)

    paused = await control("POST", "/streams/job/pause")
    said = (await api.put("job", alert)).json()["operation"]
    resumed = await control("POST", "/streams/job/resume")
    unknown = await control("POST", "/streams/nobody/pause")

    assert (paused.json()["status"], said, resumed.json()["status"]) == ("paused", "paused", "idle")
    assert unknown.status_code == 404


async def test_dismiss(api: Api, control: Control, alert: Json) -> None:
    """Swiped away: gone from the phones, and ActivitySmith's next PUT starts again."""
    activity = (await api.put("job", alert)).json()["activity_id"]

    await control("POST", f"/activities/{activity}/dismiss")

    assert api.cards() == []
    assert (await api.put("job", alert)).json()["operation"] == "started"


async def test_devices(api: Api, control: Control, alert: Json) -> None:
    """Other phones, another scope, other metrics."""
    devices = [{"id": "a", "owner": "ann", "channels": ["ops"]}]
    body = {"devices": devices, "scope": ["ops"], "metrics": ["m"]}

    set_to = (await control("PUT", "", body)).json()
    started = (await api.put("job", alert)).json()

    assert [screen["id"] for screen in set_to["lock_screens"]] == ["a"]
    assert started["effective_channel_slugs"] == ["ops"]


async def test_reset(api: Api, control: Control, alert: Json) -> None:
    """An account as on its first day; the log remembers."""
    await api.put("job", alert)
    await control("DELETE")

    seen = (await control("GET")).json()

    assert (seen["activities"], seen["streams"], len(seen["log"])) == ([], [], 1)
    assert (await api.client.get(f"{control.root}/accounts")).json() == {"accounts": ["ask_tests"]}


async def test_landing(control: Control) -> None:
    """Nothing was late."""
    assert (await control.client.post(f"{control.root}/land")).json() == {"landed": 0}


async def test_many_accounts(sandbox: Sandbox) -> None:
    """The oldest make room for the newest: memory has a bound."""
    for number in range(1001):
        sandbox.account(f"ask_{number}")

    assert len(sandbox.accounts) == 1000
    assert "ask_0" not in sandbox.accounts


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
async def test_it_runs_alone(name: signal.Signals) -> None:
    """One line with its address, and a clean end when it is asked to stop."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "adapters.sandbox", "--port", "0"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdout is not None
    line = (await program.stdout.readline()).decode()
    url = line.split()[-1]
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{url}/badge", json={"badge": 1})
    program.send_signal(name)

    assert url.startswith("http://127.0.0.1:")
    assert answer.status_code == 401
    assert await program.wait() == 0
    assert await program.stdout.read() == b""


async def test_whoever_watches_hears_of_everything(api: Api, control: Control, alert: Json) -> None:
    """Requests, switches, pauses, presses, dismissals, a reset: each rings, a look does not."""
    webhook = {"title": "Go", "type": "webhook", "url": "http://127.0.0.1:1/x"}
    answer = await api.put("job", alert, action=webhook)
    activity = answer.json()["activity_id"]
    heard = await api.sandbox.changed(-1, 0)
    for method, path, body in [
        ("PUT", "/switches", {"places_max": 2}),
        ("DELETE", "/switches", None),
        ("PUT", "", {"devices": [{"id": "phone-1"}]}),
        ("POST", f"/press/{activity}/action", None),
        ("POST", f"/activities/{activity}/dismiss", None),
        ("POST", "/streams/job/pause", None),
        ("POST", "/streams/job/resume", None),
        ("DELETE", "", None),
    ]:
        told = await control(method, path, body)
        now = await api.sandbox.changed(heard, 0)
        assert (told.status_code, now > heard) == (200, True), path
        heard = now

    await control("GET")
    await control("GET", "/log")
    assert await api.sandbox.changed(heard, 0) == heard


async def test_a_watcher_waits_until_something_happens(api: Api, alert: Json) -> None:
    """Not before, and not past its time."""
    heard = await api.sandbox.changed(-1, 0)
    assert await api.sandbox.changed(heard, 0.01) == heard

    watching = asyncio.create_task(api.sandbox.changed(heard, 30))
    await api.put("job", alert)

    assert await watching > heard


async def test_when_time_alone_changes_what_shows(api: Api, alert: Json) -> None:
    """A phone that registers, a card that is dismissed, eight hours: whichever comes next."""
    api.sandbox.account(api.key).devices[0].token_seconds = 5

    def next_seconds() -> float | None:
        at = api.sandbox.account(api.key).next_at(api.clock())
        return None if at is None else (at - api.clock()).total_seconds()

    assert next_seconds() is None
    await api.put("job", alert)
    assert next_seconds() == 8 * 3_600
    await api.put("job", alert | {"message": "Still down"})
    assert next_seconds() == 5
    api.clock.forward(5)
    await api.delete("job")
    assert next_seconds() == 120
    api.clock.forward(120)
    assert next_seconds() is None


async def test_a_card_that_has_ended_is_swiped_away(
    api: Api, control: Control, alert: Json
) -> None:
    """It goes, and stays what it was: completed."""
    activity = (await api.put("job", alert)).json()["activity_id"]
    await api.delete("job")

    await control("POST", f"/activities/{activity}/dismiss")
    seen = (await control("GET")).json()

    assert [screen["cards"] for screen in seen["lock_screens"]] == [[], []]
    assert seen["activities"][0]["status"] == "completed"


async def test_without_control_there_is_only_activitysmith(alert: Json) -> None:
    """Nobody from outside turns switches then, or looks."""
    sandbox = Sandbox(control=False)
    async with sandbox.serve() as url, httpx.AsyncClient(trust_env=False) as client:
        root = url.removesuffix("/api")
        looked = await client.get(f"{root}/__sandbox/accounts")
        asked = await client.put(
            f"{url}/live-activity/stream/job",
            json={"content_state": alert},
            headers={"Authorization": "Bearer ask_tests"},
        )

    assert (looked.status_code, asked.status_code) == (404, 200)
