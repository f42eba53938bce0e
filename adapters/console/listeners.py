"""What the page asks: to say, to press, to fill a form in, to make a channel, what may come next.

No route trusts the page: who speaks must be one of the people, and the channel must be there.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from adapters.bodies import TRY_AGAIN, Body, read, refuse, reply
from adapters.console import drawing, people
from adapters.console.hints import Choice, Hints, Known, hints
from adapters.console.post import Json
from adapters.console.room import Place, Room
from adapters.console.surface import WORKSPACE
from bot.activity import Activity, Channel
from bot.buttons import Buttons
from bot.commands import Look, Status
from bot.errors import Busy, Refused, StoreUnusable
from bot.filling import END, START, UPDATE, Filled, Filling
from bot.form import FormWrong, Value
from bot.lockstep import Lockstep
from bot.text import echo

COMMAND = "/live"
FORMS = (UPDATE, END, START)
BODY_BYTES_MAX = 32_768
FIELDS_MAX = 64

_SLASH = re.compile(r"\s*(/\w\S*)(\s*)(.*)", re.S)
_BEGUN = re.compile(r"\s*(/\S*)")

Name = Annotated[str, Field(min_length=1, max_length=100)]
Text = Annotated[str, Field(max_length=16_000)]
Values = Annotated[dict[Name, Value], Field(max_length=FIELDS_MAX)]
Act = Callable[[web.Request], Awaitable[Mapping[str, Any]]]


class _Asked(Body):
    """Who asks, and the name of the act, which is done once."""

    person: Name
    key: Name

    def once(self, act: str) -> str:
        """The key of the act, which is nobody else's."""
        return f"page:{act}:{self.person}:{self.key}"


class Said(_Asked):
    """Words in a channel."""

    channel: Name
    text: Text


class Pressed(_Asked):
    """A button of a card."""

    channel: Name
    token: Annotated[str, Field(min_length=1, max_length=200)]


class Sent(_Asked):
    """A form that was filled in. *shown* is what it had, for who sends every field back."""

    channel: Name
    activity: Name | None = None
    fields: Values
    shown: Values = Field(default_factory=dict)


class Named(_Asked):
    """A channel's name."""

    name: Annotated[str, Field(max_length=200)]


