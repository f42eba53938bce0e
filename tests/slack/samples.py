"""Blocks at their limits, and one step beyond: for every judge to look at."""

from typing import Any

from tests.slack.world import Json


def plain(text: str = "a") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "a") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str = "a", value: str = "v") -> Json:
    return {"text": plain(text), "value": value}


def options(number: int) -> list[Json]:
    return [option(value=str(at)) for at in range(number)]


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "action_id": "b", "text": plain(), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def buttons(number: int) -> Json:
    return actions(*(button(action_id=str(at)) for at in range(number)))


def header(text: str) -> Json:
    return {"type": "header", "text": plain(text)}


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://a.example/i.png", "alt_text": "a", **more}


def menu(number: int, **more: Any) -> Json:
    return {"type": "static_select", "action_id": "m", "options": options(number), **more}


def overflow(number: int) -> Json:
    return {"type": "overflow", "action_id": "o", "options": options(number)}


def asking(**more: Any) -> Json:
    """A confirmation."""
    return {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain(), **more}


def field(**more: Any) -> Json:
    """An input block."""
    element = {"type": "plain_text_input", "action_id": "i", **more.pop("element", {})}
    return {"type": "input", "block_id": "f", "label": plain(), "element": element, **more}


def long(length: int) -> str:
    return "a" * length


def url(length: int) -> str:
    return "https://a.example/".ljust(length, "a")


# At the limit: what any message may hold. By name, so that a failing one is named.
TAKEN: dict[str, list[Json]] = {
    "fifty blocks": [section() for _ in range(50)],
    "a long section": [section(text=mrkdwn(long(3000)))],
    "ten fields": [{"type": "section", "fields": [mrkdwn(long(1000))] * 10}],
    "a long field": [{"type": "section", "fields": [plain(long(2000))]}],
    "an accessory": [section(accessory=button())],
    "a long header": [header(long(150))],
    "ten in a context": [context(*[mrkdwn()] * 9, image())],
    "25 actions": [buttons(25)],
    "a long label": [actions(button(text=plain(long(75))))],
    "a long value": [actions(button(value=long(2000)))],
    "a long link": [actions(button(url=url(3000)))],
    "a style": [actions(button(style="danger", confirm=asking(style="danger")))],
    "a long question": [
        actions(
            button(
                confirm=asking(
                    title=plain(long(100)),
                    text=plain(long(300)),
                    confirm=plain(long(30)),
                    deny=plain(long(30)),
                )
            )
        )
    ],
    "five in an overflow": [actions(overflow(5))],
    "100 options": [actions(menu(100, placeholder=plain(long(150))))],
    "long options": [actions(menu(1, options=[option(long(75), long(150))]))],
    "the option chosen": [actions(menu(3, initial_option=option(value="2")))],
    "a divider": [{"type": "divider", "block_id": long(255)}],
    "an image": [image(alt_text=long(255), title=plain(long(2000)))],
    "an input": [field(label=plain(long(2000)), hint=plain(long(2000)))],
    "markdown": [{"type": "markdown", "text": long(12_000)}],
    "rich text": [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": "a", "style": {"bold": True}}],
                }
            ],
        }
    ],
}

