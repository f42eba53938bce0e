"""`lockstep doctor`: checks everything that can be checked; each finding names its fix."""

import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx

from adapters import discord, slack
from adapters.adapter import Finding
from adapters.app import new_id, own_address, read_templates, utc_now
from adapters.entrusted import entrusted
from adapters.keys import secret_of
from bot.activity import Activity, Actor, Line
from bot.activitysmith.answers import NotFound, SmithError, Unauthorized
from bot.activitysmith.client import Client, open_http
from bot.buttons import Buttons
from bot.content import Alert
from bot.errors import LockstepError
from bot.settings import Settings, read_settings
from bot.stores.sqlite import SqliteStore
from bot.stores.start import How, minding

TIMEOUT_SECONDS = 10.0

_WORDLESS = "ActivitySmith answered 404"


async def examine(channel: str = "") -> int:
    """Look at everything and print what was found; 1 if anything is to be mended.

    In *channel*, if one of Slack or Discord is named, a message is posted, and deleted again.
    """
    try:
        settings = read_settings()
    except LockstepError as exc:
        print(f"fix   settings: {exc}")
        return 1
    wrong = False
    async for finding in findings(settings, channel):
        wrong = wrong or finding.how == "fix"
        print(f"{finding.how:<5} {finding.text}", flush=True)
    return 1 if wrong else 0


async def findings(settings: Settings, channel: str = "") -> AsyncIterator[Finding]:
    """What there is to find, one after the other."""
    yield Finding("ok", "settings: every one can be read")
    looks: tuple[Callable[[Settings], Awaitable[Finding]], ...] = (
        _templates,
        _secret,
        _store,
        _running,
        _accounts,
        _activitysmith,
        _public_url,
    )
    for look in looks:
        try:
            yield await look(settings)
        except LockstepError as exc:
            yield Finding("fix", f"{look.__name__.strip('_')}: {exc}")
    ready, connected = await _ready(settings) or {}, await _connected(settings)
    is_discords = channel.isdecimal()
    async for finding in slack.examine(settings, "" if is_discords else channel, ready):
        yield finding
    there = channel if is_discords else ""
    async for finding in discord.examine(settings, there, ready, connected):
        yield finding


async def _templates(settings: Settings) -> Finding:
    names = ", ".join(read_templates(settings).names)
    return Finding("ok", f"templates: {names}")


async def _secret(settings: Settings) -> Finding:
    secret_of(settings)
    where = "LOCKSTEP_SECRET" if settings.secret else "beside the database"
    return Finding("ok", f"secret: {where}")


async def _store(settings: Settings) -> Finding:
    path = settings.sqlite_path
    if path is None:
        return Finding("fix", "store: LOCKSTEP_DATABASE_URL must be sqlite:///PATH so far")
    minding(os.environ, How(str(path)))
    if await _ready(settings) is not None:
        return Finding("ok", f"store: {path}, owned by the Lockstep that runs here")
    if not path.exists():
        return Finding("note", f"store: {path} is not there yet; `lockstep run` makes it")
    store = await SqliteStore.open(path, environ=os.environ)
    try:
        health = await store.health()
        old = store.warnings()
    finally:
        await store.close()
    if old:
        return Finding("note", f"store: {path} is whole. {old[0]}")
    return Finding("ok", f"store: {path} is whole, {health.activities_live} live")


async def _running(settings: Settings) -> Finding:
    ready = await _ready(settings)
    if ready is None:
        return Finding("note", f"lockstep: none runs on port {settings.port}; `lockstep run`")
    ill = "; ".join(f"{part}: {how}" for part, how in ready.items() if how != "ok")
    return Finding("fix", f"lockstep: {ill}") if ill else Finding("ok", "lockstep: runs, and well")


