"""What strace saw a program do to one folder, as values in the order they happened."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

OPTIONS = (
    *("-y", "-xx", "-s", "16777216"),
    *("-e", "trace=openat,pwrite64,write,fsync,fdatasync,ftruncate,rename,unlink"),
)
"""For strace: every descriptor with its path, every byte in hexadecimal."""

_CALL = re.compile(r"(?P<pid>\d+) +(?P<name>\w+)\((?P<rest>.*)", re.S)
_RESUMED = re.compile(r"(?P<pid>\d+) +<\.\.\. \w+ resumed>(?P<rest>.*)", re.S)
_RESULT = re.compile(r"\) += (-?\d+)")
_PATH = re.compile(r"<((?:\\x[0-9a-f]{2})+)>")
_BYTES = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_UNFINISHED = " <unfinished ...>"


@dataclass(frozen=True)
class Made:
    """A file that was not there has a name."""

    name: str


@dataclass(frozen=True)
class Wrote:
    """*bytes* at *offset* of a file; on disk when it is synced, or whenever the disk likes."""

    name: str
    offset: int
    bytes: bytes


@dataclass(frozen=True)
class Cut:
    """A file is *size* long."""

    name: str
    size: int


@dataclass(frozen=True)
class Synced:
    """What was done to a file, or with *name* "" to the names in the folder, is on disk."""

    name: str


@dataclass(frozen=True)
class Renamed:
    """A file has another name."""

    name: str
    to: str


@dataclass(frozen=True)
class Removed:
    """A name is gone."""

    name: str


@dataclass(frozen=True)
class Said:
    """The program told somebody something."""

    text: str


Event = Made | Wrote | Cut | Synced | Renamed | Removed | Said


def events(lines: Iterable[str], folder: str) -> Iterator[Event]:
    """What was done in *folder*, and said. What failed is left out.

    A call that another thread's came between counts from its end; but what was said counts
    from its begin, since somebody may have heard it then.
    """
    unfinished: dict[str, tuple[str, str]] = {}
    for line in lines:
        if call := _CALL.match(line):
            name, rest = call["name"], call["rest"].rstrip("\n")
            if not rest.endswith(_UNFINISHED):
                yield from _event(name, rest, folder)
            elif name == "write":
                yield from _event(name, f"{rest.removesuffix(_UNFINISHED)}) = 0", folder)
            else:
                unfinished[call["pid"]] = name, rest.removesuffix(_UNFINISHED)
        elif (back := _RESUMED.match(line)) and back["pid"] in unfinished:
            name, begun = unfinished.pop(back["pid"])
            yield from _event(name, begun + back["rest"].rstrip("\n"), folder)


def _event(call: str, rest: str, folder: str) -> Iterator[Event]:
    result = _RESULT.search(rest)
    if result is None or int(result[1]) < 0:
        return
    if call == "write":
        if rest.startswith("1<"):
            yield from (Said(line) for line in _bytes(rest)[0].decode().splitlines())
        return
    if call in ("rename", "unlink", "openat"):
        names = [_inside(raw.decode(), folder) for raw in _bytes(rest)]
    else:
        names = [_inside(_plain(path).decode(), folder) for path in _PATH.findall(rest)[:1]]
    if names and all(name is not None for name in names):
        yield from _done(call, rest, [name for name in names if name is not None])


def _done(call: str, rest: str, names: list[str]) -> Iterator[Event]:
    arguments = rest[: rest.rindex(") ")]
    if call == "openat":
        if "O_CREAT" in arguments:
            yield Made(names[0])
    elif call == "pwrite64":
        yield Wrote(names[0], int(arguments.rsplit(",", 1)[1]), _bytes(arguments)[0])
    elif call == "ftruncate":
        yield Cut(names[0], int(arguments.rsplit(",", 1)[1]))
    elif call == "rename":
        yield Renamed(names[0], names[1])
    elif call == "unlink":
        yield Removed(names[0])
    else:
        yield Synced(names[0])


def _bytes(rest: str) -> list[bytes]:
    return [_plain(text) for text in _BYTES.findall(rest)]


def _plain(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _inside(path: str, folder: str) -> str | None:
    """The name that *path* has in *folder*, "" for the folder itself; None for what is outside."""
    if path == folder:
        return ""
    return os.path.basename(path) if os.path.dirname(path) == folder else None
