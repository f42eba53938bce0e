"""What people do on each platform, through its own front door, and what they are told."""

from tests.scenario.fronts.console import console
from tests.scenario.fronts.discord import discord
from tests.scenario.fronts.front import Clock, Front, Opened
from tests.scenario.fronts.slack import slack

FRONTS = (console, slack, discord)

__all__ = ["FRONTS", "Clock", "Front", "Opened", "console", "discord", "slack"]
