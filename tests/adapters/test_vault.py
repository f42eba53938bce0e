"""What workspaces entrust to us: sealed on disk, whole after a restart, nobody else's."""

import asyncio
import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from adapters.vault import Seals, Unreadable, Vault, seals_of
from bot.errors import SettingsInvalid, StoreUnusable
from bot.stores.sqlite import SqliteStore
from tests.adapters.edge import bytes_in, settings

OLD, NEW, OTHER = (f"{name}-key-of-the-tests".encode() for name in ("old", "new", "other"))
CANARY = "ask_canary_7Q4f9aZZtop"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = await SqliteStore.open(tmp_path / "lockstep.db")
    yield store
    await store.close()


async def opened(store: SqliteStore, *keys: bytes, **how: Any) -> Vault:
    return await Vault.open(store, Seals(keys), **how)


def told(secret: SecretStr | None) -> str:
    assert secret is not None
    return secret.get_secret_value()


async def test_what_is_kept_is_there_after_a_restart(store: SqliteStore) -> None:
    """By workspace and name; what was dropped is not."""
    vault = await opened(store, OLD)
    for workspace, name in (("T1", "a"), ("T1", "b"), ("T2", "a"), ("T3", "a")):
        await vault.keep(workspace, name, SecretStr(f"{workspace} {name}"))
    await vault.keep("T3", "a", None)

    again = await opened(store, OLD)

    for both in (vault, again):
        assert {w: told(s) for w, s in both.all_of("a").items()} == {"T1": "T1 a", "T2": "T2 a"}
        assert told(both.of("T1", "b")) == "T1 b"
        assert both.of("T3", "a") is None


async def test_the_file_does_not_tell_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Not while it is written, not after, not in the -wal, and not in a log."""
    caplog.set_level(logging.DEBUG)
    store = await SqliteStore.open(tmp_path / "lockstep.db")
    vault = await opened(store, OLD)
    await vault.keep("T1", "a", SecretStr(CANARY))
    during = bytes_in(tmp_path)
    await vault.keep("T1", "a", SecretStr(CANARY + "2"))
    await vault.keep("T1", "a", None)
    await store.close()

    after = bytes_in(tmp_path)

    assert b"gAAAA" in during, "what was sealed is on disk"
    assert CANARY.encode() not in during + after
    assert CANARY not in caplog.text + repr(vault.__dict__)


async def test_an_older_key_opens_and_the_newest_seals(store: SqliteStore) -> None:
    """After one start with both keys, the older one may go; when it was sealed stays known."""
    vault = await opened(store, OLD)
    for n in range(20):
        await vault.keep(f"T{n}", "a", SecretStr(f"secret {n}"))

    await opened(store, NEW, OLD)
    renewed = await store.secrets()
    again = await opened(store, NEW)

    assert {told(again.of(f"T{n}", "a")) for n in range(20)} == {f"secret {n}" for n in range(20)}
    await opened(store, NEW, OLD)
    assert await store.secrets() == renewed, "what the newest key sealed is left as it is"


async def test_a_wrong_key_is_one_sentence(store: SqliteStore) -> None:
    """Nothing is changed, and the sentence names the setting and both ways out."""
    await (await opened(store, OLD)).keep("T1", "a", SecretStr(CANARY))
    before = await store.secrets()

    with pytest.raises(
        SettingsInvalid, match=r"LOCKSTEP_KEYS: 1 of .*LOCKSTEP_ACCEPT_LOSS=1"
    ) as no:
        await opened(store, OTHER)

    assert await store.secrets() == before
    assert CANARY not in str(no.value)
    assert (await opened(store, OTHER, accept_loss=True)).all_of("a") == {}
    assert await store.secrets() == {}


@pytest.mark.parametrize(("workspace", "name"), [("T2", "a"), ("T1", "b")])
async def test_a_row_that_was_moved_opens_for_nobody(
    store: SqliteStore, workspace: str, name: str
) -> None:
    """What one workspace entrusted is no good in another's row, nor under another name."""
    seals = Seals([OLD])
    sealed = seals.seal("T1", "a", SecretStr(CANARY))

    with pytest.raises(Unreadable):
        seals.open(workspace, name, sealed)
    assert told(seals.open("T1", "a", sealed)) == CANARY


async def test_memory_says_what_the_disk_says(store: SqliteStore) -> None:
    """Also when whoever asked did not wait for the end of it."""
    vault = await opened(store, OLD)
    asked = asyncio.create_task(vault.keep("T1", "a", SecretStr("kept")))
    await asyncio.sleep(0)
    asked.cancel()

    await vault.keep("T2", "a", SecretStr("after it"))

    assert asked.cancelled() or asked.cancelling()
    assert set(vault.all_of("a")) == {workspace for workspace, _ in await store.secrets()}


async def test_what_the_disk_refuses_is_not_in_memory(tmp_path: Path) -> None:
    """Nobody uses a key that would be gone after a restart."""
    store = await SqliteStore.open(tmp_path / "lockstep.db")
    vault = await opened(store, OLD)
    await vault.keep("T1", "a", SecretStr("before"))
    await store.close()

    with pytest.raises(StoreUnusable):
        await vault.keep("T1", "a", SecretStr("never on disk"))

    assert told(vault.of("T1", "a")) == "before"


def test_the_secret_seals_where_no_key_is_set(tmp_path: Path) -> None:
    """And opens still, once one is."""
    without = seals_of(settings(tmp_path), b"the secret of the tests")
    named = settings(tmp_path, LOCKSTEP_KEYS=f" {NEW.decode()} , {OLD.decode()},")
    within = seals_of(named, b"the secret of the tests")

    assert told(within.open("T1", "a", without.seal("T1", "a", SecretStr("x")))) == "x"
    sealed = within.seal("T1", "a", SecretStr("y"))
    assert told(Seals([NEW]).open("T1", "a", sealed)) == "y"
    with pytest.raises(Unreadable):
        without.open("T1", "a", sealed)


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    """In a sentence that does not tell it."""
    named = settings(tmp_path, LOCKSTEP_KEYS=f"{NEW.decode()},2short")

    with pytest.raises(SettingsInvalid, match="LOCKSTEP_KEYS: each key has at least 16") as no:
        seals_of(named, b"x" * 20)

    assert "2short" not in str(no.value)
    assert "2short" not in repr(named)


def test_who_keeps_nothing_does_not_import_cryptography(tmp_path: Path) -> None:
    """It would cost every start ten milliseconds or more."""
    code = (
        "import asyncio, sys; from adapters.app import build; from bot.settings import Settings\n"
        "async def main():\n"
        "    url = f'sqlite:///{sys.argv[1]}/lockstep.db'\n"
        "    async with build(Settings(_env_file=None, LOCKSTEP_DATABASE_URL=url), environ={}):\n"
        "        print([m for m in sys.modules if m.startswith('cryptography')])\n"
        "asyncio.run(main())"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        check=True, capture_output=True, text=True, timeout=60, env={},
    )  # fmt: skip

    assert done.stdout.strip() == "[]"
