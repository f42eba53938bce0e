"""Secrets: a whole life with every fault injected, and then every byte that was left is read."""

import asyncio
import base64
import json
import re
import signal
from pathlib import Path

import httpx
import pytest

from adapters import keys
from adapters.logs import redact
from tests.adapters.edge import until
from tests.adapters.programs import environment, lockstep, picture, program, sandbox

JSON = {"Content-Type": "application/json"}
KEY = "ask_canary4f9aQ7"
SECRET = "canary-secret-of-the-tests"
TOKEN = re.compile(r"\bA[A-Za-z0-9_-]{60,99}\b")
FAULTS: tuple[dict[str, object], ...] = (
    {"status": 500},
    {"body": "html"},
    {"body": "truncated"},
    {"drop": True},
    {"forbidden": True},
    {"billing": "trial_expired"},
)


@pytest.mark.slow
async def test_no_secret_is_left_anywhere(tmp_path: Path) -> None:
    """Output, logs, exports, answers, the database's own bytes: none holds a key or a token."""
    answers: list[str] = []
    with sandbox(tmp_path) as smith:
        environ = environment(
            LOCKSTEP_SECRET=SECRET,
            ACTIVITYSMITH_API_KEY=KEY,
            ACTIVITYSMITH_BASE_URL=smith,
            ACTIVITYSMITH_ACTIVITIES_MAX="20",
            ACTIVITYSMITH_REQUESTS_PER_MINUTE="600",
        )
        port, tokens = await _lived(tmp_path, smith, environ, answers)
        told = [
            lockstep(tmp_path, *look, environ={**environ, "PORT": port}).stdout
            for look in (
                ["list", "--all"],
                ["show", "checkout-is-down"],
                *(
                    ["export", "checkout-is-down", "--format", form]
                    for form in ("json", "csv", "md")
                ),
            )
        ]
        told.append(lockstep(tmp_path, "doctor", environ=environ, code=None).stdout)
        log = json.loads(json.dumps(picture(smith, KEY)["log"]))
        sent, statuses = str(log), {entry["status"] for entry in log}

    assert tokens
    assert {200, 401, 402, 403, 500, None} <= statuses, "each fault was met"
    assert all(token in sent for token in tokens), "they travel in what is sent to ActivitySmith"
    files = left_in(tmp_path)
    assert {"lockstep.db", "program.err"} <= set(files)
    everything = b"\n".join(files.values()) + "\n".join([*told, *answers]).encode()
    local = keys.make(SECRET.encode(), keys.LOCAL)
    for canary in (KEY, SECRET, local, base64.b64encode(SECRET.encode()).decode(), *tokens):
        assert canary.encode() not in everything
    assert TOKEN.findall(everything.decode("latin-1")) == []


def left_in(folder: Path) -> dict[str, bytes]:
    """Every file, to the byte."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


async def _lived(
    folder: Path, smith: str, environ: dict[str, str], answers: list[str]
) -> tuple[str, set[str]]:
    """A life of an activity, with faults; the port it was heard on, and its buttons' tokens."""
    with program(folder, "run", environ=environ) as first:
        port = first.url().rpartition(":")[2]
        first.signal(signal.SIGTERM)
        first.ended()
    environ = {**environ, "PORT": port, "LOCKSTEP_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    control = f"{smith.removesuffix('/api')}/__sandbox/accounts/{KEY}"
    with program(folder, "run", environ=environ) as running:
        running.url()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:

            async def say(words: str) -> None:
                done = await asyncio.to_thread(
                    lockstep, folder, "say", "ops", words, environ=environ, code=None
                )
                answers.append(done.stdout + done.stderr)

            async def wrong(fault: dict[str, object]) -> None:
                change = {**fault, "scope": {"times": 1}}
                (await http.put(f"{control}/switches", json=change)).raise_for_status()

            await http.put(f"{control}/switches", json={"places_max": 20, "rate": "off"})
            await say("start Checkout is down")
            await until(lambda: picture(smith, KEY)["activities"])
            tokens = set(re.findall(r"'token': '([^']+)'", str(picture(smith, KEY))))
            for number, fault in enumerate(FAULTS):
                await wrong(fault)
                await say(f'start "Backup {number}" steps:4')
            for token in tokens:
                for sent in (token, token[:-1] + "x", token):
                    answer = await http.post("/press", json={"token": sent})
                    answers.append(answer.text + str(answer.headers))
                bad = f'{{"token": "{token}", NaN}}'
                answers.append((await http.post("/press", content=bad, headers=JSON)).text)
            for path in ("/ready", "/metrics", "/health", "/press?token=x"):
                answer = await http.get(path)
                answers.append(answer.text)
            await wrong({"unauthorized": True})
            await say("end All clear on checkout-is-down")
        running.signal(signal.SIGTERM)
        await asyncio.to_thread(running.ended)
        answers.extend(running.said)
    return port, tokens


@pytest.mark.parametrize(
    "secret",
    [
        KEY,
        keys.make(b"a secret of the tests", "ci"),
        "xox" + "b-1-2-abc",
        "xap" + "p-1-A2-3-abc",
        "A" + "b" * 80,
        "Bearer whatever-it-is",
        "N" + "z" * 25 + ".Gx1abc." + "q" * 38,
    ],
)
def test_what_looks_like_a_secret_is_blacked_out_of_logs(secret: str) -> None:
    """Should one get into a log after all, it is not written."""
    assert secret.split()[-1] not in redact(f'{{"why": "said {secret}, and no more"}}')


def test_ordinary_words_are_left_alone() -> None:
    """A log in which everything is blacked out tells nobody anything."""
    text = '{"activity": "eal27ukvq4gkvibusodmbmnkme", "what": "surface is back", "revision": 3}'

    assert redact(text) == text
