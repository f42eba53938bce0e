"""All that can be said after `/live`. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.discord.options import Option, options_of
from bot.commands import Ask
from bot.form import as_text, merged
from bot.phrases import KINDS

COMMAND = "live"
ABOUT = "Keep the Lock Screens in step with this channel."
SHOW = "show"
"""What bare `/live` does elsewhere: in Discord, what has subcommands cannot be said alone."""


@dataclass(frozen=True)
class Subcommand:
    """One subcommand; *kind* is what the core makes of it, None where it is Discord's own."""

    name: str
    about: str
    kind: type[Ask] | None = None
    options: tuple[Option, ...] = ()

    def read(self, typed_in: Mapping[str, Any]) -> dict[str, Any]:
        """What was *typed_in*, as values; what was left out is not among them. Raises Refused."""
        own = {option.name: option for option in self.options}
        return merged({name: _read(own[name], value) for name, value in typed_in.items()})


def _read(option: Option, value: Any) -> Mapping[str, Any]:
    return {option.name: value} if option.kind == "channel" else option.read(as_text(value))


def subcommands() -> tuple[Subcommand, ...]:
    """Every one, in the order in which Discord lists them."""
    show = Subcommand(SHOW, "What is live here, with its buttons; or a form to start something")
    return show, *(
        Subcommand(v, _summary(kind), kind, options_of(kind)) for v, kind in KINDS.items()
    )


def _summary(kind: type[Ask]) -> str:
    """What *kind* does, without the words that are typed elsewhere; a workspace is a server."""
    said = (kind.__doc__ or kind.verb).splitlines()[0].partition(": `")[0].partition(". ")[0]
    return said.rstrip(".").replace("workspace", "server")
