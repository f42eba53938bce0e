"""What can go wrong between the app and Discord's REST, one switch each."""

import re
from dataclasses import dataclass


@dataclass
class Fault:
    """What the next `times` calls of `method` whose path matches meet.

    With a `code` Discord refuses (`status` 400 unless said); with only a `status` a proxy answers.
    A 429 says how long to wait (`retry_after`), `everywhere` that it is of all calls.
    `lost_answer`: it is done, and the connection breaks before the answer. `dropped`: the
    connection breaks before anything is done. `hang`: no answer ever comes.
    `delay_seconds`: it is done, late.
    """

    method: str
    path: str
    status: int = 0
    code: int = 0
    message: str = ""
    times: int = 1
    retry_after: float = 0.0
    everywhere: bool = False
    lost_answer: bool = False
    dropped: bool = False
    hang: bool = False
    delay_seconds: float = 0.0

    def meets(self, method: str, path: str) -> bool:
        return self.method in ("*", method) and re.search(self.path, path) is not None


class Faults(list[Fault]):
    """Those that are on."""

    def next(self, method: str, path: str) -> Fault | None:
        """The fault that this call meets, which is then one time less to be met."""
        for fault in self:
            if fault.meets(method, path):
                fault.times -= 1
                if fault.times <= 0:
                    self.remove(fault)
                return fault
        return None
