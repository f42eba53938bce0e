"""Presses: by whom, on what, how often, after what; and who is told what. Nothing is silent."""

import gc
from pathlib import Path

import discord as dpy
import pytest

from adapters.discord import presses
from adapters.discord.answers import SLOW
from adapters.discord.controls import MORE
from adapters.discord.listeners import OLD_BUTTON, OLD_FORM
from adapters.discord.modals import given
from bot.activity import Actor
from bot.buttons import Buttons
from tests.adapters.discord.board import begun, board, button, opened, posted, prefilled, said
from tests.adapters.discord.stage import Stage, staged
from tests.adapters.edge import until
from tests.discord import DiscordStandIn, Message, Modal

SEV1 = "sev1 Checkout is down"


def select(stage: Stage, activity_id: str, *values: str) -> Message:
    """A message of ours with a select."""
    options = [{"label": value, "value": value} for value in values]
    menu = {"type": 3, "id": 2, "custom_id": f"{MORE}:{activity_id}", "options": options}
    row = {"type": 1, "id": 1, "components": [menu]}
    return stage.ops.says(stage.guild.bot, "", components=[row])


async def test_a_press_does_one_command(stage: Stage) -> None:
    """By the person who pressed; nothing is said, since the card shows it."""
    activity = await begun(stage, "Checkout is down")

    told = await stage.discord.press(stage.ben, board(stage, activity), "Acknowledge")

    by = (await stage.only()).acknowledged_by
    assert by == Actor(platform="discord", id=stage.ben.id, name="ben", groups=frozenset({"sre"}))
    assert (told.deferred, told.shown) == (True, [])


async def test_a_press_told_again_is_done_once(stage: Stage) -> None:
    """By Discord, and by somebody else too."""
    activity = await begun(stage, '"Nightly backup" steps:4')
    card = board(stage, activity)
    told = await stage.discord.press(stage.ana, card, "Next step")

    for _ in range(3):
        await stage.discord.again(told)
    await stage.discord.press(stage.ben, card, "Next step")
    await stage.idle()

    assert await stage.edge.verbs(activity) == ["start", "step"]
    assert told.shown == []


async def test_what_does_not_show_is_said(stage: Stage) -> None:
    """Below an answer that only they see, there is no card to look at."""
    activity = await begun(stage, "Checkout is down")
    listed = board(stage, activity, only_for=stage.ana, flags=64)

    told = await stage.discord.press(stage.ana, listed, "Acknowledge")

    assert told.private
    assert "acknowledged by ana" in told.text


async def test_what_was_shown_before_a_restart_works(
    tmp_path: Path, discord: DiscordStandIn
) -> None:
    """Buttons, forms that are open, and those to be opened again: nothing of it was in memory."""
    async with staged(tmp_path, discord) as before:
        activity = await begun(before, '"Nightly backup" steps:4')
        card = board(before, activity)
        form = await opened(before, before.ana, card, "update…")
        wrong = await opened(before, before.ana, card, "update…")
        told = await discord.submit(before.ana, wrong, {"Step": "9"})

    async with staged(tmp_path, discord) as after:
        await discord.press(before.ana, card, "Next step")
        await discord.submit(before.ana, form, {"Title": "Backup"})
        again = await opened(after, before.ana, told.reply, "Open the form again")
        content = (await after.only()).content.model_dump()

    assert (content["title"], content["current_step"]) == ("Backup", 1)
    assert prefilled(again)["Step"] == "1"


@pytest.mark.parametrize("label", ["Acknowledge", "update…", "looks…", "buttons…", "end…"])
async def test_a_card_of_what_has_ended(stage: Stage, label: str) -> None:
    """Says so to who pressed; a form that was open, too."""
    activity = await begun(stage, '"Checkout" type:alert')
    card = board(stage, activity)
    form = await opened(stage, stage.ana, card, "update…")
    await said(stage, "end")

    for told in (
        await stage.discord.press(stage.ana, card, label),
        await stage.discord.submit(stage.ana, form, {"Title": "Another"}),
    ):
        assert told.private
        assert told.text == "`checkout` has ended. Nothing was changed; start a new one."
    assert (await stage.edge.now(activity)).content.title == "Checkout"


