"""The table of what the REST API can do."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.discord.rates import Limit

if TYPE_CHECKING:
    from tests.discord.state import State

Json = dict[str, Any]


class Refusal(Exception):
    """An answer that says no."""

    def __init__(self, status: int, code: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.answer: Json = {"message": message, "code": code, **more}


@dataclass(frozen=True)
class Request:
    """What was asked for."""

    method: str
    path: str
    ids: dict[str, str]
    query: dict[str, str]
    body: Any = None
    token: str = ""

    @property
    def json(self) -> Json:
        """The body, which must be an object."""
        if not isinstance(self.body, dict):
            raise Refusal(400, 50109, "The request body contains invalid JSON.")
        return self.body


Act = Callable[["State", Request], Any]


@dataclass(frozen=True)
class Endpoint:
    """*act* returns what is answered; None is 204."""

    method: str
    template: str
    act: Act
    status: int = 200
    limit: Limit = field(default_factory=Limit)
    by_token: bool = False
    """Whoever knows the token in the path may call it; the bot's own is not needed."""

    def match(self, method: str, path: str) -> dict[str, str] | None:
        if method != self.method:
            return None
        found = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template), path)
        return found.groupdict() if found else None

    def major(self, ids: dict[str, str]) -> str:
        """By which its limits are counted apart."""
        return ":".join(ids[name] for name in ("channel", "guild", "app", "token") if name in ids)


ENDPOINTS: list[Endpoint] = []


def endpoint(method: str, template: str, **more: Any) -> Callable[[Act], Act]:
    """Enter what follows into the table."""

    def enter(act: Act) -> Act:
        ENDPOINTS.append(Endpoint(method, template, act, **more))
        return act

    return enter


def find(method: str, path: str) -> tuple[Endpoint, dict[str, str]] | None:
    """The first that fits: what is named in full is entered before what is not."""
    for candidate in ENDPOINTS:
        ids = candidate.match(method, path)
        if ids is not None:
            return candidate, ids
    return None
