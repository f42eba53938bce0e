"""What was heard lately, so that what is only said to Slack is said once.

What changes something is done once by its key in the store. This is for the rest: a
trigger that is good for one form, a greeting, an answer that may be given five times.
"""

from collections import OrderedDict

HEARD_MAX = 10_000


class Lately:
    """Counts keys; the oldest are forgotten."""

    def __init__(self, at_most: int = HEARD_MAX) -> None:
        self._at_most = at_most
        self._times: OrderedDict[str, int] = OrderedDict()

    def count(self, key: str) -> int:
        """How often *key* was heard, this time included."""
        times = self._times.pop(key, 0) + 1
        self._times[key] = times
        if len(self._times) > self._at_most:
            self._times.popitem(last=False)
        return times

    def is_new(self, key: str) -> bool:
        """Whether *key* is heard for the first time."""
        return self.count(key) == 1
