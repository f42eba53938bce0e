"""Lockstep keeps its promises through bad nights; and what takes the care away is found out.

A night that goes wrong is told with its seed; `python -m tests.rigs.sim --seed N` replays it.
"""

import os
import subprocess
import sys

import pytest

from tests.rigs.sim.many import Sum, run_all
from tests.rigs.sim.run import Plan, run, without
from tests.rigs.sim.weather import FAIR, FROZEN, TARDY
from tests.steps import ROOT

REPLAY = "python -m tests.rigs.sim"
QUICK = range(60)
ALL = range(2_000)
GLIMPSES_MAX = 12
"""How often a phone may show the past for a moment: a process that stands still can do that."""

CARELESS = without(Plan(), ["settle", "wait"])


def told(total: Sum, profile: str = "harsh") -> str:
    """What went wrong, and how to see it again."""
    return "\n".join(
        f"{wrong.promise}: {wrong.how}\n{REPLAY} --profile {profile} --seed {outcome.seed}"
        for outcome in total.failed
        for wrong in outcome.wrong
    )


def test_sixty_nights_break_no_promise() -> None:
    """Late, lost, doubled and refused calls, stops, deaths and restarts: all is well at the end."""
    total = run_all(QUICK, Plan(), processes=1)

    assert not total.failed, told(total)


@pytest.mark.slow
def test_the_nights_are_bad_enough() -> None:
    """Without the wait and the settling, the same sixty nights leave wrong cards, and it shows."""
    total = run_all(QUICK, CARELESS, processes=1)

    assert total.broken["ended"] > 0


def test_a_seed_is_always_the_same_night() -> None:
    """Another process, whose hashes fall otherwise, has the same trace, letter by letter."""
    here = run(7, Plan()).trace
    command = [sys.executable, "-m", "tests.rigs.sim", "--seed", "7"]
    environ = {**os.environ, "PYTHONHASHSEED": "41"}

    there = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)

    assert there.stdout.splitlines()[-1] == f"trace {here}"
    assert run(8, Plan()).trace != here


@pytest.mark.slow
def test_a_failing_seed_names_its_replay() -> None:
    """Who runs many seeds is told which one failed, and the command that shows it step by step."""
    bad = run_all(QUICK, CARELESS, processes=1).failed[0].seed
    options = ["--without", "settle", "--without", "wait"]
    command = [sys.executable, "-m", "tests.rigs.sim", "--processes", "1"]
    command += ["--first", str(bad), "--seeds", "1", *options]

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    replay = f"{REPLAY} --profile harsh {' '.join(options)} --seed {bad}"
    assert replay in ended.stdout
    assert ended.returncode == 1


def test_a_process_that_stood_still_keeps_what_it_hears() -> None:
    """Seed 1622: its own hold ran out while it stood still, and the start it had made was lost.

    The card stayed when the activity ended, as nobody knew its id any more.
    """
    assert run(1622, Plan()).wrong == ()


def test_a_fair_night_needs_no_second_word() -> None:
    """When nothing goes wrong on the way, no phone shows anything older for a moment."""
    total = run_all(range(20), Plan(FAIR), processes=1)

    assert not total.failed, told(total, "fair")
    assert (total.regressions, total.reopened) == (0, 0)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_thousand_nights_break_no_promise() -> None:
    """Nothing that did not converge, nothing that was left open; hardly a glimpse of the past."""
    total = run_all(ALL, Plan())

    assert not total.failed, told(total)
    assert total.regressions + total.reopened <= GLIMPSES_MAX, "\n".join(total.lines())


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_what_goes_wrong_without_settling_goes_well_with_it() -> None:
    """The wait alone is not enough: a process that stood still may have sent too late for it."""
    careless = run_all(range(800), without(Plan(FROZEN), ["settle"]))
    nights = [outcome.seed for outcome in careless.failed]

    careful = run_all(nights, Plan(FROZEN), processes=1)

    assert nights
    assert not careful.failed, told(careful, "frozen")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_settling_mends_most_of_what_is_minutes_late() -> None:
    """Calls that live ten times longer than we assume are beyond our promise; most ends hold."""
    nights = range(300)

    careful = run_all(nights, Plan(TARDY)).broken
    careless = run_all(nights, without(Plan(TARDY), ["settle"])).broken

    assert careful["ended"] * 4 < careless["ended"]
