"""One activity in two Slack channels: of one workspace, and of two that agreed by a code."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from adapters.keys import secret_of
from adapters.slack.commands import WHICH
from adapters.slack.people import channel_of
from bot.activity import Activity
from bot.codes import LIFETIME, Codes
from tests.adapters.edge import until
from tests.adapters.slack.bench import Bench, bench
from tests.adapters.slack.installing import installed
from tests.slack.world import Message, View

BACKUP = '"Nightly backup" steps:snapshot,upload,verify,prune'
NO_MORE = "No longer mirrored here; this is how things stood."
NOTHING = "Nothing is live here. Say `start` and a title to begin."


def drawn(card: Message) -> str:
    return json.dumps(card.blocks, ensure_ascii=False)


def thread(card: Message) -> str:
    return "\n".join(reply.text for reply in card.replies)


def labels(card: Message) -> list[str]:
    """What there is to press."""
    found = [e for block in card.blocks for e in block.get("elements", []) if "action_id" in e]
    return [e["text"]["text"] for e in found if "text" in e]


async def posted(at: Bench, channel: str, team: str = "T1", *, shows: str = "") -> Message:
    """The only card there, once it shows that."""

    def found() -> Message | None:
        cards = at.cards(channel, team)
        return cards[0] if cards and shows in cards[0].text + drawn(cards[0]) else None

    card: Message = await until(found)
    assert len(at.cards(channel, team)) == 1, "one card a channel, edited in place"
    return card


# In one workspace


async def test_a_public_channel_is_joined_and_shows_it_too(at_work: Bench) -> None:
    """Named as Slack names it; both cards follow what is said and pressed in either."""
    await at_work.started(BACKUP)

    heard = await at_work.slack.command("/live mirror #random")
    there = await posted(at_work, "C2", shows="step 0 of 4")
    await at_work.slack.press(there, "snapshot", user="U2")
    await at_work.slack.command("/live say Half of it", channel="C2", user="U2")
    await at_work.slack.command("/live next")

    assert heard.text == "Mirrored to #random. Nightly backup · step 0 of 4"
    for channel in ("C1", "C2"):
        card = await posted(at_work, channel, shows="step 2 of 4")
        await until(partial(_says, card, "*ana*: step 2 of 4"))
        assert "*ana*: mirrored to #random" in thread(card)
        assert "*ben*: step 1 of 4" in thread(card)


def _is_bare(card: Message) -> bool:
    return labels(card) == []


def _says(card: Message, text: str) -> bool:
    return text in thread(card)


async def test_a_private_channel_has_no_name_that_slack_tells(at_work: Bench) -> None:
    """It is mirrored there all the same, where the bot is."""
    await at_work.started("Checkout is down")

    heard = await at_work.slack.command("/live mirror #inc-secret")

    assert heard.text.startswith("Mirrored to a private channel. ")
    await posted(at_work, "C3", shows="Checkout is down")


async def test_where_the_bot_may_not_be_the_person_is_told(at_work: Bench) -> None:
    """At once, and in `status`; once it is invited, the card is there."""
    room, _ = await at_work.slack.create_channel("closed", private=True)
    await at_work.started("Checkout is down")

    await at_work.slack.command("/live mirror #closed")

    assert await at_work.told() == (
        "I am not in that channel, so no card can be there yet: invite me there with `/invite` "
        "and it appears."
    )
    why = "A private channel: Lockstep is not in this channel; say `/invite @Lockstep` there"

    async def told() -> bool:
        return why in (await at_work.slack.command("/live status")).text

    await until(told)
    await at_work.slack.invite_bot(room.id)
    await posted(at_work, room.id, shows="Checkout is down")

    async def is_well() -> bool:
        return not await told()

    await until(is_well)


async def test_a_channel_that_slack_did_not_name_is_asked_for(still: Bench) -> None:
    """As from an app whose manifest does not ask for it, or of a name that is none."""
    await still.started("Checkout is down")

    assert (await still.slack.command("/live mirror #nowhere")).text == WHICH
    still.slack.should_escape = False
    assert (await still.slack.command("/live mirror #random")).text == WHICH
    assert (await still.only()).revision == 1


async def test_off_leaves_how_things_stood(at_work: Bench) -> None:
    """Nothing to press, no news of phones, and no more edits; the thread says who ended it."""
    await at_work.started(BACKUP)
    await at_work.slack.command("/live mirror #random")
    there = await posted(at_work, "C2")

    await at_work.slack.command("/live mirror off", channel="C2", user="U2")
    await until(lambda: NO_MORE in drawn(there))
    edits = there.edits
    await at_work.slack.command("/live next")
    await posted(at_work, "C1", shows="step 1 of 4")
    await until(lambda: "no longer mirrored" in thread(there))

    assert labels(there) == []
    assert "Lock Screens" not in drawn(there)
    assert NO_MORE in there.text
    assert (there.edits, "step 0 of 4" in there.text) == (edits, True)
    assert (await at_work.slack.command("/live next", channel="C2")).text == NOTHING


async def test_a_card_that_was_deleted_is_not_posted_to_say_goodbye(at_work: Bench) -> None:
    """What is over there is not begun once more."""
    await at_work.started("Checkout is down")
    await at_work.slack.command("/live mirror #random")
    there = await posted(at_work, "C2")
    await at_work.slack.delete_message(there)

    await at_work.slack.command("/live mirror off")

    async def is_through() -> bool:
        activity = await at_work.only()
        deliveries = await at_work.edge.app.store.deliveries(activity.id)
        return any(d.left and d.shown_revision == activity.revision for d in deliveries)

    await until(is_through)
    assert at_work.cards("C2") == []


async def test_the_app_home_names_the_channels_of_its_own_workspace(at_work: Bench) -> None:
    """As links that Slack can follow."""
    await at_work.started("Checkout is down")
    await at_work.slack.command("/live mirror #random")
    await at_work.slack.open_home()
    await at_work.idle()

    def home() -> str:
        view = at_work.slack.home()
        return json.dumps(view.blocks) if view else ""

    await until(lambda: "<#C1>" in home() and "<#C2>" in home())


# In two workspaces


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Bench]:
    """A Lockstep that acme (T1) and globex (T2) have installed."""
    async with bench(tmp_path, installs=True) as parts:
        for team in ("T1", "T2"):
            await installed(parts, team)
        yield parts
        parts.slack.assert_polite()


async def code(at: Bench, channel: str = "C2", team: str = "T2") -> str:
    """What somebody is told who says `mirror` there."""
    heard = await at.slack.command("/live mirror", team=team, channel=channel, user="U2")
    assert heard.status == 200
    return heard.text.split("`")[1].removeprefix("/live mirror ")


async def agreed(at: Bench, words: str = BACKUP) -> Activity:
    """Begun in C1 of acme, and mirrored to #random of globex."""
    await at.started(words)
    heard = await at.slack.command(f"/live mirror {await code(at)}")
    assert heard.text.startswith("Mirrored to #random of another workspace. "), heard.text
    return await at.only()


