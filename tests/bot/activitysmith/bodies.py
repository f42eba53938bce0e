"""Bodies of our own, told from the rules: what each call may say, and what it may not."""

from typing import Any

BAR = {"title": "Reindex", "type": "progress", "percentage": 42}
STEPS = {"title": "Backup", "type": "segmented_progress", "number_of_steps": 4, "current_step": 1}
ALARM = {"title": "Checkout", "type": "alert", "message": "It is down"}
CLOCK = {"title": "Bench", "type": "timer", "duration_seconds": 300, "counts_down": True}
GAUGES = {"title": "web-1", "type": "metrics", "metrics": [{"label": "CPU", "value": 24}]}
READOUT = {"title": "MRR", "type": "value", "value": "$12,430"}
LINK = {"title": "Open chat", "type": "open_url", "url": "https://chat.example.com/m/1"}
HOOK = {"title": "Ack", "type": "webhook", "url": "https://a.example.com/press", "method": "POST"}


def _put(state: Any, **more: Any) -> dict[str, Any]:
    return {"content_state": state, **more}


def _id(state: Any, **more: Any) -> dict[str, Any]:
    return {"activity_id": "abc", "content_state": state, **more}


VALID: list[tuple[str, str, dict[str, Any]]] = [
    ("start", "a bar", _put(BAR)),
    ("start", "steps, none done yet", _put({**STEPS, "current_step": 0})),
    ("start", "a countdown", _put(CLOCK)),
    ("start", "a clock that counts up", _put({**CLOCK, "counts_down": False})),
    ("start", "for two channels", _put(ALARM, target={"channels": ["ops", "oncall"]})),
    ("start", "with a banner", _put(ALARM, alert={"title": "Look", "body": "now"})),
    ("update", "only a title", _id({"title": "Backup"})),
    ("update", "a step without its type", _id({"title": "Backup", "current_step": 2})),
    ("update", "a timer that keeps its window", _id({"title": "Bench", "type": "timer"})),
    ("update", "tags taken off", _id({"title": "Backup"}, tags=[])),
    ("end", "how long it stays", _id({**STEPS, "current_step": 4, "auto_dismiss_minutes": 2})),
    ("end", "gone at once", _id({"title": "Backup", "auto_dismiss_minutes": 0})),
    ("put", "gauges", _put(GAUGES)),
    ("put", "no type: the stream has one", _put({"title": "Reindex", "percentage": 43})),
    ("put", "a value of an upper limit", _put({**BAR, "value": 120, "upper_limit": 300.5})),
    ("put", "an empty readout", _put({**READOUT, "value": ""})),
    ("put", "a number below zero", _put({**READOUT, "value": -12.75})),
    ("put", "two buttons", _put(ALARM, action=HOOK, secondary_action=LINK)),
    ("put", "a shortcut", _put(ALARM, action={**LINK, "url": "shortcuts://run-shortcut?name=x"})),
    ("put", "Safari", _put(ALARM, action={**LINK, "url": "x-safari-https://example.com"})),
    ("put", "this machine", _put(ALARM, action={**HOOK, "url": "http://127.0.0.1:8000/press"})),
    ("put", "one audience, said twice", _put(BAR, channels=["a"], target={"channels": ["a"]})),
    ("put", "metadata", _put(BAR, metadata={"n": 1, "x": 1.5, "ok": True, "s": ""})),
    ("delete", "nothing at all", {}),
    ("delete", "in seconds", _put({"title": "Bench", "auto_dismiss_seconds": 30})),
]

INVALID: list[tuple[str, str, dict[str, Any]]] = [
    ("start", "no type", _put({"title": "Reindex", "percentage": 42})),
    ("start", "no percentage", _put({"title": "Reindex", "type": "progress"})),
    ("start", "a countdown of nothing", _put({"title": "Bench", "type": "timer"})),
    ("start", "an old type", _put({**STEPS, "type": "countdown"})),
    ("start", "nobody, which would be everybody", _put(BAR, target={"channels": []})),
    ("update", "no id", _put(BAR)),
    ("update", "an empty id", {"activity_id": "", "content_state": BAR}),
    ("update", "an audience", _id(BAR, target={"channels": ["ops"]})),
    ("update", "a dismissal", _id({**BAR, "auto_dismiss_minutes": 2})),
    ("end", "a banner", _id(BAR, alert={"title": "Look"})),
    ("end", "seconds", _id({**BAR, "auto_dismiss_seconds": 5})),
    ("put", "an id", _id(BAR)),
    ("put", "no channel", _put(BAR, channels=[])),
    ("put", "two audiences", _put(BAR, channels=["a"], target={"channels": ["b"]})),
    ("put", "a step past the last", _put({**STEPS, "current_step": 5})),
    ("put", "a step that is true", _put({**STEPS, "current_step": True})),
    ("put", "101 percent", _put({**BAR, "percentage": 101})),
    ("put", "a percentage without end", _put({**BAR, "percentage": float("inf")})),
    ("put", "null", _put({**BAR, "subtitle": None})),
    ("put", "a button that is null", _put(BAR, action=None)),
    ("put", "a stranger's color", _put({**BAR, "color": "#ff0000"})),
    ("put", "a second button on gauges", _put(GAUGES, action=HOOK, secondary_action=LINK)),
    ("put", "a script", _put(BAR, action={**LINK, "url": "javascript:alert(1)"})),
    ("put", "plain http", _put(BAR, action={**HOOK, "url": "http://ops.example.com/x"})),
    ("put", "a host like ours", _put(BAR, action={**HOOK, "url": "http://127.0.0.1.example.com/"})),
    ("put", "headers", _put(BAR, action={**HOOK, "headers": {"X": "1"}})),
    ("put", "a body that is no object", _put(BAR, action={**HOOK, "body": [1]})),
    ("put", "a body JSON cannot say", _put(BAR, action={**HOOK, "body": {"n": float("nan")}})),
    ("put", "metadata in metadata", _put(BAR, metadata={"a": {"b": 1}})),
    ("put", "metadata over 16 KB", _put(BAR, metadata={str(n): "x" * 4_000 for n in range(5)})),
    ("put", "the prototype", _put(BAR, metadata={"__proto__": "x"})),
    ("put", "an empty tag", _put(BAR, tags=[""])),
    ("delete", "channels", {"channels": ["ops"]}),
    ("delete", "no title", _put({"percentage": 5})),
    ("delete", "half a minute", _put({"title": "x", "auto_dismiss_minutes": 0.5})),
]
