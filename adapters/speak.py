"""`lockstep say`: to the running Lockstep, or, when none runs, to the store itself."""

import getpass
import re
import secrets
import sys
from collections.abc import Sequence

import httpx

from adapters import console, keys
from adapters.app import build, own_address
from adapters.web import drawn
from bot.activity import Actor
from bot.errors import Busy, Refused
from bot.phrases import TEXT_MAX
from bot.settings import Settings
from bot.text import clean, cut

SPEAKER_MAX = 80
WAIT_SECONDS = 2.0
TIMEOUT_SECONDS = 10.0

_OPTION = re.compile(r"([^\W\d_]\w*[:=])(\S.*)", re.S)


async def speak(settings: Settings, channel: str, words: str, *, speaker: str = "") -> str:
    """What is printed for *words* said in the console channel. Raises Refused, Busy."""
    if len(words) > TEXT_MAX:
        raise Refused(f"That is longer than {TEXT_MAX} characters. Nothing was changed.")
    speaker = cut(clean(speaker or _whoever()), SPEAKER_MAX) or "somebody"
    once = secrets.token_urlsafe(12)  # Told again after a lost answer, it is done once.
    for _ in range(2):
        try:
            return await _to_running(settings, channel, words, speaker, once)
        except httpx.ConnectError:
            break
        except httpx.TransportError:
            continue
    return await _to_store(settings, channel, words, speaker, once)


def as_typed(arguments: Sequence[str]) -> str:
    """What was typed before the shell took its quotes away; one argument is all that was said."""
    first, *others = arguments
    return " ".join([first, *(_quoted(other) for other in others)])


def _quoted(argument: str) -> str:
    if '"' in argument or not any(char.isspace() for char in argument):
        return argument
    option = _OPTION.fullmatch(argument)
    return f'{option[1]}"{option[2]}"' if option else f'"{argument}"'


async def _to_running(settings: Settings, channel: str, words: str, speaker: str, once: str) -> str:
    key = keys.make(keys.secret_of(settings), keys.LOCAL)
    body = {"channel": channel, "words": words, "speaker": speaker, "key": once,
            "card": True, "wait_seconds": WAIT_SECONDS}  # fmt: skip
    async with httpx.AsyncClient(trust_env=False, timeout=TIMEOUT_SECONDS) as http:
        answer = await http.post(
            f"{own_address(settings)}/say",
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
            words, actor=actor, channel=console.channel(channel), named=console.channel,
            key=f"say:{keys.LOCAL}:{once}",
        )  # fmt: skip
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
