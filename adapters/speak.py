"""`lockstep say`: to the running Lockstep, or, when none runs, to the store itself."""

import getpass
import secrets
import sys

import httpx

from adapters import console, keys
from adapters.app import build
from adapters.web import drawn
from bot.activity import Actor
from bot.errors import Busy, Refused
from bot.settings import Settings

WAIT_SECONDS = 2.0
TIMEOUT_SECONDS = 10.0


async def speak(settings: Settings, channel: str, words: str, *, speaker: str = "") -> str:
    """What is printed for *words* said in the console channel. Raises Refused, Busy."""
    speaker = speaker or _whoever()
    once = secrets.token_urlsafe(12)  # Told again after a lost answer, it is done once.
    for _ in range(2):
        try:
            return await _to_running(settings, channel, words, speaker, once)
        except httpx.ConnectError:
            break
        except httpx.TransportError:
            continue
    return await _to_store(settings, channel, words, speaker, once)


async def _to_running(settings: Settings, channel: str, words: str, speaker: str, once: str) -> str:
    key = keys.make(keys.secret_of(settings), keys.LOCAL)
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host  # noqa: S104 - where it listens is not where it is called
    body = {"channel": channel, "words": words, "speaker": speaker, "key": once,
            "wait_seconds": WAIT_SECONDS}  # fmt: skip
    async with httpx.AsyncClient(trust_env=False, timeout=TIMEOUT_SECONDS) as http:
        answer = await http.post(
            f"http://{host}:{settings.port}/say",
            json=body,
            headers={"Authorization": f"Bearer {key}"},
        )
    try:
        told = answer.json()
        text = told.get("refused") or told.get("card") or told["answer"]
    except (ValueError, KeyError, AttributeError) as exc:
        raise Refused(
            f"Something else answers on port {settings.port}. Nothing was said; set PORT."
        ) from exc
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        raise Refused(
            f"The Lockstep on port {settings.port} has another secret. Nothing was said; "
            "run this where LOCKSTEP_SECRET and LOCKSTEP_DATABASE_URL are the same."
        )
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        raise Busy(text)
    if answer.is_error:
        raise Refused(text)
    return str(text)


async def _to_store(settings: Settings, channel: str, words: str, speaker: str, once: str) -> str:
    actor = Actor(platform=console.NAME, id=speaker, name=speaker)
    async with build(settings) as app:
        told = await app.lockstep.say(
            words, actor=actor, channel=console.channel(channel), key=f"say:{keys.LOCAL}:{once}"
        )
        if told.look is not None:
            return await app.lockstep.look(told.look)
        assert told.answer is not None, "what is no look is a command"
        card = await drawn(app.lockstep, app.buttons, told.answer.activity)
    print("No Lockstep runs here; the phones follow when one does.", file=sys.stderr)
    return card


def _whoever() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
