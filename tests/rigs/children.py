"""Programs of the rigs, forked from one that has imported everything: a few milliseconds each."""

import ctypes
import multiprocessing
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from typing import Any

_PR_SET_PTRACER = 0x59616D61
_ANYBODY = ctypes.c_ulong(-1)

ENDS_WITHIN_SECONDS = 60.0

# Whoever starts a process also asks after all others, and an exit code is told only once.
_one_at_a_time = threading.Lock()
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.rigs.child", "tests.rigs.server"])


@dataclass
class Child:
    """A program that waits to begin; *says* is the reading end of its standard output."""

    process: ForkServerProcess
    says: int
    _gate: Connection

    @property
    def pid(self) -> int:
        """Its number."""
        assert self.process.pid is not None, "it was started"
        return self.process.pid

    def begin(self) -> None:
        """Let it run."""
        self._gate.send_bytes(b"go")

    def kill(self) -> None:
        """End it at once, as a power button does; nothing once it has ended."""
        if not wait([self.process.sentinel], 0):
            self.process.kill()

    def ended(self) -> int:
        """Its exit code, once it has ended: minus nine when it was killed."""
        assert wait([self.process.sentinel], ENDS_WITHIN_SECONDS), "a child ends by itself"
        with _one_at_a_time:
            self.process.join()
        code = self.process.exitcode
        assert code is not None, "it has ended"
        return code

    def first_line(self) -> str:
        """What it says first, once it has; nothing if it ends without a word."""
        said = b""
        while not said.endswith(b"\n") and (part := os.read(self.says, 1)):
            said += part
        return said.decode().strip()

    def all_said(self) -> str:
        """Everything it says until it ends."""
        parts = []
        while part := os.read(self.says, 65536):
            parts.append(part)
        return b"".join(parts).decode()


@contextmanager
def child(run: Callable[..., None], *given: object) -> Iterator[Child]:
    """A process that will call *run*; dead when the block ends."""
    ours, theirs = _context.Pipe()
    says, speaks = _context.Pipe(duplex=False)
    process = _context.Process(target=_live, args=(theirs, speaks, run, given))
    with _one_at_a_time:
        process.start()
    theirs.close()
    speaks.close()
    living = Child(process, says.fileno(), ours)
    try:
        yield living
    finally:
        living.kill()
        living.ended()
        process.close()
        for end in (ours, says):
            end.close()


@contextmanager
def traced(pid: int, *options: str) -> Iterator[None]:
    """strace watches *pid* and its threads as *options* say, from the begin of the block."""
    command = ["strace", "-f", "-p", str(pid), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None, "it is a pipe"
        word = tracer.stderr.readline()
        assert "attached" in word, f"strace cannot watch: {word}"
        yield
        tracer.communicate(timeout=60)


def _live(gate: Connection, speaks: Connection, run: Callable[..., None], given: Any) -> None:
    os.dup2(speaks.fileno(), 1)
    speaks.close()
    # Where only a parent may trace, the child has to allow it to others.
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYBODY, 0, 0, 0)
    gate.recv_bytes()
    run(*given)
