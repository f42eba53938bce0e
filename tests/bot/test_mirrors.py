"""Mirrors through the front door: what is shown in two workspaces, and what that lets nobody do."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.activity import Activity, Actor, Channel
from bot.buttons import Buttons, activity_id_of
from bot.codes import Codes
from bot.commands import List, Say, Status
from bot.errors import NothingHere, Refused
from bot.lockstep import Lockstep
from bot.store import Answer
from bot.stores.sqlite import SqliteStore
from bot.surface import Postponed
from bot.template_file import load
from bot.templates import Templates
from tests.bot.spoken import LONG

SECRET = b"a secret of the tests"
OPS = Channel(surface="slack", id="C1", workspace="T1", name="ops")
DEPLOYS = Channel(surface="slack", id="C2", workspace="T1", name="deploys")
INC = Channel(surface="discord", id="11", workspace="G1", name="incidents")
GENERAL = Channel(surface="discord", id="12", workspace="G1", name="general")
WAR = Channel(surface="slack", id="C9", workspace="T9", name="war-room")
SEV = Channel(surface="slack", id="C5", workspace="T1", name="inc-checkout")
EVERYWHERE = (OPS, DEPLOYS, INC, GENERAL, WAR)
BACKUP = 'start "Nightly backup" steps:4'
STARTS = """
[templates.sev]
title = "SEV {title}"
starts_on = ["inc-*"]
may = { end = ["@sre"] }
"""


def somebody(channel: Channel) -> Actor:
    """Ada where it began, Ben on the other platform."""
    name = "Ben" if channel.surface == "discord" else "Ada"
    return Actor(platform=channel.surface, id=name.lower(), name=name)


def named_in(workspace: str, name: str) -> Channel:
    """The channel that is called so in that workspace, as a platform finds it."""
    for channel in (*EVERYWHERE, SEV):
        if (channel.workspace, channel.name) == (workspace, name):
            return channel
    raise Refused(f"There is no #{name}. Nothing was changed.")


class Stage:
    """A Lockstep on *store*, and the hand of its clock."""

    def __init__(self, store: SqliteStore) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
        self.buttons = Buttons(SECRET)
        numbers = count(1)
        self.lockstep = Lockstep(
            store,
            templates=Templates(load(STARTS, "lockstep.toml")),
            buttons=self.buttons,
            codes=Codes(SECRET),
            clock=lambda: self.now,
            new_id=lambda: activity_id_of(next(numbers).to_bytes(16, "big")),
        )

    async def say(self, words: str, channel: Channel = OPS, key: str = "") -> Answer:
        told = await self.lockstep.say(
            words, actor=somebody(channel), channel=channel, key=key,
            named=lambda name: named_in(channel.workspace, name),
        )  # fmt: skip
        assert told.answer is not None
        return told.answer

    async def look(self, words: str, channel: Channel = OPS) -> str:
        told = await self.lockstep.say(words, actor=somebody(channel), channel=channel)
        assert told.look is not None
        return await self.lockstep.look(told.look)

    async def refusal(self, words: str, channel: Channel = OPS) -> str:
        with pytest.raises(Refused) as refused:
            await self.say(words, channel)
        return str(refused.value)

    async def agree(self, there: Channel, here: Channel = OPS, on: str = "") -> Answer:
        """Mirror what is live *here* to *there*, by the code that people are told there."""
        told = await self.look("mirror", there)
        code = max(told.replace("`", " ").split(), key=len)
        return await self.say(f"mirror {code}{f' on {on}' if on else ''}", here)

    def tokens(self, activity: Activity) -> list[str]:
        return [press.token for press in self.buttons.of(activity, self.now)]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    store = await SqliteStore.open(tmp_path / "lockstep.db")
    yield Stage(store)
    await store.close()


async def test_a_channel_of_the_same_workspace_needs_no_code(stage: Stage) -> None:
    """Said where it is; from then on commands there act on it, too."""
    await stage.say(BACKUP)

    answer = await stage.say("mirror #deploys")
    moved = await stage.say("next", DEPLOYS)

    assert answer.text == "Mirrored to #deploys. Nightly backup · step 0 of 4"
    assert (moved.activity.revision, moved.text) == (3, "Nightly backup · step 1 of 4")
    assert (await stage.look("status", DEPLOYS)).startswith("Nightly backup · step 1 of 4\n")


async def test_a_code_is_told_where_it_shall_show(stage: Stage) -> None:
    """To who asks alone, in one sentence that is said as it stands."""
    told = await stage.look("mirror", INC)

    assert told.startswith("Say `/live mirror ")
    assert told.endswith(
        "` where the activity is, within 10 minutes. It is then shown here too, and people here "
        "can change it."
    )
    assert stage.lockstep.code(INC) in told


async def test_with_a_code_two_workspaces_keep_one_activity(stage: Stage) -> None:
    """Whoever moves it, wherever: one activity, one timeline, each with their own name."""
    await stage.say(BACKUP)

    answer = await stage.agree(INC)
    await stage.say("next", INC)
    last = await stage.say("next on nightly-backup")
    await stage.say("say Half of it", INC)

    assert answer.text.startswith("Mirrored to #incidents in Discord. Nightly backup")
    assert last.activity.workspace == "T1"
    assert [line.split("  ", 1)[1] for line in (await stage.look("history", INC)).split("\n")[1:]
            ] == ["Ada (Slack): started", "Ada (Slack): mirrored to #incidents in Discord",
                  "Ben (Discord): step 1 of 4", "Ada (Slack): step 2 of 4",
                  "Ben (Discord): “Half of it”"]  # fmt: skip
    assert await stage.look("history") == await stage.look("history", INC)


async def test_presses_work_in_both(stage: Stage) -> None:
    """A button is pressed once, wherever its card is; beside the mirror it is nobody's."""
    await stage.say(BACKUP)
    activity = (await stage.agree(INC)).activity
    token = stage.tokens(activity)[0]
    ben = somebody(INC)

    for channel in (GENERAL, None):
        with pytest.raises(NothingHere):
            await stage.lockstep.press(token, actor=ben, workspace="G1", channel=channel)
    first = await stage.lockstep.press(token, actor=ben, workspace="G1", channel=INC)
    again = await stage.lockstep.press(token, actor=somebody(OPS), workspace="T1", channel=OPS)

    assert (first.again, again.again) == (False, True)
    assert first.activity.line.actor == ben
    for channel in (GENERAL, None):
        with pytest.raises(NothingHere):
            await stage.lockstep.press(token, actor=ben, workspace="G1", channel=channel)


