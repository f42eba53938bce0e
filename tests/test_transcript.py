"""docs/transcript.md: every type from its start to its end, as a newcomer would see it.

Real `lockstep sandbox` and `lockstep run` processes, `lockstep say` for every word, and the
sandbox's own press route for every press. What the Lock Screen shows is read back from the
sandbox and checked after each step. Both lives of a Lock Screen are run, and must show the
same. LOCKSTEP_WRITE_DOCS=1 writes the page anew.
"""

import asyncio
import os
import re
import shlex
import textwrap
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.stores.reader import SqliteReader
from tests.adapters.programs import ROOT, environment, lockstep, program, sandbox

PAGE = ROOT / "docs" / "transcript.md"
WITHIN_SECONDS = 20.0
Json = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One thing that somebody does, and what the Lock Screen must show then."""

    shows: Mapping[str, Any]
    say: str = ""
    press: str = ""
    """The title of the button that is pressed."""
    live: bool = True


@dataclass(frozen=True)
class Story:
    """One activity, from its start to its end."""

    about: str
    name: str
    steps: Sequence[Step]


def metrics(*pairs: tuple[str, object, str | None]) -> list[Json]:
    """Gauges as ActivitySmith hears of them."""
    return [
        {"label": label, "value": value} | ({"unit": unit} if unit else {})
        for label, value, unit in pairs
    ]


STORIES = (
    Story("An incident: `alert`", "checkout-is-down", (
        Step({"type": "alert", "message": "Checkout is down"}, say="start Checkout is down"),
        Step({"message": "Rolled back, watching"}, say="say Rolled back, watching"),
        Step({"message": "Rolled back, watching"}, press="Acknowledge"),
        Step({"message": "All clear"}, say="end All clear", live=False),
    )),
    Story("Steps with names: `segmented_progress`", "nightly-backup", (
        Step({"type": "segmented_progress", "current_step": 0, "number_of_steps": 4},
             say='start "Nightly backup" steps:snapshot,upload,verify,prune'),
        Step({"current_step": 2, "subtitle": "upload"}, say="step 2"),
        Step({"current_step": 3, "subtitle": "verify"}, press="verify"),
        Step({"current_step": 4, "subtitle": "Done"}, say="end step:4/4 Done", live=False),
    )),
    Story("A bar: `progress`", "search-reindex", (
        Step({"type": "progress", "percentage": 42}, say='start "Search reindex" 42%'),
        Step({"percentage": 60}, say="60%"),
        Step({"percentage": 60}, say='button "Hold" say:"Held from the phone"'),
        Step({"subtitle": "Held from the phone"}, press="Hold"),
        Step({"percentage": 100}, say="end progress:100", live=False),
    )),
    Story("One readout: `value`", "mrr", (
        Step({"type": "value", "value": "$12,430"}, say='start "MRR" value:$12,430'),
        Step({"value": "$12,512"}, say="set value:$12,512"),
        Step({"value": "$12,512"}, say='button "Cheer" say:"Cheers from the phone"'),
        Step({"subtitle": "Cheers from the phone"}, press="Cheer"),
        Step({"value": "$12,512"}, say="end", live=False),
    )),
    Story("A countdown: `timer`", "benchmark", (
        Step({"type": "timer", "duration_seconds": 300}, say='start "Benchmark" timer:5m'),
        Step({"duration_seconds": 600}, say="timer 10m"),
        Step({"is_running": False}, press="Pause"),
        Step({"is_running": True}, press="Resume"),
        Step({"type": "timer"}, say="end", live=False),
    )),
    Story("Gauges: `metrics`", "prod-web-1", (
        Step({"type": "metrics", "metrics": metrics(("CPU", 24, "%"), ("MEM", 61, "%"))},
             say='start "prod-web-1" CPU=24% MEM=61%'),
        Step({"metrics": metrics(("CPU", 91, "%"), ("MEM", 61, "%"))}, say="set CPU=91%"),
        Step({"metrics": metrics(("CPU", 91, "%"), ("MEM", 61, "%"))},
             say='button "On it" say:"Somebody is on it"'),
        Step({"subtitle": "Somebody is on it"}, press="On it"),
        Step({"metrics": metrics(("CPU", 91, "%"), ("MEM", 61, "%"))}, say="end", live=False),
    )),
    Story("Readouts: `stats`", "launch", (
        Step({"metrics": metrics(("Sign-ups", 1204, None), ("Mood", "calm", None))},
             say='start "Launch" type:stats Sign-ups=1204 Mood=calm'),
        Step({"metrics": metrics(("Sign-ups", 1204, None), ("Mood", "cheerful", None))},
             say="set Mood=cheerful"),
        Step({"metrics": metrics(("Sign-ups", 1204, None), ("Mood", "cheerful", None))},
             say='button "Seen" say:"Seen from the phone"'),
        Step({"subtitle": "Seen from the phone"}, press="Seen"),
        Step({"type": "stats"}, say="end", live=False),
    )),
)  # fmt: skip

INTRODUCTION = """\
# Every type, from its start to its end

