"""What follows from a call that was not let in, or of which nobody knows. Pure."""

from collections.abc import Callable
from datetime import timedelta

from bot.activitysmith import sentences
from bot.activitysmith.answers import (
    Ambiguous,
    Billing,
    Forbidden,
    Invalid,
    NoPlace,
    NoRecipients,
    NotFound,
    NotSent,
    RateLimited,
    SmithError,
    Unauthorized,
)
from bot.activitysmith.memory import GONE, UNSURE
from bot.activitysmith.outcome import Made, ended, parked
from bot.errors import SurfaceRejected, SurfaceUnavailable
from bot.surface import Observed, Postponed, Shown

RETRY_SECONDS = 30.0
MOVE_ATTEMPTS_MAX = 3
TROUBLED_AFTER_ATTEMPTS = 2


def failed(made: Made, error: SmithError) -> Shown | Postponed:
    """What follows from anything else. Raises SurfaceUnavailable, SurfaceRejected."""
    if isinstance(error, _LET_IN):
        made.scene.account.answered(ending=made.is_ending)
    if made.call.is_moving and not isinstance(error, NotFound):
        return _not_moved(made, error)
    follow = next(follow for kind, follow in _FOLLOWS if isinstance(error, kind))
    return follow(made, error)


def _not_sent(made: Made, error: SmithError) -> Shown | Postponed:
    made.back_in_line()
    raise SurfaceUnavailable(str(error), memo=made.memory.kept(), observed=_troubled(made))


def _ambiguous(made: Made, error: SmithError) -> Shown | Postponed:
    memory = made.memory
    if made.call.verb == "start" and made.scene.is_manual:
        memory = memory.but(barred=UNSURE, starts=made.scene.activity.starts)
        return made.postponed(None, memory, sentences.told("unsure", sentences.UNSURE))
    memory = memory.but(
        on=True,
        maybe=False,
        since=memory.since or made.scene.now,
        sent=made.call.names,
        doubt=made.scene.now + made.scene.caution.wait,
        shaky=True,
        settle=(),
    )
    raise SurfaceUnavailable(str(error), memo=memory.kept(), observed=_troubled(made))


def _troubled(made: Made) -> Observed | None:
    """What to tell once it lasts."""
    if made.scene.delivery.attempts < TROUBLED_AFTER_ATTEMPTS:
        return None
    return sentences.told("waiting", sentences.NOT_REACHED)


def _too_fast(made: Made, error: SmithError) -> Shown | Postponed:
    assert isinstance(error, RateLimited)
    made.back_in_line()
    wait = timedelta(seconds=error.retry_after_seconds or RETRY_SECONDS)
    observed = sentences.told("waiting", sentences.BUSY)
    made.scene.account.pause("rate", made.now + wait, observed)
    return made.postponed(wait, made.memory, observed)


def _no_place(made: Made, error: SmithError) -> Shown | Postponed:
    assert isinstance(error, NoPlace)
    made.back_in_line()
    made.scene.account.places.learn(error.limit, error.active, made.now)
    observed = sentences.full(error.active, error.limit)
    line = made.memory.line or made.scene.now
    return made.postponed(made.patience.place, made.memory.but(line=line), observed)


def _unpaid(made: Made, error: SmithError) -> Shown | Postponed:
    assert isinstance(error, Billing)
    return _quiet(made, "billing", sentences.unpaid(error))


def _unknown_key(made: Made, error: SmithError) -> Shown | Postponed:
    return _quiet(made, "key", sentences.told("refused", sentences.KEY_REFUSED))


def _quiet(made: Made, reason: str, observed: Observed) -> Postponed:
    woken = made.out_of_line()
    until = made.now + made.patience.probe
    made.scene.account.pause("billing" if reason == "billing" else "key", until, observed)
    return Postponed(until, made.memory.kept(), observed, woken)


def _nobody(made: Made, error: SmithError) -> Shown | Postponed:
    woken = made.out_of_line()
    observed = sentences.told("refused", sentences.NO_PHONE)
    return Postponed(made.now + made.patience.later, made.memory.kept(), observed, woken)


def _not_found(made: Made, error: SmithError) -> Shown | Postponed:
    scene = made.scene
    if made.is_ending:
        observed = sentences.told("gone", sentences.ALREADY_ENDED)
        return parked(made) if made.call.is_parking else ended(made, observed)
    if not scene.is_manual:
        return _rejected(made, error)
    woken = scene.account.places.release(scene.activity.id, made.now)
    memory = made.memory.off().but(barred=GONE, starts=scene.activity.starts)
    observed = sentences.told("gone", sentences.VANISHED)
    return Postponed(None, memory.kept(), observed, woken)


def _rejected(made: Made, error: SmithError) -> Shown | Postponed:
    if made.is_ending and made.memory.ended:
        return ended(made, made.scene.delivery.observed)
    made.out_of_line()
    if made.is_ending:
        made.scene.account.places.release(made.scene.activity.id, made.now)
    observed = sentences.refused(str(error))
    raise SurfaceRejected(str(error), memo=made.memory.kept(), observed=observed)


def _not_moved(made: Made, error: SmithError) -> Shown | Postponed:
    """The account before may be closed to us. The new one does not wait for it for long."""
    if isinstance(error, Unauthorized | Forbidden):
        # A key that was withdrawn; the new one may be the same account's, and finds it there.
        memory = made.memory.but(leaving=False, digest="", account="")
    elif made.scene.delivery.attempts < MOVE_ATTEMPTS_MAX:
        raise SurfaceUnavailable(
            str(error),
            memo=made.memory.kept(),
            retry_after_seconds=getattr(error, "retry_after_seconds", None),
        )
    else:
        memory = made.memory.off()
    woken = made.scene.account.places.release(made.scene.activity.id, made.now)
    made.scene.account.forget(made.scene.activity.id)
    return Postponed(made.now, memory.kept(), sentences.told("waiting", sentences.MOVING), woken)


_LET_IN = (NoPlace, NoRecipients, NotFound, Forbidden, Invalid)
_FOLLOWS: tuple[tuple[type[SmithError], Callable[[Made, SmithError], Shown | Postponed]], ...] = (
    (NotSent, _not_sent),
    (Ambiguous, _ambiguous),
    (RateLimited, _too_fast),
    (NoPlace, _no_place),
    (Billing, _unpaid),
    (Unauthorized, _unknown_key),
    (NoRecipients, _nobody),
    (NotFound, _not_found),
    (Forbidden, _rejected),
    (Invalid, _rejected),
)