async def form(at: Bench, user: str = "U2", team: str = "T2") -> View:
    """The form that *user* has open there, once it is more than a skeleton."""

    def filled() -> View | None:
        view = at.slack.open_view(user, team)
        return view if view and "One moment" not in json.dumps(view.blocks) else None

    view: View = await until(filled)
    return view


async def test_two_workspaces_share_one_activity(two: Bench) -> None:
    """Each card is posted with its own workspace's token, and both follow what either does."""
    activity = await agreed(two)

    there = await posted(two, "C2", "T2", shows="step 0 of 4")
    await two.slack.press(there, "snapshot", user="U2", team="T2")
    await two.slack.command("/live next")
    await two.slack.command("/live say Nearly", team="T2", channel="C2", user="U2")

    for channel, team in (("C1", "T1"), ("C2", "T2")):
        card = await posted(two, channel, team, shows="step 2 of 4")
        await until(partial(_says, card, "*ben*: “Nearly”"))
        assert "*ana*: step 2 of 4" in thread(card)
    assert (await two.only()).id == activity.id
    assert await two.live("T2") == []
    calls = {call.team for call in two.slack.called("chat.update") if call.answer["ok"]}
    assert calls == {"T1", "T2"}


async def test_every_button_and_form_works_there(two: Bench) -> None:
    """Update, Buttons, History and End, each asked from the card of the other workspace."""
    await agreed(two, "Checkout is down")
    there = await posted(two, "C2", "T2")
    act = {"user": "U2", "team": "T2"}

    await two.slack.press(there, "Acknowledge", **act)
    await two.slack.press(there, "Update…", **act)
    await two.slack.submit(await form(two), {"Message": "Still down"}, **act)
    await two.slack.choose(there, "live:more", "Buttons…", **act)
    await two.slack.submit(
        await form(two), {"field:label1": "Go", "field:does1": "say Went"}, **act
    )
    await two.slack.choose(there, "live:more", "History", **act)
    await two.idle()
    told = two.slack.ephemerals("U2", "T2")[-1].text
    await two.slack.press(await posted(two, "C2", "T2", shows="Go"), "Go", **act)
    await two.slack.press(await posted(two, "C2", "T2", shows="Went"), "End…", **act)
    await two.slack.submit(await form(two), {"Last line": "All clear"}, **act)

    assert "ben: acknowledged" in told
    assert "Still down" in json.dumps(there.blocks) or "Went" in json.dumps(there.blocks)
    for channel, team in (("C1", "T1"), ("C2", "T2")):
        card = await posted(two, channel, team, shows="All clear")
        await until(partial(_is_bare, card))


