"""What the app did that Discord forbids, or that we never want to see."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Violation:
    kind: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


class Violations(list[Violation]):
    """All of them, in order."""

    def add(self, kind: str, what: str) -> None:
        self.append(Violation(kind, what))

    def of(self, kind: str) -> list[str]:
        return [violation.what for violation in self if violation.kind == kind]

    def forgive(self, kind: str) -> list[str]:
        """Take away those of *kind*: for the test that provokes them."""
        forgiven = self.of(kind)
        self[:] = [violation for violation in self if violation.kind != kind]
        return forgiven
