"""One request being answered: whose it is, when, under which switches, and whom it reaches."""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from adapters.sandbox.answers import Json, Refusal, forbidden, no_recipients, outside_scope
from adapters.sandbox.state import Account, Device
from adapters.sandbox.switches import Switches
from adapters.sandbox.wire import stamp

ALPHABET = string.ascii_letters + string.digits + "_-"


@dataclass(frozen=True)
class Audience:
    """The channels that count, None for everybody, and their devices."""

    slugs: list[str] | None
    devices: Sequence[Device]

    @property
    def owners(self) -> int:
        """How many people that is."""
        return len({d.owner for d in self.devices})


@dataclass(frozen=True)
class Turn:
    """An account, its switches for this request, the time, and a source of chance."""

    account: Account
    switches: Switches
    now: datetime
    random: Random

    def new_id(self, length: int = 32) -> str:
        """An id that nobody has."""
        return "".join(self.random.choices(ALPHABET, k=length))

    def success(self, **more: object) -> Json:
        """A 200's body: success, the time, and *more* without what is None."""
        known = {k: v for k, v in more.items() if v is not None}
        return {"success": True, **known, "timestamp": stamp(self.now)}

    def audience(self, body: Json, kind: str = "Live Activity ") -> Audience:
        """Whom *body* addresses; raises Refusal (403, or 404/422 when that is nobody)."""
        asked = body.get("channels", body.get("target", {}).get("channels"))
        scope = self.account.scope
        if self.switches.forbidden:
            raise Refusal(outside_scope())
        if asked is not None and scope is not None and not set(asked) <= set(scope):
            raise Refusal(outside_scope())
        return self.reach(asked if asked is not None else scope, kind)

    def reach(self, slugs: list[str] | None, kind: str = "Live Activity ") -> Audience:
        """Those who hear *slugs*; raises Refusal (404/422) when that is nobody."""
        devices = [d for d in self.account.devices if d.hears(slugs)]
        if self.switches.no_recipients or not devices:
            raise Refusal(no_recipients(self.switches.no_recipients_status, slugs, kind))
        return Audience(slugs, devices)

    def check_owned(self, verb: str) -> None:
        """Raises Refusal (403) when this key is to be told that it may not."""
        if self.switches.forbidden:
            raise Refusal(forbidden(verb))
