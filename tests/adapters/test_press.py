"""`/press`: what a button on a Lock Screen may do, how often, and who else may not."""

import asyncio
import base64
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web

from adapters.app import new_id
from adapters.metrics import Metrics
from adapters.web import Web, Wellness
from bot.buttons import Buttons
from bot.lockstep import Lockstep
from bot.stores.sqlite import SqliteStore
from bot.templates import Templates
from tests.adapters.edge import ADA, OPS, SECRET, Edge, edge, until, volley

Json = dict[str, Any]


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Asked:
    """A real store that counts what is asked of it."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self.times = 0

    def __getattr__(self, name: str) -> Any:
        self.times += 1
        return getattr(self._store, name)


async def test_a_press_does_one_command(still: Edge) -> None:
    """200, and what came of it in a sentence."""
    activity = await still.say("start Checkout is down")

    answer = await still.press(still.token(activity, "ack"))

    assert answer.status_code == 200
    assert "acknowledged from the Lock Screen" in answer.json()["done"]
    assert await still.verbs(activity) == ["start", "ack"]


async def test_a_press_reaches_every_surface(running: Edge) -> None:
    """Pressed on the phone, it is on the console's card, and on the Lock Screen itself."""
    activity = await running.say('start "Nightly backup" steps:4')
    (card,) = await until(running.cards)

    pressed = await running.sandbox.press(running.key, card["activity_id"], "action")

    assert [d["status"] for d in pressed["deliveries"]] == [200]
    await until(lambda: running.cards()[0]["content_state"]["current_step"] == 1)

    async def on_the_card() -> bool:
        text = await running.card(activity)
        return "step 1 of 4" in text and "Lock Screen, " in text

    await until(on_the_card)


async def test_told_a_thousand_times_it_is_done_once(still: Edge) -> None:
    """50 at a time, in any order: one command in the timeline, and a thousand equal answers."""
    activity = await still.say('start "Nightly backup" steps:4')
    token = still.token(activity, "step")
    body = json.dumps({"token": token}).encode()

    answers = Counter(await volley(still.url, "/press", [body] * 1_000, lanes=50))

    assert await still.verbs(activity) == ["start", "step"]
    (((status, _), times),) = answers.items()
    assert (status, times) == (200, 1_000)


@pytest.mark.parametrize("seed", range(5))
async def test_late_repeated_and_out_of_order_it_is_done_once(still: Edge, seed: int) -> None:
    """Nobody says how ActivitySmith repeats a press: 0 to 5 times, late, in any order."""
    dice = random.Random(seed)
    activity = await still.say('start "Nightly backup" steps:30')
    tokens = [still.token(activity, "step")]
    for _ in range(4):
        activity = await still.say("next")
        tokens.append(still.token(activity, "step"))
    arriving = [token for token in tokens for _ in range(dice.randint(0, 5))]
    dice.shuffle(arriving)

    statuses: dict[str, list[int]] = {}
    for token in arriving:
        statuses.setdefault(token, []).append((await still.press(token)).status_code)

    assert all(len(set(told)) == 1 for told in statuses.values()), "the same answer each time"
    assert {told[0] for told in statuses.values()} <= {200, 409}
    moved = (await still.verbs(activity)).count("step")
    assert moved == (tokens[-1] in arriving), "a button of an earlier step moves nothing"


