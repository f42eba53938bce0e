"""What holds between the fields of a body, and what each type of content needs.

Each rule returns its complaint, or None; the first complaint is the answer.
"""

import ipaddress
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from adapters.sandbox.answers import Answer, Json, invalid, invalid_targeting
from adapters.sandbox.switches import Switches

TWO_BUTTONS = frozenset({"alert", "progress", "segmented_progress", "value"})
TAGS_MAX = 20
OPENS = ("https://", "shortcuts://", "x-safari-https://")


def complain(
    endpoint: str, body: Json, switches: Switches, *, loopback_http: bool
) -> Answer | None:
    """What is wrong with a Live Activity call, as far as the call alone can tell."""
    for complaint in _of_the_call(endpoint, body, switches):
        return invalid(complaint)
    target = body.get("target", {}).get("channels")
    if target is not None and body.get("channels", target) != target:
        return invalid_targeting("channels and target.channels must be the same")
    for complaint in _of_the_buttons(body, switches, loopback_http):
        return invalid(complaint)
    content = body.get("content_state")
    if content is None:
        return None
    stated = content.get("type")
    wrong = of_the_content(content, stated, switches, starting=endpoint == "start")
    wrong = wrong or of_the_second_button(body, stated, switches)
    return None if wrong is None else invalid(wrong)


def of_the_content(
    content: Json,
    kind: str | None,
    switches: Switches,
    *,
    starting: bool = False,
    steps: int | None = None,
) -> str | None:
    """What content of type *kind* lacks; *steps* is how many there were before."""
    for complaint in _of_any_content(content, kind, switches):
        return complaint
    if kind is None:
        return None
    return NEEDS[kind](content, starting, steps)


def of_the_second_button(body: Json, kind: str | None, switches: Switches) -> str | None:
    """Some types have room for one button only."""
    if kind is None or kind in TWO_BUTTONS or switches.secondary_action_everywhere:
        return None
    if "secondary_action" in body:
        return f"secondary_action is not supported for {kind} Live Activities"
    return None


def _of_the_call(endpoint: str, body: Json, switches: Switches) -> Iterator[str]:
    counted = switches.tags_max_on_every_call or endpoint in ("update", "end")
    if counted and len(body.get("tags", ())) > TAGS_MAX:
        yield f"tags: at most {TAGS_MAX}"
    if switches.buttons_max == 1 and "secondary_action" in body:
        yield "secondary_action: unknown field"
    content = body.get("content_state", {})
    refused = switches.end_auto_dismiss_seconds == "refuse"
    if endpoint == "end" and refused and "auto_dismiss_seconds" in content:
        yield "content_state.auto_dismiss_seconds: unknown field"


def _of_the_buttons(body: Json, switches: Switches, loopback_http: bool) -> Iterator[str]:
    for name in ("action", "secondary_action"):
        button = body.get(name)
        if button is None:
            continue
        url = button["url"]
        if button["type"] == "webhook":
            if not url.startswith("https://") and not (loopback_http and is_loopback(url)):
                yield f"{name}.url: a webhook needs an https URL"
            continue
        opens = (*OPENS, "http://") if switches.open_url_http else OPENS
        if not url.startswith(opens):
            yield f"{name}.url: open_url cannot open this kind of address"
        if switches.method_on_open_url == "refuse" and {"method", "body"} & set(button):
            yield f"{name}: method and body are for webhooks"


def is_loopback(url: str) -> bool:
    """Whether *url* is plain http to this very machine."""
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname is None:
        return False
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def _of_any_content(content: Json, kind: str | None, switches: Switches) -> Iterator[str]:
    value, limit = content.get("value"), content.get("upper_limit")
    if limit is not None and not isinstance(value, int | float):
        yield "content_state.upper_limit: needs a numeric value"
    if kind not in (None, "value") and value is not None:
        if isinstance(value, str):
            yield "content_state.value: text is for the type value"
        elif limit is None:
            yield "content_state.value: needs upper_limit"
    if content.get("current_step", switches.current_step_min) < switches.current_step_min:
        yield f"content_state.current_step: at least {switches.current_step_min}"
    if not switches.gray and "gray" in _colors(content):
        yield "content_state: gray is not a color"
    if not switches.badge_everywhere and "badge" in content and kind not in (None, *TWO_BUTTONS):
        yield f"content_state.badge: not supported for {kind}"
    if switches.metrics_two_only and kind == "metrics" and len(content.get("metrics", ())) > 2:
        yield "content_state.metrics: metrics shows two values; use stats for more"


def _colors(content: Json) -> set[str]:
    inner = [content.get("icon", {}), content.get("badge", {}), *content.get("metrics", ())]
    named = [content.get("color"), content.get("step_color"), *content.get("step_colors", ())]
    return {str(c) for c in [*named, *(i.get("color") for i in inner)] if c is not None}


def _steps(content: Json, starting: bool, before: int | None) -> str | None:
    total, current = content.get("number_of_steps", before), content.get("current_step")
    if current is None:
        return "content_state.current_step: required for segmented_progress"
    if starting and "number_of_steps" not in content:
        return "content_state.number_of_steps: required to start segmented_progress"
    if total is not None and current > total:
        return f"content_state.current_step: {current} is beyond number_of_steps {total}"
    return None


def _progress(content: Json, _starting: bool, _before: int | None) -> str | None:
    if "percentage" in content or {"value", "upper_limit"} <= set(content):
        return None
    return "content_state: progress needs percentage, or value with upper_limit"


def _timer(content: Json, starting: bool, _before: int | None) -> str | None:
    if starting and "duration_seconds" not in content and content.get("counts_down", True):
        return "content_state.duration_seconds: required to start a countdown"
    return None


def _having(name: str) -> Callable[[Json, bool, int | None], str | None]:
    def check(content: Json, _starting: bool, _before: int | None) -> str | None:
        return None if name in content else f"content_state.{name}: required for this type"

    return check


NEEDS: Mapping[str, Callable[[Json, bool, int | None], str | None]] = MappingProxyType(
    {
        "segmented_progress": _steps,
        "progress": _progress,
        "metrics": _having("metrics"),
        "stats": _having("metrics"),
        "alert": _having("message"),
        "timer": _timer,
        "value": _having("value"),
    }
)
