"""Messages, answers and forms of Components V2 as HTML. Pure."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from tests.discord.page.markdown import inline, markdown, plain

Json = Mapping[str, Any]

BUTTON_STYLES = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link"}
PARAGRAPH = 2
OPENED = -1
"""No component of Discord's: a select as it looks once it was pressed."""


def message(
    components: Sequence[Json], at: str = "10:02", thread: str = "", name: str = "Lockstep"
) -> str:
    """A message of the app; *thread*: its name, how many messages, the last of them."""
    return _article(_who(name, at, is_app=True) + each(components) + _thread(thread))


def answer(components: Sequence[Json], text: str = "", at: str = "10:02") -> str:
    """What one person alone is told."""
    said = f'<div class="text">{markdown(text)}</div>' if text else ""
    only = '<p class="only">Only you can see this • <a>Dismiss message</a></p>'
    return _article(_who("Lockstep", at, is_app=True) + said + each(components) + only, "private")


def line(text: str, at: str = "10:02") -> str:
    """A plain message of the app, as in a thread."""
    return _article(_who("Lockstep", at, is_app=True) + f'<div class="text">{markdown(text)}</div>')


def person(name: str, text: str, at: str = "10:02") -> str:
    """What somebody said."""
    return _article(
        _who(name, at) + f'<div class="text">{markdown(text)}</div>', avatar=name[:1].upper()
    )


def modal(view: Json) -> str:
    """A form over the window."""
    inside = "".join(_asked(component) for component in view["components"])
    ends = '<button class="button secondary">Cancel</button>'
    ends += '<button class="button primary">Submit</button>'
    return (
        f'<section class="modal"><h2>{escape(view["title"])}<span>✕</span></h2>'
        f'<div class="inside">{inside}</div><footer>{ends}</footer></section>'
    )


def each(components: Sequence[Json]) -> str:
    """Components one below the other."""
    return "".join(_component(component) for component in components)


def _article(inside: str, kind: str = "", avatar: str = "") -> str:
    disc = f'<span class="avatar person">{escape(avatar)}</span>' if avatar else _APP
    return f'<article class="message {kind}">{disc}<div class="body">{inside}</div></article>'


_APP = '<span class="avatar" aria-hidden="true"></span>'


def _who(name: str, at: str, *, is_app: bool = False) -> str:
    tag = '<span class="app">APP</span>' if is_app else ""
    return f'<p class="who"><b>{escape(name)}</b>{tag}<span class="when">{at}</span></p>'


def _thread(told: str) -> str:
    if not told:
        return ""
    name, count, last = told.split("|")
    return (
        f'<p class="thread"><b>{escape(name)}</b> <a>{escape(count)}</a>'
        f"<span>{escape(last)}</span></p>"
    )


def _component(component: Json) -> str:
    draw = _DRAWS.get(component["type"])
    assert draw is not None, f"no picture of component {component['type']} yet"
    return draw(component)


def _row(component: Json) -> str:
    inside = each(component["components"])
    return f'<div class="row">{inside}</div>'


def _button(component: Json) -> str:
    style = BUTTON_STYLES[component["style"]]
    emoji = component.get("emoji", {}).get("name", "")
    label = plain(emoji + " " if emoji else "") + escape(component.get("label", ""))
    off = " off" if component.get("disabled") else ""
    arrow = '<span class="out">↗</span>' if style == "link" else ""
    return f'<button class="button {style}{off}">{label}{arrow}</button>'


def _select(component: Json) -> str:
    chosen = [option for option in component.get("options", ()) if option.get("default")]
    hollow = component.get("placeholder", "Make a selection")
    said = ", ".join(escape(option["label"]) for option in chosen) or f"<i>{escape(hollow)}</i>"
    return f'<div class="select">{said}</div>'


def _opened(component: Json) -> str:
    """A select, with its options to be seen."""
    component = component["component"]
    options = "".join(
        f"<li><b>{escape(option['label'])}</b>"
        + (f"<span>{escape(option['description'])}</span>" if "description" in option else "")
        + "</li>"
        for option in component["options"]
    )
    return f'<div class="opened">{_select(component)}<ul>{options}</ul></div>'


def _section(component: Json) -> str:
    return (
        f'<div class="section"><div>{each(component["components"])}</div>'
        f"{_component(component['accessory'])}</div>"
    )


def _text(component: Json) -> str:
    return f'<div class="text">{markdown(component["content"])}</div>'


def _separator(component: Json) -> str:
    size = "large" if component.get("spacing", 1) == 2 else "small"
    return f'<div class="gap {size}{" rule" if component.get("divider", True) else ""}"></div>'


def _container(component: Json) -> str:
    color = component.get("accent_color")
    accent = "" if color is None else f' style="--accent: #{color:06x}"'
    kind = "container accented" if accent else "container"
    return f'<div class="{kind}"{accent}>{each(component["components"])}</div>'


def _asked(component: Json) -> str:
    """One row of a form."""
    if component["type"] != 18:
        return _component(component)
    inside = component["component"]
    star = '<span class="star">*</span>' if inside.get("required", True) else ""
    about = component.get("description", "")
    told = f'<p class="about">{escape(about)}</p>' if about else ""
    return (
        f'<div class="asked"><p class="label">{escape(component["label"])}{star}</p>'
        f"{told}{_component(inside)}</div>"
    )


def _input(component: Json) -> str:
    value = component.get("value") or ""
    shown = escape(value) or f"<i>{escape(component.get('placeholder', ''))}</i>"
    tall = " tall" if component.get("style") == PARAGRAPH else ""
    return f'<div class="typed{tall}" dir="auto">{shown or "&nbsp;"}</div>'


def _choices(component: Json) -> str:
    kind = "radio" if component["type"] == 21 else "check"
    return "".join(
        f'<p class="choice {kind}{" on" if option.get("default") else ""}">'
        f"{inline(escape(option['label'], quote=False))}</p>"
        for option in component["options"]
    )


def _checkbox(component: Json) -> str:
    on = " on" if component.get("default") else ""
    return f'<p class="choice check{on}">&nbsp;</p>'


_DRAWS: dict[int, Callable[[Json], str]] = {
    1: _row, 2: _button, 3: _select, 4: _input, 5: _select, 6: _select, 7: _select, 8: _select,
    9: _section, 10: _text, 14: _separator, 17: _container, 21: _choices, 22: _choices,
    23: _checkbox, OPENED: _opened,
}  # fmt: skip
