"""Programs that run beside the bench: servers, the stand-in for ActivitySmith, the load."""

import json
import os
import re
import select
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from adapters import keys
from tests.bench.load import STEPS, Order, Outcome
from tests.steps import ROOT

SECRET = "a-secret-for-benchmarks-only"
SAY_KEY = keys.make(SECRET.encode(), "bench")
SMITH_KEY = "ask_bench"
STARTS_WITHIN_SECONDS = 30.0

_OWN = ("LOCKSTEP_", "ACTIVITYSMITH_", "SLACK_", "DISCORD_", "DATABASE_", "HOST", "PORT", "PYTHON")
_TICK = os.sysconf("SC_CLK_TCK")


class Program:
    """A program that says in one line that it is there. What it complains of is in a file."""

    def __init__(self, arguments: Sequence[str], folder: Path, environ: Mapping[str, str]) -> None:
        clean = {name: text for name, text in os.environ.items() if not name.startswith(_OWN)}
        self._complaints = folder / "stderr.txt"
        with self._complaints.open("w") as complaints:
            self._process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=folder,
                env={**clean, "PYTHONPATH": str(ROOT), **environ},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
            )
        self.port = 0

    def line(self, within_seconds: float = STARTS_WITHIN_SECONDS) -> str:
        """The next line that it says. Raises RuntimeError, with what it complained of."""
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], within_seconds)
        line = self._process.stdout.readline() if ready else ""
        if not line:
            raise RuntimeError(f"it said nothing: {self._complaints.read_text()[-2_000:]}")
        return line

    def tell(self, line: str) -> None:
        """Say *line* to it."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def listens(self) -> None:
        """Wait until it says where it listens."""
        self.port = int(re.findall(r":(\d+)", self.line())[-1])

    @property
    def cpu_seconds(self) -> float:
        """How much of the processor it has used."""
        stat = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(stat[11]) + int(stat[12])) / _TICK

    @property
    def resident_mb(self) -> float:
        """How much memory it has now."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        line = next(each for each in status.splitlines() if each.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def rests(self, within_seconds: float = 3.0) -> None:
        """Wait until it has nothing left to do, or for so long."""
        until = time.monotonic() + within_seconds
        before = self.cpu_seconds
        while time.monotonic() < until:
            time.sleep(0.1)
            now = self.cpu_seconds
            if now - before < 0.015:
                return
            before = now

    def stop(self) -> None:
        """End it; politely for a moment."""
        self._process.terminate()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


@contextmanager
def program(
    arguments: Sequence[str], folder: Path, environ: Mapping[str, str] | None = None
) -> Iterator[Program]:
    """A program that listens, until the block ends."""
    started = Program(arguments, folder, environ or {})
    try:
        started.listens()
        yield started
    finally:
        started.stop()


def lockstep_environ(folder: Path, **settings: str) -> dict[str, str]:
    """The settings of a Lockstep that keeps all in *folder*."""
    return {
        "LOCKSTEP_DATABASE_URL": f"sqlite:///{folder}/lockstep.db",
        "LOCKSTEP_SECRET": SECRET,
        "HOST": "127.0.0.1",
        "PORT": "0",
        **settings,
    }


@contextmanager
def lockstep(folder: Path, part: str = "run", **settings: str) -> Iterator[Program]:
    """A Lockstep as people run it."""
    environ = lockstep_environ(folder, **settings)
    with program(("-m", "adapters.cli", part), folder, environ) as started:
        yield started


@contextmanager
def sandbox(folder: Path, **switches: object) -> Iterator[str]:
    """The stand-in for ActivitySmith, switched so for every account; its base URL."""
    arguments = ("-m", "tests.bench.standin", json.dumps({"rate": "off", **switches}))
    with program(arguments, folder) as started:
        yield f"http://127.0.0.1:{started.port}/api"


def smith(api: str, per_minute: int = 10_000) -> dict[str, str]:
    """The settings of an account that may send so much to *api*."""
    return {
        "ACTIVITYSMITH_BASE_URL": api,
        "ACTIVITYSMITH_API_KEY": SMITH_KEY,
        "ACTIVITYSMITH_REQUESTS_PER_MINUTE": str(per_minute),
        "ACTIVITYSMITH_ACTIVITIES_MAX": "100",
    }


class Load:
    """The load generator, at hand for orders."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def press(self, order: Order) -> Outcome:
        """What came of *order*. Raises RuntimeError if anything but 200 was answered."""
        self._program.tell(json.dumps(asdict(order)))
        outcome = Outcome(**json.loads(self._program.line(order.seconds + 90)))
        if outcome.others or not outcome.answered:
            raise RuntimeError(f"{outcome.others} answers were not 200: {outcome}")
        return outcome


@contextmanager
def load(folder: Path) -> Iterator[Load]:
    """The load generator, until the block ends."""
    started = Program(("-m", "tests.bench.load"), folder, {})
    try:
        yield Load(started)
    finally:
        started.stop()


def asked(url: str, body: object = None, method: str = "POST", key: str = SAY_KEY) -> Any:
    """The JSON that *url* answers."""
    request = urllib.request.Request(
        url,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {key}"},
        method=method,
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as exc:
        raise RuntimeError(f"{url} answered {exc.code}: {exc.read()!r}") from exc


def begin(port: int, activities: int) -> None:
    """Start what the load moves: a bar of steps in each of so many channels."""
    for place in range(activities):
        said = {"channel": f"load-{place}", "words": f'start "Load {place}" steps:{STEPS}'}
        asked(f"http://127.0.0.1:{port}/say", said)
