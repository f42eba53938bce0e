"""What can go wrong between the app and Slack, one switch each."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "ratelimited", "error", "status", "html", "hang", "lost", "reset", "reset_after", "slow"
]


@dataclass
class Fault:
    """What the next `times` calls of `method` ("*": any) meet.

    hang: nothing happens, and no answer comes. lost: it happens, and no answer comes.
    reset: the connection breaks before anything happens; reset_after: once it has happened.
    """

    kind: Kind
    method: str = "*"
    times: int = 1
    team: str = ""
    retry_after: str = "30"
    """As written in the header: whole seconds, as Slack sends, or nonsense."""
    error: str = "internal_error"
    status: int = 500
    seconds: float = 1.0


class Faults(list[Fault]):
    """Those that are on."""

    def next(self, method: str, team: str) -> Fault | None:
        """The fault that this call meets, which is then one time less to be met."""
        for fault in self:
            if fault.method in ("*", method) and fault.team in ("", team):
                fault.times -= 1
                if fault.times <= 0:
                    self.remove(fault)
                return fault
        return None
