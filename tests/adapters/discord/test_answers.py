"""Whoever asks is answered once, whatever goes wrong and however slow it is."""

import asyncio
import logging
import sqlite3

import pytest

from adapters.discord.answers import BROKEN, LEARNING, SLOW
from adapters.discord.listeners import OLD_BUTTON
from adapters.discord.parts import Hears
from adapters.discord.people import Interaction
from adapters.discord.reply import TOO_LATE, Reply
from bot.errors import Busy, NotAllowed, Refused
from tests.adapters.discord.stage import Stage
from tests.discord import Message
from tests.discord.told import Told


def card(stage: Stage, custom_id: str = "live:press:x") -> Message:
    """A message of ours with one button."""
    press = {"type": 2, "style": 2, "label": "Press", "custom_id": custom_id, "id": 2}
    row = {"type": 1, "id": 1, "components": [press]}
    return stage.ops.says(stage.guild.bot, "A card", components=[row])


async def pressed(stage: Stage, hears: Hears) -> Told:
    """What Ana is told by *hears* when she presses."""
    stage.adapter.parts.pressed = hears
    return await stage.discord.press(stage.ana, card(stage), "Press")


class Slow:
    """Hears a press, and does *then* when it may `go`."""

    def __init__(self, stage: Stage, then: Hears) -> None:
        self.go = asyncio.Event()
        self._then = then
        stage.adapter.parts.pressed = self
        stage.adapter.parts.answers.defer_after_seconds = 0.01

    async def __call__(self, interaction: Interaction, reply: Reply, /) -> None:
        await self.go.wait()
        await self._then(interaction, reply)


async def says_well(interaction: Interaction, reply: Reply) -> None:
    await reply.privately("All is *well*.")


async def says_nothing(interaction: Interaction, reply: Reply) -> None:
    pass


async def test_what_is_said_privately_is_seen_by_one(still: Stage) -> None:
    """As it was said."""
    told = await pressed(still, says_well)

    assert (told.text, told.private, told.deferred) == ("All is *well*.", True, False)


async def test_whoever_says_nothing_is_not_silent(still: Stage) -> None:
    """Discord hears that the press was heard."""
    told = await pressed(still, says_nothing)

    assert (told.type, told.shown) == (6, [])


@pytest.mark.parametrize(
    ("raised", "read"),
    [
        (Refused("There is no `<@1>` here."), "There is no `<@1>` here."),
        (Refused("See [here](https://x) <@1>"), r"See \[here](https://x) \<@1>"),
        (NotAllowed("Only @sre may end this."), "Only @sre may end this."),
        (Busy("slow"), SLOW),
        (TimeoutError(), SLOW),
        (ZeroDivisionError(), BROKEN),
    ],
)
async def test_what_goes_wrong_is_told_to_who_asked(
    still: Stage, raised: Exception, read: str
) -> None:
    """In a sentence, to the person alone; what people typed links and mentions nothing."""

    async def fails(interaction: Interaction, reply: Reply) -> None:
        raise raised

    told = await pressed(still, fails)

    assert (told.text, told.private) == (read, True)


async def test_a_mistake_of_ours_is_in_the_log(
    still: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """With its traceback, and nothing of what people typed."""

    async def broken(interaction: Interaction, reply: Reply) -> None:
        raise ZeroDivisionError

    await pressed(still, broken)

    (record,) = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert record.message == "interaction not handled"
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


async def test_who_may_do_what_is_not_known_before_the_roles_are(still: Stage) -> None:
    """Then nobody is told that they may not."""

    async def refuses(interaction: Interaction, reply: Reply) -> None:
        raise NotAllowed("Only @sre may end this.")

    guild = still.adapter.client.get_guild(int(still.guild.id))
    assert guild is not None
    guild.unavailable = True

    told = await pressed(still, refuses)

    assert told.text == LEARNING


async def test_an_unknown_button_is_told(still: Stage) -> None:
    """Of an older version, or of somebody else's making."""
    told = await still.discord.press(still.ana, card(still, "incident:ack:7"), "Press")

    assert (told.text, told.private) == (OLD_BUTTON, True)


# What takes long ------------------------------------------------------------------------


async def test_who_waits_sees_that_it_takes_a_while(still: Stage) -> None:
    """Then what came of it, in private still."""
    slow = Slow(still, says_well)
    told = await still.discord.press(still.ana, card(still), "Press", wait=False)
    await still.discord.until(lambda: told.answered)
    assert (told.type, told.shown) == (6, [])

    slow.go.set()
    await still.idle()

    assert (told.text, told.private) == ("All is *well*.", True)


async def test_a_command_thinks_while_the_store_is_slow(still: Stage) -> None:
    """Which promises nothing; then the same message says what came of it."""
    still.adapter.parts.answers.defer_after_seconds = 0.01
    db = sqlite3.connect(still.edge.path, isolation_level=None)
    try:
        db.execute("BEGIN IMMEDIATE")  # Nobody else can write.
        told = await still.discord.command(
            still.ana, still.ops, "start", title="Checkout is down", wait=False
        )
        await still.discord.until(lambda: told.answered)
        assert (told.deferred, told.final) == (True, "")
        db.execute("ROLLBACK")
        await still.idle()
    finally:
        db.close()

    assert (await still.only()).content.model_dump()["message"] == "Checkout is down"
    assert len(told.shown) == 1
    assert "Checkout is down" in told.final
    assert told.private


async def test_a_form_that_comes_too_late_is_told(still: Stage) -> None:
    """Discord opens none after it was told to wait."""

    async def opens(interaction: Interaction, reply: Reply) -> None:
        assert not await reply.form({"title": "Late", "custom_id": "live:form:x"})

    slow = Slow(still, opens)
    told = await still.discord.press(still.ana, card(still), "Press", wait=False)
    await still.discord.until(lambda: told.answered)
    slow.go.set()
    await still.idle()

    assert (told.text, told.private) == (TOO_LATE, True)


@pytest.mark.parametrize("whose", ["ours", "discord's"])
async def test_after_fifteen_minutes_nothing_is_said(
    still: Stage, whose: str, caplog: pytest.LogCaptureFixture
) -> None:
    """By our own clock nobody is even asked; by Discord's alone, its refusal is no mistake."""
    caplog.set_level(logging.INFO, "adapters.discord")
    slow = Slow(still, says_well)
    if whose == "ours":
        still.adapter.parts.answers.monotonic = still.discord.clock.now
    told = await still.discord.press(still.ana, card(still), "Press", wait=False)
    await still.discord.until(lambda: told.answered)
    calls = len(still.discord.calls)

    still.discord.clock.advance(15 * 60 + 1)
    slow.go.set()
    await still.idle()

    assert told.shown == []
    assert len(still.discord.calls) == calls + (whose == "discord's")
    assert "answer dropped" in caplog.messages
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]
    if whose == "discord's":
        still.discord.expect("late")


