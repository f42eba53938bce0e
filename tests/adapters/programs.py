"""Lockstep and the sandbox as programs of their own, as a newcomer would start them."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "adapters.cli")
SECONDS = 20.0

# What asyncio's debug mode tells of a turn of the loop that took over 0.1 seconds: on a busy
# machine that says nothing of us.
_SLOW = re.compile(r"^.*Executing <.* took [0-9.]+ seconds.*\n?", re.M)


def environment(**named: str) -> dict[str, str]:
    """A plain environment with *named* in it, in which no setting of this machine counts."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "PYTHONDEVMODE": "1",  # Whatever is left open, or never awaited, is told.
        "PYTHONWARNINGS": "ignore:'audioop' is deprecated:DeprecationWarning",  # discord.py's
        "HOST": "127.0.0.1",
        "PORT": "0",
        **named,
    }


def own_words(stderr: str) -> str:
    """What Lockstep itself said on *stderr*."""
    return _SLOW.sub("", stderr)


@dataclass
class Program:
    """One that runs, and what it has said."""

    process: subprocess.Popen[str]
    errors: Path
    _lines: "queue.Queue[str]" = field(default_factory=queue.Queue)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stdout:
            for line in stdout:
                self._lines.put(line)

    def line(self, seconds: float = SECONDS) -> str:
        """The next line that it prints."""
        try:
            self.said.append(self._lines.get(timeout=seconds))
        except queue.Empty:
            raise AssertionError(f"silent; on stderr: {self.errors.read_text()}") from None
        return self.said[-1].rstrip("\n")

    def url(self) -> str:
        """The address in the next line."""
        found = re.search(r"http://\S+", self.line())
        assert found is not None
        return found[0]

    def signal(self, number: int) -> None:
        """Send a signal; one that has ended hears none."""
        self.process.send_signal(number)

    def ended(self, seconds: float = SECONDS) -> int:
        """Its exit code, which it must come to in time."""
        return self.process.wait(seconds)

    @property
    def stderr(self) -> str:
        """What it said on standard error."""
        return own_words(self.errors.read_text())


@contextmanager
def program(
    folder: Path, *arguments: str, environ: Mapping[str, str], name: str = "program"
) -> Iterator[Program]:
    """`lockstep` with *arguments*, in *folder*; killed if it is still there at the end."""
    errors = folder / f"{name}.err"
    with errors.open("a") as stderr:
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=folder,
            env=dict(environ),
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    running = Program(process, errors)
    try:
        yield running
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()


@contextmanager
def sandbox(folder: Path) -> Iterator[str]:
    """The base URL of `lockstep sandbox`."""
    with program(
        folder, "sandbox", "--port", "0", environ=environment(), name="sandbox"
    ) as running:
        yield running.url()


def lockstep(
    folder: Path, *arguments: str, environ: Mapping[str, str], code: int | None = 0
) -> subprocess.CompletedProcess[str]:
    """What `lockstep` with *arguments* says; it must end with *code*, and show no traceback."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=dict(environ),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    done.stderr = own_words(done.stderr)
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    assert code is None or done.returncode == code, (done.returncode, done.stdout, done.stderr)
    return done


def picture(smith: str, key: str) -> dict[str, object]:
    """What the sandbox at *smith* shows of the account of *key*."""
    url = smith.removesuffix("/api") + f"/__sandbox/accounts/{key}"
    found: dict[str, object] = httpx.get(url, trust_env=False).json()
    return found
