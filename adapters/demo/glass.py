"""The other side: what the phones show, what may be done on them, and ActivitySmith's faults."""

from datetime import datetime, timedelta
from typing import Any, Literal

from aiohttp import web
from pydantic import Field

from adapters.bodies import Body, read, refuse, reply
from adapters.demo.faults import Faults
from adapters.demo.wire import Wire, cut
from adapters.sandbox import Device, Sandbox
from adapters.sandbox.press import NotPressed

Json = dict[str, Any]

BODY_BYTES_MAX = 4_096
PHONE = Device("phone-1", "owner")
MINUTE = timedelta(minutes=1)


class Pressed(Body):
    """A press of a button on a Lock Screen."""

    activity_id: str = Field(min_length=1, max_length=100)
    button: Literal["action", "secondary_action"]
    key: str = Field(default="", max_length=100)


class Dismissed(Body):
    """A card that is swiped away."""

    activity_id: str = Field(min_length=1, max_length=100)
    key: str = Field(default="", max_length=100)


class Turned(Body):
    """A switch as it should be."""

    on: bool
    key: str = Field(default="", max_length=100)


class Glass:
    """One phone of one account of the sandbox."""

    def __init__(self, sandbox: Sandbox, key: str) -> None:
        self._sandbox = sandbox
        self._key = key
        self.wire = Wire(sandbox, key)
        self.faults = Faults(sandbox, key)
        sandbox.account(key).devices = [PHONE]

    def clock(self) -> datetime:
        """The sandbox's time."""
        return self._sandbox.clock()

    async def changed(self, since: int, timeout_seconds: float) -> int:
        """See Sandbox."""
        return await self._sandbox.changed(since, timeout_seconds)

    def phones(self) -> Json:
        """What the page draws of the phones, now."""
        picture = self._sandbox.picture(self._key)
        screens = [
            {
                "id": screen["id"],
                "owner": screen["owner"],
                "badge": screen["badge"],
                "cards": [_without_tokens(card) for card in screen["cards"]],
            }
            for screen in picture["lock_screens"]
        ]
        return {"now": picture["now"], "screens": screens, "account": self._account()}

    def next_at(self) -> datetime | None:
        """When time alone will change that, if it will."""
        now, account = self._sandbox.clock(), self._sandbox.account(self._key)
        asked = self._asked_since(now - MINUTE)
        times = [account.next_at(now), asked[-1] + MINUTE if asked else None]
        return min((at for at in times if at is not None), default=None)

    def routes(self) -> list[web.RouteDef]:
        """What the page may do here."""
        return [
            web.post("/demo/phone/press", self.on_press),
            web.post("/demo/phone/dismiss", self.on_dismiss),
            web.put("/demo/switches/{name}", self.on_switch),
        ]

    async def on_press(self, request: web.Request) -> web.Response:
        """The sandbox calls the webhook of that button, as ActivitySmith would."""
        pressed = await read(request, Pressed, BODY_BYTES_MAX)
        try:
            outcome = await self._sandbox.press(self._key, pressed.activity_id, pressed.button)
        except NotPressed as exc:
            raise refuse(web.HTTPConflict, exc.sentence) from exc
        return reply(200, {"deliveries": cut(outcome["deliveries"])})

    async def on_dismiss(self, request: web.Request) -> web.Response:
        """The card is swiped off every phone."""
        dismissed = await read(request, Dismissed, BODY_BYTES_MAX)
        try:
            self._sandbox.dismiss(self._key, dismissed.activity_id)
        except KeyError as exc:
            sentence = "No Lock Screen shows that any more. Nothing was changed."
            raise refuse(web.HTTPConflict, sentence) from exc
        return reply(200, {})

    async def on_switch(self, request: web.Request) -> web.Response:
        """One of ActivitySmith's faults begins or ends."""
        turned = await read(request, Turned, BODY_BYTES_MAX)
        try:
            self.faults.turn(request.match_info["name"], on=turned.on)
        except KeyError as exc:
            raise refuse(web.HTTPNotFound, "There is no such switch.") from exc
        return reply(200, {"switches": self.faults.described()})

    def _account(self) -> Json:
        account = self._sandbox.account(self._key)
        switches, now = account.switchboard.base, self._sandbox.clock()
        places = switches.places_max
        return {
            "live": places if switches.capacity else len(account.live()),
            "places": places,
            "requests_last_minute": len(self._asked_since(now - MINUTE)),
            "requests_per_minute": switches.requests_per_minute,
        }

    def _asked_since(self, before: datetime) -> list[datetime]:
        """When each request after then came, newest first."""
        times: list[datetime] = []
        for entry in reversed(self._sandbox.log.entries):
            if entry.at <= before:
                break
            times.append(entry.at)
        return times


def _without_tokens(card: Json) -> Json:
    """*card* for the page, which presses by the button's name and needs no token."""
    return card | {name: cut(card[name]) for name in ("action", "secondary_action")}


def lasting(phones: Json) -> Json:
    """*phones* without what only tells how time passes: the same as long as nothing happens."""
    screens = [
        screen | {"cards": [card | {"timer": _window(card["timer"])} for card in screen["cards"]]}
        for screen in phones["screens"]
    ]
    return {"screens": screens, "account": phones["account"]}


def _window(timer: Json | None) -> Json | None:
    if timer is None:
        return None
    passing = ("elapsed_seconds", "remaining_seconds") if timer["is_running"] else ()
    return {name: value for name, value in timer.items() if name not in passing}
