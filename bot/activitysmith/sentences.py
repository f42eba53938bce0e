"""What people are told of their phones: what was accepted, what waits, what is wrong. Pure.

"Delivered" is never said: a 200 means that a push was accepted, not that a phone showed it.
"""

from bot.activitysmith.answers import Answer, Billing
from bot.surface import Observed

BUSY = "waiting: ActivitySmith asks for fewer requests"
EVICTED = "parked: ActivitySmith ended it to make room for another; it comes back by itself"
KEY_REFUSED = "ActivitySmith does not know the API key; see ACTIVITYSMITH_API_KEY"
NO_ACCOUNT = (
    "no ActivitySmith account is connected; an administrator says `connect`, or see "
    "`lockstep doctor`"
)
MOVING = "on its way to the account that is connected now"
NO_PHONE = "no phone is set up to receive this"
NOT_REACHED = "ActivitySmith does not answer; trying again"
PARKED = "parked: a more urgent activity has its place; it comes back by itself"
PAUSED = "paused in ActivitySmith; the phones show nothing new until it is resumed there"
UNSURE = "nobody knows whether it was started; look at a phone, and say `again` if it is not there"
UNSURE_ENDED = "nobody knows whether it was started; if a phone shows it, swipe it away there"
VANISHED = "it is no longer on the Lock Screen; say `again` to start it anew"
NEVER_SHOWN = "it ended before a Lock Screen had shown it"
ALREADY_ENDED = "it was no longer on the Lock Screen when it ended"
ADOPTED = "adopted; nothing is sent before its first change"


def told(state: str, detail: str) -> Observed:
    """An observation without numbers."""
    return {"state": state, "detail": detail}


def accepted(answer: Answer, *, ending: bool) -> Observed:
    """What came of a call that was accepted."""
    state = "queued" if not answer.notified and answer.queued else "accepted"
    detail = ("end " if ending else "") + _phones(answer)
    if answer.failures:
        detail += f", not for {_count(answer.failures)}"
    if answer.warning:
        detail += "; phones may be slow to show it, it changes often"
    observed = {"state": state, "detail": detail}
    if answer.notified is not None:
        observed["notified"] = str(answer.notified)
    if answer.queued is not None:
        observed["queued"] = str(answer.queued)
    return observed


def ignored(answer: Answer) -> Observed:
    """What to say of a call that was let in and had no effect."""
    why = f": {answer.message}" if answer.message else ""
    return told("paused", f"ActivitySmith ignored it{why}")


def unpaid(billing: Billing) -> Observed:
    """What to say when the account has to be paid for."""
    why = f"ActivitySmith stopped the account: {billing}"
    if billing.upgrade_url:
        why = f"{why.rstrip('.')}; see {billing.upgrade_url}"
    return told("refused", why)


def refused(message: str) -> Observed:
    """What to say when ActivitySmith, or its rules, refuse what is shown."""
    return told("refused", f"refused: {message}")


def full(active: int, limit: int) -> Observed:
    """What to say when all places are taken."""
    return told("waiting", f"waiting for a free place: {active} of {limit} in use")


def connected(where: str, moving: int) -> str:
    """What to say to who connected *where*; so many activities are on another account's phones."""
    goes = ""
    if moving:
        shown = "one activity, which ends" if moving == 1 else f"{moving} activities, which end"
        stay = "it stays on a phone, swipe it" if moving == 1 else "one stays on a phone, swipe it"
        goes = f" The account before showed {shown} there now; if {stay} away."
    return (
        f"Connected. What is live in {where} is shown on its phones now.{goes} The key is kept "
        "encrypted, and nobody is shown it again; `connect` puts another one in its place."
    )


def _phones(answer: Answer) -> str:
    parts = []
    if answer.notified:
        parts.append(f"accepted for {_count(answer.notified)}")
    if answer.queued:
        parts.append(f"queued for {_count(answer.queued) if not parts else answer.queued}")
    if parts:
        return ", ".join(parts)
    why = f" ({answer.message})" if answer.message else ""
    return "accepted" if answer.notified is None else f"accepted, for no phone yet{why}"


def _count(phones: int) -> str:
    return "1 phone" if phones == 1 else f"{phones} phones"
