"""`python -m tests` runs every step, tells how each ended, and fails if any failed."""

import pytest

from tests.steps import Step, run

FINE = Step("fine", ("python", "-c", "print('all is well')"))
BROKEN = Step("broken", ("python", "-c", "print('a stray comma'); raise SystemExit(3)"))
LAST = Step("last", ("python", "-c", "print('the last word')"))


def test_all_steps_passing_is_a_pass(capfd: pytest.CaptureFixture[str]) -> None:
    """Each step's words stand under its name, in order, and the tests' come last."""
    assert run([FINE, FINE], LAST) is True

    said = capfd.readouterr().out
    assert said.index("--- fine") < said.index("all is well") < said.index("the last word")


@pytest.mark.parametrize(("looks", "tests"), [([BROKEN, FINE], LAST), ([FINE], BROKEN)])
def test_one_failing_step_fails_the_run(
    capfd: pytest.CaptureFixture[str], looks: list[Step], tests: Step
) -> None:
    """What failed is shown and named in the summary; the steps after it still run."""
    assert run(looks, tests) is False

    said, summary = capfd.readouterr().out.split("--- summary")
    assert "a stray comma" in said
    assert "all is well" in said
    verdicts = {line.split()[-1]: line.split()[0] for line in summary.strip().splitlines()}
    assert verdicts["broken"] == "FAILED"
    assert verdicts["fine"] == "passed"
