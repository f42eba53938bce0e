"""How interactions may be answered: once, in time, in the right way, and by nobody else."""

import pytest

from tests.discord import CannotDo, DiscordStandIn, Told
from tests.discord.channel import Channel
from tests.discord.conftest import Listener, Rest
from tests.discord.guild import Member

ROW = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}
FIELD = {"type": 4, "custom_id": "title", "style": 1}
FORM = {
    "title": "Update",
    "custom_id": "form",
    "components": [{"type": 18, "label": "Title", "component": FIELD}],
}
COMMAND = {
    "name": "end",
    "description": "End",
    "contexts": [0],
    "integration_types": [0],
    "options": [{"type": 3, "name": "what", "description": "What", "autocomplete": True}],
}
pytestmark = pytest.mark.usefixtures("listener")


@pytest.fixture
async def pressed(discord: DiscordStandIn, rest: Rest, ops: Channel, ada: Member) -> Told:
    """A press that waits for its answer."""
    await rest.post(ops, content="Card", components=[ROW])
    return await discord.press(ada, ops.messages[-1], "Go", wait=False)


async def test_a_private_answer_is_seen_by_one_alone(
    discord: DiscordStandIn, rest: Rest, ops: Channel, pressed: Told
) -> None:
    """It is not in the channel, and nobody else can press on it."""
    await rest.answer(pressed, 4, content="Yours", flags=64, components=[ROW])

    assert (pressed.text, pressed.private, len(ops.messages)) == ("Yours", True, 1)
    with pytest.raises(CannotDo, match="ben does not see"):
        await discord.press(discord.guild().member("ben"), pressed.reply, "Go")


async def test_an_answer_after_three_seconds_is_too_late(
    discord: DiscordStandIn, rest: Rest, pressed: Told
) -> None:
    """By the clock that only a test moves."""
    discord.clock.advance(3.1)

    status, said = await rest.answer(pressed, 4, content="Late")

    assert (status, said["code"], pressed.answered) == (404, 10062, False)
    assert "3 seconds" in discord.expect("late")[0]


async def test_a_second_answer_is_refused(
    discord: DiscordStandIn, rest: Rest, pressed: Told
) -> None:
    """The first counts; the second is a fault of the app's."""
    await rest.answer(pressed, 6)

    status, said = await rest.answer(pressed, 4, content="Again")

    assert (status, said["code"], pressed.type) == (400, 40060, 6)
    assert len(discord.expect("answer")) == 1


async def test_what_was_told_twice_may_be_answered_twice(
    discord: DiscordStandIn, rest: Rest, listener: Listener, pressed: Told
) -> None:
    """A replayed interaction is heard again; its answer is refused, and no fault."""
    await rest.answer(pressed, 6)
    await discord.again(pressed)
    await discord.heard()

    status, said = await rest.answer(pressed, 6)

    assert (status, said["code"]) == (400, 40060)
    assert [asked.id for asked in listener.asked] == [int(pressed.id)] * 2


async def test_a_token_lives_for_fifteen_minutes(
    discord: DiscordStandIn, rest: Rest, pressed: Told
) -> None:
    """Then what was said stays as it is."""
    await rest.answer(pressed, 4, content="Now", flags=64)
    discord.clock.advance(15 * 60 - 1)
    assert (await rest.edit(pressed, content="Still"))[0] == 200
    discord.clock.advance(2)

    status, said = await rest.edit(pressed, content="Too late")

    assert (status, said["code"], pressed.text) == (401, 50027, "Still")
    assert "15 minutes" in discord.expect("late")[0]


async def test_deferred_edited_and_followed(
    discord: DiscordStandIn, rest: Rest, ops: Channel, pressed: Told
) -> None:
    """ "Thinking" becomes the answer; more can be said, to all or to one; and taken away."""
    await rest.answer(pressed, 5, flags=64)
    assert (pressed.final, pressed.private, pressed.deferred) == ("", True, True)
    await rest.edit(pressed, content="Done")
    _, public = await rest.follow(pressed, content="For all")
    _, private = await rest.follow(pressed, content="For you", flags=64)
    await rest.edit(pressed, private["id"], content="For you alone")

    assert [m.text for m in pressed.shown] == ["Done", "For all", "For you alone"]
    assert [m.text for m in ops.messages] == ["Card", "For all"]
    path = f"/webhooks/{discord.app_id}/{pressed.token}/messages/{public['id']}"
    assert (await rest("DELETE", path))[0] == 204
    assert [m.text for m in ops.messages] == ["Card"]


async def test_an_update_changes_the_message_that_was_pressed(
    rest: Rest, ops: Channel, pressed: Told
) -> None:
    """At once, or after an answer that shows nothing."""
    await rest.answer(pressed, 7, content="Changed", components=[])
    await rest.edit(pressed, content="Changed again")

    assert (ops.messages[0].text, ops.messages[0].buttons) == ("Changed again", [])
    assert pressed.shown == []


