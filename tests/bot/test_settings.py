"""Settings: from the environment and `.env`; what is wrong is named in one sentence."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
READ = """
from bot.errors import SettingsInvalid
from bot.settings import read_settings
try:
    print(eval("read_settings()." + __import__("sys").argv[1]))
except SettingsInvalid as exc:
    print("wrong:", exc)
"""

Read = Callable[..., str]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """What a process in an empty folder reads, given an environment and a `.env`."""

    def read(what: str, env_file: str | bytes = "", **named: str) -> str:
        if env_file:
            text = env_file.encode() if isinstance(env_file, str) else env_file
            (tmp_path / ".env").write_bytes(text)
        environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **named}
        command = [sys.executable, "-c", READ, what]
        done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return read


def test_without_any_it_runs_on_this_machine_alone(read: Read) -> None:
    """SQLite in this folder, loopback, port 8000, ActivitySmith's own address."""
    told = read(
        "database_url + ' ' + s.host + ' ' + str(s.port) + ' ' + s.activitysmith_base_url"
        " if (s := read_settings()) else ''"
    )

    assert told == "sqlite:///lockstep.db 127.0.0.1 8000 https://activitysmith.com/api"


def test_a_dot_env_is_read_and_the_environment_wins(read: Read) -> None:
    """`.env` beside where it is started; what the environment says comes first."""
    env_file = "PORT=8123\nLOCKSTEP_PUBLIC_URL=https://a.example/\n"

    assert read("port", env_file) == "8123"
    assert read("public_url", env_file) == "https://a.example"
    assert read("port", env_file, PORT="8124") == "8124"


def test_database_url_is_the_fallback(read: Read) -> None:
    """Heroku sets DATABASE_URL; ours goes before it, and an empty one counts as not set."""
    postgres = {"DATABASE_URL": "postgres://db.example/x"}

    assert read("database_url", **postgres) == "postgres://db.example/x"
    assert read("database_url", LOCKSTEP_DATABASE_URL="sqlite:///a.db", **postgres) == (
        "sqlite:///a.db"
    )
    assert read("database_url", LOCKSTEP_DATABASE_URL="", **postgres) == "postgres://db.example/x"


WRONG = {
    "PORT": ("many", "PORT: input should be a valid integer"),
    "LOCKSTEP_PUBLIC_URL": ("lockstep.example", "LOCKSTEP_PUBLIC_URL: must begin with https://"),
    "ACTIVITYSMITH_BASE_URL": ("ftp://x", "ACTIVITYSMITH_BASE_URL: must begin with https://"),
    "ACTIVITYSMITH_LIFECYCLE": ("both", "ACTIVITYSMITH_LIFECYCLE: input should be 'managed'"),
    "ACTIVITYSMITH_REQUESTS_PER_MINUTE": ("0", "ACTIVITYSMITH_REQUESTS_PER_MINUTE: input should"),
    "ACTIVITYSMITH_ACTIVITIES_MAX": ("-1", "ACTIVITYSMITH_ACTIVITIES_MAX: input should be greater"),
}


def _settings(**named: str) -> Settings:
    values = {"_env_file": None, **named}
    return Settings(**values)  # type: ignore[arg-type] # names that pydantic maps


def _wrong(name: str, value: str) -> str:
    from pydantic import ValidationError

    with pytest.raises(ValidationError) as told:
        _settings(**{name: value})
    first = told.value.errors(include_url=False)[0]
    return f"{first['loc'][0]}: {first['msg']}"


@pytest.mark.parametrize(("name", "value", "sentence"), [(n, *w) for n, w in WRONG.items()])
def test_a_wrong_value_is_named(read: Read, name: str, value: str, sentence: str) -> None:
    """One sentence, which begins with the setting and never repeats the value."""
    told = read("port", **{name: value})

    assert told.startswith(f"wrong: {sentence}")
    assert told.endswith(".")
    assert "\n" not in told


@pytest.mark.parametrize(
    "url",
    [
        "https://",
        "https:///press",
        "https://a.example?x=1",
        "https://a.example#x",
        "https://me:secret@a.example",
        "https://a.example:0",
        "https://a.example:99999",
        "https://a b.example",
        "https://[::1",
    ],
)
def test_an_address_is_a_host_and_nothing_that_would_be_lost(url: str) -> None:
    """What could not be called is refused at the start, not at the first press."""
    assert _wrong("LOCKSTEP_PUBLIC_URL", url).startswith("LOCKSTEP_PUBLIC_URL: ")


@pytest.mark.parametrize(
    "url", ["https://a.example", "https://a.example:8443/ls/", "http://[::1]:1"]
)
def test_a_good_address_is_kept(url: str) -> None:
    """With a port and a path, without its last slash."""
    assert _settings(LOCKSTEP_PUBLIC_URL=url).public_url == url.rstrip("/")


def test_an_env_that_is_no_text_is_named(read: Read) -> None:
    """A `.env` of another encoding is told, not thrown."""
    assert read("port", b"PORT=\xff\xfe\n") == "wrong: .env is not UTF-8 text."


@pytest.mark.parametrize("name", ["LOCKSTEP_SECRET", "ACTIVITYSMITH_API_KEY"])
def test_a_secret_shows_nowhere(name: str) -> None:
    """Neither printed nor in what an error repeats."""
    own = _settings(**{name: "canary-of-the-tests"})

    assert "canary" not in repr(own) + str(own)


def test_an_empty_key_is_no_key(read: Read) -> None:
    """`ACTIVITYSMITH_API_KEY=` in a `.env` counts as not set."""
    assert read("activitysmith_api_key", "ACTIVITYSMITH_API_KEY=\n") == "None"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///lockstep.db", "lockstep.db"),
        ("sqlite:////var/lib/lockstep.db", "/var/lib/lockstep.db"),
        ("sqlite:///", None),
        ("postgresql://db.example/x", None),
        ("lockstep.db", None),
    ],
)
def test_the_file_of_a_database(url: str, path: str | None) -> None:
    """Three slashes for this folder, four for a path from the root."""
    found = _settings(LOCKSTEP_DATABASE_URL=url).sqlite_path

    assert found == (None if path is None else Path(path))


def test_an_audience_is_a_list() -> None:
    """Commas part it; blanks and empty parts count for nothing."""
    assert _settings(ACTIVITYSMITH_AUDIENCE=" oncall, ,sre ").audience == ("oncall", "sre")
    assert _settings(ACTIVITYSMITH_AUDIENCE="").audience == ()
