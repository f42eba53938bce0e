"""What a person asked for with an interaction, and what they were told."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.discord.channel import Channel
from tests.discord.guild import Member
from tests.discord.kept import parts
from tests.discord.message import EPHEMERAL, Message

Json = dict[str, Any]

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
ANSWER, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


class Choice(NamedTuple):
    """What autocomplete offers."""

    name: str
    value: Any


@dataclass(eq=False)
class Modal:
    """A form, open before a person."""

    body: Json
    told: "Told"

    @property
    def custom_id(self) -> str:
        return str(self.body["custom_id"])

    @property
    def title(self) -> str:
        return str(self.body["title"])

    @property
    def labels(self) -> list[Json]:
        return [part for part in self.body["components"] if part["type"] == 18]

    @property
    def fields(self) -> dict[str, Json]:
        """Each input by its custom_id."""
        inside = parts(self.body["components"])
        return {part["custom_id"]: part for part in inside if "custom_id" in part}


@dataclass(eq=False)
class Told:
    """One interaction, from when it was told to the gateway."""

    id: str
    token: str
    kind: int
    member: Member
    channel: Channel
    payload: Json
    at: float
    message: Message | None = None
    """On which it was pressed, or from which the form was opened."""
    answer: Json | None = None
    """The first one, as it was sent to /callback."""
    original: Message | None = None
    follow_ups: list[Message] = field(default_factory=list)
    times: int = 0
    """How often it was told: again, or to another process too."""
    refused: list[int] = field(default_factory=list)
    """The codes with which later answers were refused."""
    answered: bool = False
    began_ns: int = 0
    ended_ns: int = 0
    expects_silence: bool = False

    @property
    def type(self) -> int:
        """Of the first answer; 0 while there is none."""
        return int(self.answer["type"]) if self.answer else 0

    @property
    def shown(self) -> list[Message]:
        """All that it brought up, in order: the answer as it is now, then what followed."""
        made = self.original if self.type in (ANSWER, DEFER) else None
        return [m for m in (made, *self.follow_ups) if m is not None and not m.deleted]

    @property
    def final(self) -> str:
        """What the person reads last, after all edits; nothing while it says "thinking"."""
        read = [message.text for message in self.shown if not message.loading]
        return read[-1] if read else ""

    @property
    def text(self) -> str:
        """The same."""
        return self.final

    @property
    def first(self) -> str:
        """What was read before any edit."""
        return _text(self._said)

    @property
    def private(self) -> bool:
        """Whether nobody else sees any of it."""
        if self.shown:
            return all(message.only_for is not None for message in self.shown)
        return bool(int(self._said.get("flags") or 0) & EPHEMERAL) or self.type in (MODAL, CHOICES)

    @property
    def components(self) -> list[Json]:
        """Of what the person reads last."""
        return self.shown[-1].components if self.shown else []

    @property
    def reply(self) -> Message:
        """The message that the person reads last, to press on."""
        assert self.shown, "nothing was shown"
        return self.shown[-1]

    @property
    def deferred(self) -> bool:
        """Whether the first answer said nothing."""
        return self.type in (DEFER, DEFER_UPDATE)

    @property
    def modal(self) -> Modal | None:
        return Modal(self._said, self) if self.type == MODAL else None

    @property
    def choices(self) -> list[Choice]:
        return [Choice(c["name"], c["value"]) for c in self._said.get("choices", [])]

    @property
    def millis(self) -> float:
        """From the event to the first answer."""
        return (self.ended_ns - self.began_ns) / 1e6

    @property
    def completed_type(self) -> int:
        """The type of the option that autocomplete was asked about."""
        options = self.payload["data"].get("options", [])
        while options:
            for option in options:
                if option.get("focused"):
                    return int(option["type"])
            options = [inner for option in options for inner in option.get("options", [])]
        return 0

    @property
    def _said(self) -> Json:
        return (self.answer or {}).get("data") or {}


def _text(body: Json) -> str:
    displays = [c["content"] for c in parts(body.get("components") or []) if c["type"] == 10]
    return "\n".join(text for text in [body.get("content") or "", *displays] if text)
