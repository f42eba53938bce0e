"""A disk whose power may fail: what is on it for certain, and what may be.

Pessimistic where POSIX is silent: until a file is synced, each of its writes may be there,
torn, or missing, in any mixture. Until its folder is synced, so may names; these in order,
as journals of file systems keep them. A file's own sync does not keep its name.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tests.rigs.trace import Cut, Event, Made, Removed, Renamed, Said, Synced, Wrote

SECTOR = 512

Fate = Literal["lost", "kept", "some", "torn"]
FATES: tuple[Fate, ...] = ("lost", "kept", "some", "torn")
"""Of what was not synced: none of it, all, some writes whole, some sectors of some writes."""


@dataclass
class _File:
    certain: bytearray = field(default_factory=bytearray)
    waiting: list[Wrote | Cut] = field(default_factory=list)


_Names = dict[str, _File]


@dataclass
class Disk:
    """The files of one folder."""

    _now: _Names = field(default_factory=dict)
    _certain: _Names = field(default_factory=dict)
    _waiting: list[tuple[Made | Renamed | Removed, _File]] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Have *event* happen."""
        if isinstance(event, Wrote | Cut):
            self._now[event.name].waiting.append(event)
        elif isinstance(event, Synced):
            self._sync(event.name)
        elif not isinstance(event, Said):
            self._name(event)

    def after_power_loss(self, fate: Fate, dice: random.Random) -> Mapping[str, bytes]:
        """The files that are found when the power is back."""
        names, waiting = dict(self._certain), self._waiting
        through = {"lost": 0, "kept": len(waiting)}.get(fate)
        for event, file in waiting[: dice.randint(0, len(waiting)) if through is None else through]:
            _rename(names, event, file)
        return {name: bytes(_content(file, fate, dice)) for name, file in names.items()}

    def _sync(self, name: str) -> None:
        if not name:
            for event, file in self._waiting:
                _rename(self._certain, event, file)
            self._waiting.clear()
            return
        file = self._now[name]
        for change in file.waiting:
            _write(file.certain, change)
        file.waiting.clear()

    def _name(self, event: Made | Renamed | Removed) -> None:
        if isinstance(event, Made) and event.name in self._now:
            return
        file = _File() if isinstance(event, Made) else self._now[event.name]
        _rename(self._now, event, file)
        self._waiting.append((event, file))


def _rename(names: _Names, event: Made | Renamed | Removed, file: _File) -> None:
    if isinstance(event, Made):
        names[event.name] = file
        return
    names.pop(event.name, None)
    if isinstance(event, Renamed):
        names[event.to] = file


def _content(file: _File, fate: Fate, dice: random.Random) -> bytearray:
    content = bytearray(file.certain)
    if fate == "lost":
        return content
    for change in file.waiting:
        if fate == "kept" or dice.random() < 0.5:
            _write(content, change)
        elif fate == "torn" and isinstance(change, Wrote):
            for sector in range(0, len(change.bytes), SECTOR):
                if dice.random() < 0.5:
                    part = change.bytes[sector : sector + SECTOR]
                    _write(content, Wrote(change.name, change.offset + sector, part))
    return content


def _write(content: bytearray, change: Wrote | Cut) -> None:
    size = change.size if isinstance(change, Cut) else change.offset
    if len(content) < size:
        content.extend(bytes(size - len(content)))
    if isinstance(change, Cut):
        del content[change.size :]
    else:
        content[change.offset : change.offset + len(change.bytes)] = change.bytes
