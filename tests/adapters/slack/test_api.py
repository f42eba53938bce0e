"""The gateway to Slack: one call is one request, and each answer becomes what follows from it."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from adapters.slack.answers import (
    AnswerLost,
    NotYet,
    SlackSaid,
    TokenDead,
    failure,
    retry_after_seconds,
)
from adapters.slack.api import SlackApi
from adapters.slack.tokens import ASK_EVERY, OneToken
from adapters.slack.wire import ANSWER_BYTES_MAX, Wire, open_session
from bot.errors import SurfaceRejected, SurfaceUnavailable
from tests.adapters.slack.stage import EveryToken, Stage, now
from tests.slack import Slack

TOKEN = SecretStr("xoxb-acme")


@asynccontextmanager
async def answering(answer: Any, **seconds: float) -> AsyncIterator[Wire]:
    """A wire to whoever answers with what *answer* makes."""
    site = web.Application()
    site.router.add_route("*", "/api/{method}", answer)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with open_session() as session:
        yield Wire(session, f"http://127.0.0.1:{runner.addresses[0][1]}/api", **seconds)
    await runner.cleanup()


async def test_forms_say_what_was_meant(stage: Stage) -> None:
    """Lists, objects and flags as JSON, and nothing of what is None."""
    blocks = [{"type": "divider"}]
    await stage.api.call(
        "T1", "chat.postMessage", channel="C1", text="a&b=c é", blocks=blocks, thread_ts=None,
        unfurl_links=False, unfurl_media=False,
    )  # fmt: skip

    [call] = stage.slack.calls
    assert call.answer["ok"]
    assert "thread_ts" not in call.args
    assert stage.card.text == "a&b=c é"
    assert stage.card.blocks[0]["type"] == "divider"


async def test_what_slack_has_against_it_is_for_the_caller(stage: Stage) -> None:
    """With its own word, and the scope that was missing."""
    with pytest.raises(SlackSaid) as said:
        await stage.api.call("T1", "conversations.info", channel="C404")
    assert said.value.error == "channel_not_found"

    stage.slack.team().scopes = "commands"
    with pytest.raises(SlackSaid) as said:
        await stage.api.call("T1", "conversations.info", channel="C1")
    assert (said.value.error, said.value.needed) == ("missing_scope", "channels:read")


@pytest.mark.parametrize("kind", ["reset", "reset_after", "html", "status"])
async def test_nobody_knows_whether_it_was_done(stage: Stage, kind: str) -> None:
    """And it was asked once: nothing is repeated in here."""
    stage.slack.fail("conversations.join", kind)
    with pytest.raises(AnswerLost):
        await stage.api.call("T1", "conversations.join", channel="C1")

    assert len(stage.slack.calls) == 1


async def test_a_silent_slack_has_its_time(stage: Stage) -> None:
    """Then nobody waits any longer."""
    stage.slack.fail("auth.test", "hang")
    async with open_session() as session:
        wire = Wire(session, stage.slack.api_url, deadline_seconds=0.05)
        with pytest.raises(AnswerLost):
            await wire.call(TOKEN, "auth.test", {})


async def test_nothing_is_sent_to_where_nobody_is() -> None:
    """That is certain: it may be said again at once."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with open_session() as session:
        wire = Wire(session, f"http://127.0.0.1:{port}/api")
        with pytest.raises(SurfaceUnavailable) as gone:
            await wire.call(TOKEN, "auth.test", {})

    assert not isinstance(gone.value, AnswerLost)
    assert "xoxb" not in str(gone.value)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b'"ok"', "application/json"),
        (b'{"ok": tru', "application/json"),
        (b"\xff\xfe", "application/json; charset=no-such"),
        (b"ok", "text/plain"),
        (b"", "application/json"),
        (b'{"ok": true}' + b" " * ANSWER_BYTES_MAX, "application/json"),
    ],
)
async def test_garbage_is_no_answer(body: bytes, kind: str) -> None:
    """Whatever stands between us and Slack, it is said in one way."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=body, headers={"Content-Type": kind})

    async with answering(answer) as wire:
        with pytest.raises(AnswerLost):
            await wire.call(TOKEN, "chat.update", {})


async def test_one_connection_serves_many_calls() -> None:
    """A new one for each call would cost more than the call."""
    connections = set()

    async def answer(request: web.Request) -> web.Response:
        connections.add(request.transport)
        return web.json_response({"ok": True, "auth": request.headers["Authorization"]})

    async with answering(answer) as wire:
        for _ in range(10):
            told = await wire.call(TOKEN, "auth.test", {})

    assert len(connections) == 1
    assert told["auth"] == "Bearer xoxb-acme"


async def test_a_redirect_does_not_get_the_token_again() -> None:
    """It is no answer; nothing is followed to another place with the token."""
    asked = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        raise web.HTTPFound("/api/elsewhere")

    async with answering(answer) as wire:
        with pytest.raises(AnswerLost):
            await wire.call(TOKEN, "chat.update", {})

    assert asked == ["/api/chat.update"]


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        (429, {}, SurfaceUnavailable),
        (200, {"error": "ratelimited"}, SurfaceUnavailable),
        (200, {"error": "service_unavailable"}, SurfaceUnavailable),
        (200, {"error": "internal_error"}, AnswerLost),
        (200, {"error": "fatal_error"}, AnswerLost),
        (503, {}, AnswerLost),
        (200, {}, AnswerLost),
        (200, {"error": "invalid_auth"}, TokenDead),
        (200, {"error": "account_inactive"}, TokenDead),
        (200, {"error": "token_revoked"}, TokenDead),
        (200, {"error": "is_archived"}, SlackSaid),
        (200, {"error": "invalid_blocks", "response_metadata": {"messages": [1]}}, SlackSaid),
        (200, {"error": ["odd"], "response_metadata": 5}, SlackSaid),
    ],
)
def test_each_error_has_its_consequence(
    status: int, said: dict[str, object], kind: type[Exception]
) -> None:
    """And only that."""
    assert type(failure(status, said, "7")) is kind


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("0", 1), ("99999999999999999999", 300), ("soon", 30), (None, 30), ("-3", 30),
     ("٣", 30)],
)  # fmt: skip
def test_slack_is_believed_within_reason(header: str | None, seconds: float) -> None:
    """One second to five minutes."""
    assert retry_after_seconds(header) == seconds


async def test_what_slack_asked_for_is_kept(stage: Stage) -> None:
    """The next call is not even sent; another method is."""
    stage.slack.fail("chat.update", "ratelimited", retry_after="9")
    for _ in range(2):
        with pytest.raises(SurfaceUnavailable) as wait:
            await stage.api.call("T1", "chat.update", channel="C1", ts="1.2", text="x")
    assert isinstance(wait.value, NotYet)
    assert wait.value.retry_after_seconds == pytest.approx(9)
    assert len(stage.slack.calls) == 1

    assert (await stage.api.call("T1", "auth.test"))["ok"]


async def test_a_slow_workspace_keeps_no_other_waiting(stage: Stage) -> None:
    """Its calls hang; the other's come back."""
    stage.slack.fail("conversations.info", "hang", team="T1", times=20)
    hanging = [
        asyncio.create_task(
            stage.api.call_for("transition", "T1", "conversations.info", channel="C1")
        )
        for _ in range(20)
    ]
    await stage.slack.until(lambda: stage.slack.called("conversations.info"))

    answer = await stage.api.call_for("transition", "T2", "conversations.info", channel="C1")

    assert answer["ok"]
    assert len(stage.slack.called("conversations.info", "T1")) < 10
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)