async def test_a_refused_press_says_why(still: Edge) -> None:
    """409 with a sentence; refused again, it is the same sentence."""
    activity = await still.say("start Checkout is down")
    token = still.token(activity, "ack")
    await still.say("end")

    answers = [await still.press(token) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[0].json() == answers[1].json()
    assert "has ended. Nothing was changed" in answers[0].json()["refused"]


async def test_an_expired_button_is_refused(tmp_path: Path) -> None:
    """After twelve hours a button that was left on some screen does nothing."""
    clock = Clock()
    async with edge(tmp_path, clock=clock, working=False) as still:
        activity = await still.say("start Checkout is down")
        token = still.token(activity, "ack")
        clock.now += timedelta(hours=12, minutes=2)

        answer = await still.press(token)

        assert answer.status_code == 409
        assert answer.json() == {
            "refused": "This button has expired. Nothing was changed; say it in the channel."
        }
        assert await still.verbs(activity) == ["start"]


async def test_a_button_acts_on_its_own_activity_only(still: Edge) -> None:
    """Each button of each activity changes that one, and no other."""
    activities = [await still.say(f'start "Backup {n}" steps:4') for n in range(3)]
    activities.append(await still.say("start Checkout is down"))
    offered = [(a, press) for a in activities for press in still.presses(a)]

    for activity, press in offered:
        before = {a.id: await still.verbs(a) for a in activities}
        assert (await still.press(press.token)).status_code == 200
        after = {a.id: await still.verbs(a) for a in activities}
        assert after.pop(activity.id) == [*before.pop(activity.id), press.verb]
        assert after == before
    assert len(offered) >= 8


async def test_ending_by_a_press_asks_again(still: Edge) -> None:
    """One press of End on a Lock Screen ends nothing; the second, which says so, does."""
    activity = await still.say("start Checkout is down")

    await still.press(still.token(activity, "end"))
    armed = await still.now(activity)
    await still.press(still.token(armed, "end"))

    assert armed.ended_at is None
    assert (await still.now(activity)).ended_at is not None


@pytest.fixture
async def counted(tmp_path: Path) -> AsyncIterator[tuple[Asked, Buttons, httpx.AsyncClient]]:
    """The same routes over a store that counts, the key of its buttons, and a way to ask."""
    store = await SqliteStore.open(tmp_path / "counted.db")
    asked, buttons = Asked(store), Buttons(SECRET.encode())
    lockstep = Lockstep(
        asked,
        templates=Templates(),
        buttons=buttons,
        clock=lambda: datetime.now(UTC),
        new_id=new_id,
    )
    routes = Web(
        lockstep,
        buttons=buttons,
        secret=SECRET.encode(),
        metrics=Metrics(),
        wellness=Wellness(),
        body_within_seconds=0.2,
    )
    site = web.Application()
    site.add_routes(routes.routes())
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        yield asked, buttons, http
    await runner.cleanup()
    await store.close()


async def _a_token(asked: Asked, buttons: Buttons, http: httpx.AsyncClient) -> str:
    """A token that is good, proven by a press."""
    lockstep = Lockstep(
        asked,
        templates=Templates(),
        buttons=buttons,
        clock=lambda: datetime.now(UTC),
        new_id=new_id,
    )
    told = await lockstep.say('start "Backup" steps:4', actor=ADA, channel=OPS)
    assert told.answer is not None
    token = buttons.of(told.answer.activity, lockstep.clock())[0].token
    before = asked.times
    assert (await http.post("/press", json={"token": token})).status_code == 200
    assert asked.times > before, "a count that cannot rise proves nothing"
    return token


async def test_no_forged_token_is_taken_nor_costs_a_look_into_the_store(
    counted: tuple[Asked, Buttons, httpx.AsyncClient],
) -> None:
    """10,000 tokens, random or a good one with a bit flipped: all 404, no look into the store."""
    asked, buttons, http = counted
    good = await _a_token(asked, buttons, http)
    dice = random.Random(7)
    before = asked.times
    bodies = [json.dumps({"token": _forged(good, n, dice)}).encode() for n in range(10_000)]

    answers = await volley(str(http.base_url), "/press", bodies, lanes=40)

    assert Counter(status for status, _ in answers) == {404: 10_000}
    assert asked.times == before


def _forged(good: str, number: int, dice: random.Random) -> str:
    raw = bytearray(base64.urlsafe_b64decode(good + "=" * (-len(good) % 4)))
    if number < len(raw) * 8:
        raw[number // 8] ^= 1 << number % 8
    elif number % 2:
        raw = bytearray(b"\x01" + dice.randbytes(dice.randint(10, 70)))
    else:
        raw = bytearray(dice.randbytes(dice.randint(1, 75)))
    forged = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    assert forged != good
    return forged


async def test_nobody_learns_which_activities_there_are(still: Edge) -> None:
    """Garbage and the button of another Lockstep are answered alike: status, body, headers."""
    activity = await still.say("start Checkout is down")
    foreign = Buttons(b"the secret of somebody else").of(activity, still.app.lockstep.clock())

    answers = [await still.press(token) for token in (foreign[0].token, "A" * 80, "x")]

    seen = [(a.status_code, a.content, _but_date(a.headers)) for a in answers]
    assert seen[0][0] == 404
    assert seen[1:] == seen[:1] * 2


def _but_date(headers: httpx.Headers) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "date"}


async def test_no_answer_is_kept_anywhere(still: Edge) -> None:
    """Whatever the answer: not stored on the way, no referrer, and no word of what runs here."""
    activity = await still.say("start Checkout is down")
    answers = [
        await still.press(still.token(activity, "ack")),
        await still.press("forged"),
        await still.http.get("/press"),
        await still.http.post("/press", content=b"{", headers={"Content-Type": "application/json"}),
        await still.http.get("/nothing"),
        await still.http.get("/metrics"),
    ]

    assert [a.status_code for a in answers] == [200, 404, 405, 400, 404, 200]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Server"] == "Lockstep"


async def test_what_activitysmith_adds_means_nothing(still: Edge) -> None:
    """The body may hold more than we sent: who knows what ActivitySmith adds."""
    activity = await still.say("start Checkout is down")
    token = still.token(activity, "ack")

    answer = await still.http.post(
        "/press",
        json={"token": token, "activity_id": "x", "pressed_at": 1.5, "device": {"os": ["iOS"]}},
    )

    assert answer.status_code == 200


async def test_a_slow_body_is_cut_off_and_delays_nobody(
    counted: tuple[Asked, Buttons, httpx.AsyncClient],
) -> None:
    """A body that drips is answered 408 in the end; another press is answered meanwhile."""
    asked, buttons, http = counted
    reader, writer = await asyncio.open_connection(http.base_url.host, http.base_url.port)
    writer.write(
        b"POST /press HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b'Content-Length: 500\r\n\r\n{"token"'
    )
    await writer.drain()

    await _a_token(asked, buttons, http)
    async with asyncio.timeout(5):
        status = await reader.readline()

    assert status.startswith(b"HTTP/1.1 408 ")
    writer.close()
    await writer.wait_closed()
