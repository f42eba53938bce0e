"""mirror: show an activity in one channel more, or in one less."""

import re
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from bot import words as typed
from bot.activity import Activity, Channel
from bot.commands.base import Command, Look
from bot.commands.fields import Line
from bot.errors import Refused
from bot.text import clean, cut, echo

CHANNELS_MAX = 10
"""How many chat channels may show one activity, the one that it began in included."""
NAME_MAX = 100

_HOW = (
    "Say `mirror #channel`, `mirror` and the code that was told in the other channel, or "
    "`mirror off`. Nothing was changed."
)
_OFF = "off"
_CODE = re.compile(r"[A-Za-z2-7]{40,800}")
"""The form of what `codes.py` signs; no channel is called like that."""


class Mirror(Command):
    """Show it in another channel too. For one of another workspace, say `mirror` there first."""

    verb: ClassVar[str] = "mirror"
    usage: ClassVar[str] = "mirror #channel | CODE | off"
    touches: ClassVar[bool] = False
    on_buttons: ClassVar[bool] = False
    says_so: ClassVar[bool] = True

    to: Channel | None = None
    """The other channel; to leave none in particular, the one where it is said."""
    code: str = Field(default="", exclude=True)
    """The consent of *to*, where it belongs to another workspace. It stands in no journal."""
    off: bool = False
    name: Line = ""
    """What people call the channel to leave, where nobody could say which it is."""

    @classmethod
    def read(cls, words: str) -> dict[str, Any]:
        """`mirror #ops`, `mirror CODE`, `mirror off`, `mirror off #ops`; nothing for `mirror`."""
        said = [word.text for word in typed.split(words)]
        off = next((word for word in said if word.casefold() == _OFF), None)
        if off is not None:
            said.remove(off)
        if len(said) > 1:
            raise Refused(f"`mirror` takes one channel. {_HOW}")
        name = said[0] if said else ""
        if _CODE.fullmatch(name):
            if off is not None:
                raise Refused(f"A code only begins to mirror. {_HOW}")
            return {"code": name}
        found: dict[str, Any] = {"off": True} if off is not None else {}
        return found | ({"name": cut(clean(name.removeprefix("#")), NAME_MAX)} if name else {})

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """See Command."""
        return self._ended(activity) if self.off else self._begun(activity)

    def tell_change(self, before: Activity, after: Activity) -> str:
        """See Command."""
        if self.off:
            (left,) = set(before.channels) - set(after.channels)
            return f"no longer mirrored to {called(left, after.home)}"
        return f"mirrored to {called(after.channels[-1], after.home)}"

    def _begun(self, activity: Activity) -> Activity:
        """*activity*, shown in one channel more."""
        to = self.to
        if to is None:
            raise Refused(f"Mirror it to which channel? {_HOW}")
        if self.workspace != activity.workspace:
            raise Refused(
                "This began elsewhere, and only there it can be mirrored further. "
                "Nothing was changed."
            )
        if to.workspace != activity.workspace and not self.code:
            raise Refused(
                f"{called(to, None)} belongs to others, who have to agree. Say `mirror` there, "
                "and here `mirror` with the code that it tells. Nothing was changed."
            )
        there = _place(activity.chats, to)
        if there is not None and there.workspace != to.workspace:
            raise Refused(
                f"{called(there, None)} is a channel that you share with them, and it is shown "
                "there already. Nothing was changed."
            )
        if there is not None:
            return activity
        if len(activity.chats) >= CHANNELS_MAX:
            raise Refused(
                f"It is shown in {CHANNELS_MAX} channels, and more there cannot be. Say "
                "`mirror off` in one of them first. Nothing was changed."
            )
        return activity.model_copy(update={"channels": (*activity.channels, to)})

    def _ended(self, activity: Activity) -> Activity:
        """*activity*, shown in one channel less."""
        left = self._left(activity)
        if left == activity.home:
            raise Refused(
                f"It began in {called(left, left)}, and is shown there until it ends. "
                "Nothing was changed."
            )
        if self.workspace not in (activity.workspace, left.workspace):
            raise Refused(
                "Only people of that channel, or of where it began, can end this. "
                "Nothing was changed."
            )
        kept = tuple(channel for channel in activity.channels if channel != left)
        return activity.model_copy(update={"channels": kept})

    def _left(self, activity: Activity) -> Channel:
        """The channel of *activity* that is meant. Raises Refused when that is not plain."""
        mirrors = activity.chats[1:]
        if not mirrors:
            raise Refused("It is mirrored nowhere. Nothing was changed.")
        if self.to is not None or self.name:
            return self._named(activity)
        here = _place(activity.chats, self.channel) if self.channel else None
        if here is not None and here != activity.home:
            return here
        if len(mirrors) == 1:
            return mirrors[0]
        names = ", ".join(called(channel, activity.home) for channel in mirrors)
        raise Refused(
            f"It is mirrored to {names}. Say which one, as in `mirror off #channel`, or say "
            "`mirror off` there. Nothing was changed."
        )

    def _named(self, activity: Activity) -> Channel:
        known = _place(activity.chats, self.to) if self.to else None
        if known is not None:
            return known
        name = self.name or (self.to.name if self.to else "")
        fits = [c for c in activity.chats if name and c.name.casefold() == name.casefold()]
        if len(fits) > 1:
            raise Refused(
                f"It is mirrored to several channels called `#{echo(name)}`. Say `mirror off` "
                "in the one that you mean. Nothing was changed."
            )
        if not fits:
            raise Refused(f"It is not mirrored to `#{echo(name)}`. Nothing was changed.")
        return fits[0]


class MirrorCode(Look):
    """The code by which an activity of elsewhere is mirrored to the channel where this is said."""

    verb: ClassVar[str] = Mirror.verb
    usage: ClassVar[str] = "mirror"


def called(channel: Channel, home: Channel | None) -> str:
    """What people in *home* call *channel*; where neither is plain, by the name alone."""
    name = f"#{channel.name}" if channel.name else "a private channel"
    if home is None or channel.workspace == home.workspace:
        return name
    if channel.surface == home.surface:
        return f"{name} of another workspace"
    return f"{name} in {channel.surface.capitalize()}"


def _place(channels: tuple[Channel, ...], channel: Channel) -> Channel | None:
    """The one of *channels* that is at the address of *channel*."""
    at = (channel.surface, channel.id)
    return next((each for each in channels if (each.surface, each.id) == at), None)