@pytest.mark.parametrize("label", ["Acknowledge", "update…", "history…", "end…"])
async def test_a_button_of_another_guild(stage: Stage, label: str) -> None:
    """However it came there, what it names is not here."""
    activity = await begun(stage, "Checkout is down")
    other = stage.discord.guild("Other")
    eve = other.member("eve")

    told = await stage.discord.press(eve, board(stage, activity, other.text("lobby")), label)

    assert told.private
    assert told.text.startswith(("That activity is not here", "Nothing is live here"))
    assert (await stage.only()).revision == 1


async def test_a_form_of_another_guild(stage: Stage) -> None:
    """A form's id is no right to anything either."""
    activity = await begun(stage, "Checkout is down")
    other = stage.discord.guild("Other")
    eve = other.member("eve")
    elsewhere = await begun(stage, "Elsewhere", other.text("lobby"))
    form = await opened(stage, eve, board(stage, elsewhere, other.text("lobby")), "update…")
    form.body["custom_id"] = form.custom_id.replace(elsewhere.id, activity.id)

    told = await stage.discord.submit(eve, form, {"Title": "Taken over"})

    assert told.text == "That activity is not here. Nothing was changed."
    assert (await stage.only()).revision == 1


@pytest.mark.parametrize(
    "custom_id",
    [
        "live:press:", "live:press:x y", "live:update:", "live:update:../../etc", "live:more:x",
        "live:nothing:at all", "live:start", "live:again:update:x:1", "live:ask", "other:button",
        "live:history:" + "a" * 27, "live:end:" + "a" * 26 + "\n", "x" * 100,
    ],
)  # fmt: skip
async def test_a_made_up_button_is_told(stage: Stage, custom_id: str) -> None:
    """In private, and nothing is changed."""
    await begun(stage, "Checkout is down")

    told = await stage.discord.press(stage.ana, posted(stage, [button("Go", custom_id)]), "Go")

    assert (told.private, told.text) == (True, OLD_BUTTON)
    assert (await stage.only()).revision == 1


@pytest.mark.parametrize("kind", ["update", "looks", "buttons", "history", "end"])
async def test_a_made_up_activity_is_told(stage: Stage, kind: str) -> None:
    """It is not here."""
    card = posted(stage, [button("Go", f"live:{kind}:{'a' * 26}")])

    told = await stage.discord.press(stage.ana, card, "Go")

    assert told.private
    assert told.text in (
        "That activity is not here. Nothing was changed.",
        "Nothing is live here. Say `/live start` and a title to begin.",
    )


@pytest.mark.parametrize(
    "custom_id",
    [
        "live:form:", "live:form:update:-:1", "live:form:start:" + "a" * 26 + ":1",
        "live:form:nothing:-:1", "live:form:end:" + "a" * 26, "form", "live:form:start:-:x",
    ],
)  # fmt: skip
async def test_a_made_up_form_is_told(stage: Stage, custom_id: str) -> None:
    """In private, and nothing is changed."""
    activity = await begun(stage, "Checkout is down")
    form = await opened(stage, stage.ana, board(stage, activity), "update…")
    form.body["custom_id"] = custom_id

    told = await stage.discord.submit(stage.ana, form, {"Title": "Another"})

    assert (told.private, told.text) == (True, OLD_FORM)
    assert (await stage.only()).revision == 1


async def test_a_forged_press_is_refused(stage: Stage) -> None:
    """Only who has the secret can make one."""
    activity = await begun(stage, "Checkout is down")
    forged = Buttons(b"another secret").of(activity, stage.lockstep.clock())[0]
    card = posted(stage, [button("Go", f"live:press:{forged.token}")])

    told = await stage.discord.press(stage.ana, card, "Go")

    assert told.text == "This button was not made here. Nothing was changed."
    assert (await stage.only()).revision == 1


