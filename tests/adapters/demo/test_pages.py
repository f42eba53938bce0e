"""The page's files: their types and headers, known ones not sent again, and nothing else."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from adapters.demo.demo import Demo
from adapters.demo.pages import FOLDER, Pages
from adapters.running import bound, listening

Answer = tuple[int, Mapping[str, str], bytes]

SCRIPT = "export const answer = 42;\n" * 50
FILES = {
    "index.html": "<!doctype html><title>Demo</title>",
    "main.js": SCRIPT,
    "css/base.css": "body { margin: 0 }",
    "icons/flame.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "vendor/LICENSE": "Do as you like.",
}
NOT_OURS = (".hidden.js", "notes.md", "demo.py", "lockstep.toml")
OUTSIDE = "a secret beside the page"


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a page of one file of each kind, among files that are none of it."""
    (tmp_path / "secret.js").write_text(OUTSIDE)
    folder = tmp_path / "page"
    for name, text in (FILES | dict.fromkeys(NOT_OURS, OUTSIDE)).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    site = web.Application()
    site.add_routes(Pages(folder).routes())
    (socket,) = await bound("127.0.0.1", 0)
    async with listening(site, [socket], within_seconds=1):
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"


async def get(url: str, path: str, **headers: str) -> Answer:
    """The answer to a GET of *path*, exactly as it is written, and as it was sent."""
    host, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join(
        [f"GET {path} HTTP/1.1", f"Host: {host}:{port}", "Connection: close", *lines]
    )
    writer.write(f"{head}\r\n\r\n".encode())
    async with asyncio.timeout(20):
        raw = await reader.read()
    writer.close()
    told, _, body = raw.partition(b"\r\n\r\n")
    first, *fields = told.decode().split("\r\n")
    named = (field.partition(": ") for field in fields)
    return int(first.split()[1]), {name.lower(): value for name, _, value in named}, body


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/page/main.js", "text/javascript; charset=utf-8"),
        ("/page/css/base.css", "text/css; charset=utf-8"),
        ("/page/icons/flame.svg", "image/svg+xml"),
        ("/page/vendor/LICENSE", "text/plain; charset=utf-8"),
    ],
)
async def test_each_file_says_what_it_is(page: str, path: str, kind: str) -> None:
    """Its type, a policy that lets nothing foreign in, and that it is to be asked for again."""
    status, headers, body = await get(page, path)

    assert status == 200
    assert headers["content-type"] == kind
    assert headers["cache-control"] == "no-cache"
    assert body.decode() == FILES["index.html" if path == "/" else path.removeprefix("/page/")]
    policy = headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert "unsafe" not in headers["content-security-policy"]


async def test_what_is_known_is_not_sent_again(page: str) -> None:
    """304 with the same tag and no body, packed or not; another tag gets the file."""
    for packs in ({}, {"Accept_Encoding": "gzip"}):
        _, headers, _ = await get(page, "/page/main.js", **packs)
        status, again, body = await get(
            page, "/page/main.js", If_None_Match=f'"x", W/{headers["etag"]}', **packs
        )
        other, _, _ = await get(page, "/page/main.js", If_None_Match='"other"', **packs)

        assert (status, again["etag"], body) == (304, headers["etag"], b"")
        assert again["cache-control"] == "no-cache"
        assert other == 200


async def test_what_shrinks_is_packed(page: str) -> None:
    """Only for who can unpack it, under a tag of its own; what would grow stays as it is."""
    _, plain, whole = await get(page, "/page/main.js", Accept_Encoding="br")
    _, packed, small = await get(page, "/page/main.js", Accept_Encoding="br, gzip;q=0.8")
    _, tiny, _ = await get(page, "/page/css/base.css", Accept_Encoding="gzip")

    assert gzip.decompress(small) == whole == SCRIPT.encode()
    assert len(small) < len(whole)
    assert (packed["content-encoding"], plain.get("content-encoding")) == ("gzip", None)
    assert packed["etag"] != plain["etag"]
    assert (packed["vary"], plain["vary"]) == ("Accept-Encoding", "Accept-Encoding")
    assert "content-encoding" not in tiny


@pytest.mark.parametrize(
    "path",
    [
        "/page/../secret.js",
        "/page/%2e%2e/secret.js",
        "/page/..%2fsecret.js",
        "/page/css/../../secret.js",
        "/page/css/..%2f..%2fsecret.js",
        "/page//etc/passwd",
        "/page/%2fetc/passwd",
        "/page/..%5csecret.js",
        "/page/main.js%00.css",
        "/page/",
        "/page",
        "/page/css",
        "/page/css/",
        *(f"/page/{name}" for name in NOT_OURS),
    ],
)
async def test_nothing_else_is_there(page: str, path: str) -> None:
    """No way out of the folder, and no file that was not meant for the page."""
    status, _, body = await get(page, path)

    assert status in (400, 404)
    assert OUTSIDE.encode() not in body
    assert b"root:" not in body


async def test_a_file_that_comes_later_is_not_there(page: str, tmp_path: Path) -> None:
    """What is served is what was listed at the start."""
    (tmp_path / "page" / "late.js").write_text("x")

    assert (await get(page, "/page/late.js"))[0] == 404


async def test_the_demo_serves_its_own_page(demo: Demo) -> None:
    """Every file of the package's folder, with the headers of the page and not of the site."""
    names = Pages().files
    async with aiohttp.ClientSession(demo.address) as http:
        for name in names:
            async with http.get(f"/page/{name}") as answer:
                assert answer.status == 200, name
                assert answer.headers["Cache-Control"] == "no-cache"
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert await answer.read() == (FOLDER / name).read_bytes()
        async with http.get("/health") as answer:
            assert answer.headers["Cache-Control"] == "no-store"
            assert "Content-Security-Policy" not in answer.headers

    assert "vendor/lit-html/lit-html.js" in names
    assert "vendor/lit-html/LICENSE" in names