async def test_who_was_told_too_late_to_answer_is_told_nothing(still: Stage) -> None:
    """A first answer after three seconds is refused, and nothing follows it."""

    async def says_later(interaction: Interaction, reply: Reply) -> None:
        still.discord.clock.advance(4)
        await reply.privately("First.")
        await reply.privately("Second.")

    still.adapter.parts.pressed = says_later
    told = await still.discord.press(still.ana, card(still), "Press", wait=False)
    await still.discord.until(lambda: told.refused)
    await still.idle()

    assert (told.refused, told.shown) == ([10062], [])
    still.discord.expect("late")


# What gets lost -------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [{"status": 503}, {"dropped": True}, {"status": 429}])
async def test_an_answer_that_was_not_heard_is_said_again(
    still: Stage, fault: dict[str, object]
) -> None:
    """Whoever asked sees nothing of it."""
    still.discord.fail("POST", "/callback$", times=2, **fault)

    told = await pressed(still, says_well)

    assert (told.text, len(told.shown)) == ("All is *well*.", 1)


async def test_an_answer_of_which_nobody_knows_is_said_once(still: Stage) -> None:
    """The second is refused, which tells that the first was heard."""
    still.discord.fail("POST", "/callback$", lost_answer=True)

    async def says_more(interaction: Interaction, reply: Reply) -> None:
        await reply.privately("First.")
        await reply.privately("Second.")

    told = await pressed(still, says_more)
    await still.idle()

    assert [message.text for message in told.shown] == ["First.", "Second."]
    assert told.refused == [40060]
    still.discord.expect("answer")


async def test_where_discord_does_not_hear_at_all_the_log_does(
    still: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing more can be done for whoever asked."""
    still.discord.fail("POST", "/callback$", times=3, status=500)
    still.adapter.parts.pressed = says_well
    told = await still.discord.press(still.ana, card(still), "Press", wait=False)
    told.expects_silence = True
    await still.idle()

    assert not told.answered
    assert "interaction not answered" in caplog.messages


# The ways to answer ---------------------------------------------------------------------


async def test_everybody_may_be_told(still: Stage) -> None:
    """At once, and after it took a while, where the waiting was private."""

    async def says_loudly(interaction: Interaction, reply: Reply) -> None:
        await reply.publicly("Look, @everyone.")

    told = await pressed(still, says_loudly)
    assert (told.text, told.private) == ("Look, @everyone.", False)

    slow = Slow(still, says_loudly)
    told = await still.discord.press(still.ana, card(still), "Press", wait=False)
    await still.discord.until(lambda: told.answered)
    slow.go.set()
    await still.idle()
    assert (told.text, told.private) == ("Look, @everyone.", False)


async def test_a_message_may_be_put_in_place_of_another(still: Stage) -> None:
    """At once, and after it took a while."""

    async def puts(interaction: Interaction, reply: Reply) -> None:
        await reply.instead("Another.")

    message = card(still)
    still.adapter.parts.pressed = puts
    await still.discord.press(still.ana, message, "Press")
    assert (message.text, message.labels) == ("Another.", [])

    slow, message = Slow(still, puts), card(still)
    told = await still.discord.press(still.ana, message, "Press", wait=False)
    await still.discord.until(lambda: told.answered)
    slow.go.set()
    await still.idle()
    assert message.text == "Another."
