"""The lock beside the file: one process owns the store, for as long as it lives."""

import fcntl
import os
from contextlib import suppress

from bot.errors import StoreUnusable


def take(path: str) -> int:
    """Own *path*: a descriptor that keeps the lock until it is closed. Raises StoreUnusable."""
    try:
        lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as exc:
        raise StoreUnusable(
            f"The folder of {path} cannot be written ({exc.strerror}). Nothing was changed."
            " Make it, or let Lockstep write there, and start again."
        ) from exc
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        owner = os.pread(lock, 20, 0).decode("ascii", "replace").strip()
        os.close(lock)
        raise StoreUnusable(
            f"{path} is in use by another Lockstep{f' (process {owner})' if owner else ''}."
            " Nothing was changed. Stop that one first."
        ) from exc
    with suppress(OSError):  # A full disk; whoever comes next is told without a number.
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
    return lock


def release(lock: int) -> None:
    """Let another process own what *lock* stands for."""
    with suppress(OSError):
        os.ftruncate(lock, 0)
    os.close(lock)
