"""The commands of `/live`: each becomes the core's own, of the values that were typed."""

from collections.abc import Mapping
from datetime import timedelta

from adapters.discord.meant import Meant
from adapters.discord.options import TEMPLATE
from adapters.discord.outcome import no_card, no_card_there, outcome
from adapters.discord.people import NAME, channel_of
from adapters.discord.said import Said
from adapters.discord.sight import may_write
from adapters.discord.text import code
from bot.activity import Channel
from bot.codes import LIFETIME
from bot.commands import Adopt, Command, Look, Mirror, SetButton, Start
from bot.commands.adopt import Name
from bot.commands.fields import is_nothing
from bot.errors import Refused
from bot.lockstep import Lockstep
from bot.store import Answer
from bot.text import echo
from bot.words import QUOTES

WHICH_ID = "Adopt what? Give its `id`, or the key of its `stream`. Nothing was changed."
BOTH_IDS = "Give its `id` or the key of its `stream`, not both. Nothing was changed."
CODE = (
    "Say `/live mirror` where the activity is, in Discord or in Slack, with this code, within "
    "{minutes} minutes. It is then shown here too, and people here can change it.\n{code}"
)
CANNOT_WRITE = (
    "You cannot write in `#{}`, so you cannot mirror anything to it. Nothing was changed."
)

_ADOPTED: Mapping[Name, str] = {"activity_id": "id", "stream_key": "stream"}


class Doing:
    """Does what is said."""

    def __init__(self, lockstep: Lockstep, meant: Meant) -> None:
        self._lockstep = lockstep
        self._meant = meant

    async def done(self, said: Said, kind: type[Command]) -> str:
        """What came of it, once it is on disk. Raises Refused, Busy."""
        if kind is Start:
            answer = await self._start(said)
        elif kind is Adopt:
            answer = await self._adopt(said)
        elif kind is SetButton:
            answer = await self._button(said)
        elif kind is Mirror and not said.values:
            return self._code(said)
        elif kind is Mirror:
            return await self._mirror(said)
        else:
            values = said.values or kind.read("")  # Which tells whoever left out what it needs.
            about = await self._meant.about(said)
            answer = await self._lockstep.handle(kind(**about, **values))
        return outcome(answer, said.interaction)

    async def _start(self, said: Said) -> Answer:
        values = dict(said.values)
        title, template = values.pop("title"), values.pop(TEMPLATE, "")
        return await self._lockstep.start(
            title, values, template=template.strip().casefold(), **said.who
        )

    async def _adopt(self, said: Said) -> Answer:
        values = dict(said.values)
        named = {by: name for by, option in _ADOPTED.items() if (name := values.pop(option, ""))}
        if len(named) != 1:
            raise Refused(BOTH_IDS if named else WHICH_ID)
        ((by, name),) = named.items()
        return await self._lockstep.adopt(by, name.strip(), values, **said.who)

    async def _button(self, said: Said) -> Answer:
        """What a button is to do is told in words, as everywhere."""
        label, does = said.values["label"], said.values.get("does", "")
        if does or not is_nothing(label.strip()):
            label = _quoted(label)
        about = await self._meant.about(said)
        if about["activity_id"] is None:  # Else “say Working on it” would name an activity.
            about |= {"activity_id": (await self._lockstep.meant(Look(**about))).id}
        words = f"button {said.values.get('slot', 1)} {label} {does}"
        ask = await self._lockstep.read(words, activity_id=about["activity_id"], **said.who)
        assert isinstance(ask, Command), "the words begin with the verb of a command"
        return await self._lockstep.handle(ask)

    async def _mirror(self, said: Said) -> str:
        """Another channel shows it too, or one no longer does."""
        about, to = await self._meant.about(said), said.values.get("to")
        if to is not None:
            known = Channel(surface=NAME, id=str(to.id), workspace=about["workspace"],
                            name=getattr(to, "name", None) or "")  # fmt: skip
            if not said.values.get("off") and not may_write(said.interaction, known.id):
                raise Refused(CANNOT_WRITE.format(echo(known.name)))
            about["to"] = known
        answer = await self._lockstep.mirror(Mirror(**{**said.values, **about}))
        text = outcome(answer, said.interaction)
        if to is None or said.values.get("off"):
            return text
        return _lines(text, no_card_there(said.interaction, str(to.id)))

    def _code(self, said: Said) -> str:
        """What is said elsewhere, so that what is there is shown here."""
        told = self._lockstep.code(channel_of(said.interaction))
        text = CODE.format(code=code(told), minutes=LIFETIME // timedelta(minutes=1))
        return _lines(text, no_card(said.interaction))


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def _quoted(label: str) -> str:
    """*label* as one word, whichever quotes are in it."""
    inside = "".join("'" if char in QUOTES else char for char in label)
    return f'"{inside}"'
