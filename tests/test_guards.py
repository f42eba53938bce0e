"""What keeps Lockstep quick, as promises that hold on any machine and never flake."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import inside
from tests.bench.command_path import statements
from tests.steps import ROOT

DEAR = ("activitysmith", "aiohttp", "asyncpg", "discord", "httpx", "prometheus_client", "pydantic",
        "slack_bolt", "slack_sdk")  # fmt: skip


@pytest.mark.parametrize("words", ["step 3", "next", 'say "all is well"', "end"])
def test_a_command_takes_six_statements_at_most(tmp_path: Path, words: str) -> None:
    """From its words to what is due: whether it was told before, who is meant, four to keep it."""
    made = statements(tmp_path, words)

    assert 0 < len(made) <= 6, made


async def test_commands_share_their_commits(tmp_path: Path) -> None:
    """Sixteen people at once do not wait for sixteen flushes each time."""
    async with inside.opened(tmp_path) as store:
        lockstep = inside.front_door(store)
        await inside.begin(lockstep, 16)
        commits, written = store.tally.commits, store.tally.written

        await inside.moved(lockstep, 16, 320)

        assert store.tally.written - written >= 320
        assert store.tally.commits - commits < 320


def loaded(code: str) -> set[str]:
    """The dear libraries that a fresh Python has imported after *code*."""
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print('\\n'.join(sys.modules))"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return {name for name in told.stdout.splitlines() if name in DEAR}


def test_help_imports_nothing_dear() -> None:
    """Whoever asks what `lockstep` can do has the answer before a library is loaded."""
    said = "import adapters.cli\ntry: adapters.cli.main(['--help'])\nexcept SystemExit: pass"

    assert loaded(said) == set()


def test_what_is_dear_would_be_seen() -> None:
    """The test above can fail."""
    assert loaded("import adapters.app") >= {"aiohttp", "httpx", "pydantic"}


def test_a_dear_statement_would_be_seen(tmp_path: Path) -> None:
    """The count above counts what reaches SQLite, the revision's own statement among it."""
    made = statements(tmp_path, "next")

    assert [each for each in made if each.startswith("UPDATE activities")]