async def test_who_may_not_is_told_what_is_missing(stage: Stage) -> None:
    """By every way to end; who may, may."""
    activity = await begun(stage, SEV1)
    card = board(stage, activity)
    alone = "Only @sre may end this. Nothing was changed."

    assert (await stage.discord.press(stage.ana, card, "end…")).text == alone
    chosen = await stage.discord.choose(stage.ana, select(stage, activity.id, "end"), "end")
    assert (chosen.private, chosen.text) == (True, alone)
    form = await opened(stage, stage.ben, card, "end…")
    stolen = Modal(form.body, form.told)
    stolen.told.member = stage.ana
    assert (await stage.discord.submit(stage.ana, stolen)).text == alone
    assert (await stage.only()).ended_at is None

    stolen.told.member = stage.ben
    await stage.discord.submit(stage.ben, form)
    assert await stage.live() == []


async def test_who_lost_a_role_may_no_longer(stage: Stage) -> None:
    """The press itself tells the roles; nothing is remembered of them."""
    activity = await begun(stage, SEV1)
    form = await opened(stage, stage.ben, board(stage, activity), "end…")
    stage.ben.roles.clear()

    told = await stage.discord.submit(stage.ben, form)

    assert told.text == "Only @sre may end this. Nothing was changed."
    assert (await stage.only()).ended_at is None


async def test_a_button_that_would_end_it_asks_first(stage: Stage) -> None:
    """To the person alone; what they press then is done, and what is allowed holds there too."""
    activity = await begun(stage, SEV1)
    await said(stage, 'button "Over" end')
    activity = await stage.only()
    token = next(press.token for press in stage.edge.presses(activity) if press.slot == 1)
    card = posted(stage, [button("Over", f"live:ask:{token}")])

    for member in (stage.ana, stage.ben):
        asked = await stage.discord.press(member, card, "Over")
        assert asked.private
        assert "End it?" in asked.text
        assert (await stage.only()).revision == 2
        (label,) = asked.reply.labels
        told = await stage.discord.press(member, asked.reply, label)
        assert told.private
        if member is stage.ana:
            assert told.text == "Only @sre may end this. Nothing was changed."

    assert await stage.live() == []


async def test_history_is_for_who_asks(stage: Stage) -> None:
    """In columns; of a long one, its beginning and its end."""
    activity = await begun(stage, '"Nightly backup" steps:100')
    short = await stage.discord.press(stage.ana, board(stage, activity), "history…")
    for step in range(1, 60):
        await said(stage, f"step {step}")
    menu = select(stage, activity.id, "history")
    long = await stage.discord.choose(stage.ana, menu, "history")

    assert short.private
    assert short.text.startswith("```\nNightly backup ('nightly-backup'), times in UTC\n")
    assert "Ada: started" in short.text
    lines = long.text.splitlines()
    assert lines[1].startswith("Nightly backup")
    assert (lines[2], lines[-1]) == ("…", "```")
    assert "step 59 of 100" in lines[-2]
    assert len(long.text) <= 2_000


async def test_everything_is_in_the_select_too(stage: Stage) -> None:
    """Forms by their names, presses with their tokens; nothing chosen is told."""
    activity = await begun(stage, "Checkout is down")
    token = stage.edge.token(activity, "ack")
    menu = select(stage, activity.id, "update", "looks", "buttons", "end", f"press:{token}", "x")

    titles = [
        (await stage.discord.choose(stage.ana, menu, value)).modal
        for value in ("update", "looks", "buttons", "end")
    ]
    assert [modal.title.split()[0] for modal in titles if modal] == [
        "Update", "Looks", "Buttons", "End",
    ]  # fmt: skip
    await stage.discord.choose(stage.ana, menu, f"press:{token}")
    assert (await stage.only()).acknowledged_by is not None
    assert (await stage.discord.choose(stage.ana, menu, "x")).text == OLD_BUTTON


async def test_a_draft_is_its_own_person_s(stage: Stage) -> None:
    """Who presses another's button gets the form as things are."""
    activity = await begun(stage, '"Search reindex" 42%')
    form = await opened(stage, stage.ana, board(stage, activity), "update…")
    told = await stage.discord.submit(stage.ana, form, {"Percentage": "a lot"})
    (again,) = told.reply.buttons
    card = posted(stage, [button("Again", again["custom_id"])])

    mine = await opened(stage, stage.ana, card, "Again")
    theirs = await opened(stage, stage.ben, card, "Again")

    shown = [
        next(each.value for each in given(modal_as_sent(modal)).values())
        for modal in (mine, theirs)
    ]
    assert shown == ["a lot", "42"]


