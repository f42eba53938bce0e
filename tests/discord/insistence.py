"""Whether the app takes no for an answer: Discord bans who goes on with what it refuses."""

from collections import Counter

from tests.discord.violations import Violations

MOST_FORBIDDEN = 5
"""403 in one channel, with nothing allowed in between."""
MOST_UNKNOWN = 3
"""404 for the very same thing."""


class Insistence:
    """Counts refusals, and notes those that were asked for."""

    def __init__(self, violations: Violations) -> None:
        self._violations = violations
        self._forbidden: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()
        self._unauthorized: set[str] = set()

    def mind(self, status: int, call: str, major: str, token: str) -> None:
        """One more call with *token* was answered with *status*."""
        if token in self._unauthorized:
            self._violations.add("insistence", f"{call} was called after a 401")
        if status == 401:
            self._unauthorized.add(token)
        elif status == 403:
            self._count(self._forbidden, major, MOST_FORBIDDEN, f"{call} was called again after")
        elif status == 404:
            self._count(self._unknown, call, MOST_UNKNOWN, f"{call} was called again after")
        elif status < 300:
            self._forbidden[major] = 0

    def _count(self, counter: Counter[str], what: str, most: int, sentence: str) -> None:
        counter[what] += 1
        if counter[what] > most:
            self._violations.add("insistence", f"{sentence} {counter[what] - 1} refusals")
