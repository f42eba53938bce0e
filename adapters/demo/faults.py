"""What can go wrong at ActivitySmith, as switches that people understand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.sandbox import Sandbox, Switches

Json = dict[str, Any]

RETRY_AFTER_SECONDS = 5
SLOW_SECONDS = 3.0


@dataclass(frozen=True)
class Fault:
    """A switch of the page, and the sandbox's own switches that it stands for."""

    name: str
    label: str
    about: str
    switches: Mapping[str, Any]


FAULTS = (
    Fault(
        "rate_limit",
        "Rate limit",
        f"ActivitySmith answers 429 to every request: again in {RETRY_AFTER_SECONDS} seconds.",
        {"rate_limited": True, "retry_after": str(RETRY_AFTER_SECONDS)},
    ),
    Fault(
        "full",
        "Lock Screen full",
        "All four places are taken by others: nothing new can start.",
        {"capacity": True},
    ),
    Fault(
        "late",
        "Slow answers",
        f"Each request takes {SLOW_SECONDS:g} seconds to reach the phones and be answered.",
        {"slow_seconds": SLOW_SECONDS},
    ),
    Fault(
        "no_devices",
        "No phone",
        "No phone is set up: nothing new can be shown to anybody.",
        {"no_recipients": True},
    ),
    Fault(
        "billing",
        "Trial over",
        "The trial has ended: only ends are let through.",
        {"billing": "trial_expired"},
    ),
    Fault(
        "down",
        "ActivitySmith is down",
        "Every request is answered 503, and has no effect.",
        {"status": 503},
    ),
)
_BY_NAME = {fault.name: fault for fault in FAULTS}
_USUAL = Switches().model_dump()


class Faults:
    """The switches of one account."""

    def __init__(self, sandbox: Sandbox, key: str) -> None:
        self._sandbox = sandbox
        self._key = key
        self._on: set[str] = set()

    def described(self) -> list[Json]:
        """Every switch, as the page shows it."""
        return [
            {
                "name": fault.name,
                "label": fault.label,
                "about": fault.about,
                "on": fault.name in self._on,
            }
            for fault in FAULTS
        ]

    def turn(self, name: str, *, on: bool) -> None:
        """Turn one on or off. Raises KeyError for one that there is not."""
        fault = _BY_NAME[name]
        (self._on.add if on else self._on.discard)(name)
        usual = {switch: _USUAL[switch] for switch in fault.switches}
        self._sandbox.switch(self._key, **(fault.switches if on else usual))

    def is_on(self, name: str) -> bool:
        """Whether that one is on."""
        return name in self._on