def modal_as_sent(modal: Modal) -> dict[str, object]:
    """*modal* as if it were sent as it was opened."""
    return {"components": modal.body["components"]}


def interactions() -> set[int]:
    """Those that are in memory, such as in what pytest keeps of a log."""
    gc.collect()
    return {each.id for each in gc.get_objects() if isinstance(each, dpy.Interaction)}


async def test_forms_that_nobody_sends_leave_nothing(stage: Stage) -> None:
    """Neither with us nor with discord.py; and of those that could not be, a few drafts."""
    activity = await begun(stage, '"Search reindex" 42%')
    card = board(stage, activity)
    forms = stage.adapter.parts.submitted.__self__  # type: ignore[attr-defined]
    before = interactions()

    for _ in range(50):
        await opened(stage, stage.ana, card, "update…")
    views = stage.adapter.client._connection._view_store
    await stage.idle()
    assert (len(forms.drafts), views._modals, views._views) == (0, {}, {})
    assert len(interactions() - before) < 5

    for _ in range(3):
        form = await opened(stage, stage.ana, card, "update…")
        await stage.discord.submit(stage.ana, form, {"Percentage": "a lot"})
    assert len(forms.drafts) == 3


def test_the_latest_of_a_long_text_is_kept() -> None:
    """With its first line, and a sign that something is missing."""
    told = presses.latest("\n".join(["head", *(f"line {n}" for n in range(1_000))]))

    assert told.startswith("head\n…\nline ")
    assert told.endswith("line 999")
    assert len(told) <= presses.CODE_MAX


async def test_what_is_not_stored_is_never_told_as_if_it_were(still: Stage) -> None:
    """The form does not open; and what was typed into one that was open is kept."""
    activity = await begun(still, '"Search reindex" 42%')
    card = board(still, activity)
    form = await opened(still, still.ana, card, "update…")
    await still.edge.app.store.close()

    pressed = await still.discord.press(still.ana, card, "history…")
    unopened = await still.discord.press(still.ana, card, "end…")
    unsent = await still.discord.submit(still.ana, form, {"Percentage": "60"})

    assert (pressed.private, pressed.text) == (True, SLOW)
    assert (unsent.private, unsent.text) == (True, SLOW)
    assert unsent.reply.labels == ["Open the form again"]
    assert unopened.private
    assert unopened.text.endswith("Nothing was changed. Try again, or say `/live end`.")


async def test_a_card_from_its_first_press_to_its_last(stage: Stage) -> None:
    """Every press and form on the card itself, which then shows what came of it."""
    activity = await stage.started("Nightly backup", steps="4")
    card = await stage.card()

    await stage.discord.press(stage.ana, card, "Next step")
    await until(lambda: "Step 1 of 4" in card.text)
    form = await opened(stage, stage.ana, card, "Update…")
    await stage.discord.submit(stage.ana, form, {"Step": "3", "Line below the title": "Verify"})
    await until(lambda: "Step 3 of 4" in card.text and "Verify" in card.text)
    looks = (await stage.discord.choose(stage.ana, card, "Looks…")).modal
    await stage.discord.submit(stage.ana, looks, {"Badge": "BETA"})
    await until(lambda: "BETA" in card.text)
    history = await stage.discord.choose(stage.ben, card, "History")
    assert history.private
    assert "ana: changed badge" in history.text
    old = next(b["custom_id"] for b in card.buttons if b["label"] == "Next step")
    ending = await opened(stage, stage.ana, card, "End…")
    await stage.discord.submit(stage.ana, ending, {"Last line": "All there"})
    await until(lambda: "All there" in card.text and not card.buttons)

    late = await stage.discord.press(stage.ben, card, custom_id=old, stale=True)

    assert (late.private, "has ended" in late.text) == (True, True)
    assert await stage.edge.verbs(activity) == ["start", "step", "set", "set", "end"]
