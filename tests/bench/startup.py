"""From nothing to ready, and what it weighs, beside the bare import of what it stands on."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from tests.bench.pairs import compared, in_turns
from tests.bench.programs import Program, lockstep, lockstep_environ
from tests.bench.size import Size
from tests.bench.table import Row, Target
from tests.steps import ROOT

LIBRARIES = "aiohttp, httpx, pydantic"
READY, MEMORY = Target(2.5, 1.7), Target(1.9, 1.5)
HELP = Target(0.2, 0.12, unit=" s")
DEAREST = 10


def rows(size: Size) -> Iterator[Row]:
    """Ready, memory at rest, `--help`. The platforms' SDKs are not part of it yet."""
    folders = (size.fresh(f"startup-{number}") for number in range(100))
    mine, theirs = in_turns(
        size.pairs, lambda: _ready_seconds(next(folders)), lambda: seconds("-c", _IMPORTS)
    )
    found = compared(mine, theirs)
    yield Row(
        f"`lockstep run` to ready, against importing {LIBRARIES}",
        f"{found.ours:.2f} s", f"{found.floor:.2f} s", found.ratio, READY, found.noise,
    )  # fmt: skip
    with lockstep(next(folders)) as server:
        time.sleep(1)
        ours = server.resident_mb
    floor = imported_mb(_IMPORTS)
    yield Row("… memory at rest", f"{ours:.0f} MB", f"{floor:.0f} MB", ours / floor, MEMORY)
    helped, nothing = in_turns(
        size.pairs, lambda: seconds("-m", "adapters.cli", "--help"), lambda: seconds("-c", "")
    )
    seconds = median(helped)
    yield Row(
        "`lockstep --help` (floor: Python alone)",
        f"{seconds:.3f} s", f"{median(nothing):.3f} s", seconds, HELP, 0.2, unit=" s",
    )  # fmt: skip


def dearest() -> list[str]:
    """The ten imports that `adapters.app` spends most time in, each without what it imports."""
    said = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import adapters.app"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip
    lines = [line.removeprefix("import time:").split("|") for line in said.splitlines()]
    timed = [
        (int(line[0]), int(line[1]), line[2].strip()) for line in lines if line[0].strip().isdigit()
    ]
    total = max(cumulative for _, cumulative, _ in timed)
    told = [f"{'adapters.app':<42} {'':>8} {total / 1000:8.1f} ms with all"]
    for own, cumulative, name in sorted(timed, reverse=True)[:DEAREST]:
        told.append(f"{name:<42} {own / 1000:8.1f} {cumulative / 1000:8.1f} ms")
    return told


_IMPORTS = f"import {LIBRARIES}"


def _ready_seconds(folder: Path) -> float:
    begun = time.perf_counter()
    server = Program(("-m", "adapters.cli", "run"), folder, lockstep_environ(folder))
    try:
        server.listens()
        while not answers(f"http://127.0.0.1:{server.port}/ready"):
            assert time.perf_counter() - begun < 30, "it is not ready"
        return time.perf_counter() - begun
    finally:
        server.stop()


def answers(url: str) -> bool:
    """Whether *url* answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def seconds(*arguments: str, environ: Mapping[str, str] | None = None) -> float:
    """How long Python takes with *arguments*."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - begun


def imported_mb(imports: str) -> float:
    """What Python weighs after *imports*."""
    read = "print([x for x in open('/proc/self/status') if x.startswith('VmRSS')][0].split()[1])"
    said = subprocess.run(
        [sys.executable, "-c", f"{imports}; {read}"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return int(said.stdout) / 1024
