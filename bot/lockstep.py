"""The front door: whatever is asked, from wherever, ends in `Lockstep.handle`."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr

from bot.activity import OURSELVES, Activity, Actor, Channel
from bot.buttons import Buttons, Press, phrase_pressed
from bot.codes import LIFETIME, Codes
from bot.commands import (
    HOLDER,
    Adopt,
    Ask,
    Begin,
    Command,
    Connect,
    End,
    History,
    List,
    Look,
    Mirror,
    MirrorCode,
    Say,
    Set,
    Status,
)
from bot.commands.adopt import Name, named
from bot.decide import decide
from bot.errors import NothingHere, Refused
from bot.keyring import Keyring
from bot.permissions import check
from bot.phrases import Named, Phrases, describe, help_text, no_names
from bot.reports import history, listing, status
from bot.store import Answer, Change, Found, Request, Store, Target
from bot.surface import Delivery
from bot.templates import Templates, places
from bot.text import LINE_MAX, clean, cut

LOCKSTEP = Actor(platform=OURSELVES, id=OURSELVES, name="Lockstep")
SOMEBODY = Actor(platform=HOLDER, id=HOLDER, name="Lock Screen")

EVERYWHERE = ""
"""The scope of a button's key: the phone and the card of two platforms may carry the same."""

UNCHANGED = "Nothing to change: "
"""How the answer to a command begins that changed nothing."""

CONNECT_ELSEWHERE = (
    "The key is put into a form, and there is none here. Whoever runs Lockstep sets "
    "ACTIVITYSMITH_API_KEY instead."
)

CODE = (
    "Say `{command} mirror {code}` where the activity is, within {minutes} minutes. It is then "
    "shown here too, and people here can change it."
)
_MINUTES = LIFETIME // timedelta(minutes=1)

Connects = Callable[[str, SecretStr], Awaitable[int]]
"""Ties a workspace to the ActivitySmith account of a key. Raises Refused, Busy."""

_MAY_NAME = re.compile(r"\bon\b", re.I)


@dataclass(frozen=True)
class Told:
    """What came of something said: an Answer to a command, or a Look that wants one.

    *mirrored* is the channel that shows the activity too because of it.
    """

    answer: Answer | None = None
    look: Look | None = None
    mirrored: Channel | None = None