async def test_a_button_that_people_set_works_in_both(stage: Stage) -> None:
    """Told again from the other side, too; after the mirror ended it is nobody's there."""
    await stage.say("start Checkout")
    await stage.agree(INC)
    activity = (await stage.say('button "Roll back" say:"roll back asked"', INC)).activity
    token = stage.tokens(activity)[0]
    ben = somebody(INC)

    await stage.lockstep.press(token, actor=somebody(OPS), workspace="T1", channel=OPS)
    again = await stage.lockstep.press(token, actor=ben, workspace="G1", channel=INC)
    await stage.say("mirror off", INC)

    assert again.again
    with pytest.raises(NothingHere):
        await stage.lockstep.press(token, actor=ben, workspace="G1", channel=INC)


async def test_nobody_there_reaches_anything_else(stage: Stage) -> None:
    """By name or id, in looks or by commands; the sentences are those of what never was."""
    await stage.say("start Checkout")
    secret = (await stage.say('start "Secret merger" 5%', DEPLOYS)).activity
    await stage.agree(INC)

    never = await stage.refusal("end on never-was", INC)
    secrets = await stage.refusal("end on secret-merger", INC)
    assert secrets == never.replace("never-was", "secret-merger")
    with pytest.raises(NothingHere):
        await stage.lockstep.handle(
            Say(actor=somebody(INC), workspace="G1", channel=INC, activity_id=secret.id, text="x")
        )
    for words in ("list", "status", "history", ""):
        told = await stage.look(words, INC)
        assert "Secret" not in told
        assert "heckout" in told
    assert [a.name for a in await stage.lockstep.within_reach(INC)] == ["checkout"]
    assert (await stage.lockstep.store.live("T1"))[1] == secret


async def test_beside_the_mirror_nothing_is_known_of_it(stage: Stage) -> None:
    """The other channels of that workspace, and who asks from no channel at all."""
    await stage.say("start Checkout")
    await stage.agree(INC)

    assert await stage.look("list", GENERAL) == "Nothing is live. Say `start` and a title to begin."
    assert (await stage.look("status", GENERAL)).startswith("Nothing is live here.")
    assert "Nothing called `checkout`" in await stage.refusal("ack on checkout", GENERAL)
    for look in (List(actor=somebody(INC), workspace="G1"),
                 Status(actor=somebody(INC), workspace="G1", channel=GENERAL)):  # fmt: skip
        assert "Nothing is live" in await stage.lockstep.look(look)


async def test_off_ends_it_on_either_side(stage: Stage) -> None:
    """From then on it is as if it had never been there."""
    await stage.say(BACKUP)
    for said_in in (INC, OPS):
        await stage.agree(INC)
        answer = await stage.say("mirror off", said_in)

        assert answer.text.startswith("No longer mirrored to #incidents in Discord. Nightly")
        assert "Nothing is live here" in await stage.refusal("next", INC)
        assert await stage.look("list", INC) == (
            "Nothing is live. Say `start` and a title to begin."
        )


