"""`lockstep run` as a real process: signals at any time, and what is there afterwards."""

import asyncio
import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from adapters import keys
from adapters.running import Lookups
from bot.stores.reader import SqliteReader
from tests.adapters.edge import SECRET, until
from tests.adapters.programs import (
    Program,
    environment,
    lockstep,
    picture,
    program,
    sandbox,
)

pytestmark = pytest.mark.slow

NOISE = re.compile(r"Traceback|Warning|Task was destroyed|never awaited|Unclosed|Exception")
LOCAL = {"Authorization": f"Bearer {keys.make(SECRET.encode(), keys.LOCAL)}"}


@pytest.fixture(scope="module")
def smith(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sandbox's address, for all tests of this file."""
    with sandbox(tmp_path_factory.mktemp("smith")) as url:
        yield url


def _environ(smith: str, key: str, **named: str) -> dict[str, str]:
    return environment(
        LOCKSTEP_SECRET=SECRET,
        ACTIVITYSMITH_API_KEY=key,
        ACTIVITYSMITH_BASE_URL=smith,
        **named,
    )


def _assert_clean(running: Program) -> None:
    assert NOISE.findall(running.stderr) == [], running.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_stops(tmp_path: Path, smith: str, number: int) -> None:
    """One signal: exit code 0 within seconds, and not a word of noise."""
    with program(tmp_path, "run", environ=_environ(smith, "ask_stop")) as running:
        running.url()
        running.signal(number)

        assert running.ended(10) == 0
    assert '"what": "stopped"' in running.stderr
    _assert_clean(running)


def test_told_many_times_it_stops_once(tmp_path: Path, smith: str) -> None:
    """Platforms repeat themselves: a hail of signals is as good as one, to the very end."""
    with program(tmp_path, "run", environ=_environ(smith, "ask_many")) as running:
        running.url()
        while running.process.poll() is None:
            running.signal(signal.SIGTERM)
            running.signal(signal.SIGINT)
            time.sleep(0.001)

        assert running.ended() == 0
    _assert_clean(running)


@pytest.mark.slow
@pytest.mark.parametrize("tenths", [0.5, 1, 2, 3, 4, 5, 6, 8, 10, 12])
def test_told_during_the_start_it_stops(tmp_path: Path, smith: str, tenths: float) -> None:
    """However early the signal comes, what is there can be started again."""
    with program(tmp_path, "run", environ=_environ(smith, "ask_early")) as running:
        time.sleep(tenths / 10)
        running.signal(signal.SIGTERM)
        code = running.ended()
    begun = (tmp_path / "lockstep.db.lock").exists()

    # Python itself takes its time: before its first line of ours, nothing has begun.
    assert code == 0 or (code == -signal.SIGTERM and not begun), running.stderr
    _assert_clean(running)
    with program(tmp_path, "run", environ=_environ(smith, "ask_early"), name="again") as again:
        again.url()
        again.signal(signal.SIGTERM)
        assert again.ended() == 0


@pytest.mark.slow
async def test_under_load_what_was_acknowledged_is_kept(tmp_path: Path, smith: str) -> None:
    """Stopped amid presses and says: each one that was answered 200 is in the store, whole."""
    acknowledged: list[str] = []
    refused: list[int] = []
    with program(tmp_path, "run", environ=_environ(smith, "ask_load")) as running:
        url = running.url()
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=10) as http:

            async def speak(lane: int) -> None:
                for number in range(10_000):
                    words = f'start "Backup {lane} {number}" steps:4'
                    body = {"channel": "ops", "words": words}
                    try:
                        answer = await http.post("/say", json=body, headers=LOCAL)
                    except httpx.TransportError:
                        return
                    if answer.status_code == 200:
                        acknowledged.append(f"Backup {lane} {number}")
                    else:
                        refused.append(answer.status_code)

            lanes = [asyncio.create_task(speak(lane)) for lane in range(8)]
            await until(lambda: len(acknowledged) >= 100)
            running.signal(signal.SIGTERM)
            code = await asyncio.to_thread(running.ended, 20)
            await asyncio.gather(*lanes)

    assert code == 0
    assert set(refused) <= {408, 503}  # Whose body came too late was refused, too.
    _assert_clean(running)
    reader = SqliteReader.open(tmp_path / "lockstep.db")
    kept = {activity.content.title: activity for activity in await reader.recent(None, 100_000)}
    assert set(acknowledged) <= set(kept)
    for title in acknowledged:
        timeline = await reader.timeline(kept[title].id)
        assert [entry.verb for entry in timeline] == ["start"]
        assert len(await reader.deliveries(kept[title].id)) == 2
    await reader.close()


