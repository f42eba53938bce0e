"""`lockstep demo` as a real process: what it prints, how it ends, and what it leaves alone."""

import asyncio
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from adapters.demo.demo import KEY
from tests.adapters.demo.window import window
from tests.adapters.programs import (
    ROOT,
    Program,
    environment,
    lockstep,
    picture,
    program,
    sandbox,
)

pytestmark = pytest.mark.slow

SAYS = re.compile(r"Lockstep's demo is at (http://127\.0\.0\.1:(\d+)) \(Ctrl-C stops it\)")


def address(running: Program) -> str:
    """Where the page is; the line must be exactly so."""
    found = SAYS.fullmatch(running.line())
    assert found is not None, running.said
    return found[1]


def own(folder: Path, **named: str) -> dict[str, str]:
    """An environment whose temporary files are in *folder*."""
    (folder / "tmp").mkdir(exist_ok=True)
    return environment(TMPDIR=str(folder / "tmp"), **named)


def left(folder: Path) -> list[Path]:
    """What is there of the demo's temporary files."""
    return list((folder / "tmp").iterdir())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_told_to_stop_it_goes_without_a_trace(tmp_path: Path, number: int) -> None:
    """Amid a feed, a half said request and a slow phone: exit code 0, no noise, no files."""
    with program(tmp_path, "demo", environ=own(tmp_path)) as running:
        url = await asyncio.to_thread(address, running)
        port = int(url.rpartition(":")[2])
        async with window(url) as page:
            half = socket.create_connection(("127.0.0.1", port))
            half.sendall(b"POST /demo/say HTTP/1.1\r\nHost: x\r\n")
            await page.turn("late", on=True)
            await page.say("/live start Checkout is down")
            await page.until(lambda: page.card("Incident in #ops"))
            was = left(tmp_path)
            running.signal(number)
            assert await asyncio.to_thread(running.ended, 15) == 0
            half.close()

    assert [path.name.startswith("lockstep-demo-") for path in was] == [True]
    assert left(tmp_path) == []
    assert running.stderr == ""
    assert len(running.said) == 1


async def test_the_port_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    """PORT is respected; whoever comes second is told so in one sentence, and leaves nothing."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    with program(tmp_path, "demo", environ=own(tmp_path, PORT=port)) as running:
        assert (await asyncio.to_thread(address, running)).endswith(f":{port}")
        second = tmp_path / "second"
        second.mkdir()
        environ = own(second, PORT=port)
        told = await asyncio.to_thread(lockstep, second, "demo", environ=environ, code=1)

    assert told.stdout == ""
    assert told.stderr == (
        f"lockstep: Port {port} is in use. Stop what listens there, or set PORT to another.\n"
    )
    assert left(second) == []


def test_a_port_that_is_none_is_named(tmp_path: Path) -> None:
    """Exit code 2, as for any setting."""
    told = lockstep(tmp_path, "demo", environ=own(tmp_path, PORT="x"), code=2)

    assert told.stderr.startswith("lockstep: PORT: ")
    assert len(told.stderr.splitlines()) == 1


def test_whoever_lets_others_in_is_warned(tmp_path: Path) -> None:
    """One sentence on standard error; here the page is at this machine's own address."""
    with program(tmp_path, "demo", environ=own(tmp_path, HOST="0.0.0.0")) as running:
        port = address(running).rpartition(":")[2]
        running.signal(signal.SIGINT)
        assert running.ended() == 0

    assert running.stderr == (
        f"lockstep: HOST is 0.0.0.0: anybody who reaches port {port} can speak and press here.\n"
    )


async def test_no_key_of_anybody_s_is_used(tmp_path: Path) -> None:
    """Whatever the environment and `.env` say, nobody's phone and no store of theirs is touched."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    with sandbox(theirs) as smith:
        named = {
            "ACTIVITYSMITH_API_KEY": "ask_theirs",
            "ACTIVITYSMITH_BASE_URL": smith,
            "ACTIVITYSMITH_LIFECYCLE": "manual",
            "ACTIVITYSMITH_AUDIENCE": "oncall",
            "LOCKSTEP_DATABASE_URL": f"sqlite:///{tmp_path / 'theirs.db'}",
            "LOCKSTEP_SECRET": "a secret of theirs, made up",
            "LOCKSTEP_TEMPLATES": str(tmp_path / "none.toml"),
            "LOCKSTEP_PUBLIC_URL": "https://lockstep.example",
        }
        (tmp_path / ".env").write_text("".join(f"{name}={said}\n" for name, said in named.items()))
        with program(tmp_path, "demo", environ={**own(tmp_path), **named}) as running:
            url = await asyncio.to_thread(address, running)
            async with window(url) as page:
                await page.say("/live start Checkout is down")
                screen = await page.until(lambda: page.screen("Incident in #ops"))
            running.signal(signal.SIGTERM)
            assert await asyncio.to_thread(running.ended) == 0
        accounts, asked = _accounts(smith), picture(smith, "ask_theirs")["log"]

    assert screen["stream_key"], "it was started as the environment says"
    assert screen["action"]["url"] == f"{url}/press"
    assert accounts == []
    assert asked == []
    assert not (tmp_path / "theirs.db").exists()
    assert KEY not in (tmp_path / ".env").read_text()


def _accounts(smith: str) -> object:
    """The keys that were used at the sandbox *smith*."""
    url = smith.removesuffix("/api") + "/__sandbox/accounts"
    return httpx.get(url, trust_env=False).json()["accounts"]


def test_it_runs_from_a_wheel(tmp_path: Path) -> None:
    """Installed, the page and the templates are there, too."""
    source = tmp_path / "source"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "bot", "adapters", "pyproject.toml", "README.md", "LICENSE"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    names = [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    for name in names:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    installed = tmp_path / "installed"
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--no-build-isolation", "--no-index", "--target", installed, source),
        ],
        check=True,
        capture_output=True,
        cwd=tmp_path,
    )

    mark = installed / "adapters/demo/page/vendor/lit-html/LICENSE"
    mark.write_text("changed where it was installed")
    environ = {**own(tmp_path), "PYTHONPATH": str(installed)}
    with program(tmp_path, "demo", environ=environ) as running:
        url = address(running)
        pages = [name for name in names if name.startswith("adapters/demo/page/")]
        for name in pages:
            path = name.removeprefix("adapters/demo")
            assert httpx.get(url + path, trust_env=False).status_code == 200, path
        license_shown = httpx.get(f"{url}/page/vendor/lit-html/LICENSE", trust_env=False).text
        running.signal(signal.SIGTERM)
        assert running.ended() == 0

    assert license_shown == mark.read_text(), "another copy than the installed one ran"
    assert len(pages) > 5
    assert (installed / "adapters/demo/lockstep.toml").is_file()
