"""The page's own files: read and packed once, when the demo starts, and nothing else is there."""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).with_name("page")
FIRST = "index.html"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    "": "text/plain; charset=utf-8",  # a LICENSE
}

_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Accept-Encoding",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True)
class File:
    """A file as it is sent: plain, and packed if that makes it smaller."""

    type: str
    plain: bytes
    packed: bytes | None
    tag: str

    @classmethod
    def of(cls, kind: str, plain: bytes) -> "File":
        """The file of these bytes."""
        packed = gzip.compress(plain, 9, mtime=0)
        tag = hashlib.sha256(plain).hexdigest()[:16]
        return cls(kind, plain, packed if len(packed) < len(plain) else None, tag)

    def answer(self, request: web.Request) -> web.Response:
        """The file, or 304 for who has it."""
        packs = "gzip" in request.headers.get("Accept-Encoding", "").casefold()
        body, tag, encoding = self.plain, self.tag, {}
        if packs and self.packed is not None:
            body, tag, encoding = self.packed, f"{self.tag}-gz", {"Content-Encoding": "gzip"}
        headers = {**_HEADERS, "ETag": f'"{tag}"'}
        if any(known.value in (tag, "*") for known in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        headers |= {"Content-Type": self.type, **encoding}
        return web.Response(body=body, headers=headers)


class Pages:
    """`/` and `/page/…`, by the names that were in the folder when the demo started."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.files = {
            path.relative_to(folder).as_posix(): File.of(TYPES[path.suffix], path.read_bytes())
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix in TYPES and not path.name.startswith(".")
        }

    def routes(self) -> list[web.RouteDef]:
        """The page, and its files."""
        return [web.get("/", self.on_page), web.get("/page/{name:.+}", self.on_file)]

    async def on_page(self, request: web.Request) -> web.Response:
        """The page itself."""
        return self._answer(FIRST, request)

    async def on_file(self, request: web.Request) -> web.Response:
        """One of its files."""
        return self._answer(request.match_info["name"], request)

    def _answer(self, name: str, request: web.Request) -> web.Response:
        file = self.files.get(name)
        if file is None:
            raise web.HTTPNotFound(text="There is no such page.")
        return file.answer(request)
