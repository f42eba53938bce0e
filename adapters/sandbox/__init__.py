"""A stand-in for ActivitySmith: the same HTTP, the same limits, and faults on request.

It shares no code with the core, so that the two cannot agree on the same mistake.
"""

from adapters.sandbox.app import Sandbox, run
from adapters.sandbox.log import Entry, Violation
from adapters.sandbox.state import Account, Activity, Device, Stream
from adapters.sandbox.switches import Switches

__all__ = [
    "Account",
    "Activity",
    "Device",
    "Entry",
    "Sandbox",
    "Stream",
    "Switches",
    "Violation",
    "run",
]
