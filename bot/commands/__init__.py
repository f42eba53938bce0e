"""The commands, one to a file. Adding one is adding its file and its name here.

Their order is the order of their buttons: the most wanted first.
"""

from bot.commands.acknowledge import Acknowledge
from bot.commands.adopt import Adopt
from bot.commands.again import Again
from bot.commands.base import Ask, Command, Look
from bot.commands.begin import Begin
from bot.commands.button import SetButton
from bot.commands.end import HOLDER, End
from bot.commands.looks import Connect, Help, History, List, Status
from bot.commands.mirror import Mirror, MirrorCode
from bot.commands.progress import Progress
from bot.commands.say import Say
from bot.commands.set import Set
from bot.commands.start import Start
from bot.commands.step import Back, Next, Step
from bot.commands.timer import Pause, Resume, Timer

COMMANDS: tuple[type[Command], ...] = (
    Start, Step, Next, Back, Progress, Set, Say, Acknowledge, Pause, Resume, Timer,
    SetButton, End, Again, Adopt, Mirror,
)  # fmt: skip
LOOKS: tuple[type[Look], ...] = (Status, List, History, Connect, Help)

__all__ = [
    "COMMANDS", "HOLDER", "LOOKS", "Acknowledge", "Adopt", "Again", "Ask", "Back", "Begin",
    "Command", "Connect", "End", "Help", "History", "List", "Look", "Mirror", "MirrorCode", "Next",
    "Pause", "Progress", "Resume", "Say", "Set", "SetButton", "Start", "Status", "Step", "Timer",
]  # fmt: skip
