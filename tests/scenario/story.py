"""A story: its steps, as the file tells them."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).parent
INCIDENT = HERE / "incident.toml"
TEMPLATES = HERE / "lockstep.toml"
KINDS = ("says", "presses", "fills", "phone", "creates", "renames", "archives", "passes")


@dataclass(frozen=True)
class Step:
    """One thing that somebody does. *what* is what stands behind its kind in the file."""

    kind: str
    what: Any
    who: str = ""
    where: str = "ops"
    put: dict[str, Any] = field(default_factory=dict)
    told: str = ""
    refused: str = ""
    of: str = ""
    to: str = ""

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """The step of one line."""
        left = dict(told)
        (kind,) = [name for name in left if name in KINDS]
        renamed = {"in": "where", "with": "put"}
        what = left.pop(kind)
        return cls(kind, what, **{renamed.get(name, name): left[name] for name in left})

    @property
    def verb(self) -> str:
        """The command that is said; empty if nothing is."""
        return str(self.what).split()[0] if self.kind == "says" else ""

    def __str__(self) -> str:
        who = f"{self.who} in #{self.where} " if self.who else ""
        return f"{who}{self.kind} {self.what} {self.of}{self.to}".strip()


def story(path: Path = INCIDENT) -> list[Step]:
    """The steps of the file at *path*."""
    return [Step.read(told) for told in tomllib.loads(path.read_text("utf-8"))["steps"]]
