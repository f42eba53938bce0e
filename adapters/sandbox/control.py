"""Routes that ActivitySmith does not have: switches, pauses, presses, and the whole picture."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.sandbox.answers import Json, Refusal
from adapters.sandbox.bell import Bell
from adapters.sandbox.log import EffectLog
from adapters.sandbox.press import NotPressed
from adapters.sandbox.state import Account, Device
from adapters.sandbox.wire import BODY_BYTES_MAX, decode, encode

ROOT = "/__sandbox/accounts"
BUTTONS = ("action", "secondary_action")


class Controlled(Protocol):
    """What is steered from outside: the sandbox."""

    @property
    def bell(self) -> Bell:
        """Rung when something changed."""
        ...

    @property
    def accounts(self) -> dict[str, Account]:
        """Those in use, by key."""
        ...

    @property
    def log(self) -> EffectLog:
        """What was asked and done."""
        ...

    def account(self, key: str) -> Account:
        """One account, made on first use."""
        ...

    def picture(self, key: str) -> Json:
        """All there is to see of it."""
        ...

    def reset(self, key: str) -> None:
        """Forget it."""
        ...

    def pause(self, key: str, stream_key: str) -> None:
        """Pause a stream."""
        ...

    def resume(self, key: str, stream_key: str) -> None:
        """Resume a stream."""
        ...

    def dismiss(self, key: str, activity_id: str) -> None:
        """Swipe an activity away."""
        ...

    async def press(self, key: str, activity_id: str, button: str, device: str = "") -> Json:
        """Press a button."""
        ...

    def land(self) -> int:
        """Let what is late happen."""
        ...


class Scope(BaseModel):
    """For which requests a change of switches holds."""

    model_config = ConfigDict(extra="forbid")

    times: int | None = Field(None, ge=1)
    method: str | None = None
    path: str | None = None


class DeviceSaid(BaseModel):
    """A device as it is written in JSON."""

    model_config = ConfigDict(extra="forbid")

    id: str
    owner: str = "owner"
    channels: list[str] | None = None
    token_seconds: float = Field(0, ge=0)


class AccountSaid(BaseModel):
    """What of an account can be set: its phones, its key's scope, its metrics."""

    model_config = ConfigDict(extra="forbid")

    devices: list[DeviceSaid] | None = None
    scope: list[str] | None = None
    metrics: list[str] | None = None


def control_routes(sandbox: Controlled) -> list[web.RouteDef]:
    """The routes outside /api."""
    control = Control(sandbox)
    one = ROOT + "/{account:ask_[A-Za-z0-9_-]+}"
    return [
        web.get(ROOT, _guarded(control.list_accounts)),
        web.get(one, _guarded(control.show)),
        web.put(one, _guarded(control.set_account)),
        web.delete(one, _guarded(control.reset)),
        web.get(one + "/log", _guarded(control.show_log)),
        web.get(one + "/switches", _guarded(control.show_switches)),
        web.put(one + "/switches", _guarded(control.set_switches)),
        web.delete(one + "/switches", _guarded(control.reset_switches)),
        web.post(one + "/streams/{stream}/{verb:pause|resume}", _guarded(control.hold)),
        web.post(one + "/activities/{activity}/dismiss", _guarded(control.dismiss)),
        web.post(one + "/press/{activity}/{button}", _guarded(control.press)),
        web.post("/__sandbox/land", _guarded(control.land)),
    ]


