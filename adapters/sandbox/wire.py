"""Bytes to JSON and back: what may arrive at all, before anybody asks what it means."""

import json
import math
from datetime import UTC, datetime
from typing import Any

from adapters.sandbox.answers import Json, Refusal, invalid

BODY_BYTES_MAX = 256 * 1024


def decode(raw: bytes) -> Json:
    """The JSON object in *raw*; raises Refusal (400) for anything else, NaN included."""
    try:
        value = json.loads(
            raw.decode("utf-8"), parse_constant=_refuse_constant, parse_float=_finite
        )
    except (ValueError, RecursionError) as exc:
        raise Refusal(invalid(f"The body is not valid JSON: {_reason(exc)}")) from exc
    if not isinstance(value, dict):
        raise Refusal(invalid("The body must be a JSON object"))
    return value


def encode(value: object) -> bytes:
    """*value* as compact JSON, in ASCII, so that half a surrogate pair does no harm."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")


def canonical(value: object) -> str:
    """*value* as text that is the same whenever the JSON means the same."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def stamp(moment: datetime) -> str:
    """*moment* the way ActivitySmith writes it: milliseconds and a Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is not a finite number")
    return number


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a finite number")


def _reason(exc: Exception) -> str:
    return "nested too deeply" if isinstance(exc, RecursionError) else str(exc)