async def test_nobody_there_learns_or_changes_anything_else(two: Bench) -> None:
    """Not by name, not in any look, not in the App Home, not from the channel beside."""
    await two.started('"Secret merger" 5%', channel="C3")
    await two.started("Payments fail")
    await two.slack.command(f"/live mirror {await code(two)} on payments-fail")
    await posted(two, "C2", "T2")
    there = {"team": "T2", "channel": "C2", "user": "U2"}
    beside = {"team": "T2", "channel": "C1", "user": "U2"}

    for words in ("list", "status", "history", ""):
        told = await two.slack.command(f"/live {words}", **there)
        assert "ayments" in told.text + json.dumps(told.body), words
        assert "merger" not in told.text + json.dumps(told.body)
        around = await two.slack.command(f"/live {words}", **beside)
        assert "ayments" not in around.text + json.dumps(around.body)
    for where in (there, beside):
        refused = await two.slack.command("/live end on secret-merger", **where)
        assert refused.text.startswith("Nothing called `secret-merger` is live here.")
    refused = await two.slack.command("/live end on payments-fail", **beside)
    assert refused.text.startswith("Nothing called `payments-fail` is live here.")
    await two.slack.open_home("U2", "T2")
    await two.idle()
    home = two.slack.home("U2", "T2")
    assert home is not None
    assert "Nothing is live." in json.dumps(home.blocks)
    for view in list(two.slack.team("T2").stacks.get("U2", [])):
        await two.slack.close(view, "T2")
    assert [a.revision for a in await two.live()] == [1, 2]


async def test_a_press_from_beside_the_mirror_does_nothing(two: Bench) -> None:
    """Though the token is a real one: its card stands in another channel."""
    await agreed(two)
    there = await posted(two, "C2", "T2")
    stolen = two.slack.says("look", user="U2", channel="C1", team="T2")
    stolen.blocks = there.blocks

    await two.slack.press(stolen, "snapshot", user="U2", team="T2")

    await two.idle()
    assert two.slack.ephemerals("U2", "T2")[-1].text == NOTHING
    assert (await two.only()).revision == 2


