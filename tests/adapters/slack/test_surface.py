"""The Slack card, before a Slack that keeps its limits: once, in place, and up to date."""

import logging
from datetime import timedelta

import pytest

from adapters.slack.controls import PRESS
from adapters.slack.finding import BLIND_FOR
from bot.activity import Channel
from tests.adapters.slack.stage import ANA, ROOM, Stage, shown
from tests.slack import Slack


def posts(slack: Slack) -> int:
    """How many posts into the channel itself were tried."""
    return sum(not call.args.get("thread_ts") for call in slack.called("chat.postMessage"))


async def test_an_activity_is_one_message(stage: Stage) -> None:
    """Posted once, then edited; the thread has a line for each transition."""
    await stage.say('start "Nightly backup" steps:snapshot,upload,verify,prune')
    await stage.show()
    await stage.later(5)
    await stage.say("next")
    await stage.later(5)
    await stage.say("end All clear")
    await stage.later(5)

    assert posts(stage.slack) == 1
    assert "✓ snapshot" not in shown(stage.card)
    assert "▸ *snapshot*" in shown(stage.card)
    assert stage.card.blocks[0]["text"]["text"] == "🏁 Nightly backup"
    assert [block["type"] for block in stage.card.blocks].count("actions") == 0
    assert stage.thread == [
        "*Ana*: started",
        "*Ana*: step 1 of 4: snapshot",
        "*Ana*: ended: “All clear”",
    ]
    assert all(not reply.text.startswith("<!") for reply in stage.card.replies)


async def test_shown_again_changes_nothing(stage: Stage) -> None:
    """What is shown already is not even sent."""
    activity = await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(5)
    calls = len(stage.slack.calls)

    await stage.store.wake("slack", [activity.id], stage.now())
    assert await stage.show() == 1

    assert len(stage.slack.calls) == calls


async def test_the_card_knows_its_address(stage: Stage) -> None:
    """Which is asked for once, and told to the Lock Screen."""
    activity = await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(5)
    await stage.say("ack")
    await stage.later(5)

    observed = (await stage.delivery(activity)).observed
    ts = stage.card.ts.replace(".", "")
    assert observed == {"state": "posted", "url": f"https://acme.slack.com/archives/C1/p{ts}"}
    assert len(stage.slack.called("chat.getPermalink")) == 1


async def test_an_address_that_is_not_told_is_asked_for_again(stage: Stage) -> None:
    """And the card is shown meanwhile."""
    stage.slack.fail("chat.getPermalink", "error", error="internal_error")
    activity = await stage.say("start Checkout is down")
    await stage.show()
    assert (await stage.delivery(activity)).observed == {"state": "posted"}

    await stage.later(65)

    assert "url" in (await stage.delivery(activity)).observed


async def test_the_button_on_the_card_does_what_it_says(stage: Stage) -> None:
    """Its value is a token of ours; a press from a Lock Screen is told as one."""
    await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(3)
    buttons = [part for block in stage.card.blocks for part in block.get("elements", [])]
    [token] = [part["value"] for part in buttons if part.get("action_id") == PRESS]

    await stage.press(token)
    await stage.later(5)

    assert "✓ Acknowledged from the Lock Screen" in shown(stage.card)
    assert stage.thread[-1] == "Acknowledged from the Lock Screen"


# Once ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["reset_after", "status"])
async def test_a_post_whose_answer_was_lost_is_found_again(stage: Stage, kind: str) -> None:
    """It is looked for by its metadata; if it is there, it is the card."""
    stage.slack.fail("chat.postMessage", kind)
    await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(30)

    assert len(stage.cards) == 1
    assert posts(stage.slack) == (1 if kind == "reset_after" else 2)
    assert stage.thread == ["*Ana*: started"]


async def test_a_post_that_never_arrived_is_posted_again(stage: Stage) -> None:
    """But not before it is certain that it will not arrive."""
    stage.slack.fail("chat.postMessage", "reset")
    await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(4)
    assert stage.cards == []

    await stage.later(20)

    assert len(stage.cards) == 1


