"""The Lock Screen: shows activities on people's iPhones, through ActivitySmith."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.activity import LOCK_SCREEN, Activity
from bot.activitysmith import failures, outcome, payload, sentences
from bot.activitysmith.account import Account
from bot.activitysmith.answers import Answer, SmithError
from bot.activitysmith.caution import Caution
from bot.activitysmith.memory import Memory
from bot.activitysmith.plan import plan, recalled
from bot.activitysmith.scene import Call, Scene, stream_key
from bot.buttons import Press
from bot.errors import SurfaceRejected
from bot.surface import Delivery, Postponed, Shown

log = logging.getLogger(__name__)

LOOK_FOR_ACCOUNT = timedelta(seconds=15)

Send = Callable[[], Awaitable[Answer]]


class LockScreen:
    """A surface: the phones of the account that *account_of* finds for a workspace.

    *former_of* finds the account that it had before, by its mark: what that one shows, it
    ends before the present one begins.
    """

    name = LOCK_SCREEN
    lanes = 8

    def __init__(
        self,
        account_of: Callable[[str], Account | None],
        *,
        public_url: str | None,
        clock: Callable[[], datetime],
        caution: Caution | None = None,
        former_of: Callable[[str, str], Account | None] = lambda workspace, mark: None,
    ) -> None:
        self._account_of = account_of
        self._former_of = former_of
        self._public_url = public_url.rstrip("/") if public_url else None
        self._clock = clock
        self._caution = caution or Caution()

    def remember(self, deliveries: Sequence[Delivery]) -> None:
        """Take up what `Store.held` says the phones show already; before the first `show`."""
        now = self._clock()
        for delivery in deliveries:
            activity = delivery.activity
            account = self._account_of(activity.workspace)
            memory = Memory.read(delivery.memo)
            if account is None or memory.ended or self._former(activity, memory) is not None:
                continue
            if memory.on:
                since = memory.since or activity.started_at
                fixed = activity.adopted is not None
                account.places.hold(activity.id, activity.priority, since, fixed=fixed)
                account.know(memory.id, activity.id)
            elif memory.line is not None:
                account.places.wait(activity.id, activity.priority, memory.line, now)

    def moving(self, deliveries: Sequence[Delivery]) -> int:
        """How many of them an account shows that their workspace has no longer."""
        told = [(delivery.activity, Memory.read(delivery.memo)) for delivery in deliveries]
        return sum(not m.ended and self._former(a, m) is not None for a, m in told)

    def _former(self, activity: Activity, memory: Memory) -> Account | None:
        """The account before the present one, if it shows the activity still."""
        if not memory.on or (activity.adopted is not None and activity.ended_at is None):
            return None  # What something else started there is not ours to move.
        former = self._former_of(activity.workspace, memory.account)
        return former if former is not self._account_of(activity.workspace) else None

    async def show(self, delivery: Delivery, presses: tuple[Press, ...]) -> Shown | Postponed:
        """See Surface."""
        now = self._clock()
        memory = recalled(delivery, now, self._caution)
        former = self._former(delivery.activity, memory)
        account = former or self._account_of(delivery.activity.workspace)
        if account is None:
            return _nobody_to_tell(delivery, memory, now)
        memory = memory.for_account(account.mark)
        scene = Scene(delivery, account, now, presses, self._public_url, self._caution,
                      is_former=former is not None)  # fmt: skip
        try:
            call = plan(scene, memory)
            if not isinstance(call, Call):
                return call
            send = _prepared(scene, call)
        except SurfaceRejected as exc:
            observed = sentences.refused(str(exc))
            raise SurfaceRejected(str(exc), memo=memory.kept(), observed=observed) from exc
        return _held_back(scene, call) or await self._made(scene, call, send)

    async def _made(self, scene: Scene, call: Call, send: Send) -> Shown | Postponed:
        try:
            answer = await send()
        except SmithError as exc:
            particulars = {"activity": scene.activity.id, "outcome": type(exc).__name__}
            log.debug("call not accepted", extra=particulars)
            return failures.failed(outcome.Made(scene, call, self._clock()), exc)
        return outcome.answered(outcome.Made(scene, call, self._clock()), answer)


def _nobody_to_tell(delivery: Delivery, memory: Memory, now: datetime) -> Shown | Postponed:
    """Without an account: look again soon, since nothing else would when there is one."""
    observed = sentences.told("refused", sentences.NO_ACCOUNT)
    if delivery.activity.ended_at is not None and not (memory.on or memory.maybe):
        return Shown(memory.kept(), observed)
    return Postponed(now + LOOK_FOR_ACCOUNT, memory.kept(), observed)


def _held_back(scene: Scene, call: Call) -> Postponed | None:
    """Why the call may not go yet. None: it goes now, and its request and place are counted."""
    account, activity, now, memory = scene.account, scene.activity, scene.now, call.memory
    known = scene.delivery.observed
    if memory.doubt is not None and now < memory.doubt and call.names != memory.sent:
        return Postponed(memory.doubt, memory.kept(), known)
    at = account.rate.ask(call.kind, now)
    if at != "go":
        return Postponed(at, memory.kept(), known)
    pause = account.held(activity.id, ending=call.verb == "end", now=now)
    if pause is not None and not call.is_moving:
        return Postponed(pause.until, memory.kept(), pause.observed)
    if call.verb == "start" and (wait := account.places.take(activity.id, activity.priority, now)):
        if known.get("state") != "parked":
            known = sentences.told("waiting", wait.sentence)
        wake = (wait.park,) if wait.park else ()
        kept = memory.but(line=memory.line or now).kept()
        return Postponed(wait.until, kept, known, wake)
    account.rate.spend(now)
    return None


def _prepared(scene: Scene, call: Call) -> Send:
    """The call with its body, which is checked before anything is counted or sent."""
    client, memory = scene.account.client, call.memory
    showing = scene.showing(memory)
    if call.is_parking:
        showing = replace(showing, presses=())
    stay_minutes = 0 if call.is_parking else None
    if not scene.is_manual:
        key = stream_key(scene.activity, memory)
        if call.verb == "end":
            final = payload.end_stream(showing, stay_minutes)
            return lambda: client.end_stream(key, final)
        body = payload.put_stream(showing)
        return lambda: client.put_stream(key, body)
    if call.verb == "start":
        first = payload.start(showing)
        return lambda: client.start(first)
    if call.verb == "end":
        last = payload.end(showing, memory.id, stay_minutes)
        return lambda: client.end(last)
    latest = payload.update(showing, memory.id)
    return lambda: client.update(latest)
