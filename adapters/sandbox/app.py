"""The sandbox itself: accounts by key, a clock, a log, and the web application around them."""

import asyncio
import random
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from adapters.sandbox import picture, streams
from adapters.sandbox.answers import Json
from adapters.sandbox.bell import Bell
from adapters.sandbox.control import control_routes
from adapters.sandbox.desk import Desk
from adapters.sandbox.faults import Sleep
from adapters.sandbox.log import ENTRIES_MAX, EffectLog, Violation
from adapters.sandbox.press import NotPressed, deliver, webhook
from adapters.sandbox.state import Account
from adapters.sandbox.switches import Switchboard, Switches

ACCOUNTS_MAX = 1000
STOP_SECONDS = 1.0


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """A stand-in for ActivitySmith; every `ask_` key is an account of its own.

    *control* adds the routes that ActivitySmith does not have. *loopback_only*: a press calls
    webhooks of this machine, and of no other.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = _utc_now,
        randomness: random.Random | None = None,
        sleep: Sleep = asyncio.sleep,
        switches: Switches | None = None,
        allow_http_webhooks: bool = True,
        log_size: int = ENTRIES_MAX,
        control: bool = True,
        loopback_only: bool = False,
    ) -> None:
        self.clock = clock
        self.bell = Bell()
        self.log = EffectLog(log_size, ring=self.bell.ring)
        self.accounts: dict[str, Account] = {}
        self._switches = switches or Switches()
        self._loopback_only = loopback_only
        self._desk = Desk(
            self.account,
            clock,
            sleep,
            randomness or random.SystemRandom(),
            self.log,
            loopback_http=allow_http_webhooks,
        )
        self.app = web.Application()
        self.app.add_routes(self._desk.routes())
        if control:
            self.app.add_routes(control_routes(self))

    @property
    def violations(self) -> list[Violation]:
        """What clients did that a polite one never would."""
        return list(self._desk.etiquette.violations)

    @asynccontextmanager
    async def serve(
        self, host: str = "127.0.0.1", port: int = 0, *, stop_seconds: float = STOP_SECONDS
    ) -> AsyncIterator[str]:
        """Listen, and give the base URL, which ends in /api.

        Who has not been answered *stop_seconds* after the end of the block is hung up on.
        """
        self._desk.open()
        runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=stop_seconds)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            shown = f"[{host}]" if ":" in host else host
            yield f"http://{shown}:{runner.addresses[0][1]}/api"
        finally:
            await self._desk.close()
            await runner.cleanup()

    def account(self, key: str) -> Account:
        """The account of *key*, made on first use."""
        found = self.accounts.get(key)
        if found is None:
            found = self.accounts[key] = Account(key, switchboard=Switchboard(self._switches))
            while len(self.accounts) > ACCOUNTS_MAX:
                self.reset(next(iter(self.accounts)))
        found.settle(self.clock())
        return found

    async def changed(self, since: int, timeout_seconds: float) -> int:
        """How often there was something new to see, in any account; see Bell.

        What time alone does rings no bell; ask `Account.next_at` when that will be.
        """
        return await self.bell.changed(since, timeout_seconds)

    def reset(self, key: str) -> None:
        """Forget all about one account, but for what the log says of it."""
        self.accounts.pop(key, None)
        self._desk.forget(key)
        self.bell.ring()

    def switch(
        self,
        key: str,
        /,
        *,
        times: int | None = None,
        method: str | None = None,
        path: str | None = None,
        **changes: Any,
    ) -> None:
        """Set switches of one account: for good, or for the next *times*, a method, a path."""
        board = self.account(key).switchboard
        board.set(changes, times=times, method=method, path=path)
        self.bell.ring()

    def pause(self, key: str, stream_key: str) -> None:
        """Pause a stream, as its owner can elsewhere; raises KeyError for an unknown one."""
        account = self.account(key)
        streams.pause(
            self._desk.turn(account, account.switchboard.base), account.streams[stream_key]
        )
        self.bell.ring()

    def resume(self, key: str, stream_key: str) -> None:
        """Let a paused stream go on; raises KeyError for an unknown one."""
        streams.resume(self.account(key).streams[stream_key])
        self.bell.ring()

    def dismiss(self, key: str, activity_id: str) -> None:
        """Swipe an activity off every phone; raises KeyError for an unknown one."""
        activity, now = self.account(key).activities[activity_id], self.clock()
        if activity.is_live:
            activity.finish("cancelled", now, now, "dismissed")
        activity.dismiss_at = now
        self.bell.ring()

    async def press(self, key: str, activity_id: str, button: str, device: str = "") -> Json:
        """Press `action` or `secondary_action`, as *device* shows it or as it should be.

        Gives what was called and what came of it; raises NotPressed.
        """
        account, now = self.account(key), self.clock()
        shown = _buttons(account, activity_id, device, now)
        target = webhook(shown.get(button))
        times = 1 + account.switchboard.base.press_repeats
        account.pressing += 1
        try:
            deliveries = await deliver(target, times, loopback_only=self._loopback_only)
        finally:
            account.pressing -= 1
            self.bell.ring()
        outcome: Json = {
            "at": now.isoformat(),
            "activity_id": activity_id,
            "button": button,
            "method": target.get("method", "POST"),
            "url": target["url"],
            "body": target.get("body"),
            "deliveries": deliveries,
        }
        account.presses.append(outcome)
        return outcome

    def picture(self, key: str) -> Json:
        """All there is to see of one account: Lock Screens, requests, presses, violations."""
        account, now = self.account(key), self.clock()
        return {
            "account": key,
            "now": now.isoformat(),
            "lock_screens": picture.lock_screens(account, now),
            "activities": picture.activities(account),
            "streams": picture.streams(account),
            "metrics": account.metric_values,
            "log": [entry.to_json() for entry in self.log.of(key)],
            "presses": list(account.presses),
            "violations": [v.to_json() for v in self.violations if v.account == key],
        }

    def land(self) -> int:
        """Let every late effect land now; how many there were."""
        return self._desk.land()


def run(host: str = "127.0.0.1", port: int = 8042) -> None:
    """Serve a sandbox until SIGTERM or SIGINT, saying its address once."""
    asyncio.run(_run(host, port))


async def _run(host: str, port: int) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    async with Sandbox().serve(host, port) as url:
        sys.stdout.write(f"ActivitySmith sandbox at {url}\n")
        sys.stdout.flush()
        await stopped.wait()


def _buttons(account: Account, activity_id: str, device: str, now: datetime) -> Json:
    activity = account.activities.get(activity_id)
    if activity is None:
        raise NotPressed(404, "There is no such Live Activity.")
    frames = [activity.visible(d, now) for d in account.devices if d.id == device or not device]
    shown = [frame for frame in frames if frame is not None]
    if not shown:
        raise NotPressed(404, "No Lock Screen shows this Live Activity.")
    newest = max(shown, key=lambda frame: frame.at)
    return {"action": newest.action, "secondary_action": newest.secondary_action}
