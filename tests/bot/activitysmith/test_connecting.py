"""A workspace's own account: checked without a trace, kept, and apart from all others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx
import pytest
from aiohttp import web
from pydantic import SecretStr

from adapters.sandbox import Sandbox
from bot.activitysmith.account import Account
from bot.activitysmith.accounts import KEPT_AS, Accounts
from bot.activitysmith.client import Client, open_http
from bot.activitysmith.connecting import Connecting
from bot.activitysmith.memory import Memory
from bot.activitysmith.surface import LockScreen
from bot.errors import Refused
from bot.stores.sqlite import SqliteStore
from tests.bot.activitysmith.samples import NOW

OURS, THEIRS, USUAL = (SecretStr(f"ask_of_{name}_1") for name in ("acme", "globex", "settings"))


@dataclass
class Ring:
    """A keyring that forgets everything when it goes."""

    held: dict[tuple[str, str], SecretStr] = field(default_factory=dict)

    def of(self, workspace: str, name: str) -> SecretStr | None:
        return self.held.get((workspace, name))

    def all_of(self, name: str) -> dict[str, SecretStr]:
        return {at[0]: secret for at, secret in self.held.items() if at[1] == name}

    async def keep(self, workspace: str, name: str, secret: SecretStr | None) -> None:
        if secret is None:
            self.held.pop((workspace, name), None)
        else:
            self.held[workspace, name] = secret


def accounts_of(ring: Ring, usual: SecretStr | None = USUAL) -> Accounts:
    http = httpx.AsyncClient()

    def opened(key: SecretStr) -> Account:
        return Account(Client(http, key.get_secret_value()), mark=key.get_secret_value())

    return Accounts(ring, opened, usual)


def mark(account: Account | None) -> str:
    return account.mark if account is not None else ""


async def test_a_workspace_has_its_own_account_else_the_usual_one() -> None:
    """And none at all where the usual one does not serve it."""
    accounts = accounts_of(Ring())
    await accounts.keep("T1", OURS)
    accounts.serves = lambda workspace: workspace == "console"

    found = {w: mark(accounts.of(w)) for w in ("T1", "T2", "console")}

    assert found == {"T1": "ask_of_acme_1", "T2": "", "console": "ask_of_settings_1"}
    assert accounts_of(Ring(), None).of("T1") is None


async def test_an_account_is_the_same_as_long_as_its_key_is() -> None:
    """Its pace and its places are remembered; who gave the same key shares them."""
    accounts = accounts_of(Ring())
    await accounts.keep("T1", OURS)
    await accounts.keep("T2", OURS)
    await accounts.keep("T3", THEIRS)

    assert accounts.of("T1") is accounts.of("T1") is accounts.of("T2")
    assert accounts.of("T1") is not accounts.of("T3")
    assert accounts.of("T4") is accounts.of("T5")
    await accounts.keep("T1", None)
    assert accounts.of("T1") is accounts.of("T4")


async def test_accounts_that_nobody_has_are_let_go() -> None:
    """However often a workspace connects, it has one account in memory."""
    ring = Ring()
    accounts = accounts_of(ring)

    for number in range(500):
        await accounts.keep("T1", SecretStr(f"ask_of_acme_{number}"))
        accounts.of("T1")
        accounts.of("T2")

    assert len(accounts._made) == 2


@dataclass
class Bench:
    """What connects, before a real sandbox."""

    connecting: Connecting
    ring: Ring
    sandbox: Sandbox


@asynccontextmanager
async def bench(folder: Path, url: str, sandbox: Sandbox) -> AsyncIterator[Bench]:
    ring, numbers = Ring(), count()
    store = await SqliteStore.open(folder / "lockstep.db")
    async with open_http(url, deadline_seconds=2) as http:
        accounts = accounts_of(ring, None)
        connecting = Connecting(
            accounts,
            LockScreen(accounts.of, public_url=None, clock=lambda: NOW),
            store,
            client_of=lambda key: Client(http, key.get_secret_value(), deadline_seconds=2),
            clock=lambda: NOW,
            new_id=lambda: str(next(numbers)),
        )
        yield Bench(connecting, ring, sandbox)
    await store.close()


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Bench]:
    sandbox = Sandbox()
    async with sandbox.serve() as url, bench(tmp_path, url, sandbox) as made:
        yield made


async def test_the_check_leaves_no_trace(at: Bench) -> None:
    """What the account shows is what it showed; a polite client may ask this."""
    key = OURS.get_secret_value()
    before = at.sandbox.picture(key)["lock_screens"]

    await at.connecting.connect("T1", OURS)

    after = at.sandbox.picture(key)
    assert after["lock_screens"] == before
    assert [(e["method"], e["status"]) for e in after["log"]] == [("DELETE", 404)]
    assert at.sandbox.violations == []
    assert at.ring.held == {("T1", KEPT_AS): OURS}


async def test_blanks_around_a_key_are_no_part_of_it(at: Bench) -> None:
    """They come along when it is copied."""
    await at.connecting.connect("T1", SecretStr(f" {OURS.get_secret_value()}\n"))

    assert at.ring.held == {("T1", KEPT_AS): OURS}


@pytest.mark.parametrize("key", ["", "ask_", "ask_a", "xoxb-1-2-3", "ask_two words", "ask_é12345"])
async def test_what_is_no_key_is_not_even_asked_about(at: Bench, key: str) -> None:
    """The sentence says what a key looks like."""
    with pytest.raises(Refused, match="begins with `ask_`"):
        await at.connecting.connect("T1", SecretStr(key))

    assert list(at.sandbox.log.entries) == []


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (401, {"error": "Unauthorized"}, "does not know this key"),
        (403, {"error": "Forbidden"}, "may not show Live Activities"),
        (404, {}, "could not be asked"),
        (400, {"error": "Bad request"}, "could not be asked"),
        (500, {"error": "Oops"}, "could not be asked"),
        (302, {}, "could not be asked"),
        (200, {"success": True}, ""),
        (404, {"error": "Stream not found"}, ""),
        (402, {"error": "trial_expired", "message": "Pay"}, ""),
        (404, {"error": "No recipients"}, ""),
        (429, {"error": "Too many"}, ""),
        (429, {"error": "Limit", "limit": 4, "active": 4}, ""),
    ],
)
async def test_what_activitysmith_answers_is_understood(
    tmp_path: Path, status: int, body: dict[str, object], says: str
) -> None:
    """A refusal keeps nothing and says what to do; whoever is told of money or pace is known."""

    async def answer(_: web.Request) -> web.Response:
        return web.json_response(body, status=status)

    site = web.Application()
    site.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with bench(tmp_path, url, Sandbox()) as at:
        if says:
            with pytest.raises(Refused, match=says) as no:
                await at.connecting.connect("T1", OURS)
            assert "Nothing was changed" in str(no.value)
            assert OURS.get_secret_value() not in str(no.value)
            assert at.ring.held == {}
        else:
            await at.connecting.connect("T1", OURS)
            assert at.ring.held == {("T1", KEPT_AS): OURS}
    await runner.cleanup()


def test_another_account_has_heard_nothing_yet() -> None:
    """A memo of before there were marks is believed; then only who has the same mark is."""
    memory = Memory(on=True, digest="x", revision=3)

    ours = memory.for_account("ours")

    assert ours == memory.but(account="ours")
    assert ours.for_account("ours") is ours
    assert ours.for_account("theirs") == ours.but(account="theirs", digest="")
    assert memory.for_account("") is memory
