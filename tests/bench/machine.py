"""What the figures were taken on."""

import os
import platform
import sqlite3
import time
from pathlib import Path
from statistics import median


def facts(folder: Path) -> list[str]:
    """The machine in a few lines: without them no absolute figure means anything."""
    load = " ".join(f"{part:.1f}" for part in os.getloadavg())
    return [
        f"{os.cpu_count()} cores, load {load}, {platform.system()} {platform.machine()}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        f"fdatasync {fdatasync_micros(folder):,.0f} µs",
    ]


def fdatasync_micros(folder: Path, times: int = 200) -> float:
    """The median time to have 4 KiB that were appended safe on disk."""
    path, taken = folder / "fdatasync", []
    opened = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    try:
        for _ in range(times):
            os.write(opened, bytes(4_096))
            begun = time.perf_counter()
            os.fdatasync(opened)
            taken.append(time.perf_counter() - begun)
    finally:
        os.close(opened)
        path.unlink()
    return median(taken) * 1e6