This page is made by `tests/test_transcript.py`, which types these commands, presses these
buttons and compares all that is shown; nobody edits it. You can type the same, in three
terminals:

```
$ lockstep sandbox --port 8787
$ export ACTIVITYSMITH_API_KEY=ask_me ACTIVITYSMITH_BASE_URL=http://127.0.0.1:8787/api
$ export LOCKSTEP_PUBLIC_URL=http://127.0.0.1:8000
$ lockstep run
```

The sandbox stands in for ActivitySmith: the Lock Screens below are what it was really sent over
HTTP, and a press there really calls Lockstep's `/press`. Both lives of a Lock Screen,
`ACTIVITYSMITH_LIFECYCLE=managed` and `manual`, show all of this alike.
"""


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_transcript_is_what_a_newcomer_sees(tmp_path: Path) -> None:
    """All seven types, started, moved, pressed and ended, in both lives; the page says the same."""
    with sandbox(tmp_path) as smith, ThreadPoolExecutor(2) as lives:
        managed, manual = lives.map(
            lambda life: _told(tmp_path / life, smith, life), ("managed", "manual")
        )

    assert manual == managed
    page = f"{INTRODUCTION}\n{managed}"
    if os.environ.get("LOCKSTEP_WRITE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page, "LOCKSTEP_WRITE_DOCS=1 writes it anew"


def _told(folder: Path, smith: str, life: str) -> str:
    """What was typed, pressed and shown in one life, all stories."""
    folder.mkdir()
    key = f"ask_{life}"
    with httpx.Client(
        base_url=f"{smith.removesuffix('/api')}/__sandbox/accounts", trust_env=False
    ) as control:
        control.put(f"/{key}/switches", json={"requests_per_minute": 600}).raise_for_status()
        with _running(folder, smith, life, key) as environ:
            told = [_story(story, Scene(folder, environ, control, key)) for story in STORIES]
        log = control.get(f"/{key}/log").json()["log"]
    paths = {f"{entry['method']} {entry['path'].split('/')[2]}" for entry in log}
    managed, manual = {"PUT stream", "DELETE stream"}, {"POST start", "POST update", "POST end"}
    assert paths == (managed if life == "managed" else manual)
    assert {entry["status"] for entry in log} == {200}
    return "\n".join(told)


@contextmanager
def _running(folder: Path, smith: str, life: str, key: str) -> Iterator[dict[str, str]]:
    """`lockstep run` in *folder*; gives the environment of a terminal beside it."""
    port = _free_port()
    environ = environment(
        PORT=str(port),
        PYTHONDEVMODE="",
        LOCKSTEP_PUBLIC_URL=f"http://127.0.0.1:{port}",
        ACTIVITYSMITH_API_KEY=key,
        ACTIVITYSMITH_BASE_URL=smith,
        ACTIVITYSMITH_LIFECYCLE=life,
        ACTIVITYSMITH_REQUESTS_PER_MINUTE="600",
    )
    with program(folder, "run", environ=environ) as running:
        running.url()
        yield environ
        running.signal(15)
        assert running.ended() == 0


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@dataclass(frozen=True)
class Scene:
    """Where a story is told."""

    folder: Path
    environ: Mapping[str, str]
    control: httpx.Client
    key: str


def _story(story: Story, scene: Scene) -> str:
    told = [f"## {story.about}\n"]
    for step in story.steps:
        card = _said(step, scene) if step.say else _pressed(step, scene, story.name)
        _settled(scene, story.name)
        screen = _screen(_shown(step, scene))
        told += [_action(step, story), _block(card), "The Lock Screen:\n", _block(screen)]
    return "\n".join(told)


def _action(step: Step, story: Story) -> str:
    if step.say:
        return _block(f"$ lockstep say ops {shlex.quote(step.say)}")
    return (
        f"Somebody presses **{step.press}** on the Lock Screen, and the card hears of it"
        f" (`lockstep show {story.name}`):\n"
    )


def _said(step: Step, scene: Scene) -> str:
    """The card that `lockstep say` prints."""
    done = lockstep(scene.folder, "say", "--as", "Ada", "ops", step.say, environ=scene.environ)
    assert done.stderr == ""
    return _steady(done.stdout)


def _pressed(step: Step, scene: Scene, name: str) -> str:
    """The card once the button was pressed on the first phone."""
    (card,) = _live(scene)
    buttons = {
        card[slot]["title"]: slot for slot in ("action", "secondary_action") if card.get(slot)
    }
    assert step.press in buttons, buttons
    answer = scene.control.post(f"/{scene.key}/press/{card['activity_id']}/{buttons[step.press]}")
    (delivery,) = answer.json()["deliveries"]
    assert delivery["status"] == 200, delivery
    _shown(step, scene)
    _settled(scene, name)
    text = lockstep(scene.folder, "show", name, environ=scene.environ).stdout
    assert "Lock Screen, " in text
    return _steady("\n".join(text.splitlines()[:-2]))


def _shown(step: Step, scene: Scene) -> Json:
    """The Lock Screen's card, as soon as it shows what it must."""
    deadline = time.monotonic() + WITHIN_SECONDS
    while True:
        cards = _cards(scene)
        card: Json = cards[-1] if cards else {}
        state = card.get("content_state", {})
        differs = {
            key: state.get(key) for key, value in step.shows.items() if state.get(key) != value
        }
        button = re.match(r'button "([^"]+)"', step.say)
        drawn = button is None or button[1] in (card.get("action") or {}).get("title", "")
        if cards and not differs and drawn and card["is_live"] == step.live:
            return card
        assert time.monotonic() < deadline, (step, card)
        time.sleep(0.05)


