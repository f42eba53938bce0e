"""The console in a page: its surface and its routes, for the demo."""

from adapters.adapter import Adapter, Connected
from adapters.console.listeners import Listeners
from adapters.console.posts import Posts
from adapters.console.room import Room
from adapters.console.surface import NAME, WORKSPACE
from bot.buttons import Buttons
from bot.lockstep import Lockstep


class Page:
    """A chat that people see at *public_url*. *buttons* must be those of the Lockstep."""

    def __init__(self, room: Room, buttons: Buttons, public_url: str) -> None:
        self._room = room
        self._buttons = buttons
        self._public_url = public_url

    def connect(self, lockstep: Lockstep) -> Adapter:
        """The console as an adapter; it stands where `console.connect` would."""
        posts = Posts(self._room, lockstep.store.timeline, lockstep.clock, self._public_url)
        listeners = Listeners(lockstep, self._room, self._buttons)
        return Connected(NAME, posts, listeners.routes(), WORKSPACE)