async def test_a_code_of_elsewhere_or_of_long_ago_is_refused(stage: Stage) -> None:
    """In a sentence; nothing is mirrored."""
    await stage.say(BACKUP)
    code = stage.lockstep.code(INC)
    forged = Codes(b"another secret").of(INC, stage.now)

    assert "was not made here" in await stage.refusal(f"mirror {forged}")
    stage.now += timedelta(minutes=10)
    assert "has expired" in await stage.refusal(f"mirror {code}")
    (activity,) = await stage.lockstep.store.live("T1")
    assert activity.revision == 1


async def test_a_code_told_again_has_its_first_answer(stage: Stage) -> None:
    """Though it has expired since, and although the mirror has ended."""
    await stage.say(BACKUP)
    code = stage.lockstep.code(INC)
    first = await stage.say(f"mirror {code}", key="k")
    stage.now += timedelta(hours=1)

    again = await stage.say(f"mirror {code}", key="k")
    await stage.say("mirror off")
    after = await stage.say(f"mirror {code}", key="k")

    assert {(a.text, a.again) for a in (again, after)} == {(first.text, True)}
    assert not after.activity.is_shown_in(INC)


async def test_a_code_is_kept_nowhere(stage: Stage) -> None:
    """Not in the journal either, which tells where it went."""
    await stage.say(BACKUP)
    code = stage.lockstep.code(INC)
    activity = (await stage.say(f"mirror {code}")).activity

    entry = (await stage.lockstep.store.timeline(activity.id))[-1]

    assert (entry.verb, entry.line) == ("mirror", "mirrored to #incidents in Discord")
    assert "incidents" in entry.command
    assert code not in entry.command


async def test_where_channels_cannot_be_named_the_code_is_the_way(stage: Stage) -> None:
    """The refusal says so."""
    await stage.say(BACKUP)

    with pytest.raises(Refused, match="Say `mirror` there, and here `mirror` with the code"):
        await stage.lockstep.say("mirror #deploys", actor=somebody(OPS), channel=OPS)


async def test_only_its_own_channel_ends_or_names_what_a_channel_started(stage: Stage) -> None:
    """A mirror is archived without it, and neither its name nor its topic is taken."""
    began = await stage.lockstep.channel_created(SEV)
    assert began is not None
    await stage.agree(INC, here=SEV)
    ben = somebody(INC)

    assert await stage.lockstep.channel_renamed(INC, key="r") is None
    assert await stage.lockstep.channel_topic(INC, "Lunch", actor=ben, key="t") is None
    await stage.lockstep.channel_archived(INC, key="a")
    (activity,) = await stage.lockstep.store.live("T1")
    assert activity.line.text == "no longer mirrored to #incidents in Discord"
    assert activity.line.actor.name == "Lockstep"

    await stage.agree(INC, here=SEV)
    ended = await stage.lockstep.channel_archived(SEV, key="b")
    assert ended is not None
    assert ended.activity.ended_at is not None
    assert "Nothing is live here" in await stage.refusal("say More", INC)


async def test_may_is_asked_of_both_sides(stage: Stage) -> None:
    """Who may end it there may be in a group of that name."""
    await stage.lockstep.channel_created(SEV)
    await stage.agree(INC, here=SEV)

    assert "Only @sre may end this" in await stage.refusal("end", INC)
    sre = somebody(INC).model_copy(update={"groups": frozenset({"sre"})})
    told = await stage.lockstep.say("end", actor=sre, channel=INC)
    assert told.answer is not None
    assert told.answer.activity.ended_at is not None


async def test_two_of_one_name_in_one_channel_are_not_guessed_among(stage: Stage) -> None:
    """What is here goes before what is elsewhere; of two here, the cards tell them apart."""
    theirs = (await stage.say("start Checkout")).activity
    own = (await stage.say("start Checkout", GENERAL)).activity
    await stage.agree(INC)

    assert (await stage.say("ack on checkout", INC)).activity.id == theirs.id
    assert (await stage.say("ack on checkout", GENERAL)).activity.id == own.id
    await stage.say("mirror #incidents", GENERAL)
    assert await stage.refusal("end on checkout", INC) == (
        "Several here are called `checkout`. Press the buttons on the card of the one that you "
        "mean. Nothing was changed."
    )
    assert "is live here already" in await stage.refusal("start Checkout", INC)