def _settled(scene: Scene, name: str) -> None:
    """Wait until the phones were told of the latest revision."""
    deadline = time.monotonic() + WITHIN_SECONDS
    while asyncio.run(_is_behind(scene.folder / "lockstep.db", name)):
        assert time.monotonic() < deadline, name
        time.sleep(0.05)


async def _is_behind(path: Path, name: str) -> bool:
    reader = SqliteReader.open(path)
    try:
        (activity,) = [a for a in await reader.recent(None, 100) if a.name == name]
        shown = [d.shown_revision for d in await reader.deliveries(activity.id)]
        return min(shown) < activity.revision
    finally:
        await reader.close()


def _live(scene: Scene) -> list[Json]:
    return [card for card in _cards(scene) if card["is_live"]]


def _cards(scene: Scene) -> list[Json]:
    """What the first phone shows, oldest first; the ended ones linger for a while."""
    screens = scene.control.get(f"/{scene.key}").json()["lock_screens"]
    cards: list[Json] = screens[0]["cards"]
    assert screens[1]["cards"] == cards, "both phones show the same"
    return cards


def _screen(card: Json) -> str:
    """*card* drawn as a phone might."""
    state = card["content_state"]
    badge = f"  ({state['badge']['title']})" if state.get("badge") else ""
    lines = [f"{state['title']}{badge}"]
    if state.get("subtitle"):
        lines.append(state["subtitle"])
    lines += _drawing(state, card)
    buttons = [card[slot]["title"] for slot in ("action", "secondary_action") if card.get(slot)]
    if buttons:
        lines.append("  ".join(f"( {title} )" for title in buttons))
    if not card["is_live"]:
        lines.append("ended")
    width = max(map(len, lines)) + 2
    middle = [f"│ {line:<{width - 2}} │" for line in lines]
    return "\n".join([f"╭{'─' * width}╮", *middle, f"╰{'─' * width}╯"])


def _drawing(state: Json, card: Json) -> list[str]:
    kind = state["type"]
    if kind == "alert":
        return [state["message"]]
    if kind == "segmented_progress":
        done, steps = state["current_step"], state["number_of_steps"]
        return [" ".join("▰▰▰" if step < done else "▱▱▱" for step in range(steps))]
    if kind == "progress":
        done = round(state["percentage"] / 5)
        return [f"{'━' * done}{'┄' * (20 - done)}  {state['percentage']} %"]
    if kind == "value":
        return [str(state["value"])]
    if kind == "timer":
        return [_clock(card)]
    return [f"{m['label']}  {m['value']}{' ' + m['unit'] if m.get('unit') else ''}"
            for m in state["metrics"]]  # fmt: skip


def _clock(card: Json) -> str:
    """The timer, to the minute: it runs on the phone, and nobody can say to the second."""
    timer = card["timer"]
    shown = timer["remaining_seconds"] if timer["counts_down"] else timer["elapsed_seconds"]
    return f"{round(shown / 60)}:00{'' if timer['is_running'] else ', stands still'}"


def _steady(card: str) -> str:
    """*card* without what differs from run to run."""
    card = re.sub(r"\b\d\d:\d\d UTC", "12:00 UTC", card)
    return re.sub(r"(\d+):(\d\d) (left|elapsed)", _to_the_minute, card).rstrip()


def _to_the_minute(clock: "re.Match[str]") -> str:
    return f"{round((int(clock[1]) * 60 + int(clock[2])) / 60)}:00 {clock[3]}"


def _block(text: str) -> str:
    return f"```\n{textwrap.dedent(text).rstrip()}\n```\n"
