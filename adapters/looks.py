"""`lockstep list`, `show` and `export`: the store read beside whoever owns it."""

import csv
import io
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC

from adapters import console
from adapters.app import utc_now
from adapters.keys import secret_of
from bot.activity import Activity
from bot.buttons import Buttons
from bot.errors import NothingHere, SettingsInvalid
from bot.phrases import describe
from bot.reports import listing, phones
from bot.settings import Settings
from bot.store import Entry
from bot.stores.reader import SqliteReader

LIMIT = 100

_FORMULA = re.compile(r"\s*[=+@\uff1d\uff0b\uff0d\uff20-]")


async def everything(settings: Settings, *, everything: bool) -> str:
    """What is live; the ended ones too if *everything* is wanted."""
    async with _reader(settings) as reader:
        recent = await reader.recent(None, 1_000)
    shown = recent[:LIMIT] if everything else [a for a in recent if a.ended_at is None]
    return listing(shown, utc_now())


async def one(settings: Settings, *, name: str) -> str:
    """The card of the activity called *name*, and what the phones show. Raises NothingHere."""
    async with _reader(settings) as reader:
        activity = await _called(reader, name)
        deliveries = await reader.deliveries(activity.id)
    now = utc_now()
    labels = [press.label for press in Buttons(secret_of(settings)).of(activity, now)]
    others = [(delivery.channel, delivery.observed) for delivery in deliveries]
    card = console.card(activity, others, labels, now)
    facts = f"{activity.name}  revision {activity.revision}  id {activity.id}"
    return f"{card}\n{facts}\n{phones(activity, deliveries)}"


async def timeline(settings: Settings, *, name: str, form: str) -> str:
    """The timeline of the activity called *name* as JSON, CSV or Markdown. Raises NothingHere."""
    async with _reader(settings) as reader:
        activity = await _called(reader, name)
        entries = await reader.timeline(activity.id)
    if form == "json":
        return json.dumps(_as_json(activity, entries), indent=2, ensure_ascii=False)
    return _as_csv(entries) if form == "csv" else _as_markdown(activity, entries)


def _as_json(activity: Activity, entries: Sequence[Entry]) -> dict[str, object]:
    return {
        "id": activity.id,
        "name": activity.name,
        "title": activity.content.title,
        "started_at": activity.started_at.isoformat(),
        "ended_at": activity.ended_at and activity.ended_at.isoformat(),
        "timeline": [dict(zip(_COLUMNS, _row(entry), strict=True)) for entry in entries],
    }


_COLUMNS = ("revision", "at", "who", "platform", "verb", "what")


def _row(entry: Entry) -> tuple[str | int, ...]:
    at = entry.at.astimezone(UTC).isoformat(timespec="milliseconds")
    return entry.revision, at, entry.actor_name, entry.platform, entry.verb, entry.line


def _as_csv(entries: Sequence[Entry]) -> str:
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for entry in entries:
        writer.writerow(_inert(cell) for cell in _row(entry))
    return page.getvalue().rstrip("\n")


def _inert(cell: str | int) -> str | int:
    """*cell*, so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _as_markdown(activity: Activity, entries: Sequence[Entry]) -> str:
    lines = [f"# {_plain(describe(activity, utc_now()))}", "", "| at (UTC) | who | what |"]
    lines.append("|---|---|---|")
    lines += [
        f"| {entry.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} | {_plain(entry.actor_name)}"
        f" | {_plain(entry.line)} |"
        for entry in entries
    ]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """*text*, in which no character means anything to Markdown."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]<>()#|!~" else char for char in text)


@asynccontextmanager
async def _reader(settings: Settings) -> AsyncIterator[SqliteReader]:
    if settings.sqlite_path is None:
        raise SettingsInvalid("LOCKSTEP_DATABASE_URL: only a sqlite:/// store can be read so far.")
    reader = SqliteReader.open(settings.sqlite_path)
    try:
        yield reader
    finally:
        await reader.close()


async def _called(reader: SqliteReader, name: str) -> Activity:
    """The latest activity of that name or id, live ones first."""
    recent = await reader.recent(None, 10_000)
    named = [a for a in recent if name in (a.name, a.id)]
    for activity in sorted(named, key=lambda a: a.ended_at is not None):
        return activity
    raise NothingHere(
        f"There is no activity called `{name[:40]}`. `lockstep list --all` knows all."
    )
