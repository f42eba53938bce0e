"""The one place where the parts are put together, and taken apart again in order."""

import asyncio
import logging
import os
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from aiohttp import web

from adapters import console, discord, slack
from adapters.adapter import Adapter, Platform
from adapters.keys import secret_of
from adapters.metrics import Metrics
from adapters.phones import Phones, open_phones
from adapters.vault import Vault, seals_of
from adapters.web import Web, Wellness, dress
from bot.activitysmith.caution import Caution
from bot.activitysmith.patience import Patience
from bot.buttons import Buttons, activity_id_of
from bot.codes import Codes
from bot.errors import Busy, LockstepError, SettingsInvalid, StoreUnusable
from bot.lockstep import Lockstep
from bot.reconciler import BACKOFF_SECONDS_MAX, Reconciler
from bot.settings import Settings
from bot.stores.sqlite import SqliteStore
from bot.stores.start import accepts_loss
from bot.surface import Surface
from bot.template_file import load
from bot.templates import Templates

log = logging.getLogger(__name__)

PLATFORMS: tuple[Platform, ...] = (console, slack, discord)
BEHIND_AFTER = timedelta(minutes=2)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def own_address(settings: Settings) -> str:
    """Where this machine's own programs call the Lockstep of *settings*."""
    host = settings.host
    if host in ("0.0.0.0", "::"):  # noqa: S104 - where it listens is not where it is called
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def new_id() -> str:
    """The id of a new activity: 128 random bits as 26 small letters and digits."""
    return activity_id_of(secrets.token_bytes(16))


@dataclass(frozen=True)
class Waits:
    """How long Lockstep waits for what is in doubt, or may get better by itself."""

    caution: Caution = field(default_factory=Caution)
    patience: Patience = field(default_factory=Patience)
    backoff_seconds_max: float = BACKOFF_SECONDS_MAX


USUAL = Waits()


@dataclass
class App:
    """Lockstep, assembled: its parts, and what holds the platforms' connections meanwhile."""

    settings: Settings
    store: SqliteStore
    lockstep: Lockstep
    buttons: Buttons
    reconciler: Reconciler
    adapters: tuple[Adapter, ...]
    web: web.Application
    metrics: Metrics
    working: set[asyncio.Task[None]] = field(default_factory=set)
    lost: LockstepError | None = None
    """Why a platform can be held no longer."""

    async def work(self) -> None:
        """Reconcile, and hold the platforms' connections, until cancelled or `rest`.

        Raises LockstepError when a platform cannot be held, once all else has rested.
        """
        async with asyncio.TaskGroup() as tasks:
            self.working = {tasks.create_task(self._hold(adapter)) for adapter in self.adapters}
            await self.reconciler.run()
            for task in self.working:
                task.cancel()
        if self.lost is not None:
            raise self.lost

    async def _hold(self, adapter: Adapter) -> None:
        try:
            await adapter.run()
        except LockstepError as exc:
            log.error("platform lost", extra={"platform": adapter.name, "why": str(exc)})
            self.lost = exc
            self.rest()

    def rest(self) -> None:
        """Begin nothing more; `work` returns when what was begun is over."""
        self.reconciler.stop()


@asynccontextmanager
async def build(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    environ: Mapping[str, str] = os.environ,
    transport: httpx.AsyncBaseTransport | None = None,
    platforms: Sequence[Platform] = PLATFORMS,
    waits: Waits = USUAL,
) -> AsyncIterator[App]:
    """Lockstep as *settings* want it, with *platforms* and *waits*, until the block ends.

    Raises SettingsInvalid, StoreUnusable.
    """
    path = settings.sqlite_path
    if path is None:
        raise SettingsInvalid(
            "LOCKSTEP_DATABASE_URL: this Lockstep keeps its store in SQLite; "
            "write sqlite:///lockstep.db, or leave it out."
        )
    templates, secret = read_templates(settings), secret_of(settings)
    store = await SqliteStore.open(path, environ=environ, clock=clock)
    try:
        vault = await Vault.open(
            store, seals_of(settings, secret), accept_loss=accepts_loss(environ)
        )
        async with open_phones(
            settings, store, vault, clock=clock, new_id=new_id, transport=transport,
            caution=waits.caution, patience=waits.patience,
        ) as phones:  # fmt: skip
            app = _assembled(
                settings, templates, secret, store, vault, phones, clock, platforms, waits
            )
            await phones.recall(store)
            try:
                yield app
            finally:
                for adapter in app.adapters:
                    await adapter.close()
    finally:
        await store.close()


def read_templates(settings: Settings) -> Templates:
    """The templates that *settings* name, beside those built in. Raises SettingsInvalid."""
    named = {}
    if settings.templates:
        try:
            text = Path(settings.templates).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as exc:
            why = exc.strerror if isinstance(exc, OSError) else "it is not UTF-8"
            raise SettingsInvalid(
                f"LOCKSTEP_TEMPLATES: {settings.templates} cannot be read ({why})."
            ) from exc
        named = load(text, Path(settings.templates).name)
    return Templates(named, audience=settings.audience, lifecycle=settings.activitysmith_lifecycle)


def _assembled(
    settings: Settings,
    templates: Templates,
    secret: bytes,
    store: SqliteStore,
    vault: Vault,
    phones: Phones,
    clock: Clock,
    platforms: Sequence[Platform],
    waits: Waits,
) -> App:
    for warning in store.warnings():
        log.warning("sqlite is old", extra={"why": warning})
    buttons, metrics = Buttons(secret), Metrics()
    lockstep = Lockstep(store, templates=templates, buttons=buttons, clock=clock, new_id=new_id,
                        codes=Codes(secret), keyring=vault,
                        connects=phones.connecting.connect)  # fmt: skip
    adapters = tuple(a for p in platforms if (a := p.connect(lockstep)) is not None)
    # Whoever brings a workspace of their own must not reach the phones of whoever runs this.
    phones.accounts.serves = lambda workspace: any(a.serves(workspace) for a in adapters)
    surfaces: list[Surface] = [phones.surface, *(adapter.surface for adapter in adapters)]
    counted, backoff = metrics.counting(surfaces), waits.backoff_seconds_max
    reconciler = Reconciler(store, counted, buttons, clock, backoff_seconds_max=backoff)
    site = web.Application(client_max_size=256 * 1024)
    site.on_response_prepare.append(dress)
    app = App(settings, store, lockstep, buttons, reconciler, adapters, site, metrics)
    wellness = _wellness(app, clock)
    own = Web(lockstep, buttons=buttons, secret=secret, metrics=metrics, wellness=wellness)
    site.add_routes([*own.routes(), *(r for adapter in adapters for r in adapter.routes)])
    return app


def _wellness(app: App, clock: Clock) -> Wellness:
    """What `/ready` asks of each part."""

    async def store() -> str:
        if app.store.broken is not None:
            return str(app.store.broken)
        try:
            await app.store.health()
        except (Busy, StoreUnusable) as exc:
            return str(exc)
        return ""

    async def reconciler() -> str:
        try:
            overdue = (await app.store.health()).overdue_since
        except (Busy, StoreUnusable):
            return "The store does not answer."
        if overdue is not None and clock() - overdue > BEHIND_AFTER:
            return "Channels have waited for more than two minutes; see the logs."
        return ""

    platforms = {adapter.name: adapter.ready for adapter in app.adapters}
    return Wellness({"store": store, "reconciler": reconciler, **platforms})
