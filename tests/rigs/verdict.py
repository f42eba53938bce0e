"""What was wrong with a history. Pure, and shared by every rig."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.rigs.history import ENDINGS, Asked, History, Kept, OnPhone

PLACES_MAX = 4
REQUESTS_MAX = 60
MINUTE = 60.0


@dataclass(frozen=True)
class Wrong:
    """A promise that was broken, and how."""

    promise: str
    how: str


def judged(history: History) -> list[Wrong]:
    """Every promise that *history* breaks; none if all is well."""
    return [wrong for promise in PROMISES for wrong in promise(history)]


def ended_is_ended(history: History) -> Iterator[Wrong]:
    """No card of an ended activity is left, but one that nobody can know of."""
    for kept in history.kept:
        for card in _explained_away(history, kept) if kept.ended else ():
            yield Wrong("ended", f"{kept.activity} has ended, and call {card.number} shows it")


def converged(history: History) -> Iterator[Wrong]:
    """Every live activity shows its latest revision, once."""
    for kept in history.kept:
        if kept.ended or _excused(history, kept):
            continue
        pictures = [c.picture for c in history.phone if c.activity == kept.activity]
        wanted = history.wanted[kept.activity]
        if wanted not in pictures:
            shows = f"shows {pictures[0]}" if pictures else "is not shown"
            yield Wrong("converged", f"{kept.activity} {shows} instead of {wanted}")
        elif len(_explained_away(history, kept)) > 1:
            yield Wrong("converged", f"{kept.activity} is shown {len(pictures)} times")


def cards_are_the_latest(history: History) -> Iterator[Wrong]:
    """Every card shows the latest revision, or the one that left its channel; with buttons
    exactly while it is live there."""
    for card in history.cards:
        if card.shown != card.wanted:
            how = f"shows {card.shown} of {card.activity}, not {card.wanted}"
            yield Wrong("cards", f"{card.channel} {how}")
        if card.pressable != card.live:
            how = "cannot be pressed" if card.live else "can be pressed"
            yield Wrong("cards", f"the card of {card.activity} in {card.channel} {how}")


def dense(history: History) -> Iterator[Wrong]:
    """The revisions of an activity are numbered 1..n, and n is the one that is kept."""
    numbers = defaultdict(list)
    for row in history.journal:
        numbers[row.activity].append(row.revision)
    for kept in history.kept:
        if numbers.pop(kept.activity, []) != list(range(1, kept.revision + 1)):
            yield Wrong("dense", f"the journal of {kept.activity} is not 1..{kept.revision}")
    for activity in numbers:
        yield Wrong("dense", f"the journal tells of {activity}, which is not kept")


def acknowledged_is_stored(history: History) -> Iterator[Wrong]:
    """What was answered is in the journal as it was answered, and nothing is there twice."""
    rows = defaultdict(list)
    for row in history.journal:
        rows[row.key].append(row)
    for asked in history.asked:
        own = rows.pop(asked.key, [])
        if len(own) not in _times(asked):
            yield Wrong("stored", f"{asked.key} was {asked.answer}, and is there {len(own)} times")
        elif own and asked.revision not in (None, own[0].revision):
            yield Wrong("stored", f"{asked.key} made {own[0].revision}, not {asked.revision}")
    for key in rows:
        yield Wrong("stored", f"{key} is in the journal, and nobody asked it")


def forward_only(history: History) -> Iterator[Wrong]:
    """No process sends an older revision after a newer one."""
    newest: dict[tuple[int, str], int] = {}
    for sent in history.sent:
        whose = sent.process, sent.activity
        if sent.revision < newest.get(whose, 0):
            yield Wrong(
                "forward", f"call {sent.number} sends {sent.revision} after {newest[whose]}"
            )
        newest[whose] = max(sent.revision, newest.get(whose, 0))


def only_the_end_after_the_end(history: History) -> Iterator[Wrong]:
    """After the end only the end is sent, and a name that was ended is never used again."""
    last = {kept.activity: kept.revision for kept in history.kept if kept.ended}
    gone: set[str] = set()
    for sent in history.sent:
        if sent.verb in ENDINGS:
            gone.add(sent.name)
        elif sent.name in gone:
            yield Wrong("end", f"call {sent.number} uses {sent.name} again")
        elif sent.revision >= last.get(sent.activity, sent.revision + 1):
            yield Wrong("end", f"call {sent.number} shows {sent.activity}, which has ended")


def not_started_blindly(history: History) -> Iterator[Wrong]:
    """A start that cannot be said twice was said as often as people allowed it, at most."""
    for kept in history.kept:
        starts = [s for s in history.sent if s.activity == kept.activity and s.verb == "start"]
        maybe = sum(start.heard in ("accepted", "unsure") for start in starts)
        if maybe > kept.starts:
            yield Wrong("starts", f"{kept.activity} was started {maybe} times, not {kept.starts}")


def within_limits(history: History) -> Iterator[Wrong]:
    """Never more than four activities live, nor more than sixty calls in any minute."""
    for landed in history.landed:
        if landed.live > PLACES_MAX:
            yield Wrong("limits", f"call {landed.number} made {landed.live} live")
    times = [sent.at for sent in history.sent]
    for first, later in zip(times, times[REQUESTS_MAX:], strict=False):
        if later - first < MINUTE:
            yield Wrong("limits", f"more than {REQUESTS_MAX} calls in the minute from {first:.3f}")


def nothing_unexpected(history: History) -> Iterator[Wrong]:
    """No error came out that nobody raised on purpose."""
    for said in history.unexpected:
        yield Wrong("unexpected", said)


PROMISES: tuple[Callable[[History], Iterator[Wrong]], ...] = (
    ended_is_ended,
    converged,
    dense,
    acknowledged_is_stored,
    forward_only,
    only_the_end_after_the_end,
    not_started_blindly,
    within_limits,
    cards_are_the_latest,
    nothing_unexpected,
)


@dataclass(frozen=True)
class Passing:
    """What a phone showed wrongly for a while. *reopened_seconds* is the longest of those.

    *regressions* counts older revisions shown after newer ones; *reopened* cards that came
    back after they were ended.
    """

    regressions: int = 0
    reopened: int = 0
    reopened_seconds: float = 0.0


def passing(history: History) -> Passing:
    """What was wrong on the phones for a while, and is no broken promise if it was mended."""
    sent = {call.number: call for call in history.sent}
    newest: Counter[str] = Counter()
    ended: set[str] = set()
    open_since: dict[str, float] = {}
    regressions, reopened, longest = 0, 0, 0.0
    for landed in history.landed:
        call = sent[landed.number]
        card = call.name or f"start {call.number}"
        if landed.effect == "ended":
            ended.add(card)
            longest = max(longest, landed.at - open_since.pop(card, landed.at))
        elif landed.effect in ("started", "updated", "rotated"):
            if landed.effect == "started" and card in ended:
                reopened += 1
                open_since.setdefault(card, landed.at)
            else:
                regressions += call.revision < newest[card]
        newest[card] = max(newest[card], call.revision)
    last = history.landed[-1].at if history.landed else 0.0
    longest = max([longest, *(last - since for since in open_since.values())])
    return Passing(regressions, reopened, longest)


def _explained_away(history: History, kept: Kept) -> list[OnPhone]:
    """The cards of *kept* less those by a start of which nobody heard, and nobody can know."""
    cards = [card for card in history.phone if card.activity == kept.activity]
    if not kept.manual:
        return cards
    unheard = {sent.number for sent in history.sent if sent.heard == "unsure"}
    return [card for card in cards if card.number not in unheard]


def _excused(history: History, kept: Kept) -> bool:
    """Whether *kept* need not be shown: nobody knows if it is, or the places are all taken."""
    if kept.manual and kept.state == "unsure":
        return True
    return kept.state in ("waiting", "parked") and len(history.phone) >= PLACES_MAX


def _times(asked: Asked) -> range:
    """How often the journal may have what was *asked*."""
    at_least = int(asked.answer == "done")
    return range(at_least, 1 + int(asked.answer in ("done", "silence")))
