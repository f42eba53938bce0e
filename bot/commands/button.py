"""button: what the buttons on the Lock Screen do."""

import json
import math
import re
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import JsonValue

from bot import links
from bot import words as typed
from bot.activity import Activity, CustomButton, Link, Phrase, Webhook
from bot.commands.base import Command
from bot.commands.fields import is_nothing, line
from bot.commands.say import unquoted
from bot.content import TAKES_TWO_BUTTONS, replace
from bot.errors import Refused

LABEL_MAX = 32
BODY_BYTES_MAX = 1_000

_HOW = 'Say `button "Runbook" https://…`, `button 2 "Roll back" say:"roll back asked"`, or '
_HOW += '`button "Pause" POST https://… {"job":"7"}`.'
_METHOD = re.compile(r"(GET|POST)\b", re.I | re.A)
_SAY = re.compile(r"say[:=]", re.I | re.A)
_NO_OBJECT = 'The body is one JSON object, such as {"job":"7"}. Nothing was changed.'


class SetButton(Command):
    """Set a button of the Lock Screen: a link, a command of ours, or somebody else's webhook."""

    verb: ClassVar[str] = "button"
    usage: ClassVar[str] = 'button [2] "LABEL" https://… | say:"TEXT" | GET|POST https://… [JSON]'
    on_buttons: ClassVar[bool] = False

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
        if len(said) == 1 and not said[0].quoted and is_nothing(said[0].text):
            return {"slot": slot, "to": None}
        label = line(said[0].text, "label", LABEL_MAX)
        if not label or len(said) < 2 or said[0].key is not None:
            raise Refused(f"A button needs its label, and what it does. {_HOW}")
        return {"slot": slot, "to": _what(label, words[said[1].at :].strip())}

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """Replace the button, where the type has room for it."""
        if self.slot == 2 and activity.content.type not in TAKES_TWO_BUTTONS:
            raise Refused("This type shows one button only. Nothing was changed.")
        field = "action" if self.slot == 1 else "secondary_action"
        to = self.to and checked(self.to, shortcuts=activity.shortcuts_allowed)
        return activity.model_copy(update={field: to})

    def tell(self, after: Activity) -> str:
        """See Command."""
        return f"button “{self.to.label}” set" if self.to else "button put back"


def checked(button: CustomButton, *, shortcuts: bool) -> CustomButton:
    """*button* as it may be shown and sent. Raises Refused when its label or address may not."""
    label = line(button.label, "label", LABEL_MAX)
    if not label:
        raise Refused(f"A button needs its label, and what it does. {_HOW}")
    if isinstance(button, Phrase):
        return replace(button, label=label, words=line(button.words, "command"))
    allowed = shortcuts and isinstance(button, Link)
    return replace(button, label=label, url=links.check(button.url, shortcuts=allowed))


def _what(label: str, rest: str) -> CustomButton:
    """The button that does what *rest* says."""
    if said := _SAY.match(rest):
        text = line(unquoted(rest[said.end() :].strip()), "line")
        if not text:
            raise Refused(f"What should it say? {_HOW}")
        return Phrase(label=label, words=f"say {text}")
    if method := _METHOD.match(rest):
        return _webhook(label, method[1].upper(), rest[method.end() :].strip())
    if "://" in rest.split(maxsplit=1)[0]:
        return Link(label=label, url=links.check(unquoted(rest), shortcuts=True))
    return Phrase(label=label, words=line(unquoted(rest), "command"))


def _webhook(label: str, method: str, rest: str) -> Webhook:
    url, body = (*rest.split(maxsplit=1), "", "")[:2]
    checked_method: Any = method
    url = links.check(unquoted(url))
    return Webhook(label=label, url=url, method=checked_method, body=_body(body.strip()))


def _body(text: str) -> dict[str, JsonValue] | None:
    """The JSON object that *text* is, as typed or as a phone's keyboard bent it."""
    if not text:
        return None
    if len(text.encode(errors="replace")) > BODY_BYTES_MAX:
        raise Refused(f"That body is longer than {BODY_BYTES_MAX} bytes. Nothing was changed.")
    try:
        return _object(text)
    except ValueError:
        pass
    try:
        return _object(typed.plain(text))
    except ValueError as exc:
        raise Refused(_NO_OBJECT) from exc


def _object(text: str) -> dict[str, JsonValue]:
    """Raises ValueError unless *text* is a JSON object that every reader of JSON can read."""
    try:
        body = json.loads(text, parse_constant=_finite, parse_float=_finite)
        json.dumps(body, ensure_ascii=False).encode()  # A lone surrogate has no bytes.
    except RecursionError as exc:
        raise ValueError("too deep") from exc
    if not isinstance(body, dict):
        raise ValueError("no object")
    return body


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError(f"{digits} is not JSON")
    return value
