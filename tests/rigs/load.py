"""Kills the whole server at random, with everybody speaking; starts it again on the same file."""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters import keys
from adapters.sandbox import Sandbox, Switches
from tests.rigs import server
from tests.rigs.children import child
from tests.rigs.crowd import Crowd
from tests.rigs.durability import Finding, Kept, findings, wanted
from tests.rigs.kept import due_before, kept_in
from tests.rigs.phones import differences, stored, tokens

ACCOUNT = "ask_rig"
SECRET = "the secret of a rig, no other"
SWITCHES = Switches(rate="off", places_max=100)
LOAD_SECONDS = (0.005, 0.080)
JUDGE_EVERY = 20
AHEAD_SECONDS = (0, 60, 300, 1_200, 3_600)
"""How far the clock is on at each start after the last kill: past every doubt and settling."""
REST_WITHIN_SECONDS = 30.0


@dataclass
class Storm:
    """What a run came to."""

    cycles: int = 0
    sent: int = 0
    acknowledged: int = 0
    refused: int = 0
    unanswered: int = 0
    shown: int = 0
    findings: list[Finding] = field(default_factory=list)


def storm(
    cycles: int,
    *,
    seed: int = 1,
    hasty: bool = False,
    enough: Callable[[Storm], bool] = lambda _: False,
) -> Storm:
    """Kill and start again so often, or until it is *enough*; then let it come to rest."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_Rig(Path(folder), random.Random(seed), hasty).run(cycles, enough))


class _Rig:
    def __init__(self, folder: Path, dice: random.Random, hasty: bool) -> None:
        self._path = folder / "lockstep.db"
        self._log = folder / "log"
        self._dice = dice
        self._hasty = hasty
        self._sandbox = Sandbox(switches=SWITCHES)
        self._url = ""
        key = keys.make(SECRET.encode(), keys.LOCAL)
        self._crowd = Crowd(key, dice, lambda: tokens(self._sandbox.picture(ACCOUNT)))
        self._storm = Storm()

    async def run(self, cycles: int, enough: Callable[[Storm], bool]) -> Storm:
        async with self._sandbox.serve() as self._url:
            while self._storm.cycles < cycles:
                await self._cycle()
                if self._storm.findings or enough(self._storm):
                    return self._summed_up()
            for ahead in AHEAD_SECONDS:
                await self._rest(timedelta(seconds=ahead))
            if not self._hasty:
                self._compare()
            return self._summed_up()

    async def _cycle(self) -> None:
        """Start, judge what is there, load, kill."""
        async with self._serving(timedelta()) as (port, kill):
            if self._hasty or self._storm.cycles % JUDGE_EVERY == 0:
                self._judge()
            speaking = asyncio.create_task(self._crowd.speak(port))
            await asyncio.sleep(self._dice.uniform(*LOAD_SECONDS))
            kill()
            await speaking
        self._storm.cycles += 1

    async def _rest(self, ahead: timedelta) -> None:
        """Start, wait until nothing is due, judge, stop."""
        async with self._serving(ahead):
            until = time.monotonic() + REST_WITHIN_SECONDS
            while left := due_before(self._path, datetime.now(UTC) + ahead):
                if time.monotonic() > until:
                    self._found(Finding("forgotten", f"{left} channels are due for ever"))
                    return
                await asyncio.sleep(0.05)
            self._judge()

    def _judge(self) -> Kept:
        kept = kept_in(self._path)
        for finding in findings(self._crowd.acknowledged.values(), kept):
            self._found(finding)
        return kept

    def _compare(self) -> None:
        """Hold the phones, and what the file says of them, against the latest revisions."""
        picture = self._sandbox.picture(ACCOUNT)
        for difference in differences(stored(self._path), picture):
            self._found(difference)
        kept = kept_in(self._path)
        latest = wanted(kept)
        for delivery in kept.deliveries:
            at = delivery.activity_id, delivery.surface, delivery.channel_id
            if delivery.shown_revision != latest[at]:
                self._found(Finding("forgotten", f"{delivery} is not what it is to show"))
        for violation in picture["violations"]:
            self._found(Finding("wrong", f"ActivitySmith was called rudely: {violation}"))
        if self._log.exists() and (log := self._log.read_text()):
            self._found(Finding("wrong", f"the server complained: {log[:2000]}"))
        self._storm.shown = len(kept.activities)

    def _found(self, finding: Finding) -> None:
        if finding not in self._storm.findings:
            self._storm.findings.append(finding)

    def _summed_up(self) -> Storm:
        crowd, total = self._crowd, self._storm
        total.findings += crowd.findings
        total.sent, total.acknowledged = crowd.sent, len(crowd.acknowledged)
        total.refused, total.unanswered = crowd.refused, crowd.lost
        return total

    @asynccontextmanager
    async def _serving(self, ahead: timedelta) -> AsyncIterator[tuple[int, Callable[[], None]]]:
        """The server at its port, and what kills it; killed in any case when the block ends."""
        environ = {
            "LOCKSTEP_DATABASE_URL": f"sqlite:///{self._path}",
            "LOCKSTEP_SECRET": SECRET,
            "LOCKSTEP_PUBLIC_URL": "https://lockstep.example",
            "ACTIVITYSMITH_API_KEY": ACCOUNT,
            "ACTIVITYSMITH_BASE_URL": self._url,
            "ACTIVITYSMITH_REQUESTS_PER_MINUTE": "10000",
            "ACTIVITYSMITH_ACTIVITIES_MAX": "100",
        }
        given = (environ, str(self._log), ahead.total_seconds(), self._hasty)
        with child(server.main, *given) as living:
            living.begin()
            port = await asyncio.to_thread(living.first_line)
            assert port, f"the server did not start: {self._log.read_text()}"
            yield int(port), living.kill
