"""The commands, one to a file. Adding one is adding its file and its name here."""

from bot.commands.base import Ask, Command, Look

COMMANDS: tuple[type[Command], ...] = ()

__all__ = ["COMMANDS", "Ask", "Command", "Look"]