async def test_whoever_died_while_posting_posted_it_once(stage: Stage) -> None:
    """A show that never told how it went is taken to have posted."""
    activity = await stage.say("start Checkout is down")
    claimed = await stage.store.claim_due(
        "slack", stage.now(), stage.now() + timedelta(seconds=30), 10
    )
    assert len(claimed) == 1
    said = {"event_type": "lockstep_card", "event_payload": {"activity": activity.id}}
    await stage.api.call(
        "T1", "chat.postMessage", channel="C1", text="Checkout is down",
        metadata=said, unfurl_links=False, unfurl_media=False,
    )  # fmt: skip

    await stage.later(60)

    assert posts(stage.slack) == 1
    assert "Checkout is down" in shown(stage.card)
    assert stage.thread == ["*Ana*: started"]


async def test_whoever_died_while_telling_told_it_once(stage: Stage) -> None:
    """The thread is looked into, whoever else speaks there."""
    activity = await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(5)
    activity = await stage.say("ack")
    soon = stage.now() + timedelta(seconds=30)
    assert len(await stage.store.claim_due("slack", stage.now(), soon, 10)) == 1
    payload = {"activity": activity.id, "revision": activity.revision}
    await stage.api.call(
        "T1", "chat.postMessage", channel="C1", text="*Ana*: acknowledged",
        thread_ts=stage.card.ts, unfurl_links=False, unfurl_media=False,
        metadata={"event_type": "lockstep_line", "event_payload": payload},
    )  # fmt: skip

    await stage.later(60)

    assert "Acknowledged by Ana" in shown(stage.card)
    assert stage.thread == ["*Ana*: started", "*Ana*: acknowledged"]


async def test_history_that_may_not_be_read_is_waited_for_and_then_done_without(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """Better twice than never, and the log says so."""
    stage.slack.team().scopes = "chat:write"
    stage.slack.fail("chat.postMessage", "reset")
    await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(BLIND_FOR.total_seconds() - 10)
    assert stage.cards == []
    assert len(stage.slack.called("conversations.history")) < 12

    with caplog.at_level(logging.WARNING, "adapters.slack"):
        await stage.later(60)

    assert len(stage.cards) == 1
    assert "posted again without knowing whether it was there" in caplog.text


async def test_a_line_whose_answer_was_lost_stands_once(stage: Stage) -> None:
    """The thread is looked into before it is told again."""
    await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(5)
    stage.slack.fail("chat.postMessage", "reset_after")
    await stage.say("ack")
    await stage.later(30)

    assert stage.thread == ["*Ana*: started", "*Ana*: acknowledged"]


async def test_a_line_that_never_arrived_is_told_again(stage: Stage) -> None:
    """Once it is certain."""
    await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(5)
    stage.slack.fail("chat.postMessage", "reset")
    await stage.say("ack")
    await stage.later(30)

    assert stage.thread == ["*Ana*: started", "*Ana*: acknowledged"]


async def test_an_edit_that_may_land_late_is_made_good(stage: Stage) -> None:
    """After an edit of which nobody knows, the last state is said once more, later."""
    await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(5)
    stage.slack.fail("chat.update", "reset")
    await stage.say("ack")
    await stage.later(5)
    stage.card.blocks, stage.card.text = [], "an older edit, landed late"

    await stage.later(20)

    assert "Acknowledged by Ana" in shown(stage.card)


# What people do to it --------------------------------------------------------------


async def test_a_deleted_card_is_posted_anew_once(stage: Stage) -> None:
    """Without the lines that the old thread had."""
    activity = await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(5)
    await stage.api.call("T1", "chat.delete", channel="C1", ts=stage.card.ts)
    await stage.say("ack")
    await stage.later(10)
    assert stage.thread == ["*Ana*: acknowledged"]

    await stage.api.call("T1", "chat.delete", channel="C1", ts=stage.card.ts)
    await stage.say("say Still looking")
    await stage.later(10)
    assert stage.cards == []
    assert "deleted twice" in (await stage.delivery(activity)).observed["detail"]

    await stage.say("again")
    await stage.later(10)
    assert len(stage.cards) == 1


async def test_a_card_deleted_before_its_line_was_told(stage: Stage) -> None:
    """It is noticed by the thread, too, which says so when the line comes."""
    await stage.say("start Checkout is down")
    await stage.show()
    await stage.api.call("T1", "chat.delete", channel="C1", ts=stage.card.ts)
    await stage.later(10)

    assert posts(stage.slack) == 2
    assert stage.thread == ["*Ana*: started"]


async def test_a_public_channel_is_entered(stage: Stage) -> None:
    """When something is started where the bot is not."""
    activity = await stage.say("start Checkout is down", ROOM.model_copy(update={"id": "C2"}))
    await stage.show()
    await stage.later(3)

    assert len(stage.slack.channel("C2").cards) == 1
    assert (await stage.delivery(activity, "C2")).observed["state"] == "posted"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("missing_scope", "lacks the scope"),
        ("restricted_action", "let Lockstep post there"),
        ("channel_not_found", "/invite"),
        ("something_new", "Slack refused the card (something_new)"),
    ],
)
async def test_what_stands_in_the_way_is_told(stage: Stage, error: str, words: str) -> None:
    """In a sentence that says what to do; the next change is shown if it is gone."""
    stage.slack.fail("chat.postMessage", "error", error=error)
    activity = await stage.say("start Checkout is down")
    await stage.show()
    observed = (await stage.delivery(activity)).observed
    assert observed["state"] == "refused"
    assert words in observed["detail"]

    await stage.say("ack")
    await stage.later(5)

    assert len(stage.cards) == 1


