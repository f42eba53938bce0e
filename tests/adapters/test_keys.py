"""The secret and what is derived from it: kept by one, made once, given to nobody else."""

import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from adapters import keys
from bot.errors import Refused, SettingsInvalid
from tests.adapters.edge import settings


def _secret(folder: str) -> bytes:
    return keys.secret_of(settings(Path(folder), LOCKSTEP_SECRET=None))


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    """Beside the database, mode 0600; the same ever after."""
    first = _secret(str(tmp_path))

    (kept,) = tmp_path.iterdir()
    assert kept.name == "lockstep.secret"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(first) >= 32
    assert _secret(str(tmp_path)) == first


def test_made_by_many_processes_at_once_it_is_one(tmp_path: Path) -> None:
    """Two that start together agree: none reads a file that the other has not written yet."""
    with ProcessPoolExecutor(4, mp_context=get_context("fork")) as processes:
        for round_ in range(20):
            folder = tmp_path / str(round_)
            folder.mkdir()
            secrets = set(processes.map(_secret, [str(folder)] * 8))
            assert len(secrets) == 1


def test_a_short_secret_is_refused() -> None:
    """A secret that can be guessed is none."""
    with pytest.raises(SettingsInvalid, match=r"LOCKSTEP_SECRET is shorter than 16 characters\."):
        keys.secret_of(settings(Path(), LOCKSTEP_SECRET="secret"))


def test_an_empty_file_is_no_secret(tmp_path: Path) -> None:
    """It is told, and not made anew by itself: buttons on phones would end."""
    (tmp_path / "lockstep.secret").write_text("")

    with pytest.raises(SettingsInvalid, match="holds no secret; remove it"):
        _secret(str(tmp_path))


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    """Where the secret cannot be kept, the sentence says where and what to set."""
    (tmp_path / "file").write_text("")

    for folder in ("missing", "file"):
        with pytest.raises(SettingsInvalid, match=r"cannot be kept in .*set LOCKSTEP_SECRET\."):
            _secret(str(tmp_path / folder))


def test_with_postgresql_it_must_be_set() -> None:
    """Many processes share one database, and have no folder in common."""
    url = "postgresql://db.example/lockstep"
    with pytest.raises(SettingsInvalid, match="LOCKSTEP_SECRET is not set"):
        keys.secret_of(settings(Path(), LOCKSTEP_DATABASE_URL=url, LOCKSTEP_SECRET=None))


def test_a_key_is_its_holders_and_nobody_elses() -> None:
    """Any other name, secret or character is another key."""
    secret = b"a secret of the tests"
    key = keys.make(secret, "ci.build-7_x")

    assert keys.holder(secret, key) == "ci.build-7_x"
    assert keys.make(secret, "ci.build-7_x") == key
    assert keys.holder(b"another secret", key) is None
    for place in range(len(key)):
        changed = "0" if key[place] != "0" else "1"
        assert keys.holder(secret, key[:place] + changed + key[place + 1 :]) is None
    assert secret.hex() not in key


@pytest.mark.parametrize("name", ["", "a b", "-a", "ö", "x" * 41, "a\n", "local\x00"])
def test_a_name_that_cannot_be_one_is_refused(name: str) -> None:
    """One sentence says what a name is."""
    with pytest.raises(Refused, match="A key's name is 1 to 40"):
        keys.make(b"a secret of the tests", name)
