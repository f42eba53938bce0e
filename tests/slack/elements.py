"""What stands inside blocks: texts, options, confirmations, buttons, menus, fields. Pure."""

import re
from collections.abc import Iterator
from typing import Any

from tests.slack.limits import (
    Check,
    anything,
    chars,
    either,
    fault,
    flag,
    kinds,
    link,
    many,
    one_of,
    shape,
    whole,
)

ID = chars(255)


def plain(most: int, least: int = 1) -> Check:
    return kinds({"plain_text": shape({"text": chars(most, least)}, {"emoji": flag})})


def written(most: int) -> Check:
    """Plain text or mrkdwn."""
    plain_text = shape({"text": chars(most)}, {"emoji": flag})
    mrkdwn = shape({"text": chars(most)}, {"verbatim": flag})
    return kinds({"plain_text": plain_text, "mrkdwn": mrkdwn})


confirm = shape(
    {"title": plain(100), "text": plain(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
option = shape({"text": plain(75), "value": chars(150)}, {"description": plain(75), "url": link()})
rich_option = shape({"text": written(75), "value": chars(150)}, {"description": written(75)})
option_group = shape({"label": plain(75), "options": many(option, 100)})

_ID = {"action_id": ID}
_ASKS = {**_ID, "confirm": confirm}
_FIELD = {**_ID, "placeholder": plain(150), "focus_on_load": flag}
_MENU = {**_FIELD, "confirm": confirm}

button = shape(
    {"text": plain(75)},
    {
        **_ASKS,
        "value": chars(2000),
        "url": link(),
        "style": one_of("primary", "danger"),
        "accessibility_label": chars(75),
        "agent_prompt": chars(4000),
        "visible_to_user_ids": many(chars(20), 100),
    },
)
image = either(
    "image_url",
    "slack_file",
    shape({"alt_text": chars(2000)}, {"image_url": link(), "slack_file": anything}),
)
overflow = shape({"options": many(option, 5)}, _ASKS)
_static = {"options": many(option, 100), "option_groups": many(option_group, 100)}
static_select = either(
    "options", "option_groups", shape({}, {**_MENU, **_static, "initial_option": option})
)
multi_static_select = either(
    "options",
    "option_groups",
    shape(
        {},
        {
            **_MENU,
            **_static,
            "initial_options": many(option, 100),
            "max_selected_items": whole(1, 100),
        },
    ),
)
_several = {"max_selected_items": whole(1, 100)}
_conversation = {
    "default_to_current_conversation": flag,
    "filter": anything,
    "response_url_enabled": flag,
}
menus: dict[str, Check] = {
    "static_select": static_select,
    "multi_static_select": multi_static_select,
    "external_select": shape(
        {}, {**_MENU, "initial_option": option, "min_query_length": whole(0, 100)}
    ),
    "users_select": shape({}, {**_MENU, "initial_user": chars(20)}),
    "multi_users_select": shape({}, {**_MENU, **_several, "initial_users": many(chars(20), 100)}),
    "conversations_select": shape(
        {}, {**_MENU, **_conversation, "initial_conversation": chars(20)}
    ),
    "multi_conversations_select": shape(
        {}, {**_MENU, **_several, **_conversation, "initial_conversations": many(chars(20), 100)}
    ),
    "channels_select": shape(
        {}, {**_MENU, "initial_channel": chars(20), "response_url_enabled": flag}
    ),
    "multi_channels_select": shape(
        {}, {**_MENU, **_several, "initial_channels": many(chars(20), 100)}
    ),
}
_dispatch = {"dispatch_action_config": anything}
boxes: dict[str, Check] = {
    "checkboxes": shape(
        {"options": many(rich_option, 10)},
        {**_ASKS, "initial_options": many(rich_option, 10), "focus_on_load": flag},
    ),
    "radio_buttons": shape(
        {"options": many(rich_option, 10)},
        {**_ASKS, "initial_option": rich_option, "focus_on_load": flag},
    ),
    "datepicker": shape({}, {**_MENU, "initial_date": chars(10, 10)}),
    "timepicker": shape({}, {**_MENU, "initial_time": chars(5, 5), "timezone": chars(100)}),
    "datetimepicker": shape(
        {}, {**_ASKS, "initial_date_time": whole(10**9, 10**10 - 1), "focus_on_load": flag}
    ),
}


def _plain_text_input(value: Any, where: str) -> Iterator[str]:
    lengths = {"min_length": whole(0, 3000), "max_length": whole(1, 3000)}
    yield from shape(
        {},
        {**_FIELD, **_dispatch, **lengths, "initial_value": chars(3000, 0), "multiline": flag},
    )(value, where)
    # A prefilled text beyond max_length is refused when the form is opened, not when it is sent.
    if len(str(value.get("initial_value", ""))) > int(value.get("max_length", 3000)):
        yield fault("initial_value must not be longer than max_length", where)


def _number_input(value: Any, where: str) -> Iterator[str]:
    numbers = {name: chars(50) for name in ("initial_value", "min_value", "max_value")}
    yield from shape({"is_decimal_allowed": flag}, {**_FIELD, **_dispatch, **numbers})(value, where)
    for name in numbers:
        if name in value and not _number(str(value[name]), decimal=value.get("is_decimal_allowed")):
            yield fault("must be a valid number", f"{where}/{name}")


def _number(text: str, *, decimal: Any) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?" if decimal else r"-?\d+", text) is not None


typed: dict[str, Check] = {
    "plain_text_input": _plain_text_input,
    "number_input": _number_input,
    "email_text_input": shape({}, {**_FIELD, **_dispatch, "initial_value": chars(3000)}),
    "url_text_input": shape({}, {**_FIELD, **_dispatch, "initial_value": link()}),
    "rich_text_input": shape({}, {**_FIELD, **_dispatch, "initial_value": anything}),
    "file_input": shape({}, {**_ID, "filetypes": many(chars(20), 100), "max_files": whole(1, 10)}),
}
workflow_button = shape(
    {"text": plain(75), "workflow": anything},
    {**_ID, "style": one_of("primary", "danger"), "accessibility_label": chars(75)},
)
icon_button = shape(
    {"icon": one_of("trash"), "text": plain(75)},
    {
        **_ASKS,
        "value": chars(2000),
        "accessibility_label": chars(75),
        "visible_to_user_ids": anything,
    },
)
_feedback = shape({"text": plain(75), "value": chars(2000)}, {"accessibility_label": chars(75)})
feedback_buttons = shape({"positive_button": _feedback, "negative_button": _feedback}, _ID)

PRESSED: dict[str, Check] = {
    "button": button,
    "overflow": overflow,
    "workflow_button": workflow_button,
    **menus,
    **boxes,
}
IN_ACTIONS = kinds(PRESSED)
IN_SECTION = kinds({**PRESSED, "image": image})
IN_INPUT = kinds({**typed, **menus, **boxes})
IN_CONTEXT = kinds(
    {
        "image": image,
        "plain_text": shape({"text": chars(3000)}, {"emoji": flag}),
        "mrkdwn": shape({"text": chars(3000)}, {"verbatim": flag}),
    }
)
IN_CONTEXT_ACTIONS = kinds({"feedback_buttons": feedback_buttons, "icon_button": icon_button})
OVERFLOW_ONLY = kinds({"overflow": overflow})
