"""Each wrong turn that a good body could take."""

import copy
from typing import Any, NamedTuple

from tests.discord.samples import BUTTON, CARD, CHOICES, COMMANDS, LINE, MENU, MODAL, SAMPLES

Json = dict[str, Any]
LONG = "x" * 5000


class Gone:
    """What is not there."""

    def __repr__(self) -> str:
        return "gone"


GONE = Gone()


class Wrong(NamedTuple):
    """*value* stands at *place* in a sample; `published`: Discord's document says so, too."""

    sample: str
    place: str
    value: Any
    published: bool = False


def changed(wrong: Wrong) -> Any:
    """The sample as it is then."""
    body: Any = {"": copy.deepcopy(SAMPLES[wrong.sample])}
    *way, last = ["", *wrong.place.split(".")] if wrong.place else [""]
    at = body
    for step in way:
        at = at[int(step) if isinstance(at, list) else step]
    if wrong.value is GONE:
        del at[int(last) if isinstance(at, list) else last]
    else:
        at[int(last) if isinstance(at, list) else last] = wrong.value
    return body[""]


_BOX = "components.0"
_ROW = "components.0.components.3.components"
_MENU = "components.0.components.4.components.0"
_SIDE = "components.0.components.2"
_TEXT = {"type": 10, "content": "x"}
_FIELD = "components.0.component"
_PICK = "components.1.component"
_START = "0.options.0"
_OPTIONS = "0.options.0.options"


REQUIRED_LAST = COMMANDS[0]["options"][0]["options"][:2]


def _buttons(count: int) -> list[Json]:
    return [{**BUTTON, "custom_id": f"b{n}"} for n in range(count)]


def _options(count: int) -> list[Json]:
    return [{"label": f"o{n}", "value": str(n)} for n in range(count)]


def _long(name: str) -> Json:
    options = [{"type": 3, "name": f"o{n}", "description": "x" * 100} for n in range(25)]
    subs = [{"type": 1, "name": f"s{n}", "description": "x", "options": options} for n in range(4)]
    return {**COMMANDS[0], "name": name, "options": subs}


def _slash(count: int) -> list[Json]:
    return [{"name": f"c{n}", "description": "x"} for n in range(count)]


def _menus(count: int) -> list[Json]:
    return [{"name": f"Menu {n}", "type": 3} for n in range(count)]


