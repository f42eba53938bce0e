"""What follows from a call that was let in: the memo, the words for people, the wait. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.activitysmith import payload, sentences
from bot.activitysmith.answers import Answer
from bot.activitysmith.memory import UNSURE, Memory
from bot.activitysmith.patience import Patience
from bot.activitysmith.plan import again_at
from bot.activitysmith.scene import Call, Scene
from bot.surface import Observed, Postponed, Shown

_STANDS = frozenset({"accepted", "queued"})


@dataclass(frozen=True)
class Made:
    """A call that was made: *scene* as it was when it went, *now* when it came back."""

    scene: Scene
    call: Call
    now: datetime

    @property
    def is_ending(self) -> bool:
        """Whether it ended a run."""
        return self.call.verb == "end"

    @property
    def memory(self) -> Memory:
        """What was known before it."""
        return self.call.memory

    @property
    def patience(self) -> Patience:
        """How long to wait for what may get better by itself."""
        return self.scene.account.patience

    def postponed(self, wait: timedelta | None, memory: Memory, observed: Observed) -> Postponed:
        """Try again after *wait*."""
        until = None if wait is None else self.now + wait
        return Postponed(until, memory.kept(), observed)

    def back_in_line(self) -> None:
        """A start that was none gives its place back, and waits for the next one."""
        if self.call.verb == "start":
            self.scene.account.places.give_back(self.scene.activity.id, self.now)

    def out_of_line(self) -> tuple[str, ...]:
        """A start that was none gives its place up; who is to ask now."""
        if self.call.verb != "start":
            return ()
        self.back_in_line()
        return self.scene.account.places.release(self.scene.activity.id, self.now)


def answered(made: Made, answer: Answer) -> Shown | Postponed:
    """What follows from a 200."""
    account, activity = made.scene.account, made.scene.activity
    woken = account.answered(ending=made.is_ending) + account.lose(answer.ended_activity_id)
    if made.is_ending:
        observed = sentences.accepted(answer, ending=True)
        return parked(made, woken) if made.call.is_parking else ended(made, observed, woken)
    memory = made.memory.but(on=True, maybe=False, starts=activity.starts, ended=False)
    if made.call.verb == "start":
        memory = memory.but(since=made.scene.now, begun=made.scene.now, line=None)
    if answer.operation == "paused":
        observed = sentences.told("paused", sentences.PAUSED)
        return made.postponed(made.patience.later, memory, observed)
    if answer.ignored:
        return made.postponed(made.patience.later, memory, sentences.ignored(answer))
    if made.scene.is_manual and not (answer.activity_id or memory.id):
        memory = made.memory.but(barred=UNSURE, starts=activity.starts)
        return made.postponed(None, memory, sentences.told("unsure", sentences.UNSURE))
    memory = _shown(made, memory, answer)
    account.know(memory.id, activity.id)
    observed = sentences.accepted(answer, ending=False)
    if answer.operation == "noop" and made.scene.delivery.observed.get("state") in _STANDS:
        observed = made.scene.delivery.observed  # Nothing was pushed; what was told stays true.
    again, rest = again_at(made.scene, memory), memory.pace().rest_until(made.now)
    return Shown(memory.kept(), observed, again, rest, woken)


def _shown(made: Made, memory: Memory, answer: Answer) -> Memory:
    """The memo after the phones were told of what there is."""
    pace = memory.pace() if answer.operation == "noop" else memory.pace().spent(made.now)
    if answer.warning:
        pace = pace.warned(made.now)
    if answer.operation in ("started", "rotated"):
        memory = memory.but(begun=made.scene.now)
    memory = _settled(made, memory, made.scene.caution.settle)
    return memory.but(
        id=answer.activity_id or memory.id,
        digest=made.call.names,
        revision=made.scene.activity.revision,
        # A doubt may have set the clock late; until it is settled, the phone's window is unsure.
        window=memory.window if memory.shaky else payload.window(made.scene.activity),
        cosmetic=None,
        spread=pace.kept(),
    )


def _settled(made: Made, memory: Memory, waits: tuple[timedelta, ...]) -> Memory:
    """Plans what is to be said once more after a doubt, or crosses out what was said now."""
    if memory.doubt is not None and memory.doubt <= made.now:
        memory = memory.but(doubt=None, sent="")
    if not memory.shaky:
        return memory
    if not memory.settle:
        return memory.but(settle=tuple(made.now + wait for wait in waits), shaky=bool(waits))
    left = tuple(at for at in memory.settle if at > made.scene.now)
    return memory.but(settle=left, shaky=bool(left))


def ended(made: Made, observed: Observed, woken: tuple[str, ...] = ()) -> Shown:
    """What follows once the end was accepted, or was not needed any more."""
    scene, memory = made.scene, made.memory
    if not memory.ended:
        memory = memory.but(settle=())
    memory = memory.but(ended=True, on=True, maybe=False)
    memory = _settled(made, memory, scene.caution.settle_end)
    scene.account.forget(scene.activity.id)
    woken += scene.account.places.release(scene.activity.id, made.now)
    if made.memory.ended:
        observed = scene.delivery.observed  # Said once more; what it told first stays true.
    return Shown(memory.kept(), observed, next(iter(memory.settle), None), wake=woken)


def parked(made: Made, woken: tuple[str, ...] = ()) -> Postponed:
    """What follows once it made room: it waits in line under a fresh name."""
    activity, places = made.scene.activity, made.scene.account.places
    woken += places.release(activity.id, made.now)
    if made.call.is_moving:
        made.scene.account.forget(activity.id)
        observed = sentences.told("waiting", sentences.MOVING)
        return Postponed(made.now, made.memory.off().kept(), observed, woken)
    places.wait(activity.id, activity.priority, made.now, made.now)
    memory = made.memory.off().but(line=made.now)
    observed = sentences.told("parked", sentences.PARKED)
    return Postponed(made.now + made.patience.place, memory.kept(), observed, woken)