@pytest.mark.parametrize("said_in", ["T1", "T2"])
async def test_either_side_ends_it(two: Bench, said_in: str) -> None:
    """The card there stands still, its buttons are gone, and nothing is found there any more."""
    await agreed(two)
    there = await posted(two, "C2", "T2", shows="step 0 of 4")
    channel = "C2" if said_in == "T2" else "C1"

    heard = await two.slack.command("/live mirror off", team=said_in, channel=channel, user="U2")
    await until(lambda: NO_MORE in drawn(there))
    await two.slack.command("/live next")
    await posted(two, "C1", shows="step 1 of 4")

    assert heard.text.startswith("No longer mirrored to #random of another workspace. ")
    assert (labels(there), "step 0 of 4" in there.text) == ([], True)
    next_there = await two.slack.command("/live next", team="T2", channel="C2", user="U2")
    assert next_there.text == NOTHING


async def test_a_code_that_is_forged_old_or_of_elsewhere_mirrors_nothing(two: Bench) -> None:
    """Each is refused in a sentence, to who said it alone."""
    await two.started(BACKUP)
    good = await code(two)
    own = Codes(secret_of(two.edge.app.settings))
    there = channel_of("T2", "C2", "random")
    old = own.of(there, datetime.now(UTC) - LIFETIME)
    foreign = Codes(b"another secret").of(there, datetime.now(UTC))
    forged = good[:-1] + ("a" if good[-1] != "a" else "b")

    for said in (forged, foreign, "a" * 80):
        assert "was not made here" in (await two.slack.command(f"/live mirror {said}")).text
    assert "has expired" in (await two.slack.command(f"/live mirror {old}")).text
    assert (await two.only()).revision == 1


async def test_the_other_side_mirrors_it_no_further(two: Bench) -> None:
    """Neither to a channel of its own, nor by a code."""
    await agreed(two)
    own = await code(two, "C3", "T2")

    for words in ("mirror #random", f"mirror {own}"):
        heard = await two.slack.command(f"/live {words}", team="T2", channel="C2", user="U2")
        assert heard.text == (
            "This began elsewhere, and only there it can be mirrored further. Nothing was changed."
        )


async def test_a_mirror_that_is_told_again_is_done_once(two: Bench) -> None:
    """The same bytes, twenty times: one revision, one card, one answer."""
    activity = await agreed(two)
    await posted(two, "C2", "T2")
    mirror = next(c for c in reversed(two.slack.captured) if b"mirror" in c.body)
    before = (await two.rows())["journal"]

    answers = {(await two.slack.replay(mirror)).body["text"] for _ in range(20)}
    await two.slack.command("/live mirror off")
    late = (await two.slack.replay(mirror)).body["text"]

    assert answers == {late}
    assert late.startswith("Mirrored to #random")
    assert len((await two.rows())["journal"]) == len(before) + 1
    assert (await two.only()).id == activity.id
    assert len((await two.only()).chats) == 1


async def test_an_archived_mirror_ends_and_the_rest_goes_on(two: Bench) -> None:
    """Slack takes no more edits there, which troubles nobody; where it began, it goes on."""
    await agreed(two)
    await posted(two, "C2", "T2")

    await two.slack.archive("C2", team="T2")
    await two.slack.command("/live next")

    await posted(two, "C1", shows="step 1 of 4")
    assert len((await two.only()).chats) == 1


async def test_where_it_began_archived_it_ends_in_both(two: Bench) -> None:
    """As it does when nobody mirrors it."""
    room, _ = await two.slack.create_channel("inc-payments", with_bot=True)
    heard = await two.slack.command(f"/live mirror {await code(two)}", channel=room.id)
    assert heard.text.startswith("Mirrored to #random of another workspace")
    there = await posted(two, "C2", "T2")

    await two.slack.rename("C2", "lunch", team="T2")
    await two.slack.set_topic("C2", "Lunch", team="T2")
    assert "unch" not in drawn(there)
    await two.slack.archive(room.id)

    await until(lambda: labels(there) == [])
    assert NO_MORE not in drawn(there)
    assert await two.live() == []
