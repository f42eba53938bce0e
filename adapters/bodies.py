"""JSON in and out of the site's routes: read strictly, within bounds, and answered plainly."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

BODY_WITHIN_SECONDS = 5.0
TRY_AGAIN = "Lockstep could not store this in time. Nothing is known to have changed; try again."


class Body(BaseModel):
    """What a route takes: a value of exactly these types."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


B = TypeVar("B", bound=BaseModel)


async def read(
    request: web.Request,
    kind: type[B],
    bytes_max: int,
    *,
    within_seconds: float = BODY_WITHIN_SECONDS,
) -> B:
    """The body, if it is JSON of the right form and size, and in time; else an HTTPException."""
    if request.content_type != "application/json" or "Content-Encoding" in request.headers:
        raise refuse(web.HTTPUnsupportedMediaType, "Send plain application/json.")
    try:
        async with asyncio.timeout(within_seconds):
            body = await _at_most(request, bytes_max)
    except TimeoutError as exc:
        raise refuse(web.HTTPRequestTimeout, "The body took too long.") from exc
    return _checked(body, kind)


def refuse(kind: Callable[..., web.HTTPException], sentence: str) -> web.HTTPException:
    """The exception that answers with *sentence*."""
    return kind(text=json.dumps({"refused": sentence}), content_type="application/json")


def reply(status: int, body: Mapping[str, Any]) -> web.Response:
    """*body* as JSON."""
    return web.Response(text=json.dumps(body), status=status, content_type="application/json")


def _checked(body: bytes, kind: type[B]) -> B:
    """The value that *body* is. Raises an HTTPBadRequest that names what is wrong."""
    try:
        value = kind.model_validate_json(body)
        # Read once more, for what the first reader lets through: NaN, and a name said twice.
        json.loads(body, object_pairs_hook=_once, parse_constant=_no_constant)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "body"
        raise refuse(web.HTTPBadRequest, f"{place}: {first['msg']}.") from exc
    except (ValueError, RecursionError) as exc:
        raise refuse(web.HTTPBadRequest, "body: this is not plain JSON.") from exc
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) < len(pairs):
        raise ValueError("a name is said twice")
    return named


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


async def _at_most(request: web.Request, bytes_max: int) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > bytes_max:
            raise refuse(_TooLarge, f"A body has at most {bytes_max} bytes.")
    return bytes(body)


class _TooLarge(web.HTTPException):
    status_code = 413
