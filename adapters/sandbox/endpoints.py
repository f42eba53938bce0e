"""The nine calls of the API: where each is, and what answers it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from adapters.sandbox import lifecycle, notices, streams
from adapters.sandbox.answers import Answer, Json, Refusal, billing_blocked, unauthorized
from adapters.sandbox.etiquette import Etiquette
from adapters.sandbox.reading import check_metric_key, check_stream_key, read
from adapters.sandbox.state import Account, Frame
from adapters.sandbox.turn import Turn
from adapters.sandbox.wire import stamp

ROUTES: tuple[tuple[str, str, str], ...] = (
    ("put", "PUT", "/api/live-activity/stream/{key:[^/]*}"),
    ("delete", "DELETE", "/api/live-activity/stream/{key:[^/]*}"),
    ("start", "POST", "/api/live-activity/start"),
    ("update", "POST", "/api/live-activity/update"),
    ("end", "POST", "/api/live-activity/end"),
    ("push", "POST", "/api/push-notification"),
    ("replace", "PUT", "/api/push-notification/{key:[^/]+}"),
    ("badge", "POST", "/api/badge"),
    ("metric", "POST", "/api/metrics/{key:[^/]*}/value"),
)
BILLED = frozenset({"put", "start", "push", "replace", "badge"})

KEYED: Mapping[str, Callable[[Turn, str, Json], Answer]] = MappingProxyType(
    {
        "put": streams.put,
        "delete": streams.delete,
        "replace": notices.replace,
        "metric": notices.metric,
    }
)
PLAIN: Mapping[str, Callable[[Turn, Json], Answer]] = MappingProxyType(
    {
        "start": lifecycle.start,
        "update": lifecycle.update,
        "end": lifecycle.end,
        "push": notices.push,
        "badge": notices.badge,
    }
)


@dataclass(frozen=True)
class Call:
    """One request, as it came."""

    endpoint: str
    method: str
    path: str
    key: str
    raw: bytes


def admit(call: Call, turn: Turn) -> Answer | None:
    """The refusal (401, 429 rate, 402) that *call* gets before anybody reads it, if any."""
    if turn.switches.unauthorized:
        return unauthorized()
    try:
        turn.account.rate.check(call.endpoint, turn.switches, turn.now)
    except Refusal as exc:
        return exc.answer
    kind = turn.switches.billing
    if kind is not None and call.endpoint in BILLED:
        return billing_blocked(kind, turn.now, stamp)
    return None


def answer(call: Call, turn: Turn, etiquette: Etiquette, *, loopback_http: bool) -> Answer:
    """What an admitted *call* gets: 400, 403, 404 or 422, 429 places, else 200."""
    try:
        body = _read(call, turn, loopback_http)
        was = _shown(call, turn.account, body)
        etiquette.before_effect(turn.account.key, call.endpoint, body, was, turn.now)
        if call.endpoint in KEYED:
            return KEYED[call.endpoint](turn, call.key, body)
        return PLAIN[call.endpoint](turn, body)
    except Refusal as exc:
        return exc.answer


def _read(call: Call, turn: Turn, loopback_http: bool) -> Json:
    if call.endpoint in ("put", "delete"):
        check_stream_key(call.key)
    elif call.endpoint == "metric":
        check_metric_key(call.key)
    return read(call.endpoint, call.raw, turn.switches, loopback_http=loopback_http)


def _shown(call: Call, account: Account, body: Json) -> Frame | None:
    """What is shown of the activity that *call* is about to change."""
    if call.endpoint == "put":
        current = account.current(account.streams.get(call.key))
    elif call.endpoint == "update":
        current = account.activities.get(body["activity_id"])
    else:
        return None
    return current.frame if current is not None and current.is_live else None
