"""Calls of Discord's REST API: what comes of them, whatever Discord says or does not say."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from discord.http import Route

from adapters.discord.trouble import AnswerLost, DiscordSaid, NotYet, TokenDead
from adapters.discord.wire import RETRY_AFTER_SECONDS_USUAL, DiscordApi, retry_after_seconds
from bot.errors import SurfaceUnavailable
from tests.adapters.discord.cards import Cards, carded
from tests.discord import DiscordStandIn

POST = "/channels/{channel_id}/messages"
QUIET = {"allowed_mentions": {"parse": []}, "enforce_nonce": True}


@pytest.fixture
async def cards(tmp_path: Path, discord: DiscordStandIn) -> AsyncIterator[Cards]:
    """Which nobody looks at here: the calls alone."""
    async with carded(tmp_path, discord) as cards:
        yield cards


async def post(cards: Cards, number: int = 0, api: DiscordApi | None = None) -> Any:
    """A message; another for each *number*."""
    said = {**QUIET, "content": "Down", "nonce": str(number)}
    return await (api or cards.api).call("POST", POST, channel_id=cards.ops.id, json=said)


async def test_what_discord_answers(cards: Cards) -> None:
    """An object, a list, or nothing."""
    posted = await post(cards)
    room = cards.ops.id

    assert posted["content"] == "Down"
    listed = await cards.api.call("GET", POST, query={"limit": "10"}, channel_id=room)
    assert [message["id"] for message in listed] == [posted["id"]]
    one = f"{POST}/{{message_id}}"
    deleted = await cards.api.call("DELETE", one, channel_id=room, message_id=posted["id"])
    assert deleted == {}
    assert cards.api.user_id == posted["author"]["id"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"status": 500}, AnswerLost),
        ({"status": 502}, AnswerLost),
        ({"status": 503}, AnswerLost),
        ({"status": 504}, AnswerLost),
        ({"dropped": True}, AnswerLost),
        ({"lost_answer": True}, AnswerLost),
        ({"hang": True}, AnswerLost),
        ({"status": 429, "retry_after": 7.0}, NotYet),
        ({"status": 403, "code": 50013}, DiscordSaid),
        ({"status": 404, "code": 10003}, DiscordSaid),
        ({"status": 404}, DiscordSaid),
        ({"status": 400, "code": 50035}, DiscordSaid),
        ({"status": 401, "code": 40001}, TokenDead),
    ],
)
async def test_what_comes_of_a_call(
    cards: Cards, fault: dict[str, Any], expected: type[Exception]
) -> None:
    """Said once: discord.py itself would say some of them five times, and sleep between."""
    patience = 1.0 if "hang" in fault else 60.0
    api = DiscordApi(cards.client, cards.discord.clock.utc, answer_within_seconds=patience)
    cards.discord.fail("POST", "/messages$", **fault)

    with pytest.raises(expected) as raised:
        await post(cards, api=api)

    assert type(raised.value) is expected
    assert cards.posts() == 1
    await api.close()


async def test_what_discord_has_against_it(cards: Cards, caplog: pytest.LogCaptureFixture) -> None:
    """Its code, its status, its words; and in the log where the fault is, not what was typed."""
    said = {**QUIET, "nonce": "1", "content": "a" * 2001}
    with caplog.at_level(logging.WARNING, "adapters.discord"), pytest.raises(DiscordSaid) as raised:
        await cards.api.call("POST", POST, channel_id=cards.ops.id, json=said)

    fault = raised.value
    assert (fault.code, fault.status, fault.text) == (50035, 400, "Invalid Form Body")
    assert "discord found fault" in caplog.text
    assert "aaa" not in caplog.text
    cards.discord.violations.clear()


async def test_who_is_not_reached_was_told_nothing(cards: Cards) -> None:
    """So it may be said again without a doubt."""
    Route.BASE = "http://127.0.0.1:9/api/v10"

    with pytest.raises(SurfaceUnavailable) as raised:
        await post(cards)

    assert type(raised.value) is SurfaceUnavailable


async def test_what_must_wait_is_not_sent_before(cards: Cards) -> None:
    """These calls alone; all, when Discord says so."""
    other = cards.guild.text("other")
    cards.discord.fail("POST", f"/{cards.ops.id}/messages$", status=429, retry_after=7.0)
    for wait in (7.0, 6.0):
        with pytest.raises(NotYet) as raised:
            await post(cards)
        assert raised.value.retry_after_seconds == pytest.approx(wait)
        cards.discord.clock.advance(1)
    assert cards.posts() == 1
    said = {**QUIET, "content": "Down", "nonce": "1"}
    await cards.api.call("POST", POST, channel_id=other.id, json=said)

    cards.discord.clock.advance(6)
    assert await post(cards)


async def test_when_all_must_wait_nothing_is_sent(cards: Cards) -> None:
    """Discord counts all calls of a bot together, too; the next of whichever kind waits."""
    cards.discord.fail("POST", "/messages$", status=429, retry_after=7.0, everywhere=True)
    with pytest.raises(NotYet):
        await post(cards)
    calls = len(cards.discord.calls)

    with pytest.raises(NotYet):
        await cards.api.call("GET", "/channels/{channel_id}", channel_id=cards.ops.id)

    assert len(cards.discord.calls) == calls
    cards.discord.clock.advance(7)
    assert await cards.api.call("GET", "/channels/{channel_id}", channel_id=cards.ops.id)


async def emptied(cards: Cards) -> None:
    """Nothing is left in the bucket for posts, for twenty seconds at least."""
    for number in range(5):
        if number == 4:
            cards.discord.clock.advance(-20)  # However slow this machine is.
        assert await post(cards, number)


async def test_the_last_of_a_bucket_is_answered_at_once(cards: Cards) -> None:
    """discord.py would keep its answer until the bucket is full again."""
    await emptied(cards)

    names = {task.get_name() for task in asyncio.all_tasks()}
    assert f"discord POST {POST}" in names  # It sleeps, and nobody waits for it.
    await cards.api.close()


async def test_who_waits_too_long_for_a_bucket_has_sent_nothing(cards: Cards) -> None:
    """And holds no lane meanwhile."""
    api = DiscordApi(cards.client, cards.discord.clock.utc, deadline_seconds=0.2)
    await emptied(cards)

    with pytest.raises(NotYet):
        await post(cards, 5, api)

    assert cards.posts() == 5


async def test_after_a_dead_token_nothing_is_sent(cards: Cards) -> None:
    """Not even what has nothing to do with it."""
    cards.discord.fail("POST", "/messages$", status=401, code=40001)
    with pytest.raises(TokenDead):
        await post(cards)
    calls = len(cards.discord.calls)

    with pytest.raises(TokenDead):
        await cards.api.call("GET", "/channels/{channel_id}", channel_id=cards.ops.id)

    assert len(cards.discord.calls) == calls
    assert cards.api.dead.is_set()


async def test_the_token_of_an_interaction_is_another(cards: Cards) -> None:
    """It dies after a quarter of an hour, and ours lives on."""
    path = "/webhooks/{application_id}/{token}/messages/@original"
    cards.discord.fail("PATCH", "/webhooks/", status=401, code=50027)

    with pytest.raises(DiscordSaid):
        await cards.api.call(
            "PATCH", path, application_id=cards.discord.app_id, token="t", json={"content": "a"}
        )

    assert not cards.api.dead.is_set()


async def test_a_call_that_is_given_up_leaves_nothing_behind(cards: Cards) -> None:
    """As when the program ends."""
    cards.discord.fail("POST", "/messages$", hang=True)
    calling = asyncio.create_task(post(cards))
    await cards.discord.until(lambda: not cards.discord.faults)
    calling.cancel()
    await asyncio.wait({calling})
    await cards.api.close()

    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("discord ")]


async def test_after_the_end_nothing_is_sent(cards: Cards) -> None:
    """What is due then waits for the next beginning."""
    await cards.client.close()

    with pytest.raises(NotYet):
        await post(cards)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [(0.5, 0.5), (7, 7.0), (1e9, 300.0), (0, None), (-1, None), (True, None), ("7", None),
     (None, None), (float("nan"), None), (float("inf"), 300.0)],
)  # fmt: skip
def test_how_long_to_wait_whatever_is_told(told: object, seconds: float | None) -> None:
    """Within bounds."""
    assert retry_after_seconds(told) == (seconds or RETRY_AFTER_SECONDS_USUAL)