async def test_a_channel_that_may_not_be_entered(stage: Stage) -> None:
    """Somebody has to invite us, and is told so."""
    stage.slack.team().scopes = "chat:write"
    activity = await stage.say("start Checkout is down", ROOM.model_copy(update={"id": "C2"}))
    await stage.show()

    assert "/invite" in (await stage.delivery(activity, "C2")).observed["detail"]
    assert len(stage.slack.called("conversations.join")) == 1


async def test_who_was_removed_stays_away_until_invited(stage: Stage) -> None:
    """One sentence says what to do; the next change finds the way back."""
    activity = await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(5)
    room = stage.slack.channel("C1")
    room.members.discard(stage.slack.team().bot)
    await stage.say("ack")
    await stage.later(10)
    observed = (await stage.delivery(activity)).observed
    calls = len(stage.slack.calls)
    assert observed["state"] == "refused"
    assert "/invite" in observed["detail"]
    await stage.later(60)
    assert len(stage.slack.calls) == calls

    room.members.add(stage.slack.team().bot)
    await stage.say("say Back again")
    await stage.later(10)

    assert "acknowledged" in stage.thread[-1]
    assert posts(stage.slack) == 1


async def test_an_archived_channel_is_left_alone(stage: Stage) -> None:
    """It is marked gone, and not tried for ever."""
    activity = await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(5)
    stage.slack.channel("C1").is_archived = True
    await stage.say("ack")
    await stage.later(10)
    calls = len(stage.slack.calls)
    await stage.later(60)

    assert (await stage.delivery(activity)).observed["state"] == "gone"
    assert len(stage.slack.calls) == calls


async def test_a_card_that_may_not_be_edited_any_more(stage: Stage) -> None:
    """Stands as it is; its thread goes on."""
    activity = await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(5)
    stage.slack.edit_window_closed = True
    await stage.say("ack")
    await stage.later(10)

    assert stage.thread[-1] == "*Ana*: acknowledged"
    assert posts(stage.slack) == 1
    assert (await stage.delivery(activity)).observed["state"] == "refused"


