"""Which buttons a Lock Screen shows: what people set, else what is wanted most. Pure."""

from collections.abc import Iterator
from typing import Any

from bot.activity import Activity, CustomButton, Link, Phrase
from bot.activitysmith.requests import is_hook, is_link
from bot.buttons import Press
from bot.commands import COMMANDS
from bot.content import TAKES_TWO_BUTTONS
from bot.text import cut

BUTTON_MAX = 32
OPEN_CHAT = "open chat"

Control = dict[str, Any]

_PERMITS = {command.verb: command.permit or command.verb for command in COMMANDS}


def controls(
    activity: Activity,
    presses: tuple[Press, ...],
    chat_url: str | None,
    public_url: str | None,
) -> dict[str, Control]:
    """`action` and `secondary_action`, as many as there are and the type has room for."""
    offered = presses if public_url and is_hook(f"{public_url}/press") else ()
    link = _link("Open chat", chat_url) if chat_url and is_link(chat_url) else None
    defaults = iter(list(_defaults(activity, offered, link, public_url)))
    drawn: list[Control] = []
    if activity.content.type in TAKES_TWO_BUTTONS:
        for slot, custom in enumerate((activity.action, activity.secondary_action), start=1):
            drawn.append(_chosen(activity, custom, slot, offered, public_url) or next(defaults, {}))
    else:
        one = _chosen(activity, activity.action, 1, offered, public_url)
        other = _chosen(activity, activity.secondary_action, 2, offered, public_url)
        drawn.append(one or other or next(defaults, {}))
    names = ("action", "secondary_action")
    return dict(zip(names, (control for control in drawn if control), strict=False))


def _chosen(
    activity: Activity,
    custom: CustomButton | None,
    slot: int,
    offered: tuple[Press, ...],
    public_url: str | None,
) -> Control | None:
    """The button that people set for *slot*; after the end only links are left."""
    if custom is None:
        return None
    if isinstance(custom, Link):
        return _link(custom.label, custom.url)
    if activity.ended_at is not None:
        return None
    if isinstance(custom, Phrase):
        ours = [press for press in offered if press.slot == slot]
        return _press(ours[0], public_url) if ours else None
    hook: Control = {
        "title": cut(custom.label, BUTTON_MAX),
        "type": "webhook",
        "url": custom.url,
        "method": custom.method,
    }
    return hook if custom.body is None else {**hook, "body": custom.body}


def _defaults(
    activity: Activity,
    offered: tuple[Press, ...],
    link: Control | None,
    public_url: str | None,
) -> Iterator[Control]:
    """What fills a place that nobody filled: the template's wishes, else a press and the chat.

    A phone keeps a button for which it is sent no other. So when a wish cannot be had any more,
    something else that can be done takes its place.
    """
    free = [p for p in offered if p.slot is None and _PERMITS[p.verb] not in activity.may]
    wishes = [wish.casefold() for wish in activity.buttons]
    if not wishes:
        if free:
            yield _press(free[0], public_url)  # At last it is "End", which asks again.
        wishes = [OPEN_CHAT]
    had: list[Control] = []
    for wish in wishes:
        if wish == OPEN_CHAT and link:
            had.append(link)
        if meant := [press for press in free if press.verb == wish]:
            had.append(_press(meant[0], public_url))
    spare = [*([link] if link else []), *(_press(press, public_url) for press in free)]
    lacking = min(2, len(activity.buttons)) - len(had)
    yield from had
    if activity.ended_at is None:
        yield from [control for control in spare if control not in had][: max(0, lacking)]


def _press(press: Press, public_url: str | None) -> Control:
    return {
        "title": cut(press.label, BUTTON_MAX),
        "type": "webhook",
        "url": f"{public_url}/press",
        "method": "POST",
        "body": {"token": press.token},
    }


def _link(label: str, url: str) -> Control:
    return {"title": cut(label, BUTTON_MAX), "type": "open_url", "url": url}