class Lockstep:
    """All that an adapter knows of the core: the ways to ask, and what there is to see.

    *new_id* makes an activity's id: 26 random small letters and digits. *codes* are those by
    which workspaces consent to mirrors. *keyring* has what workspaces entrusted to us, where
    anything is kept at all.
    """

    def __init__(
        self,
        store: Store,
        *,
        templates: Templates,
        buttons: Buttons,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        codes: Codes | None = None,
        keyring: Keyring | None = None,
        connects: Connects | None = None,
    ) -> None:
        self.store = store
        self.keyring = keyring
        self._connects = connects
        self.templates = templates
        self._phrases = Phrases(templates)
        self._buttons = buttons
        self.clock = clock
        self._new_id = new_id
        self._codes = codes
        self._spare_id = ""

    async def say(
        self,
        text: str,
        *,
        actor: Actor,
        channel: Channel,
        key: str = "",
        activity_id: str | None = None,
        named: Named = no_names,
    ) -> Told:
        """What *text*, typed in *channel*, comes to. Raises Refused, Busy.

        *activity_id* is given where a form says of which activity it speaks; *named* finds the
        channels that *text* names.
        """
        ask = await self.read(
            text, actor=actor, channel=channel, key=key, activity_id=activity_id, named=named
        )
        if isinstance(ask, Mirror):
            answer = await self.mirror(ask)
            return Told(answer=answer, mirrored=None if ask.off else answer.activity.channels[-1])
        if isinstance(ask, Command):
            return Told(answer=await self.handle(ask))
        assert isinstance(ask, Look), "the grammar knows commands and looks"
        return Told(look=ask)

    async def read(
        self,
        text: str,
        *,
        actor: Actor,
        channel: Channel,
        key: str = "",
        activity_id: str | None = None,
        named: Named = no_names,
    ) -> Ask:
        """What *text* asks, as `say` would do it; nothing is done. Raises Refused, Busy."""
        names: frozenset[str] = frozenset()
        if _MAY_NAME.search(text):
            names = frozenset(a.name for a in await self.within_reach(channel))
        self._spare_id = self._spare_id or self._new_id()
        ask = self._phrases.parse(
            text, actor=actor, channel=channel, key=key, activity_id=activity_id,
            new_id=self._spare_id, names=names, named=named,
        )  # fmt: skip
        if isinstance(ask, Begin):
            self._spare_id = ""
        return ask

    async def start(
        self,
        title: str,
        said: Mapping[str, Any],
        *,
        template: str = "",
        slug_of: str = "",
        actor: Actor,
        channel: Channel,
        key: str = "",
    ) -> Answer:
        """What a form begins, *said* being values as `fields.read` gives them.

        It is named after *slug_of*, where the title is not its own. Raises Refused, Busy.
        """
        start = self.templates.begin(
            template, title, said, actor=actor, channel=channel, activity_id=self._new_id()
        )
        about = {"key": key, "slug_of": slug_of or start.slug_of}
        return await self.handle(start.model_copy(update=about))

    async def adopt(
        self,
        by: Name,
        name: str,
        said: Mapping[str, Any],
        *,
        actor: Actor,
        channel: Channel,
        key: str = "",
    ) -> Answer:
        """What a form takes over, *name* being ActivitySmith's. Raises Refused, Busy."""
        adopt = Adopt(actor=actor, workspace=channel.workspace, channel=channel, key=key,
                      activity_id=self._new_id(), channels=places(channel),
                      **Adopt.of(named(by, name), said))  # fmt: skip
        return await self.handle(adopt)

    async def mirror(self, mirror: Mirror) -> Answer:
        """What comes of showing an activity in one channel more, or less. Raises Refused, Busy.

        Another workspace's channel is the one that its code stands for, and no other.
        """
        if mirror.code:
            scope = mirror.workspace or EVERYWHERE
            if mirror.key and (told := await self.store.answered(scope, mirror.key)) is not None:
                return told  # Told again, perhaps after the code has expired.
            to = self._signed().open(mirror.code, self.clock())
            mirror = mirror.model_copy(update={"to": to})
        return await self.handle(mirror)

    def code(self, channel: Channel) -> str:
        """What is said where an activity is, to mirror it to *channel*. Raises Refused."""
        return self._signed().of(channel, self.clock())

    async def within_reach(self, channel: Channel) -> Sequence[Activity]:
        """What is live and may be named in *channel*: its workspace's, and what it mirrors."""
        own = await self.store.live(channel.workspace)
        here = await self.store.live(channel.workspace, channel)
        return [*own, *(activity for activity in here if activity.workspace != channel.workspace)]

    async def connect(self, workspace: str, key: SecretStr) -> int:
        """Tie *workspace* to the ActivitySmith account of *key*, which is checked, then kept.

        How many activities the account before shows, and ends. Whoever calls this has seen
        that an administrator asks. Raises Refused, Busy.
        """
        if self._connects is None:
            raise Refused("This Lockstep keeps no keys. Nothing was changed.")
        return await self._connects(workspace, key)

    async def press(
        self,
        token: str,
        *,
        actor: Actor = SOMEBODY,
        workspace: str | None = None,
        channel: Channel | None = None,
    ) -> Answer:
        """What pressing the button of *token* comes to. Raises Refused, UnknownToken, Busy.

        *workspace*, and *channel* if it was pressed in one, are given where the platform
        vouches for them; a press from a Lock Screen has only the token, which names an
        activity of the workspace that made it.
        """
        opened = self._buttons.open(token, now=self.clock())
        words, target = opened.words, Target(workspace, id=opened.activity_id, channel=channel)
        verb, _, rest = words.partition(" ")
        if verb == "press":
            if (told := await self.store.answered(EVERYWHERE, opened.key)) is not None:
                return _of(target, told)  # Told again, perhaps after the button was changed.
            words = await self._phrase(target, rest)
        ask = self._phrases.parse(
            words, actor=actor, channel=None, key=opened.key, activity_id=opened.activity_id
        )
        assert isinstance(ask, Command), "only commands are put on buttons"
        command = ask.model_copy(update={"workspace": workspace, "channel": channel})
        return _of(target, await self.handle(command, EVERYWHERE))

    def presses(self, activity: Activity) -> tuple[Press, ...]:
        """The buttons that *activity* offers now."""
        return self._buttons.of(activity, self.clock())

    async def channel_created(self, channel: Channel, *, actor: Actor = LOCKSTEP) -> Answer | None:
        """A channel was born; some templates start on its name. Told again, the same is true."""
        start = self.templates.for_new_channel(channel, actor, self._new_id())
        if start is None:
            return None
        key = f"channel:{channel.workspace}:{channel.surface}:{channel.id}"
        return await self.handle(start.model_copy(update={"key": key}))

    async def channel_renamed(self, channel: Channel, *, key: str) -> Answer | None:
        """A channel has another name; what it started takes it too."""
        activity = await self._of_channel(channel)
        if activity is None:
            return None
        like = self.templates.for_new_channel(channel, LOCKSTEP, activity.id)
        title = like.content.title if like else channel.name
        command = Set(actor=LOCKSTEP, workspace=channel.workspace, activity_id=activity.id,
                      key=key, title=title)  # fmt: skip
        return await self.handle(command)

    async def channel_topic(
        self, channel: Channel, topic: str, *, actor: Actor, key: str
    ) -> Answer | None:
        """A channel has another topic; it is the current line of what the channel started.

        Raises Refused when the template does not let *actor* say so.
        """
        activity = await self._of_channel(channel)
        text = cut(clean(topic), LINE_MAX)
        if activity is None or not text:
            return None
        say = Say(actor=actor, workspace=channel.workspace, activity_id=activity.id,
                  key=key, text=text)  # fmt: skip
        return await self.handle(say)

    async def channel_archived(self, channel: Channel, *, key: str) -> Answer | None:
        """A channel is archived or gone; what it started ends, and nothing is mirrored there."""
        about: dict[str, Any] = {"actor": LOCKSTEP, "workspace": channel.workspace}
        for each in await self.store.live(channel.workspace, channel):
            if not _is_home(each, channel):
                off = Mirror(**about, channel=channel, activity_id=each.id, to=channel, off=True,
                             key=f"{key}:{each.id}")  # fmt: skip
                await self.handle(off)
        activity = await self._of_channel(channel)
        if activity is None:
            return None
        return await self.handle(End(**about, activity_id=activity.id, key=key))

    async def handle(self, command: Command, scope: str | None = None) -> Answer:
        """Do *command*, once. What it made is on disk when this returns. Raises Refused, Busy.

        *scope* is where its key is unique; its workspace if None.
        """
        now = self.clock()

        def rule(found: Found) -> Change:
            check(command, found.activity)
            after = decide(found.activity, command, now, found.live)
            changed = after is not found.activity
            text = describe(after, now)
            if changed and command.says_so:
                text = f"{_sentence(after.line.text)} {text}"
            return Change(
                after=after,
                answer=text if changed else f"{UNCHANGED}{text}",
                transition=after.transition == after.revision,
            )

        return await self.store.change(self._request(command, now, scope), _target(command), rule)

    async def look(self, look: Look, command: str = "/live") -> str:
        """The answer to *look*. *command* is what people type before the words. Raises Refused."""
        now = self.clock()
        assert look.workspace is not None, "people look from a workspace"
        if isinstance(look, List):
            return listing(await self._listed(look), now)
        if isinstance(look, History):
            activity = await self.meant(look)
            return history(activity, await self.store.timeline(activity.id))
        if isinstance(look, Connect):
            return CONNECT_ELSEWHERE
        if isinstance(look, MirrorCode):
            assert look.channel is not None, "people look from a channel"
            return CODE.format(command=command, code=self.code(look.channel), minutes=_MINUTES)
        if isinstance(look, Status):
            return status(await self._seen(look), now)
        return help_text(command, self.templates.names)

    async def meant(self, look: Look) -> Activity:
        """The activity that *look* asks about. Raises NothingHere, or Refused when unclear."""
        activity = await self.store.find(_target(look))
        if activity is None:
            raise NothingHere("Nothing is live here. Say `start` and a title to begin.")
        return activity

    async def _listed(self, look: Look) -> Sequence[Activity]:
        assert look.workspace is not None, "people look from a workspace"
        if look.channel is not None:
            return await self.within_reach(look.channel)
        return await self.store.live(look.workspace)

    async def _seen(self, look: Look) -> list[tuple[Activity, Sequence[Delivery]]]:
        assert look.workspace is not None, "people look from a workspace"
        if look.on is not None:
            live: Sequence[Activity] = [await self.meant(look)]
        else:
            live = await self.store.live(look.workspace, look.channel)
        return [(activity, await self.store.deliveries(activity.id)) for activity in live]

    async def _phrase(self, target: Target, rest: str) -> str:
        """The words behind a press of a button that people set."""
        activity = await self.store.find(target)
        if activity is None:
            raise Refused("That activity is gone. Nothing was changed.")
        slot, _, digest = rest.partition(" ")
        return phrase_pressed(activity, int(slot), digest).words

    async def _of_channel(self, channel: Channel) -> Activity | None:
        """The live activity that *channel* itself started."""
        for activity in await self.store.live(channel.workspace, channel):
            if activity.of_channel and _is_home(activity, channel):
                return activity
        return None

    def _signed(self) -> Codes:
        if self._codes is None:
            raise Refused("This Lockstep makes no codes. Nothing was changed.")
        return self._codes

    def _request(self, command: Command, now: datetime, scope: str | None) -> Request:
        actor = command.actor
        return Request(
            key=command.key or f"once:{self._new_id()}",
            verb=command.verb,
            command=command.model_dump_json(exclude={"actor", "channel", "key", "workspace"},
                                            exclude_defaults=True),
            platform=actor.platform,
            actor_id=actor.id,
            actor_name=actor.name,
            at=now,
            scope=scope,
        )  # fmt: skip


def _of(target: Target, answer: Answer) -> Answer:
    """*answer*, if it is about one that *target* may mean. Raises NothingHere if it is not."""
    activity, channel = answer.activity, target.channel
    mirrored = channel is not None and activity.is_shown_in(channel)
    if target.workspace in (None, activity.workspace) or mirrored:
        return answer
    raise NothingHere("That activity is not here. Nothing was changed.")


def _target(ask: Ask) -> Target:
    if isinstance(ask, Begin):
        return Target(ask.workspace, channel=ask.channel, starting=True)
    if ask.activity_id is not None:
        return Target(ask.workspace, id=ask.activity_id, channel=ask.channel)
    return Target(ask.workspace, name=ask.on, channel=ask.channel)


def _is_home(activity: Activity, channel: Channel) -> bool:
    """Whether *activity* began in *channel*, and is not only mirrored there."""
    home = activity.home
    return home is not None and (home.surface, home.id) == (channel.surface, channel.id)


def _sentence(line: str) -> str:
    return f"{line[:1].upper()}{line[1:]}."
