"""The command line: exit codes, one sentence for each mistake, and never a traceback."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters import keys
from tests.adapters.edge import SECRET
from tests.adapters.programs import COMMAND, ROOT, environment, lockstep, own_words

NOBODY = 65_534


@pytest.fixture(scope="module")
def closed() -> str:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return str(free.getsockname()[1])


def own(port: str, **named: str) -> dict[str, str]:
    """The environment of a terminal in which nothing runs."""
    return environment(PORT=port, LOCKSTEP_SECRET=SECRET, **named)


def test_every_command_has_help() -> None:
    """`lockstep --help` names them all; each tells of itself."""
    told = lockstep(ROOT, "--help", environ=environment()).stdout
    commands = (
        "run",
        "web",
        "reconcile",
        "demo",
        "sandbox",
        "say",
        "key",
        "list",
        "show",
        "export",
        "doctor",
        "manifest",
    )

    assert [name for name in commands if f"\n    {name}" not in told] == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("dance",),
        ("say",),
        ("say", "ops"),
        ("key",),
        ("run", "--fast"),
        ("demo", "now"),
        ("export", "x", "--format", "pdf"),
        ("sandbox", "--port", "99999"),
        ("sandbox", "--port", "x"),
        ("manifest",),
        ("manifest", "teams"),
    ],
)
def test_a_command_said_wrong_is_exit_code_2(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """With how to say it, on standard error."""
    from adapters.cli import main

    with pytest.raises(SystemExit) as ended:
        main(arguments)

    told = capsys.readouterr()
    assert ended.value.code == 2
    assert told.out == ""
    assert told.err.startswith("usage: lockstep")


@pytest.mark.slow
def test_say_prints_the_card_and_a_refusal_is_exit_code_1(tmp_path: Path, closed: str) -> None:
    """The card on standard output; a refusal, one sentence, on standard error."""
    said = lockstep(
        tmp_path, "say", "ops", "start", "Nightly backup", "steps:4", environ=own(closed)
    )
    refused = lockstep(tmp_path, "say", "ops", "dance", environ=own(closed), code=1)

    assert said.stdout.splitlines()[:2] == ["┌ Nightly backup", "│ ○○○○  step 0 of 4"]
    assert refused.stdout == ""
    assert refused.stderr == "lockstep: I do not know `dance`. Say `help` to see what I know.\n"


def test_key_prints_the_key_and_nothing_else(tmp_path: Path, closed: str) -> None:
    """So that it can be piped into a secret store; the secret itself is never printed."""
    told = lockstep(tmp_path, "key", "ci", environ=own(closed))
    wrong = lockstep(tmp_path, "key", "a b", environ=own(closed), code=1)

    assert told.stdout == keys.make(SECRET.encode(), "ci") + "\n"
    assert told.stderr == ""
    assert wrong.stderr.startswith("lockstep: A key's name is")


@pytest.mark.slow
def test_a_pipe_that_closes_is_no_mistake(tmp_path: Path, closed: str) -> None:
    """`lockstep say ops help | head -1` ends quietly."""
    command = subprocess.Popen(
        [*COMMAND, "say", "ops", "help"],
        cwd=tmp_path,
        env=own(closed),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert command.stdout is not None
    command.stdout.close()
    assert command.stderr is not None
    with command.stderr as stderr:
        told = stderr.read()
    assert command.wait(30) == 0
    assert "Traceback" not in told
    assert "BrokenPipe" not in told


WRONG = {
    "a port that is none": ({"PORT": "x"}, 2, "PORT: input should be a valid integer"),
    "no database of ours": (
        {"LOCKSTEP_DATABASE_URL": "mysql://db.example/x"},
        2,
        "LOCKSTEP_DATABASE_URL: ",
    ),
    "a database without a file": ({"DATABASE_URL": "sqlite:///"}, 2, "LOCKSTEP_DATABASE_URL: "),
    "a folder that is not there": (
        {"LOCKSTEP_DATABASE_URL": "sqlite:///nowhere/a.db"},
        1,
        "cannot be written (No such file or directory)",
    ),
    "a short secret": ({"LOCKSTEP_SECRET": "short"}, 2, "LOCKSTEP_SECRET is shorter than 16"),
    "no templates": (
        {"LOCKSTEP_TEMPLATES": "none.toml"},
        2,
        "LOCKSTEP_TEMPLATES: none.toml cannot be read",
    ),
    "bad templates": ({"LOCKSTEP_TEMPLATES": "bad.toml"}, 2, "bad.toml is not TOML"),
    "a wrong template": (
        {"LOCKSTEP_TEMPLATES": "wrong.toml"},
        2,
        "wrong.toml: [templates.sev1] colour: there is no such key",
    ),
    "a dyno": ({"DYNO": "web.1"}, 1, "A dyno's disk is emptied at every restart"),
    "no database at all": ({"LOCKSTEP_DATABASE_URL": "sqlite:///text.db"}, 1, "is not an SQLite"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("named", "code", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_what_is_set_wrong_is_named_in_one_line(
    tmp_path: Path, closed: str, named: dict[str, str], code: int, sentence: str
) -> None:
    """`run` ends at once, with the sentence and nothing else, and leaves nothing running."""
    (tmp_path / "bad.toml").write_text("[templates\n")
    (tmp_path / "wrong.toml").write_text("[templates.sev1]\ncolours = 'red'\n")
    (tmp_path / "text.db").write_text("a letter to my aunt, which is no database\n" * 9)
    if "wrong.toml" in named.values():
        sentence = sentence.replace("colour:", "colours:")

    done = lockstep(tmp_path, "run", environ={**own(closed), **named}, code=code)

    (line,) = done.stderr.splitlines()
    assert line.startswith("lockstep: ")
    assert sentence in line
    assert line.endswith(".")
    assert done.stdout == ""


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder in which nobody but root may write, where another user can see it."""
    folder = Path(tempfile.mkdtemp(prefix="lockstep-"))
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.slow
@pytest.mark.parametrize("command", [("run",), ("say", "ops", "start x"), ("list",), ("key", "ci")])
def test_a_folder_that_cannot_be_written_is_named(
    locked_folder: Path, closed: str, command: tuple[str, ...]
) -> None:
    """As anybody but root: one sentence, exit code 1 or 2, and nothing is made."""
    environ = environment(PORT=closed, PYTHONDONTWRITEBYTECODE="1")
    done = subprocess.run(
        [sys.executable, "-c", _AS_NOBODY, *command],
        cwd=locked_folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode in (1, 2), done.stderr
    (line,) = own_words(done.stderr).splitlines()
    assert line.startswith("lockstep: ")
    assert line.endswith(".")
    assert list(locked_folder.iterdir()) == []


# All is imported as whoever runs the tests; only then the right to write is given up.
_AS_NOBODY = f"""
import os, sys
import adapters.cli, adapters.doctor, adapters.looks, adapters.serve, adapters.speak
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid({NOBODY})
    os.setuid({NOBODY})
sys.exit(adapters.cli.main(sys.argv[1:]))
"""


@pytest.mark.slow
def test_a_stranger_on_the_port_is_told(tmp_path: Path) -> None:
    """Something else listens where Lockstep should: a sentence, and nothing is said twice."""
    page = tmp_path / "index.html"
    page.write_text("<html>")
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={"PATH": os.environ["PATH"]},
    ) as stranger:
        assert stranger.stdout is not None
        port = stranger.stdout.readline().split("port ")[1].split()[0]
        done = lockstep(tmp_path, "say", "ops", "start x", environ=own(port), code=1)
        stranger.terminate()

    assert done.stderr == (
        f"lockstep: Something else answers on port {port}. Nothing was said; set PORT.\n"
    )


@pytest.mark.slow
def test_a_busy_sandbox_port_is_told(tmp_path: Path) -> None:
    """`lockstep sandbox` ends with a sentence too."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = lockstep(tmp_path, "sandbox", "--port", port, environ=environment(), code=1)

    (line,) = done.stderr.splitlines()
    assert line.startswith("lockstep: ")
    assert "address already in use" in line
