"""The way back to the person of one interaction, whatever was answered already.

The first answer is a callback; after "thinking" it is put in its place; whatever else
there is to say is a message more. After fifteen minutes nothing is said any more.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Literal

from adapters.discord.callbacks import Callbacks, NotAnswered
from adapters.discord.people import Interaction

Json = dict[str, Any]

MESSAGE, THINKING, QUIET, INSTEAD, CHOICES, FORM = 4, 5, 6, 7, 8, 9
"""The kinds of a first answer, by Discord's numbers."""

EPHEMERAL = 1 << 6
COMPONENTS_V2 = 1 << 15
TEXT_MAX = 2_000
TOKEN_LIVES_SECONDS = 14.5 * 60

DONE = "Done."
TOO_LATE = "The form could not be opened in time. Nothing was changed; try again."

_COMPONENT, _AUTOCOMPLETE, _SUBMITTED = 3, 4, 5
_V2_KINDS = frozenset({9, 10, 11, 12, 13, 14, 17})
_TEXT_DISPLAY = 10

State = Literal["fresh", "thinking", "quiet", "told", "over"]

log = logging.getLogger(__name__)


class Reply:
    """Answers one interaction. What Discord takes no more is dropped, with a line in the log."""

    def __init__(
        self, interaction: Interaction, callbacks: Callbacks, monotonic: Callable[[], float]
    ) -> None:
        self.interaction = interaction
        self._callbacks = callbacks
        self._monotonic = monotonic
        self._heard_at = monotonic()
        self.is_again = False
        self._state: State = "fresh"
        self._turn = asyncio.Lock()
        kind = interaction.type.value
        self._is_autocomplete = kind == _AUTOCOMPLETE
        self._is_on_message = kind in (_COMPONENT, _SUBMITTED) and interaction.message is not None

    @property
    def is_fresh(self) -> bool:
        """Whether nothing was answered yet, so that a form may still be opened."""
        return self._is("fresh")

    async def privately(self, text: str, components: Sequence[Json] = ()) -> None:
        """Say *text* to the person alone, above *components*."""
        async with self._turn:
            await self._say(_message(text, components, EPHEMERAL))

    async def publicly(self, text: str, components: Sequence[Json] = ()) -> None:
        """Say *text* to everybody in the channel; it mentions nobody."""
        async with self._turn:
            if self._is("thinking"):  # That was for the person alone, and stays so.
                await self._then("told", self._callbacks.forget(*self._address))
            await self._say(_message(text, components, 0))

    async def instead(self, text: str, components: Sequence[Json] = ()) -> None:
        """Put *text* and *components* in place of the message whose button was pressed."""
        if not self._is_on_message:
            await self.privately(text, components)
            return
        async with self._turn:
            body = _message(text, components, 0)
            if self._is("fresh"):
                await self._first(INSTEAD, body, "quiet")
            elif self._is("quiet"):
                await self._on(self._callbacks.original(*self._address, body))

    async def form(self, modal: Json) -> bool:
        """Open the form *modal*; whether it was opened. It can only be the first answer."""
        async with self._turn:
            if self._is("fresh"):
                await self._first(FORM, modal, "told")
                return self._is("told")
            await self._say(_message(TOO_LATE, (), EPHEMERAL))
            return False

    async def choices(self, choices: Sequence[Json]) -> None:
        """Offer *choices* to who is typing."""
        async with self._turn:
            await self._offer(choices)

    async def done(self) -> None:
        """Say nothing: what was done shows. Where Discord wants words, there are few."""
        async with self._turn:
            if self._is("fresh") and self._is_on_message:
                await self._first(QUIET, None, "quiet")
            elif self._is("fresh", "thinking"):
                await self._say(_message(DONE, (), EPHEMERAL))

    async def wait(self) -> None:
        """Show that it takes a while, if nothing was answered yet. It promises nothing."""
        async with self._turn:
            if not self._is("fresh") or self._is_autocomplete:
                return
            if self._is_on_message:
                await self._first(QUIET, None, "quiet")
            else:
                await self._first(THINKING, {"flags": EPHEMERAL}, "thinking")

    async def finish(self) -> None:
        """See that there was an answer."""
        if self._is_autocomplete:
            await self.choices(())
        else:
            await self.done()

    @property
    def _address(self) -> tuple[int, str]:
        return self.interaction.application_id, self.interaction.token

    async def _offer(self, choices: Sequence[Json]) -> None:
        if self._is("fresh"):
            await self._first(CHOICES, {"choices": list(choices)}, "told")

    async def _say(self, body: Json) -> None:
        if self._is_autocomplete:  # Who is typing is told nothing, and is not left to wait.
            await self._offer(())
        elif self._is("fresh"):
            await self._first(MESSAGE, body, "told")
        elif self._is("thinking"):
            await self._then("told", self._callbacks.original(*self._address, body))
        else:
            await self._on(self._callbacks.more(*self._address, body))

    async def _first(self, kind: int, body: Mapping[str, Any] | None, then: State) -> None:
        said: Json = {"type": kind}
        if body is not None:
            said["data"] = body
        interaction = self.interaction
        await self._then(then, self._callbacks.first(interaction.id, interaction.token, said))

    async def _then(self, state: State, saying: Coroutine[Any, Any, None]) -> None:
        if await self._on(saying):
            self._state = state

    def _is(self, *states: State) -> bool:
        return self._state in states

    async def _on(self, saying: Coroutine[Any, Any, None]) -> bool:
        """Whether it was said; nothing more is, once Discord takes no answers."""
        if self._monotonic() > self._heard_at + TOKEN_LIVES_SECONDS:
            self._state = "over"
        if self._is("over"):
            saying.close()
            log.info("answer dropped", extra={"why": "nobody waits for it any more"})
            return False
        try:
            await saying
        except NotAnswered as exc:
            if not exc.is_over:
                raise
            self._state = "over"
            log.info("answer dropped", extra={"why": str(exc)})
            return False
        return True


def _message(text: str, components: Sequence[Json], flags: int) -> Json:
    """A message that mentions nobody; of Components V2 when *components* are."""
    body: Json = {"allowed_mentions": {"parse": []}}
    if any(component.get("type") in _V2_KINDS for component in components):
        flags |= COMPONENTS_V2
        told = [{"type": _TEXT_DISPLAY, "content": text}] if text else []
        body["components"] = [*told, *components]
    else:
        body["content"] = text if len(text) <= TEXT_MAX else text[: TEXT_MAX - 1] + "…"
        body["components"] = list(components)
    return {**body, "flags": flags} if flags else body
