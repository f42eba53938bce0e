"""Who may be spoken as in the page: people who do not exist, one of them in no group."""

from dataclasses import dataclass

from adapters.console.post import Json
from adapters.console.surface import NAME
from bot.activity import Actor
from bot.errors import Refused


@dataclass(frozen=True)
class Person:
    """Somebody who speaks. *hue* is the colour that they are drawn with, in degrees."""

    id: str
    name: str
    role: str
    groups: tuple[str, ...]
    hue: int

    @property
    def actor(self) -> Actor:
        """The person as the core knows people."""
        return Actor(platform=NAME, id=self.id, name=self.name, groups=frozenset(self.groups))

    def described(self) -> Json:
        """The person as the page shows one."""
        return {
            "id": self.id,
            "name": self.name,
            "role": self.role,
            "groups": list(self.groups),
            "hue": self.hue,
        }


PEOPLE: tuple[Person, ...] = (
    Person("ada", "Ada", "on call, @sre", ("sre",), 210),
    Person("grace", "Grace", "reliability, @sre", ("sre",), 150),
    Person("linus", "Linus", "developer", (), 30),
    Person("mei", "Mei", "support", (), 300),
)
_KNOWN = {person.id: person for person in PEOPLE}


def described() -> list[Json]:
    """Everybody, as the page shows them."""
    return [person.described() for person in PEOPLE]


def person(who: str) -> Person:
    """The person whose id *who* is. Raises Refused."""
    known = _KNOWN.get(who)
    if known is None:
        names = ", ".join(each.name for each in PEOPLE)
        raise Refused(f"Nobody here is called that; there are {names}. Nothing was changed.")
    return known