async def test_a_dead_token_is_told_once(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """It is not tried again by itself; installed anew, the next change is shown."""
    stage.slack.team().installed = False
    activity = await stage.say("start Checkout is down")
    with caplog.at_level(logging.WARNING, "adapters.slack"):
        await stage.show()
        await stage.later(60)
        await stage.say("ack")
        await stage.later(60)
    assert caplog.text.count("slack token does not work") == 1
    assert len(stage.slack.calls) == 2
    assert "install it there again" in (await stage.delivery(activity)).observed["detail"]

    stage.slack.team().installed = True
    await stage.say("say Back")
    await stage.later(10)

    assert len(stage.cards) == 1


# Pace ------------------------------------------------------------------------------


async def test_a_thousand_ticks_in_a_second_are_a_few_edits(stage: Stage) -> None:
    """At most four, and the last of them is shown within two seconds of the last tick."""
    await stage.say('start "Reindex" 0%')
    await stage.show()
    for tick in range(1, 1001):
        await stage.say(f"progress {tick / 10}")
        if tick % 50 == 0:
            stage.slack.clock.advance(0.05)
            await stage.show()
    await stage.later(2)

    assert "*100 %*" in shown(stage.card)
    assert 1 <= stage.card.edits <= 4


async def test_a_thousand_transitions_in_a_second_are_a_few_edits(stage: Stage) -> None:
    """The same where each of them is waited for; the thread has them in few messages."""
    await stage.say("start Checkout is down")
    await stage.show()
    for number in range(1, 1001):
        await stage.say(f"say Attempt {number}")
        if number % 50 == 0:
            stage.slack.clock.advance(0.05)
            await stage.show()
    await stage.later(2)

    assert "Attempt 1000" in shown(stage.card)
    assert 1 <= stage.card.edits <= 4
    assert len(stage.card.replies) <= 4


async def test_a_transition_does_not_wait_for_the_rest(stage: Stage) -> None:
    """A tick rests three seconds; what people wait for goes at once."""
    await stage.say('start "Reindex" 0%')
    await stage.show()
    await stage.say("progress 10")
    await stage.show()
    assert "*0 %*" in shown(stage.card)

    await stage.say("set subtitle:Faster")
    await stage.show()

    assert "*10 %*" in shown(stage.card)
    assert "Faster" in shown(stage.card)


async def test_slack_says_how_long_to_wait(stage: Stage) -> None:
    """Nothing is sent before, and then the last state is."""
    await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(5)
    stage.slack.fail("chat.update", "ratelimited", retry_after="7")
    await stage.say("ack")
    await stage.later(6)
    assert stage.card.edits == 0

    await stage.later(5)

    assert "Acknowledged by Ana" in shown(stage.card)


async def test_fifty_steps_are_one_card(stage: Stage) -> None:
    """A long incident: one message, and fifty lines in its thread."""
    await stage.say('start "Migration" steps:50')
    await stage.show()
    for _ in range(50):
        await stage.later(4)
        await stage.say("next")
        await stage.show()
    await stage.later(5)

    assert posts(stage.slack) == 1
    assert "*Step 50 of 50*" in shown(stage.card)
    assert len(stage.thread) == 51


async def test_one_workspace_waits_for_no_other(stage: Stage) -> None:
    """What one was told to wait for does not keep the other from its card."""
    elsewhere = Channel(surface="slack", id="C1", workspace="T2", name="inc-1")
    stage.slack.fail("chat.postMessage", "ratelimited", team="T1", retry_after="30")
    await stage.say("start Checkout is down")
    await stage.say("start Search is down", elsewhere)
    await stage.show()

    assert stage.cards == []
    assert len(stage.slack.channel("C1", "T2").cards) == 1


async def test_buttons_are_renewed_before_they_die(stage: Stage) -> None:
    """A card that nobody touched all day still has buttons that work."""
    await stage.say("start Checkout is down")
    await stage.show()
    await stage.later(3)
    for _ in range(3):
        stage.slack.clock.advance(5.6 * 3600)
        await stage.show()
    buttons = [part for block in stage.card.blocks for part in block.get("elements", [])]
    [token] = [part["value"] for part in buttons if part.get("action_id") == PRESS]

    activity = await stage.press(token)

    assert activity.acknowledged_by is not None


async def test_a_countdown_says_when_time_is_up(stage: Stage) -> None:
    """The card does not tick, but it is drawn once more at the end."""
    await stage.say('start "Benchmark" timer:1m')
    await stage.show()
    await stage.later(10)
    assert "Runs until" in shown(stage.card)

    await stage.later(55)

    assert "Time is up" in shown(stage.card)


async def test_where_slack_is_not_connected(stage: Stage) -> None:
    """The channel is told so, and nothing is sent."""
    stage.tokens.without.add("T1")
    activity = await stage.say("start Checkout is down")
    await stage.show()

    assert "not connected" in (await stage.delivery(activity)).observed["detail"]
    assert stage.slack.calls == []


async def test_what_was_typed_rings_nowhere(stage: Stage) -> None:
    """Neither card nor thread mentions anybody."""
    actor = ANA.model_copy(update={"name": "<!channel> @here"})
    await stage.say("start <!channel> <@U2> @everyone", actor=actor)
    await stage.say("say <!here> <https://evil.example|slack.com>", actor=actor)
    await stage.show()
    await stage.later(5)

    assert "&lt;!channel&gt;" in shown(stage.card)
    assert "<!here>" not in shown(stage.card)
