"""One story, three platforms: the same timeline and the same Lock Screens, byte for byte."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.commands import COMMANDS
from tests.scenario.fronts import FRONTS, Opened, console, discord, slack
from tests.scenario.fronts.front import Opens
from tests.scenario.house import told
from tests.scenario.left import Left, differences
from tests.scenario.story import KINDS, Step, story

Json = dict[str, Any]

LEFT_OUT = {"adopt", "mirror"}
"""What something else began is not there, and a story is told in one place at a time."""
TYPES = {"alert", "metrics", "progress", "segmented_progress", "stats", "timer", "value"}
FIRST_INCIDENT = 15


@pytest.fixture
def at() -> float:
    """When all of them begin: a whole minute, as expiries are counted in."""
    return float(int(time.time()) // 60 * 60)


async def left(folder: Path, opens: Opens, steps: list[Step], at: float) -> Left:
    """What *steps* leave there."""
    return await told(steps, opens, Opened(folder, at))


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def shown(left: Left) -> list[list[Json]]:
    """The cards on the first phone, after each step."""
    return [json.loads(moment.phones)["lock_screens"][0]["cards"] for moment in left.moments]


async def test_every_platform_leaves_the_same(tmp_path: Path, at: float) -> None:
    """Whoever said it, wherever: what was done, in order, and what every phone shows."""
    first, *others = [
        await left(_made(tmp_path / opens.__name__), opens, story(), at) for opens in FRONTS
    ]

    for other in others:
        assert differences(first, other) == []
    seen = {card["content_state"]["type"] for cards in shown(first) for card in cards}
    assert seen == TYPES
    assert shown(first)[-1] == [], "what has ended leaves the phones"
    changes = [step for step in story() if step.kind != "passes" and not step.refused]
    assert len(first.done) == len(changes)
    asked = {entry["actor"]["platform"] for entry in first.done}
    assert asked == {"chat", "lock_screen", "lockstep"}


def _by_another(steps: list[Step]) -> tuple[int, Step]:
    return 1, replace(steps[1], who="Linus")


def _of_another_letter(steps: list[Step]) -> tuple[int, Step]:
    put = steps[7].put | {"subtitle": "Rolling b\u0430ck"}
    return 7, replace(steps[7], put=put, what=steps[7].what.replace("back", "b\u0430ck"))


def _pressed_elsewhere(steps: list[Step]) -> tuple[int, Step]:
    return 9, replace(steps[9], kind="says", who="Ada", where="ops", what="next", of="")


def _a_little_later(steps: list[Step]) -> tuple[int, Step]:
    return 6, Step("passes", 25)


@pytest.mark.parametrize(
    ("opens", "altered", "found_after"),
    [
        (slack, _by_another, 1),
        (discord, _of_another_letter, 7),
        (console, _pressed_elsewhere, 9),
        (slack, _a_little_later, 7),
    ],
)
async def test_what_is_altered_on_one_platform_is_found_out(
    tmp_path: Path,
    at: float,
    opens: Opens,
    altered: Callable[[list[Step]], tuple[int, Step]],
    found_after: int,
) -> None:
    """Who did it, a letter that looks like another, where it was pressed, when: and which step."""
    steps = story()[:FIRST_INCIDENT]
    number, step = altered(steps)
    others = [*steps[:number], step, *steps[number + 1 :]]

    found = differences(
        await left(_made(tmp_path / "one"), console, steps, at),
        await left(_made(tmp_path / "other"), opens, others, at),
    )

    assert found
    assert found[0].startswith(f"after {steps[found_after]}")


def test_every_command_is_in_it() -> None:
    """A new one is said somewhere, too; and each kind of step is taken."""
    steps = story()

    assert {kind.verb for kind in COMMANDS} - {step.verb for step in steps} == LEFT_OUT
    assert {step.kind for step in steps} == set(KINDS)
