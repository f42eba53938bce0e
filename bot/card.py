"""What every card says of an activity, whichever way it is drawn. Pure."""

from collections.abc import Iterator, Sequence

from bot.activity import LOCK_SCREEN, Activity, Actor, Channel
from bot.content import Alert, Color, Timer
from bot.markup import Markup
from bot.surface import NO_MORE, Observed
from bot.text import isolated

NAME_MAX = 100
LINE_MAX = 300
PHONES_MAX = 400

_CIRCLES: dict[Color, str] = {
    "red": "🔴", "magenta": "🔴", "orange": "🟠", "yellow": "🟡", "lime": "🟢", "green": "🟢",
    "cyan": "🔵", "blue": "🔵", "purple": "🟣", "gray": "⚪",
}  # fmt: skip
_ENDED, _PAUSED, _LEFT = "🏁", "⏸️", "⚪"
_ILL = frozenset({"refused", "unsure"})


def mark_of(activity: Activity, *, left: bool = False) -> str:
    """One emoji that tells from afar how *activity* is, or that it has *left* the channel."""
    if left:
        return _LEFT
    content = activity.content
    if activity.ended_at is not None:
        return _ENDED
    if isinstance(content, Timer) and not content.is_running:
        return _PAUSED
    return _CIRCLES[color_of(activity)]


def color_of(activity: Activity) -> Color:
    """The color that people gave it; else that of an alert, which is calmer once acknowledged."""
    content = activity.content
    badge, icon = content.badge, content.icon
    color = content.color or (badge and badge.color) or (icon and icon.color)
    if color is None and isinstance(content, Alert):
        color = "orange" if activity.acknowledged_by is not None else "red"
    return color or "blue"


def badge_of(activity: Activity) -> str:
    """The badge's words; empty if there is none, or the title says them already."""
    content = activity.content
    badge = content.badge.title if content.badge else ""
    return "" if badge.casefold() in content.title.casefold() else badge


def told(activity: Activity, markup: Markup) -> Iterator[str]:
    """Who has acknowledged, and who did what last."""
    line, at = activity.line, activity.acknowledged_at
    if at is not None:
        acknowledged = isolated(markup.typed(activity.acknowledgement_on(markup.surface), NAME_MAX))
        yield f"✓ {acknowledged}, {markup.moment(at, 'when')}"
    if at is None or line.at != at or line.text != "acknowledged":
        name = markup.bold(isolated(who(line.actor, markup)))
        said = isolated(markup.typed(line.text, LINE_MAX))
        yield f"{name}: {said}, {markup.moment(line.at, 'when')}"


def who(actor: Actor, markup: Markup) -> str:
    """How *actor* is called: never by a mention, which would ring in their pocket."""
    return markup.typed(actor.named_on(markup.surface), NAME_MAX) or "Somebody"


def footer(
    others: Sequence[tuple[Channel, Observed]], markup: Markup, *, left: bool = False
) -> str:
    """What the phones show; what somebody has to see to stands out.

    In a channel that it has *left*, that instead.
    """
    if left:
        return NO_MORE
    state, words = phones(others)
    said = f"Lock Screens: {markup.typed(words, PHONES_MAX)}"
    return f"⚠️ {said}" if state in _ILL else said


def phones(others: Sequence[tuple[Channel, Observed]]) -> tuple[str, str]:
    """What the Lock Screens are known to show: the state as Observed has it, and in words."""
    for channel, observed in others:
        if channel.surface == LOCK_SCREEN:
            return observed.get("state", ""), observed.get("detail") or "on their way"
    return "", "none"
