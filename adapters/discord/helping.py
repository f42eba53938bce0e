"""`/live help`: all that can be said, in one screen, each to be pressed. Pure."""

from collections.abc import Callable, Sequence

from adapters.discord.subcommands import subcommands

TEXT_MAX = 3_900


def help_text(mention: Callable[[str], str], templates: Sequence[str]) -> str:
    """What each subcommand does; *mention* writes it so that it can be pressed."""
    lines = [f"{mention(asked.name)} {asked.about}" for asked in subcommands()]
    named = ", ".join(f"`{name}`" for name in templates)
    lines.append(f"-# Templates: {named}. Several live here? Pick one in `activity`.")
    return "\n".join(lines)[:TEXT_MAX]
