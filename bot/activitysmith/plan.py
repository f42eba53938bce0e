"""What is to be said of an activity now: a call, or nothing, or nothing yet. Pure.

Ended is ended: after the end only the end is said, and a run that was ended never begins
again under its old name. Nothing newer is said while an older request may still be on its
way; what was in doubt is said once more when it can be no longer.
"""

from datetime import datetime, timedelta
from typing import Literal

from bot.activity import Activity
from bot.activitysmith import payload, sentences
from bot.activitysmith.caution import Caution
from bot.activitysmith.memory import GONE, UNSURE, Memory
from bot.activitysmith.pacing import COSMETIC_WAIT
from bot.activitysmith.scene import END, MOVE, PARK, Call, Scene, is_manual
from bot.buttons import LIFETIME
from bot.surface import Delivery, Observed, Postponed, Shown

RENEW_AFTER = timedelta(hours=7, minutes=45)
RENEW_EVERY = timedelta(minutes=15)

Plan = Call | Shown | Postponed


def recalled(delivery: Delivery, now: datetime, caution: Caution) -> Memory:
    """What is known of the phones. If nobody told how the last call went, it may yet go."""
    memory = Memory.read(delivery.memo)
    activity = delivery.activity
    if not delivery.memo and activity.adopted is not None:
        memory = _adopted(activity)
    if not delivery.interrupted:
        return memory
    if memory.on or not is_manual(activity):
        doubt = now + caution.wait
        return memory.but(doubt=doubt, sent="", shaky=True, settle=(), maybe=not memory.on)
    return memory.but(barred=UNSURE, starts=max(memory.starts, activity.starts))


def plan(scene: Scene, memory: Memory) -> Plan:
    """What to do. Raises SurfaceRejected when the activity cannot be said at all."""
    activity = scene.activity
    if activity.adopted is not None and not activity.touched:
        return Shown(memory.kept(), sentences.told("accepted", sentences.ADOPTED))
    if activity.ended_at is not None:
        return _ending(scene, memory)
    if scene.is_former:
        return _leaving(scene, memory, MOVE)
    if activity.id in scene.account.lost and memory.on:
        return _evicted(scene, memory)
    if memory.on and (memory.leaving or scene.account.places.is_leaving(activity.id)):
        return _leaving(scene, memory, PARK)
    return _update(scene, memory) if memory.on else _start(scene, memory)


def again_at(scene: Scene, memory: Memory) -> datetime | None:
    """When to look at a live activity again though nothing was said: the soonest of all reasons."""
    activity, now = scene.activity, scene.now
    times = list(memory.settle[:1])
    if scene.presses:
        life = LIFETIME / 2
        times.append(activity.started_at + ((now - activity.started_at) // life + 1) * life)
    if memory.begun is not None and not scene.is_manual:
        times.append(max(memory.begun + RENEW_AFTER, now + RENEW_EVERY))
    if activity.armed is not None and activity.armed.until > now:
        times.append(activity.armed.until)
    return min(times, default=None)


def _adopted(activity: Activity) -> Memory:
    """What something else started is there already; its timer runs, unless people set it since."""
    assert activity.adopted is not None
    clock = getattr(activity.content, "clock", None)
    runs = clock is None or clock.window <= activity.started_at
    window = payload.window(activity) if runs else ""
    return Memory(on=True, id=activity.adopted.id, window=window, since=activity.started_at)


def _ending(scene: Scene, memory: Memory) -> Plan:
    if not (memory.on or memory.maybe):
        unsure = memory.barred == UNSURE
        sentence = sentences.UNSURE_ENDED if unsure else sentences.NEVER_SHOWN
        return _over(scene, memory, sentences.told("unsure" if unsure else "gone", sentence))
    if memory.ended and (not memory.shaky or (memory.settle and not memory.is_settling(scene.now))):
        return _over(scene, memory, scene.delivery.observed)
    return Call("end", "end", END, memory)


def _over(scene: Scene, memory: Memory, observed: Observed) -> Shown:
    scene.account.forget(scene.activity.id)
    wake = scene.account.places.release(scene.activity.id, scene.now)
    return Shown(memory.kept(), observed, next(iter(memory.settle), None), wake=wake)


def _evicted(scene: Scene, memory: Memory) -> Postponed:
    """ActivitySmith ended it by itself, so there are fewer places than we thought."""
    activity, places = scene.activity, scene.account.places
    scene.account.lost.discard(activity.id)
    places.release(activity.id, scene.now)
    places.limit = max(1, len(places.holders))
    places.wait(activity.id, activity.priority, scene.now, scene.now)
    observed = sentences.told("parked", sentences.EVICTED)
    barred = GONE if activity.adopted else ""
    kept = memory.off().but(line=scene.now, barred=barred).kept()
    return Postponed(scene.now + scene.account.patience.place, kept, observed)


def _leaving(scene: Scene, memory: Memory, names: str) -> Plan:
    if not memory.leaving:
        # Kept before it is said: whoever finds this memo never says the old name again.
        kept = memory.but(leaving=True).kept()
        return Postponed(scene.now, kept, scene.delivery.observed)
    return Call("end", "end", names, memory)


def _start(scene: Scene, memory: Memory) -> Plan:
    activity = scene.activity
    if memory.barred and (activity.adopted or activity.starts <= memory.starts):
        unsure = memory.barred == UNSURE
        sentence = sentences.UNSURE if unsure else sentences.VANISHED
        return Postponed(None, memory.kept(), sentences.told(memory.barred, sentence))
    memory = memory.off() if memory.barred else memory
    return Call("start", "start", payload.digest(scene.showing(memory)), memory)


def _update(scene: Scene, memory: Memory) -> Plan:
    activity, now = scene.activity, scene.now
    fixed = activity.adopted is not None
    since = memory.since or now
    scene.account.places.hold(activity.id, activity.priority, since, fixed=fixed)
    names = payload.digest(scene.showing(memory))
    repeats = names == memory.digest
    due = memory.is_settling(now) or (memory.shaky and not memory.settle) or _stale(scene, memory)
    if repeats and not due and activity.starts <= memory.starts:
        return Shown(memory.kept(), scene.delivery.observed, again_at(scene, memory))
    kind = _weight(activity, memory)
    if kind == "cosmetic" and not due:
        until = memory.cosmetic or now + COSMETIC_WAIT
        if now < until:
            return Postponed(until, memory.but(cosmetic=until).kept(), scene.delivery.observed)
    if kind == "transition":
        return Call("update", "transition", names, memory)
    at = memory.pace().ask(now)
    if not (repeats or at == "go"):
        return Postponed(at, memory.kept(), scene.delivery.observed)
    return Call("update", "progress", names, memory)


def _stale(scene: Scene, memory: Memory) -> bool:
    """Whether a stream is near the age at which phones drop it, and should be renewed."""
    if memory.begun is None or scene.is_manual:
        return False
    return scene.now >= memory.begun + RENEW_AFTER


def _weight(activity: Activity, memory: Memory) -> Literal["transition", "progress", "cosmetic"]:
    """How much people wait for what has changed since it was accepted last."""
    if activity.transition > memory.revision:
        return "transition"
    if activity.progressed > memory.revision or activity.revision <= memory.revision:
        return "progress"  # What changed without a revision is a button, and that matters.
    return "cosmetic"