@pytest.mark.slow
async def test_started_again_it_shows_what_was_due(tmp_path: Path, smith: str) -> None:
    """What was said while nobody ran, or just before the end, is on the phones after a start."""
    environ = _environ(smith, "ask_due")
    with program(tmp_path, "run", environ=environ) as running:
        running.url()
        running.signal(signal.SIGTERM)
        assert running.ended() == 0
    said = lockstep(tmp_path, "say", "ops", "start Checkout is down", environ=environ)
    assert "Lock Screens: on their way" in said.stdout
    assert said.stderr == "No Lockstep runs here; the phones follow when one does.\n"

    with program(tmp_path, "run", environ=environ, name="again") as again:
        again.url()
        (activity,) = await until(lambda: picture(smith, "ask_due")["activities"])
        again.signal(signal.SIGTERM)
        assert again.ended() == 0
    assert activity["content_state"]["message"] == "Checkout is down"


@pytest.mark.slow
def test_a_phone_that_hangs_does_not_hold_the_end(tmp_path: Path, smith: str) -> None:
    """ActivitySmith takes a call and never answers: the end comes within Heroku's 30 seconds."""
    control = smith.removesuffix("/api") + "/__sandbox/accounts/ask_hang/switches"
    httpx.put(control, json={"slow_seconds": 60}, trust_env=False).raise_for_status()
    environ = _environ(smith, "ask_hang")
    lockstep(tmp_path, "say", "ops", "start Checkout is down", environ=environ)
    with program(tmp_path, "run", environ=environ) as running:
        running.url()
        time.sleep(0.5)
        running.signal(signal.SIGTERM)

        assert running.ended(25) == 0
    _assert_clean(running)


@pytest.mark.slow
async def test_the_parts_run_alone(tmp_path: Path, smith: str) -> None:
    """`web` stores and shows nothing; `reconcile` shows, and listens nowhere."""
    environ = _environ(smith, "ask_parts")
    with program(tmp_path, "web", environ=environ, name="web") as web:
        port = web.url().rpartition(":")[2]
        at = {**environ, "PORT": port}
        said = lockstep(tmp_path, "say", "ops", "start Checkout is down", environ=at)
        assert "on their way" in said.stdout
        assert said.stderr == ""
        web.signal(signal.SIGTERM)
        assert web.ended() == 0
    assert picture(smith, "ask_parts")["activities"] == []

    with program(tmp_path, "reconcile", environ=environ, name="reconcile") as reconcile:
        await until(lambda: picture(smith, "ask_parts")["activities"])
        reconcile.signal(signal.SIGTERM)
        assert reconcile.ended() == 0
    assert reconcile.said == []
    _assert_clean(web)
    _assert_clean(reconcile)


def test_a_busy_port_is_named(tmp_path: Path, smith: str) -> None:
    """One sentence, exit code 1, and the store is closed again."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = lockstep(
            tmp_path, "run", environ=_environ(smith, "ask_busy") | {"PORT": port}, code=1
        )
    last = done.stderr.splitlines()[-1]
    assert last == (
        f"lockstep: Port {port} is in use. Stop what listens there, or set PORT to another."
    )
    assert lockstep(tmp_path, "list", environ=environment(PORT=port)).stdout.startswith("Nothing")


@pytest.mark.slow
def test_an_address_that_is_not_ours_is_named(tmp_path: Path, smith: str) -> None:
    """HOST names the setting too."""
    environ = _environ(smith, "ask_host") | {"HOST": "192.0.2.1"}

    done = lockstep(tmp_path, "run", environ=environ, code=1)

    assert "lockstep: Lockstep cannot listen on 192.0.2.1, port 0 (" in done.stderr
    assert done.stderr.endswith("See HOST and PORT.\n")


@pytest.mark.slow
def test_a_second_one_is_told_of_the_first(tmp_path: Path, smith: str) -> None:
    """Two on one file would harm it: the second refuses, and the first goes on."""
    with program(tmp_path, "run", environ=_environ(smith, "ask_two")) as first:
        url = first.url()
        done = lockstep(tmp_path, "run", environ=_environ(smith, "ask_two"), code=1)

        assert f"in use by another Lockstep (process {first.process.pid})" in done.stderr
        assert httpx.get(f"{url}/ready", trust_env=False).status_code == 200


def test_a_name_that_is_looked_up_holds_nobody() -> None:
    """A loop that ends does not wait for a lookup that never comes back."""
    done = []

    async def ask() -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(Lookups())
        done.append(await loop.run_in_executor(None, lambda: 7))
        with pytest.raises(ZeroDivisionError):
            await loop.run_in_executor(None, lambda: 1 // 0)
        loop.run_in_executor(None, time.sleep, 600)

    begun = time.monotonic()
    asyncio.run(ask())

    assert done == [7]
    assert time.monotonic() - begun < 60
