"""`/live help`: all that can be said, in one screen, each to be pressed. Pure."""

from collections.abc import Sequence

from adapters.discord.subcommands import COMMAND, subcommands

TEXT_MAX = 3_900


def mention(verb: str, command_id: str) -> str:
    """`/live` and *verb*, so that it can be pressed."""
    return f"</{COMMAND} {verb}:{command_id}>"


def help_text(command_id: str, templates: Sequence[str]) -> str:
    """What each subcommand does."""
    lines = [f"{mention(asked.name, command_id)} {asked.about}" for asked in subcommands()]
    named = ", ".join(f"`{name}`" for name in templates)
    lines.append(f"-# Templates: {named}. Several live here? Pick one in `activity`.")
    return "\n".join(lines)[:TEXT_MAX]
