"""button: what the buttons on the Lock Screen do."""

import json
import re
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import JsonValue

from bot import links
from bot import words as typed
from bot.activity import Activity, CustomButton, Link, Phrase, Webhook
from bot.commands.base import Command
from bot.commands.fields import NOTHING, line
from bot.content import TAKES_TWO_BUTTONS
from bot.errors import Refused

LABEL_MAX = 32
BODY_BYTES_MAX = 1_000

_HOW = 'Say `button "Runbook" https://…`, `button 2 "Roll back" say:"roll back asked"`, or '
_HOW += '`button "Pause" POST https://… {"job":"7"}`.'
_METHOD = re.compile(r"(GET|POST)\b", re.I)


class SetButton(Command):
    """Set a button of the Lock Screen: a link, a command of ours, or somebody else's webhook."""

    verb: ClassVar[str] = "button"
    usage: ClassVar[str] = 'button [2] "LABEL" https://… | say:"TEXT" | GET|POST https://… [JSON]'

    slot: Literal[1, 2] = 1
    to: CustomButton | None = None
    """None puts the usual button back."""

    @classmethod
    def read(cls, words: str) -> dict[str, Any]:
        """`button 2 "Roll back" say:"roll back asked"`; `button 2 none` puts the usual one back."""
        said = typed.split(words)
        slot = 1
        if said and said[0].text in ("1", "2") and not said[0].quoted:
            slot = int(said.pop(0).text)
        if not said:
            raise Refused(f"Which button? {_HOW}")
        if len(said) == 1 and not said[0].quoted and said[0].text.casefold() in NOTHING:
            return {"slot": slot, "to": None}
        label = line(said[0].text, "label", LABEL_MAX)
        if not label or len(said) < 2 or said[0].key is not None:
            raise Refused(f"A button needs its label, and what it does. {_HOW}")
        return {"slot": slot, "to": _what(label, said[1], words[said[1].at :].strip())}

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """Replace the button, where the type has room for it."""
        if self.slot == 2 and activity.content.type not in TAKES_TWO_BUTTONS:
            raise Refused("This type shows one button only. Nothing was changed.")
        if isinstance(self.to, Link):
            links.check(self.to.url, shortcuts=activity.shortcuts_allowed)
        field = "action" if self.slot == 1 else "secondary_action"
        return activity.model_copy(update={field: self.to})

    def tell(self, after: Activity) -> str:
        """See Command."""
        return f"button “{self.to.label}” set" if self.to else "button put back"


def _what(label: str, word: typed.Word, rest: str) -> CustomButton:
    """The button that does what *rest*, which begins with *word*, says."""
    if word.option == "say":
        return Phrase(label=label, words=f"say {line(word.text, 'line')}")
    if method := _METHOD.match(rest):
        return _webhook(label, method[1].upper(), rest[method.end() :].strip())
    if "://" in rest.split(maxsplit=1)[0]:
        return Link(label=label, url=links.check(rest, shortcuts=True))
    return Phrase(label=label, words=line(rest, "command"))


def _webhook(label: str, method: str, rest: str) -> Webhook:
    url, _, body = rest.partition(" ")
    checked: Any = method
    return Webhook(label=label, url=links.check(url), method=checked, body=_body(body.strip()))


def _body(text: str) -> dict[str, JsonValue] | None:
    if not text:
        return None
    if len(text.encode(errors="replace")) > BODY_BYTES_MAX:
        raise Refused(f"That body is longer than {BODY_BYTES_MAX} bytes. Nothing was changed.")
    try:
        body = json.loads(typed.plain(text), parse_constant=_no_constant)
    except (ValueError, RecursionError) as exc:
        raise Refused('The body is one JSON object, such as {"job":"7"}.') from exc
    if not isinstance(body, dict):
        raise Refused('The body is one JSON object, such as {"job":"7"}.')
    return body


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