WRONG = [
    # Cards
    Wrong("card", f"{_BOX}.components.0.content", LONG, published=True),
    Wrong("card", f"{_BOX}.components.0.content", "", published=True),
    Wrong("card", f"{_BOX}.components.0.content", " \n"),
    Wrong("card", "components", [{**_TEXT, "content": "x" * 2001}] * 2),
    Wrong("card", "components", [_TEXT] * 41, published=True),
    Wrong("card", "components", [{"type": 17, "components": [_TEXT] * 20}] * 2),
    Wrong("card", "components", [], published=False),
    Wrong("card", f"{_BOX}.components", [], published=True),
    Wrong("card", f"{_BOX}.components.0", CARD["components"][0], published=True),
    Wrong("card", f"{_BOX}.accent_color", 1 << 24, published=True),
    Wrong("card", f"{_BOX}.components.1.spacing", 3, published=True),
    Wrong("card", f"{_BOX}.type", 18, published=True),
    Wrong("card", "content", "Down"),
    Wrong("card", "embeds", LINE["embeds"]),
    Wrong("card", "nonce", "x" * 26, published=True),
    Wrong("card", _ROW, _buttons(6), published=True),
    Wrong("card", _ROW, [], published=True),
    Wrong("card", _ROW, [BUTTON, MENU]),
    Wrong("card", _ROW, [_TEXT], published=True),
    Wrong("card", _ROW, [BUTTON, BUTTON]),
    Wrong("card", f"{_ROW}.0.custom_id", "live:more:1"),
    Wrong("card", f"{_ROW}.0.custom_id", "x" * 101, published=True),
    Wrong("card", f"{_ROW}.0.custom_id", "", published=True),
    Wrong("card", f"{_ROW}.0.custom_id", GONE),
    Wrong("card", f"{_ROW}.0.label", "x" * 81, published=True),
    Wrong("card", f"{_ROW}.0.label", GONE),
    Wrong("card", f"{_ROW}.0.style", 7, published=True),
    Wrong("card", f"{_ROW}.0.url", "https://example.invalid"),
    Wrong("card", f"{_ROW}.0.id", -1, published=True),
    Wrong("card", f"{_ROW}.1.url", GONE),
    Wrong("card", f"{_ROW}.1.url", "https://" + "x" * 512, published=True),
    Wrong("card", f"{_ROW}.1.url", "javascript:alert(1)"),
    Wrong("card", f"{_ROW}.1.custom_id", "both"),
    Wrong("card", f"{_MENU}.options", [], published=True),
    Wrong("card", f"{_MENU}.options", _options(26), published=True),
    Wrong("card", f"{_MENU}.options.0.label", "x" * 101, published=True),
    Wrong("card", f"{_MENU}.options.0.value", "x" * 101, published=True),
    Wrong("card", f"{_MENU}.options.0.value", "update"),
    Wrong("card", f"{_MENU}.options.0.description", "x" * 101, published=True),
    Wrong("card", f"{_MENU}.placeholder", "x" * 151, published=True),
    Wrong("card", f"{_MENU}.min_values", 26, published=True),
    Wrong("card", f"{_MENU}.min_values", 2),
    Wrong("card", f"{_MENU}.max_values", 3),
    Wrong("card", f"{_SIDE}.components", [_TEXT] * 4, published=True),
    Wrong("card", f"{_SIDE}.accessory", GONE, published=True),
    Wrong("card", f"{_SIDE}.accessory", MENU, published=True),
    # Lines and other texts
    Wrong("line", "content", "x" * 2001),
    Wrong("line", "content", "x" * 4001, published=True),
    Wrong("line", "components", [{"type": 1, "components": [b]} for b in _buttons(6)]),
    Wrong("line", "components", [_TEXT]),
    Wrong("line", "embeds", [{"title": "x"}] * 11, published=True),
    Wrong("line", "embeds", [{"description": "x" * 3001}] * 2),
    Wrong("line", "embeds.0.title", "x" * 257, published=True),
    Wrong("line", "embeds.0.description", LONG, published=True),
    Wrong("line", "embeds.0.fields.0.value", "x" * 1025, published=True),
    Wrong("line", "embeds.0.fields", [{"name": "x", "value": "x"}] * 26, published=True),
    # Forms
    Wrong("modal", "title", "x" * 46, published=True),
    Wrong("modal", "title", GONE, published=True),
    Wrong("modal", "custom_id", "x" * 101, published=True),
    Wrong("modal", "components", [], published=True),
    Wrong("modal", "components", [_TEXT] * 6),
    Wrong("modal", "components.0.type", 17, published=True),
    Wrong("modal", "components.0.label", "x" * 46, published=True),
    Wrong("modal", "components.0.label", GONE, published=True),
    Wrong("modal", "components.0.description", "x" * 101, published=True),
    Wrong("modal", "components.0.component", GONE, published=True),
    Wrong("modal", "components.0.component", BUTTON, published=True),
    Wrong(
        "modal", "components.0", {"type": 1, "components": [MODAL["components"][0]["component"]]}
    ),
    Wrong("modal", f"{_FIELD}.custom_id", "severity"),
    Wrong("modal", f"{_FIELD}.style", 3, published=True),
    Wrong("modal", f"{_FIELD}.value", LONG, published=True),
    Wrong("modal", f"{_FIELD}.value", "x" * 201),
    Wrong("modal", f"{_FIELD}.placeholder", "x" * 101, published=True),
    Wrong("modal", f"{_FIELD}.max_length", 4001, published=True),
    Wrong("modal", f"{_FIELD}.min_length", 201),
    Wrong("modal", f"{_FIELD}.label", "Title"),
    Wrong("modal", f"{_FIELD}.disabled", True, published=True),
    Wrong("modal", f"{_PICK}.disabled", True),
    Wrong("modal", f"{_PICK}.required", True),
    Wrong("modal", f"{_PICK}.options", _options(26), published=True),
    Wrong("modal", f"{_PICK}.options", [{**o, "default": True} for o in _options(2)]),
    Wrong("modal", "components.2.component.options", _options(1), published=True),
    Wrong("modal", "components.2.component.options", _options(11), published=True),
    # Commands
    Wrong("commands", "0.name", "Live"),
    Wrong("commands", "0.name", "live now"),
    Wrong("commands", "0.name", "x" * 33, published=True),
    Wrong("commands", "0.name_localizations", {"de": "Live"}),
    Wrong("commands", "0.name_localizations", {"tlh": "live"}),
    Wrong("commands", "0.description", GONE),
    Wrong("commands", "0.description", "x" * 101, published=True),
    Wrong("commands", "0.default_member_permissions", "manage_messages", published=True),
    Wrong("commands", "0.contexts", [], published=True),
    Wrong("commands", "1.description", "x"),
    Wrong("commands", "", [COMMANDS[0], COMMANDS[0]]),
    Wrong("commands", "", _slash(101)),
    Wrong("commands", "", _menus(16)),
    Wrong("commands", "0", _long("live")),
    Wrong(
        "commands",
        "0.options",
        [{**COMMANDS[0]["options"][0], "name": f"s{n}"} for n in range(26)],
        published=True,
    ),
    Wrong(
        "commands",
        "0.options",
        [*COMMANDS[0]["options"], {"type": 3, "name": "x", "description": "x"}],
    ),
    Wrong("commands", f"{_START}.name", "Start"),
    Wrong("commands", f"{_START}.type", 12, published=True),
    Wrong("commands", f"{_START}.options", [COMMANDS[0]["options"][0]], published=True),
    Wrong("commands", f"{_START}.description", "", published=True),
    Wrong("commands", f"{_OPTIONS}", [REQUIRED_LAST[1], REQUIRED_LAST[0]]),
    Wrong("commands", f"{_OPTIONS}.1.name", "title"),
    Wrong("commands", f"{_OPTIONS}.1.autocomplete", True),
    Wrong("commands", f"{_OPTIONS}.0.max_length", 6001, published=True),
    Wrong("commands", f"{_OPTIONS}.1.choices.0.value", "x" * 101),
    Wrong("commands", f"{_OPTIONS}.1.choices.0.name", "x" * 101, published=True),
    Wrong(
        "commands",
        f"{_OPTIONS}.1.choices",
        [{"name": str(n), "value": "x"} for n in range(26)],
        published=True,
    ),
    Wrong("commands", f"{_OPTIONS}.2.type", 5),
    # Choices
    Wrong("choices", "choices", CHOICES["choices"] * 26, published=True),
    Wrong("choices", "choices.0.name", "x" * 101, published=True),
    Wrong("choices", "choices.0.name", "", published=True),
    Wrong("choices", "choices.0.value", "x" * 101),
    Wrong("choices", "choices.0.value", 5),
    # Posts
    Wrong("post", "name", "x" * 101, published=True),
    Wrong("post", "name", "", published=True),
    Wrong("post", "auto_archive_duration", 5, published=True),
    Wrong("post", "applied_tags", ["1", "2", "3", "4", "5", "6"]),
    Wrong("post", "message.content", "x" * 2001),
]
"""More than a hundred."""
