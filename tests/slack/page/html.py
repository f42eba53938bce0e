"""Blocks, messages and views as HTML. Pure."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape, unescape
from typing import Any

Json = dict[str, Any]

EMOJI = {"warning": "⚠️"}
CHANNELS = {"C1": "inc-2042-checkout"}
DISCS = {
    "🔴": "#d9352b", "🟠": "#ee8a2b", "🟡": "#f2c230", "🟢": "#57ab3c", "🔵": "#2f80d8",
    "🟣": "#8f5bc7", "⚪": "#c8ccd2",
}  # fmt: skip
"""Drawn, since few machines that make pictures have an emoji font; so are the other three."""

_FLAG = (
    '<path d="M3 1v14" stroke="#777" stroke-width="1.6"/>'
    '<path d="M4 2h10v7H4z" fill="#fff" stroke="#555"/>'
    '<path d="M4 2h2.5v3.5H4zM9 2h2.5v3.5H9zM6.5 5.5H9V9H6.5zM11.5 5.5H14V9h-2.5z" fill="#333"/>'
)
_PAUSE = (
    '<rect x="1" y="1" width="14" height="14" rx="3" fill="#2f80d8"/>'
    '<path d="M5 4h2v8H5zM9 4h2v8H9z" fill="#fff"/>'
)
_WARNING = (
    '<path d="M8 1l7.5 13.5H.5z" fill="#f2c230"/>'
    '<path d="M7.2 5.5h1.6V10H7.2zM7.2 11.2h1.6v1.6H7.2z" fill="#333"/>'
)
_DRAWN = {
    **{disc: f'<circle cx="8" cy="8" r="7" fill="{color}"/>' for disc, color in DISCS.items()},
    "🏁": _FLAG,
    "⏸️": _PAUSE,
    "⚠️": _WARNING,
}

_TOKEN = re.compile(
    r"```(?P<pre>.+?)```|`(?P<code>[^`\n]+)`|<!date\^(?P<at>\d+)\^(?P<form>[^|>]*)\|[^>]*>"
    r"|<#(?P<channel>\w+)(?:\|[^>]*)?>|<(?P<url>https?://[^|>]+)(?:\|(?P<label>[^>]*))?>"
    r"|(?<!\w)\*(?P<bold>[^*\n]+)\*(?!\w)|(?<!\w)_(?P<italic>[^_\n]+)_(?!\w)|:(?P<emoji>[a-z_]+):",
    re.S,
)


def message(blocks: Sequence[Json], at: str = "10:02", replies: str = "") -> str:
    """A message of the app, with the line below it that tells of its thread."""
    thread = f'<p class="thread">{escape(replies)}</p>' if replies else ""
    return (
        '<article class="message"><span class="avatar" aria-hidden="true"></span><div>'
        f'<p class="who"><b>Lockstep</b><span class="app">APP</span><time>{at}</time></p>'
        f"{_blocks(blocks)}{thread}</div></article>"
    )


def person(name: str, text: str, at: str = "10:02") -> str:
    """What somebody said."""
    return (
        '<article class="message"><span class="avatar person" aria-hidden="true">'
        f"{escape(name[:1])}</span><div>"
        f'<p class="who"><b>{escape(name)}</b><time>{at}</time></p>'
        f'<p class="block">{mrkdwn(text)}</p></div></article>'
    )


def modal(view: Json) -> str:
    """A form over the window."""
    close = view.get("close", {}).get("text", "Close")
    submit = view.get("submit", {}).get("text", "")
    ends = f'<button class="button">{escape(close)}</button>'
    ends += f'<button class="button primary">{escape(submit)}</button>' if submit else ""
    return (
        f'<section class="modal"><h2>{escape(view["title"]["text"])}<span>✕</span></h2>'
        f'<div class="inside">{_blocks(view["blocks"])}</div><footer>{ends}</footer></section>'
    )


def home(view: Json) -> str:
    """The Home tab."""
    return f'<section class="home">{_blocks(view["blocks"])}</section>'


def mrkdwn(text: str) -> str:
    """Markup as Slack shows it."""
    made, last = "", 0
    for found in _TOKEN.finditer(text):
        made += _plain(text[last : found.start()]) + _marked(found)
        last = found.end()
    return made + _plain(text[last:])


def _marked(found: re.Match[str]) -> str:
    if pre := found["pre"]:
        return f"<pre>{_plain(pre.strip(chr(10)))}</pre>"
    if code := found["code"]:
        return f"<code>{_plain(code)}</code>"
    if at := found["at"]:
        return escape(_moment(int(at), found["form"]))
    if channel := found["channel"]:
        return f'<a class="channel">#{escape(CHANNELS.get(channel, channel))}</a>'
    if url := found["url"]:
        return f"<a>{_plain(found['label'] or url)}</a>"
    if bold := found["bold"]:
        return f"<b>{mrkdwn(bold)}</b>"
    if italic := found["italic"]:
        return f"<i>{mrkdwn(italic)}</i>"
    return _plain(EMOJI.get(found["emoji"], found[0]))


def _plain(text: str) -> str:
    """Letters as they are, and the few emoji as drawings."""
    made = escape(unescape(text))
    for emoji, drawing in _DRAWN.items():
        svg = f'<svg class="emoji" viewBox="0 0 16 16" role="img">{drawing}</svg>'
        made = made.replace(emoji, svg)
    return made


def _moment(at: int, form: str) -> str:
    """A time as a reader in UTC sees it, on the day itself."""
    moment = datetime.fromtimestamp(at, UTC)
    told = form.replace("{date_short_pretty}", "today").replace("{time}", f"{moment:%H:%M}")
    return told.replace("{time_secs}", f"{moment:%H:%M:%S}")


def _text(made: Json) -> str:
    return mrkdwn(made["text"]) if made["type"] == "mrkdwn" else _plain(made["text"])


def _blocks(blocks: Sequence[Json]) -> str:
    return "".join(_block(block) for block in blocks)


def _block(block: Json) -> str:
    kind = block["type"]
    if kind == "header":
        return f"<h3>{_text(block['text'])}</h3>"
    if kind == "divider":
        return "<hr>"
    if kind == "context":
        inside = "".join(f"<span>{_text(each)}</span>" for each in block["elements"])
        return f'<p class="context">{inside}</p>'
    if kind == "actions":
        inside = "".join(_element(each) for each in block["elements"])
        return f'<div class="actions">{inside}</div>'
    if kind == "section":
        text = f'<p class="block">{_text(block["text"])}</p>' if "text" in block else ""
        fields = "".join(f"<p>{_text(each)}</p>" for each in block.get("fields", ()))
        return text + (f'<div class="fields">{fields}</div>' if fields else "")
    assert kind == "input", kind
    hint = f'<p class="hint">{_text(block["hint"])}</p>' if "hint" in block else ""
    optional = '<span class="optional">(optional)</span>' if block.get("optional") else ""
    label = f"<p class=label>{_text(block['label'])} {optional}</p>"
    return f'<div class="input">{label}{_element(block["element"])}{hint}</div>'


def _element(element: Json) -> str:
    kind = element["type"]
    if kind == "button":
        style = element.get("style", "")
        return f'<button class="button {style}">{_text(element["text"])}</button>'
    if kind == "overflow":
        return '<button class="button more">⋯</button>'
    if kind in ("plain_text_input", "number_input", "url_text_input"):
        value = element.get("initial_value") or ""
        low = " tall" if element.get("multiline") else ""
        shown = escape(value) or f"<i>{escape(element.get('placeholder', {}).get('text', ''))}</i>"
        return f'<div class="typed{low}">{shown}</div>'
    if kind.endswith("select"):
        chosen = element.get("initial_option", {}).get("text", {}).get("text")
        hollow = element.get("placeholder", {}).get("text", "Select an option")
        shown = _plain(chosen) if chosen else f"<i>{escape(hollow)}</i>"
        return f'<div class="typed select">{shown}</div>'
    if kind in ("checkboxes", "radio_buttons"):
        on = [o["value"] for o in element.get("initial_options", [])]
        on += [element["initial_option"]["value"]] if "initial_option" in element else []
        return "".join(
            f'<p class="choice{" on" if option["value"] in on else ""} {kind}">'
            f"{_text(option['text'])}</p>"
            for option in element["options"]
        )
    raise AssertionError(f"no picture of {kind} yet")