@pytest.mark.parametrize("type_", [1, 8, 10])
async def test_a_press_is_not_answered_so(
    discord: DiscordStandIn, rest: Rest, pressed: Told, type_: int
) -> None:
    """Choices are for completion, the others for nobody."""
    status, _ = await rest.answer(pressed, type_, choices=[])

    assert (status, pressed.answered) == (400, False)
    discord.violations.clear()
    await rest.answer(pressed, 6)


async def test_a_form_does_not_open_a_form(
    discord: DiscordStandIn, rest: Rest, ada: Member, pressed: Told
) -> None:
    """What was sent is answered with a message, or a change of the message below."""
    await rest.answer(pressed, 9, **FORM)
    sent = await discord.submit(ada, pressed.modal, {"title": "Down"}, wait=False)

    assert (await rest.answer(sent, 9, **FORM))[0] == 400
    assert "type 9" in " ".join(discord.expect("answer"))
    assert (await rest.answer(sent, 7, content="Changed"))[0] == 204


async def test_two_people_in_one_form(
    discord: DiscordStandIn, rest: Rest, ops: Channel, ada: Member, pressed: Told
) -> None:
    """Each has their own, and can send no other's."""
    ben = discord.guild().member("ben")
    other = await discord.press(ben, ops.messages[0], "Go", wait=False)
    await rest.answer(pressed, 9, **FORM)
    await rest.answer(other, 9, **FORM)

    with pytest.raises(CannotDo, match="ada alone"):
        await discord.submit(ben, pressed.modal, {"title": "Mine"})
    first = await discord.submit(ada, pressed.modal, {"title": "A"}, wait=False)
    second = await discord.submit(ben, other.modal, {"title": "B"}, wait=False)
    await rest.answer(first, 4, content="A it is", flags=64)
    await rest.answer(second, 4, content="B it is", flags=64)

    assert (first.text, second.text) == ("A it is", "B it is")


async def test_completion_is_answered_with_choices_alone(
    discord: DiscordStandIn, rest: Rest, ops: Channel, ada: Member
) -> None:
    """With no more than 25, of 100 characters each."""
    await rest("PUT", f"/applications/{discord.app_id}/commands", [COMMAND])
    asked = [await discord.completing(ada, ops, "end", "what", "c", wait=False) for _ in range(4)]
    choice = {"name": "Checkout", "value": "a1"}

    assert (await rest.answer(asked[0], 4, content="No"))[0] == 400
    assert len(discord.expect("answer")) == 1
    assert (await rest.answer(asked[1], 8, choices=[choice] * 26))[0] == 400
    assert (await rest.answer(asked[2], 8, choices=[{**choice, "name": "x" * 101}]))[0] == 400
    assert (await rest.answer(asked[3], 8, choices=[choice]))[0] == 204
    discord.violations.clear()
    for told in asked[:3]:
        await rest.answer(told, 8, choices=[])

    assert asked[3].choices == [("Checkout", "a1")]


async def test_deferring_says_nothing_but_who_sees_it(
    discord: DiscordStandIn, rest: Rest, pressed: Told
) -> None:
    """Components come with the edit."""
    assert (await rest.answer(pressed, 5, flags=64 | 1 << 15))[0] == 400
    assert "32832" in " ".join(discord.expect("rule"))
    assert (await rest.answer(pressed, 5, flags=64))[0] == 204
    text = {"type": 10, "content": "Done"}
    assert (await rest.edit(pressed, flags=1 << 15, components=[text]))[0] == 200

    assert (pressed.text, pressed.private) == ("Done", True)


async def test_an_answer_comes_before_what_follows(
    discord: DiscordStandIn, rest: Rest, pressed: Told
) -> None:
    """A token is worth nothing before the callback."""
    status, said = await rest.follow(pressed, content="First")

    assert (status, said["code"]) == (404, 10015)
    assert "before" in discord.expect("answer")[0]
    await rest.answer(pressed, 6)


async def test_silence_is_noticed(discord: DiscordStandIn, rest: Rest, pressed: Told) -> None:
    """At the end of a run, nobody may still wait; nor read "thinking" for ever."""
    discord.mind_silence()
    assert "nobody answered" in discord.expect("silence")[0]
    await rest.answer(pressed, 5, flags=64)
    discord.mind_silence()
    assert "thinking for ever" in discord.expect("silence")[0]
    await rest.edit(pressed, content="Done")

    discord.mind_silence()
    assert discord.violations == []


async def test_what_was_never_told_is_not_answered(discord: DiscordStandIn, rest: Rest) -> None:
    """A made-up interaction is unknown."""
    status, said = await rest("POST", "/interactions/1/abc/callback", {"type": 6})

    assert (status, said["code"]) == (404, 10062)
    discord.expect("answer")