async def _accounts(settings: Settings) -> Finding:
    """Opens what workspaces entrusted to us: who has an account of their own."""
    told = await entrusted(settings)
    if told.why:
        return Finding("fix", f"accounts: {told.why}")
    if own := len(told.connected):
        who = "one workspace has" if own == 1 else f"{own} workspaces have"
        return Finding("ok", f"accounts: {who} connected an ActivitySmith account")
    if settings.activitysmith_api_key is not None:
        return Finding("ok", "accounts: that of ACTIVITYSMITH_API_KEY; none was connected")
    if slack.is_open():
        return Finding(
            "note",
            "accounts: no workspace has connected one yet; in each, an administrator says "
            "`/live connect`",
        )
    return Finding(
        "fix",
        "accounts: there is none, so no phone will hear; set ACTIVITYSMITH_API_KEY, or have an "
        "administrator say `/live connect`",
    )


async def _connected(settings: Settings) -> frozenset[str]:
    """The same, as far as it can be known; what cannot be has been found already."""
    try:
        return (await entrusted(settings)).connected
    except LockstepError:
        return frozenset()


async def _activitysmith(settings: Settings) -> Finding:
    """Ends a stream that nobody has: the answer tells whether the key is good."""
    if settings.activitysmith_api_key is None:
        return Finding("note", "activitysmith: ACTIVITYSMITH_API_KEY is not set; see accounts")
    key = settings.activitysmith_api_key.get_secret_value()
    url = settings.activitysmith_base_url
    async with open_http(url, key) as http:
        try:
            await Client(http).end_stream(f"ls-doctor-{secrets.token_hex(8)}", {})
        except NotFound as exc:
            if str(exc) == _WORDLESS:  # Any web server says 404; ActivitySmith also says why.
                return Finding(
                    "fix",
                    f"activitysmith: {url} is not ActivitySmith's; see ACTIVITYSMITH_BASE_URL",
                )
        except Unauthorized:
            return Finding("fix", f"activitysmith: {url} does not know ACTIVITYSMITH_API_KEY")
        except SmithError as exc:
            return Finding("fix", f"activitysmith: {url} did not answer as expected: {exc}")
    return Finding("ok", f"activitysmith: {url} knows the key")


async def _public_url(settings: Settings) -> Finding:
    """Presses a button that leads nowhere, all the way round."""
    url = settings.public_url
    if not url:
        return Finding(
            "note", "buttons: without LOCKSTEP_PUBLIC_URL phones get links only, no presses"
        )
    if url.startswith("http://") and not _is_loopback(url):
        return Finding("fix", f"buttons: {url} must be https; ActivitySmith calls nothing else")
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=TIMEOUT_SECONDS) as http:
            answer = await http.post(f"{url}/press", json={"token": _token(settings)})
    except httpx.HTTPError as exc:
        return Finding("fix", f"buttons: {url}/press cannot be reached ({type(exc).__name__})")
    if answer.status_code == httpx.codes.CONFLICT:
        return Finding("ok", f"buttons: a press came round by {url}/press")
    return Finding(
        "fix",
        f"buttons: {url}/press answered {answer.status_code}; it is not this Lockstep, "
        "or has another secret",
    )


def _token(settings: Settings) -> str:
    """A button of ours for an activity that never was."""
    now = utc_now()
    nobody = Actor(platform="lockstep", id="doctor", name="doctor")
    activity = Activity(
        id=new_id(),
        workspace="doctor",
        name="doctor",
        revision=1,
        content=Alert(title="doctor", message="doctor"),
        channels=(),
        owner=nobody,
        started_at=now,
        changed_at=now,
        line=Line(text="", actor=nobody, at=now),
    )
    return Buttons(secret_of(settings)).of(activity, now)[0].token


async def _ready(settings: Settings) -> dict[str, str] | None:
    """What the Lockstep on this machine's port says of itself; None if none answers."""
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=TIMEOUT_SECONDS) as http:
            answer = (await http.get(f"{own_address(settings)}/ready")).json()
    except (httpx.HTTPError, ValueError):
        return None
    known = isinstance(answer, dict) and "reconciler" in answer
    return {str(part): str(how) for part, how in answer.items()} if known else None


def _is_loopback(url: str) -> bool:
    return httpx.URL(url).host in ("127.0.0.1", "localhost", "::1")
