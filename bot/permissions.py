"""Who may do what. Pure."""

from bot.activity import OURSELVES, Activity, Actor
from bot.commands import HOLDER, Begin, Command
from bot.errors import NotAllowed


def check(command: Command, activity: Activity | None) -> None:
    """Raises NotAllowed unless the actor has the right that *command* needs.

    A template's `may` names who may do a verb: groups as `@sre`, people by their id. A verb
    that it does not name is for everybody in the channel. Whoever presses on a Lock Screen
    has no name, so that a verb with named people cannot be done from there.
    """
    if activity is None or isinstance(command, Begin) or command.actor.platform == OURSELVES:
        return
    for verb in command.permits():
        named = activity.may.get(verb)
        if named is None:
            continue
        people = " or ".join(named) or "nobody"
        if command.actor.platform == HOLDER:
            raise NotAllowed(
                f"Only {people} may {verb} this, and a Lock Screen cannot tell who presses. "
                "Nothing was changed; say it in the channel."
            )
        if not any(_is_named(command.actor, name.casefold()) for name in named):
            raise NotAllowed(f"Only {people} may {verb} this. Nothing was changed.")


def _is_named(actor: Actor, name: str) -> bool:
    """Whether *actor* is the person of that id, or in that group; `@name` is only ever a group."""
    if not name.startswith("@") and name == actor.id.casefold():
        return True
    return name.lstrip("@") in {group.casefold().lstrip("@") for group in actor.groups}
