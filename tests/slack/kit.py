"""Block Kit's JSON as the objects of the `blockkit` package, which can only build."""

from typing import Any

import blockkit as kit

from tests.slack.world import Json

_KINDS: dict[str, Any] = {
    "section": kit.Section,
    "header": kit.Header,
    "context": kit.Context,
    "actions": kit.Actions,
    "divider": kit.Divider,
    "input": kit.Input,
    "markdown": kit.Markdown,
    "rich_text": kit.RichText,
    "rich_text_section": kit.RichTextSection,
    "text": kit.RichTextEl,
    "button": kit.Button,
    "overflow": kit.Overflow,
    "static_select": kit.StaticSelect,
    "plain_text_input": kit.PlainTextInput,
}


def built(node: Json, *, inside: bool = False) -> Any:
    """*node* as an object; *inside* another an image is an element, not a block."""
    kind = node.get("type")
    given = {name: _member(name, inner) for name, inner in node.items() if name != "type"}
    if kind in ("plain_text", "mrkdwn"):
        return kit.Text(type=kind, **given)
    if kind == "image":
        return (kit.ImageEl if inside else kit.Image)(**given)
    return _KINDS[str(kind)](**given)


def _member(name: str, inner: Any) -> Any:
    if name in ("options", "fields", "elements") and isinstance(inner, list):
        return [_member("initial_option" if name == "options" else "", one) for one in inner]
    if not isinstance(inner, dict):
        return inner
    if name == "initial_option":
        return kit.Option(**{key: _member(key, value) for key, value in inner.items()})
    if name == "confirm" and "type" not in inner:
        return kit.Confirm(**{key: _member(key, value) for key, value in inner.items()})
    if name == "style":
        return kit.RichStyle(**inner)
    return built(inner, inside=True)
