"""Who may ask the demo: its own page, and no other that happens to be open in the same browser.

A page elsewhere can send requests to this machine, and by a name of its own that leads here
(DNS rebinding) it could read the answers. So: only the demo's own names, and whatever changes
something comes from its own page and as JSON, which a foreign page cannot send unasked.
What Lockstep itself serves keeps its own rules.
"""

from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web
from aiohttp.typedefs import Middleware

from adapters.bodies import refuse

HTTP_PORT = 80
BODY_BYTES_MAX = 32 * 1024
OWN_RULES = frozenset({"/press", "/say", "/health", "/ready", "/metrics"})
LOOPBACK = ("127.0.0.1", "localhost", "::1")

_LOOKS = ("GET", "HEAD")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def guard(port: int, names: Iterable[str] | None) -> Middleware:
    """What every request for the page passes; None: whatever name the demo is called by."""
    hosts = {_host(name, port) for name in names or ()}

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path not in OWN_RULES:
            if names is not None and request.host.casefold() not in hosts:
                raise refuse(web.HTTPForbidden, "The demo has no such address.")
            if request.method not in _LOOKS or "Upgrade" in request.headers:
                _check_origin(request)
            if request.method not in _LOOKS:
                _check_body(request)
        return await handler(request)

    return guarded


def _host(name: str, port: int) -> str:
    """The header of who calls *name* at *port*."""
    host = f"[{name}]" if ":" in name else name
    return host if port == HTTP_PORT else f"{host}:{port}"


def _check_origin(request: web.Request) -> None:
    """Raises an HTTPException unless the demo's own page asks."""
    if request.headers.get("Origin", "").casefold() != f"http://{request.host}".casefold():
        raise refuse(web.HTTPForbidden, "Only the demo's own page may ask this.")


def _check_body(request: web.Request) -> None:
    """Raises an HTTPException unless the body says that it is JSON, and no more than is read."""
    if request.content_type != "application/json":
        raise refuse(web.HTTPUnsupportedMediaType, "Send plain application/json.")
    length = request.content_length
    if length is None:
        raise refuse(web.HTTPLengthRequired, "Say how long the body is.")
    if length > BODY_BYTES_MAX:
        raise refuse(_TooLarge, f"A body has at most {BODY_BYTES_MAX} bytes.")


class _TooLarge(web.HTTPException):
    status_code = 413