class Listeners:
    """The routes of the chat."""

    def __init__(self, lockstep: Lockstep, room: Room, buttons: Buttons) -> None:
        self._lockstep = lockstep
        self._room = room
        self._buttons = buttons
        self._filling = Filling(lockstep)

    def routes(self) -> list[web.RouteDef]:
        """Every route, each with a handler of its own: plain, for a guard to stand before."""
        form = "/demo/forms/{form:" + "|".join(FORMS) + "}"
        return [
            web.post("/demo/say", _told(self.on_say)),
            web.post("/demo/press", _told(self.on_press)),
            web.get(form, _told(self.on_form), allow_head=False),
            web.post(form, _told(self.on_filled)),
            web.post("/demo/channels", _told(self.on_created)),
            web.post("/demo/channels/{id}/rename", _told(self.on_renamed)),
            web.post("/demo/channels/{id}/archive", _told(self.on_archived)),
            web.get("/demo/hints", _told(self.on_hints), allow_head=False),
        ]

    async def on_say(self, request: web.Request) -> Json:
        """Words: a post of theirs, or a command, which only they hear the answer of."""
        said = await read(request, Said, BODY_BYTES_MAX)
        person, place = people.person(said.person), self._room.open_place(said.channel)
        slash = _SLASH.fullmatch(said.text)
        if slash is None:
            self._room.say(place.id, person, said.text, key=said.once("say"))
            return {"kind": "posted"}
        if slash[1].casefold() != COMMAND:
            raise Refused(f"`{echo(slash[1])}` is not a command here. Say `{COMMAND} help`.")
        told = await self._lockstep.say(
            slash[3], actor=person.actor, channel=place.channel, key=said.once("say"),
            named=self._room.named,
        )  # fmt: skip
        if told.look is not None:
            return await self._look(told.look, place.channel)
        assert told.answer is not None, "what is no look is a command"
        return {"kind": "answer", "text": told.answer.text}

    async def on_press(self, request: web.Request) -> Json:
        """A button, pressed by somebody with a name."""
        pressed = await read(request, Pressed, BODY_BYTES_MAX)
        actor = people.person(pressed.person).actor
        channel = self._room.place(pressed.channel).channel
        answer = await self._lockstep.press(
            pressed.token, actor=actor, workspace=WORKSPACE, channel=channel
        )
        return {"text": answer.text}

    async def on_form(self, request: web.Request) -> Json:
        """A form as it is now."""
        kind, activity_id = request.match_info["form"], request.query.get("activity", "")
        form = await self._filling.form(kind, WORKSPACE, activity_id)
        return form.described()

    async def on_filled(self, request: web.Request) -> Json:
        """A form that was filled in."""
        sent = await read(request, Sent, BODY_BYTES_MAX)
        kind, actor = request.match_info["form"], people.person(sent.person).actor
        place_of = self._room.open_place if kind == START else self._room.place
        answer = await self._filling.fill(
            Filled(kind, actor, place_of(sent.channel).channel, sent.once(kind),
                   sent.fields, sent.shown, sent.activity or "")
        )  # fmt: skip
        return {"text": answer.text}

    async def on_created(self, request: web.Request) -> Json:
        """A channel, made; some begin something by their name."""
        named = await read(request, Named, BODY_BYTES_MAX)
        person = people.person(named.person)
        place = self._room.create(named.name, person, key=named.once("create"))
        answer = await self._lockstep.channel_created(place.channel)
        begun = f" It began {answer.text}" if answer else ""
        return {"channel": place.id, "text": f"#{place.name} is made.{begun}"}

    async def on_renamed(self, request: web.Request) -> Json:
        """A channel with another name, which what it began takes too."""
        named = await read(request, Named, BODY_BYTES_MAX)
        person, place = people.person(named.person), self._place(request)
        key = named.once("rename")
        self._room.rename(place.id, named.name, person, key=key)
        answer = await self._lockstep.channel_renamed(place.channel, key=key)
        now = f" Now it shows {answer.text}" if answer else ""
        return {"channel": place.id, "text": f"It is called #{place.name}.{now}"}

    async def on_archived(self, request: web.Request) -> Json:
        """A channel where nobody speaks any more; what it began ends, and only that."""
        asked = await read(request, _Asked, BODY_BYTES_MAX)
        person, place = people.person(asked.person), self._place(request)
        key = asked.once("archive")
        if not self._room.did(key):
            self._room.open_place(place.id)
        await self._lockstep.channel_archived(place.channel, key=key)
        self._room.archive(place.id, person, key=key)
        left = await self._lockstep.store.live(WORKSPACE, place.channel)
        names = ", ".join(f"`{activity.name}`" for activity in left)
        goes_on = f" What people started there goes on: {names}." if names else ""
        return {"channel": place.id, "text": f"#{place.name} is archived.{goes_on}"}

    async def on_hints(self, request: web.Request) -> Json:
        """What may come next in what is typed."""
        text = request.query.get("text", "")
        place = self._room.place(request.query.get("channel", ""))
        live = await self._lockstep.within_reach(place.channel)
        here = [activity for activity in live if activity.is_shown_in(place.channel)]
        channels = [name for name in self._room.names() if name != place.name]
        known = Known(self._lockstep.templates.names, live, here, channels)
        told = _after_command(text, known)
        return {
            "about": told.about,
            "from": _utf16_length(text[: told.start]),
            "choices": [vars(choice) for choice in told.choices],
        }

    async def _look(self, look: Look, channel: Channel) -> Json:
        """The answer to *look*; a status brings the cards of what it is about."""
        text = await self._lockstep.look(look, COMMAND)
        cards: list[Json] = []
        if isinstance(look, Status):
            if look.on is not None:
                live = [await self._lockstep.meant(look)]
            else:
                live = [*await self._lockstep.store.live(WORKSPACE, channel)]
            cards = [await self._card(activity) for activity in live]
        offer = isinstance(look, Status) and not cards
        return {"kind": "look", "text": text, "cards": cards, "offer_start": offer}

    async def _card(self, activity: Activity) -> Json:
        deliveries = await self._lockstep.store.deliveries(activity.id)
        others = tuple((d.channel, d.observed) for d in deliveries)
        presses = self._buttons.of(activity, self._lockstep.clock())
        return drawing.card(activity, others, presses)

    def _place(self, request: web.Request) -> Place:
        """The channel that the address names; 404 if there is none."""
        try:
            return self._room.place(request.match_info["id"])
        except Refused as exc:
            raise refuse(web.HTTPNotFound, str(exc)) from exc


def _told(act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    """*act*, its answer as JSON, and a refusal with its sentence."""

    async def handler(request: web.Request) -> web.Response:
        try:
            return reply(200, await act(request))
        except FormWrong as exc:
            return reply(422, {"fields": exc.fields, "refused": str(exc)})
        except Refused as exc:
            return reply(409, {"refused": str(exc)})
        except (Busy, StoreUnusable):
            return reply(503, {"refused": TRY_AGAIN})

    return handler


def _after_command(text: str, known: Known) -> Hints:
    """The hints for all that was typed, the slash command with it."""
    if begun := _BEGUN.fullmatch(text):
        fits = COMMAND.startswith(begun[1].casefold())
        choice = Choice(f"{COMMAND} ", COMMAND, "Change what the Lock Screens show.")
        return Hints("", begun.start(1), (choice,) if fits else ())
    slash = _SLASH.fullmatch(text)
    if slash is None or slash[1].casefold() != COMMAND:
        return Hints("", len(text))
    told = hints(slash[3], known)
    return Hints(told.about, slash.start(3) + told.start, told.choices)


def _utf16_length(text: str) -> int:
    """How long a browser says that *text* is."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2
