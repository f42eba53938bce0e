"""Who may do what. Pure."""

from bot.activity import Activity
from bot.commands import HOLDER, Begin, Command
from bot.errors import NotAllowed


def check(command: Command, activity: Activity | None) -> None:
    """Raises NotAllowed unless the actor has the right that *command* needs.

    A template's `may` names who may do a verb: groups as `@sre`, people by their id. A verb
    that it does not name is for everybody in the channel. Whoever presses on a Lock Screen
    has no name, so that a verb with named people cannot be done from there.
    """
    if activity is None or isinstance(command, Begin):
        return
    verb = command.permit or command.verb
    named = activity.may.get(verb)
    if named is None:
        return
    people = " or ".join(named) or "nobody"
    if command.actor.platform == HOLDER:
        raise NotAllowed(
            f"Only {people} may {verb} this, and a Lock Screen cannot tell who presses. "
            "Nothing was changed; say it in the channel."
        )
    if not _is_named(command, named):
        raise NotAllowed(f"Only {people} may {verb} this. Nothing was changed.")


def _is_named(command: Command, named: tuple[str, ...]) -> bool:
    actor = command.actor
    known = {actor.id.casefold(), *(group.casefold() for group in actor.groups)}
    return any(name.casefold().lstrip("@") in {k.lstrip("@") for k in known} for name in named)