async def test_a_workspace_without_the_app(stage: Stage) -> None:
    """Is told in a sentence, and nothing is sent."""
    stage.tokens.without.add("T1")

    with pytest.raises(SurfaceRejected, match="not connected"):
        await stage.api.call("T1", "auth.test")

    assert stage.slack.calls == []


async def test_no_secret_is_logged(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Not even where everything is."""
    with caplog.at_level(logging.DEBUG):
        await stage.api.call("T1", "auth.test")
        stage.slack.fail("auth.test", "reset")
        with pytest.raises(AnswerLost) as lost:
            await stage.api.call("T1", "auth.test")

    token = stage.slack.team().token
    assert token not in caplog.text + repr(lost.value) + repr(await stage.tokens.of("T1"))
    assert lost.value.__cause__ is None


async def test_the_one_token_learns_whose_it_is(stage: Stage) -> None:
    """By one question, however many ask."""
    async with open_session() as session:
        wire = Wire(session, stage.slack.api_url)
        tokens = OneToken(wire, SecretStr("xoxb-acme"), stage.now)
        found = await asyncio.gather(*(tokens.of(team) for team in ("T1", "T1", "T2")))

    ours = stage.slack.team()
    assert found[2] is None
    assert found[0] is not None
    assert (found[0].team, found[0].bot_id, found[0].bot_user_id) == ("T1", ours.bot_id, ours.bot)
    assert len(stage.slack.called("auth.test")) == 1


async def test_the_one_token_asks_again_while_slack_is_away(stage: Stage) -> None:
    """But not at every call."""
    stage.slack.fail("auth.test", "status", times=1)
    async with open_session() as session:
        tokens = OneToken(Wire(session, stage.slack.api_url), SecretStr("xoxb-acme"), stage.now)
        for _ in range(5):
            with pytest.raises(SurfaceUnavailable):
                await tokens.of("T1")
        assert len(stage.slack.called("auth.test")) == 1

        stage.slack.clock.advance(ASK_EVERY / timedelta(seconds=1))
        assert await tokens.of("T1") is not None


@pytest.mark.parametrize("written", ["xoxb-nobody", "xoxb-acme"])
async def test_a_token_that_slack_refuses(
    stage: Stage, written: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Is said once, with the setting to look at."""
    if written == "xoxb-acme":
        stage.slack.fail("auth.test", "error", error="not_allowed_token_type")
    async with open_session() as session:
        wire = Wire(session, stage.slack.api_url)
        api = SlackApi(wire, OneToken(wire, SecretStr(written), stage.now), stage.now)
        for _ in range(3):
            with pytest.raises(TokenDead, match="SLACK_BOT_TOKEN"):
                await api.call("T1", "auth.test")

    assert len(stage.slack.calls) == 1
    assert caplog.text.count("slack token does not work") == 1


async def test_every_token_of_the_stage(slack_alone: Slack) -> None:
    """What the tests use in place of installs is what the stand-in takes."""
    async with open_session() as session:
        api = SlackApi(
            Wire(session, slack_alone.api_url), EveryToken(slack_alone), lambda: now(slack_alone)
        )
        assert (await api.call("T2", "auth.test"))["team_id"] == "T2"


@pytest.fixture
async def slack_alone() -> AsyncIterator[Slack]:
    async with Slack().serve() as slack:
        yield slack