# One step beyond: a few words of our fault, and who else sees it: slack_sdk (S), blockkit (B).
REFUSED: dict[str, tuple[list[Json], str, str]] = {
    "51 blocks": ([section() for _ in range(51)], "no more than 50", ""),
    "a longer section": ([section(text=mrkdwn(long(3001)))], "less than 3001", "SB"),
    "an empty section": ([{"type": "section"}], "text or fields", "SB"),
    "an empty text": ([section(text=mrkdwn(""))], "more than 0", "B"),
    "eleven fields": ([{"type": "section", "fields": [plain()] * 11}], "no more than 10", "S"),
    "a longer field": ([{"type": "section", "fields": [plain(long(2001))]}], "2001", ""),
    "a longer header": ([header(long(151))], "less than 151", "SB"),
    "a header of mrkdwn": ([{"type": "header", "text": mrkdwn()}], "unsupported type", "B"),
    "eleven in a context": ([context(*[mrkdwn()] * 11)], "no more than 10", "SB"),
    "a button in a context": ([context(button())], "unsupported type", "B"),
    "26 actions": ([buttons(26)], "no more than 25", "SB"),
    "no action": ([actions()], "at least 1", ""),
    "a longer label": ([actions(button(text=plain(long(76))))], "less than 76", "SB"),
    "a label of mrkdwn": ([actions(button(text=mrkdwn()))], "unsupported type", "B"),
    "a longer value": ([actions(button(value=long(2001)))], "less than 2001", "SB"),
    "a longer link": ([actions(button(url=url(3001)))], "less than 3001", "SB"),
    "no link": ([actions(button(url="nowhere"))], "valid URL", ""),
    "another style": ([actions(button(style="loud"))], "one of", "SB"),
    "a longer question": (
        [actions(button(confirm=asking(text=plain(long(301)))))],
        "less than 301",
        "SB",
    ),
    "a longer answer": ([actions(button(confirm=asking(deny=plain(long(31)))))], "than 31", "SB"),
    "half a question": ([actions(button(confirm={"title": plain()}))], "missing required", "SB"),
    "a question of mrkdwn": ([actions(button(confirm=asking(text=mrkdwn())))], "unsupported", "B"),
    "six in an overflow": ([actions(overflow(6))], "no more than 5", "SB"),
    "101 options": ([actions(menu(101))], "no more than 100", "SB"),
    "a longer option": ([actions(menu(1, options=[option(long(76))]))], "less than 76", "B"),
    "a longer option's value": (
        [actions(menu(1, options=[option(value=long(151))]))],
        "less than 151",
        "B",
    ),
    "options twice": (
        [actions(menu(1, option_groups=[{"label": plain(), "options": options(1)}]))],
        "either options or option_groups",
        "SB",
    ),
    "the same option twice": (
        [actions(menu(1, options=[option(), option()]))],
        "already exists",
        "",
    ),
    "another option chosen": (
        [actions(menu(2, initial_option=option(value="9")))],
        "one of the options",
        "B",
    ),
    "the same block_id": (
        [section(block_id="x"), section(block_id="x")],
        "block_id 'x' already exists",
        "",
    ),
    "the same action_id": (
        [actions(button(), button())],
        "action_id 'b' already exists",
        "",
    ),
    "a longer block_id": ([section(block_id=long(256))], "less than 256", "SB"),
    "a longer action_id": ([actions(button(action_id=long(256)))], "less than 256", "SB"),
    "an unknown block": ([{"type": "progress_bar", "value": 3}], "unsupported type", ""),
    "an unknown element": ([actions({"type": "slider"})], "unsupported type", ""),
    "an unknown property": ([section(colour="red")], "additional property: colour", ""),
    "an alert in a message": ([{"type": "alert", "text": plain()}], "unsupported type", ""),
    "an image of nothing": ([{"type": "image", "alt_text": "a"}], "image_url or slack_file", "B"),
    "a longer alt text": ([image(alt_text=long(2001))], "less than 2001", "SB"),
    "a longer input label": ([field(label=plain(long(2001)))], "less than 2001", "SB"),
    "longer markdown": ([{"type": "markdown", "text": long(12_001)}], "12001", "SB"),
    "markdown in all": (
        [{"type": "markdown", "text": long(6001)}, {"type": "markdown", "text": long(6000)}],
        "in all",
        "",
    ),
    "a prefilled text too long": (
        [field(element={"initial_value": "abc", "max_length": 2})],
        "max_length",
        "B",
    ),
    "wide characters": ([header("\N{FIRE}" * 76)], "less than 151", ""),
}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Update"), "blocks": list(blocks), **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


VIEWS_TAKEN: dict[str, Json] = {
    "100 blocks": modal(*(section() for _ in range(100))),
    "a form": modal(field(), title=plain(long(24)), submit=plain(long(24)), close=plain(long(24))),
    "long metadata": modal(section(), private_metadata=long(3000), callback_id=long(255)),
    "a home": home(*(section() for _ in range(100))),
}
VIEWS_REFUSED: dict[str, tuple[Json, str, str]] = {
    "101 blocks": (modal(*(section() for _ in range(101))), "no more than 100", "S"),
    "no blocks": (modal(), "at least 1", "S"),
    "101 blocks at home": (home(*(section() for _ in range(101))), "no more than 100", "S"),
    "a longer title": (modal(section(), title=plain(long(25))), "less than 25", "S"),
    "a longer submit": (modal(section(), submit=plain(long(25))), "less than 25", "S"),
    "a longer close": (modal(section(), close=plain(long(25))), "less than 25", "S"),
    "a title of mrkdwn": (modal(section(), title=mrkdwn()), "unsupported type", ""),
    "longer metadata": (modal(section(), private_metadata=long(3001)), "than 3001", "S"),
    "a longer callback_id": (modal(section(), callback_id=long(256)), "less than 256", "S"),
    "a form that cannot be sent": (modal(field()), "submit is required", ""),
    "a home that is sent": (home(section(), submit=plain()), "additional property", "S"),
    "a modal without title": ({"type": "modal", "blocks": [section()]}, "missing required", ""),
    "a workflow step": ({"type": "workflow_step", "blocks": [section()]}, "unsupported", ""),
    "markdown in a modal": (modal({"type": "markdown", "text": "a"}), "unsupported type", ""),
    "an alert at home": (home({"type": "alert", "text": plain()}), "unsupported type", ""),
    "focus twice": (
        modal(
            field(element={"focus_on_load": True}),
            field(block_id="g", element={"focus_on_load": True}),
            submit=plain(),
        ),
        "focus_on_load",
        "",
    ),
}