async def test_a_channel_that_cannot_show_it_says_why(stage: Stage) -> None:
    """In `status`, by name, on both sides."""
    await stage.say("start Checkout")
    await stage.agree(INC)
    store, later = stage.lockstep.store, stage.now + timedelta(seconds=30)
    (card,) = await store.claim_due("discord", stage.now, later, 10)
    why = "Lockstep may not post in this channel; let it"
    told = Postponed(None, {}, {"state": "refused", "detail": why})
    await store.postpone(card, told, stage.now, failed=True)

    assert f"\n  #incidents in Discord: {why}" in await stage.look("status")
    assert f"\n  #incidents in Discord: {why}" in await stage.look("status", INC)


# Whatever is asked, wherever

TITLES = ("alpha", "bravo", "carol", "delta")
ACTS = ("start", "say", "named", "by id", "press", "mirror", "agree", "off", "end", "look")
ASKED = st.tuples(
    st.sampled_from(ACTS), st.sampled_from(EVERYWHERE), st.sampled_from(EVERYWHERE),
    st.integers(0, 30),
)  # fmt: skip


class Watch:
    """What was begun, and who may have changed each: its workspace, and where it is mirrored."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.begun: dict[str, Activity] = {}
        self.number = 0

    async def act(self, what: str, channel: Channel, other: Channel, pick: int) -> None:
        """Ask it; whatever changed was within reach of *channel*."""
        self.number += 1
        before = dict(self.begun)
        meant = list(before.values())[pick % len(before)] if before else None
        try:
            await self._ask(what, channel, other, pick, meant)
        except Refused as refused:
            self._tells_nothing(str(refused), channel, before)
        for activity in await self.stage.lockstep.store.recent(None, 100):
            was = before.get(activity.id)
            if was != activity and was is not None:
                assert self._reaches(channel, was), f"{what} in {channel} changed {was.name}"
                assert activity.workspace == was.workspace
                joined = set(activity.chats) - set(was.chats)
                assert not joined or channel.workspace == was.workspace
            self.begun[activity.id] = activity

    async def _ask(
        self, what: str, channel: Channel, other: Channel, pick: int, meant: Activity | None
    ) -> None:
        stage, name = self.stage, meant.name if meant else TITLES[pick % 4]
        if (words := self._words(what, name, other, pick)) is not None:
            await stage.say(words, channel)
        elif what == "look":
            looks = ("status", "list", "history", f"status on {name}", f"history on {name}")
            self._tells_nothing(await stage.look(looks[pick % 5], channel), channel, self.begun)
        elif what == "agree":
            await stage.agree(other, channel, on=name if pick % 2 else "")
        elif meant is not None and what == "by id":
            await stage.lockstep.handle(
                Say(actor=somebody(channel), workspace=channel.workspace, channel=channel,
                    activity_id=meant.id, text=f"By id {self.number}")
            )  # fmt: skip
        elif meant is not None and stage.tokens(meant):
            await stage.lockstep.press(
                stage.tokens(meant)[0],
                actor=somebody(channel),
                workspace=channel.workspace,
                channel=channel,
            )

    def _words(self, what: str, name: str, other: Channel, pick: int) -> str | None:
        """What is typed for *what*, if anything is."""
        return {
            "start": f"start {TITLES[pick % 4]}-{self.number:02}-x",
            "say": f"say On it {self.number}",
            "named": f"set badge:B{self.number} on {name}",
            "mirror": f"mirror #{other.name}",
            "off": ("mirror off", f"mirror off #{other.name}")[pick % 2],
            "end": "end" if pick % 3 == 0 else "ack",
        }.get(what)

    def _reaches(self, channel: Channel, activity: Activity) -> bool:
        own = activity.workspace == channel.workspace
        return own or any((c.surface, c.id) == (channel.surface, channel.id)
                          for c in activity.chats)  # fmt: skip

    def _tells_nothing(self, text: str, channel: Channel, of: dict[str, Activity]) -> None:
        """*text*, told in *channel*, tells no name but those within its reach, or said there."""
        for activity in of.values():
            asked_for = f"Nothing called `{activity.name}`" in text
            if not self._reaches(channel, activity) and not asked_for:
                assert activity.name not in text, f"{channel} was told of {activity.name}"


@settings(
    max_examples=max(40, LONG), deadline=None, suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(st.lists(ASKED, min_size=5, max_size=25))
def test_what_one_workspace_says_never_touches_another_s(
    asked: list[tuple[str, Channel, Channel, int]],
) -> None:
    """Three workspaces, whatever they ask, mirror and press: only what is theirs or mirrored."""

    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            store = await SqliteStore.open(Path(folder) / "lockstep.db", synchronous="OFF")
            try:
                watch = Watch(Stage(store))
                for channel in (OPS, INC, WAR):
                    await watch.act("start", channel, channel, EVERYWHERE.index(channel))
                await watch.act("agree", OPS, INC, 0)
                for each in asked:
                    await watch.act(*each)
            finally:
                await store.close()

    asyncio.run(run())
