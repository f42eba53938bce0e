"""The secret, and the bearer keys for `/say` that are derived from it.

A key names who holds it and is stored nowhere. All keys, and all buttons on phones, end
together when the secret is changed.
"""

import hmac
import os
import re
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from bot.errors import Refused, SettingsInvalid
from bot.settings import Settings

LOCAL = "local"
"""The name behind the key of the program's own commands on the same machine."""

_CONTEXT = b"lockstep.say.v1\0"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_KEY = re.compile(r"lsk_(?P<name>[A-Za-z0-9._-]{1,40})_(?P<mac>[0-9a-f]{40})")

_FILE = "lockstep.secret"
_LENGTH_MIN = 16


def secret_of(settings: Settings) -> bytes:
    """LOCKSTEP_SECRET, or the one kept beside the SQLite file; made there on the first run.

    Raises SettingsInvalid when there is none and none can be kept.
    """
    if settings.secret is not None:
        secret = settings.secret.get_secret_value().strip()
        if len(secret) < _LENGTH_MIN:
            raise SettingsInvalid(f"LOCKSTEP_SECRET is shorter than {_LENGTH_MIN} characters.")
        return secret.encode()
    if settings.sqlite_path is None:
        raise SettingsInvalid("LOCKSTEP_SECRET is not set; with PostgreSQL it must be.")
    return _kept(settings.sqlite_path.parent / _FILE)


def _kept(path: Path) -> bytes:
    """The secret in the file at *path*, which only its owner can read; made if it is not there."""
    try:
        if not path.exists():
            _make(path)
        secret = path.read_text().strip()
    except OSError as exc:
        raise SettingsInvalid(
            f"The secret cannot be kept in {path} ({exc.strerror}); set LOCKSTEP_SECRET."
        ) from exc
    except UnicodeDecodeError:
        secret = ""
    if len(secret) < _LENGTH_MIN:
        raise SettingsInvalid(f"{path} holds no secret; remove it, and a new one is made.")
    return secret.encode()


def _make(path: Path) -> None:
    """Make the file whole under a name of its own; of several processes one gives it its name."""
    descriptor, own = tempfile.mkstemp(prefix=f"{_FILE}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
            file.flush()
            os.fsync(descriptor)
        with suppress(FileExistsError):
            os.link(own, path)
    finally:
        os.unlink(own)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # The name, too, must outlive a power cut.
    finally:
        os.close(folder)


def make(secret: bytes, name: str) -> str:
    """The key of *name*: the same each time. Raises Refused when *name* cannot be one."""
    if not _NAME.fullmatch(name):
        raise Refused("A key's name is 1 to 40 letters, digits, dots and dashes.")
    return f"lsk_{name}_{_mac(secret, name)}"


def holder(secret: bytes, key: str) -> str | None:
    """The name that *key* was made for; None if it was not made with this secret."""
    found = _KEY.fullmatch(key)
    if found is None or not hmac.compare_digest(found["mac"], _mac(secret, found["name"])):
        return None
    return found["name"]


def _mac(secret: bytes, name: str) -> str:
    # Not hmac.digest, which lets the other threads in, and waits for its turn again.
    return hmac.new(secret, _CONTEXT + name.encode(), "sha256").digest()[:20].hex()