class Control:
    """The answers of the routes outside /api."""

    def __init__(self, sandbox: Controlled) -> None:
        self._sandbox = sandbox

    async def list_accounts(self, _request: web.Request) -> Json:
        """Every key that was used."""
        return {"accounts": list(self._sandbox.accounts)}

    async def show(self, request: web.Request) -> Json:
        """The whole picture of one account."""
        return self._sandbox.picture(_account(request))

    async def set_account(self, request: web.Request) -> Json:
        """Other devices, another scope, other metrics; what is not said stays."""
        said = AccountSaid.model_validate(await _body(request))
        account = self._sandbox.account(_account(request))
        if said.devices is not None:
            account.devices = [
                Device(
                    d.id,
                    d.owner,
                    None if d.channels is None else frozenset(d.channels),
                    d.token_seconds,
                )
                for d in said.devices
            ]
        if "scope" in said.model_fields_set:
            account.scope = said.scope
        if "metrics" in said.model_fields_set:
            account.metrics = None if said.metrics is None else set(said.metrics)
        self._sandbox.bell.ring()
        return self._sandbox.picture(account.key)

    async def reset(self, request: web.Request) -> Json:
        """An account as on its first day."""
        self._sandbox.reset(_account(request))
        return {"reset": _account(request)}

    async def show_log(self, request: web.Request) -> Json:
        """The requests after entry number `after`."""
        after = request.query.get("after", "0")
        number = int(after) if after.isdecimal() else 0
        entries = self._sandbox.log.of(_account(request), number)
        return {"log": [entry.to_json() for entry in entries]}

    async def show_switches(self, request: web.Request) -> Json:
        """What holds now, and what holds for some requests only."""
        board = self._sandbox.account(_account(request)).switchboard
        scoped = [
            {"times": s.times, "method": s.method, "path": s.path, "switches": s.changes}
            for s in board.scoped
        ]
        return {"switches": board.base.model_dump(mode="json"), "scoped": scoped}

    async def set_switches(self, request: web.Request) -> Json:
        """The switches that are named, changed; within `scope` if there is one."""
        body = await _body(request)
        scope = Scope.model_validate(body.pop("scope", {}))
        board = self._sandbox.account(_account(request)).switchboard
        board.set(body, times=scope.times, method=scope.method, path=scope.path)
        self._sandbox.bell.ring()
        return await self.show_switches(request)

    async def reset_switches(self, request: web.Request) -> Json:
        """All at their defaults."""
        self._sandbox.account(_account(request)).switchboard.reset()
        self._sandbox.bell.ring()
        return await self.show_switches(request)

    async def hold(self, request: web.Request) -> Json:
        """Pause or resume a stream."""
        key, stream = _account(request), request.match_info["stream"]
        is_pause = request.match_info["verb"] == "pause"
        (self._sandbox.pause if is_pause else self._sandbox.resume)(key, stream)
        return {"stream_key": stream, "status": self._sandbox.account(key).streams[stream].status}

    async def dismiss(self, request: web.Request) -> Json:
        """Swipe an activity away."""
        self._sandbox.dismiss(_account(request), request.match_info["activity"])
        return {"activity_id": request.match_info["activity"], "status": "cancelled"}

    async def press(self, request: web.Request) -> Json:
        """Press a button, and tell what its webhook answered."""
        button = request.match_info["button"]
        if button not in BUTTONS:
            raise NotPressed(404, "A Lock Screen has an action and a secondary_action.")
        device = request.query.get("device", "")
        activity = request.match_info["activity"]
        return await self._sandbox.press(_account(request), activity, button, device)

    async def land(self, _request: web.Request) -> Json:
        """Let what is late happen now."""
        return {"landed": self._sandbox.land()}


def _guarded(
    handle: Callable[[web.Request], Awaitable[Json]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def guarded(request: web.Request) -> web.Response:
        try:
            return _response(200, await handle(request))
        except NotPressed as exc:
            return _response(exc.status, {"error": exc.sentence})
        except KeyError as exc:
            return _response(404, {"error": f"There is no {exc.args[0]}."})
        except Refusal as exc:
            return _response(400, exc.answer.body)
        except ValidationError as exc:
            first = exc.errors(include_url=False, include_context=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            return _response(400, {"error": f"{where}: {first['msg']}"})

    return guarded


def _response(status: int, body: Json) -> web.Response:
    return web.Response(status=status, body=encode(body), content_type="application/json")


def _account(request: web.Request) -> str:
    return request.match_info["account"]


async def _body(request: web.Request) -> dict[str, Any]:
    raw = await request.content.read(BODY_BYTES_MAX)
    return decode(raw) if raw.strip() else {}
