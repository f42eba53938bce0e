"""ActivitySmith at the far end: the sandbox's own rules, called without HTTP, and a log."""

import json
import random
from collections.abc import Iterator
from datetime import timedelta

from adapters.sandbox.answers import Answer
from adapters.sandbox.endpoints import Call, admit, answer
from adapters.sandbox.etiquette import Etiquette
from adapters.sandbox.state import Account, Activity
from adapters.sandbox.switches import Switches
from adapters.sandbox.turn import Turn
from tests.rigs.history import Landed, OnPhone, Verb
from tests.rigs.sim.loop import EPOCH

WIRE: dict[Verb, str] = {
    "put": "PUT", "delete": "DELETE", "start": "POST", "update": "POST", "end": "POST",
}  # fmt: skip


READING = Switches(actions_omitted="clear")
"""How the undocumented is read: a button that is not said any more is gone.

Under the other reading it stays, until there is another in its place: a press of it
changes nothing, but an activity that offers no button any more still shows its last.
"""


class Phones:
    """One account, and what has been done to it."""

    def __init__(self, seed: str) -> None:
        self.account = Account("ask_sim")
        self.landed: list[Landed] = []
        self._dice = random.Random(seed)
        self._switches = READING
        self._etiquette = Etiquette()
        self._started_by: dict[str, tuple[str, int]] = {}

    def do(self, number: int, whose: str, verb: Verb, key: str, raw: bytes, at: float) -> Answer:
        """What call *number*, about our activity *whose*, gets when it lands at *at*."""
        now = EPOCH + timedelta(seconds=at)
        self.account.settle(now)
        before = self._pictures() if verb == "update" else {}
        turn = Turn(self.account, self._switches, now, self._dice)
        call = Call(verb, WIRE[verb], "", key, raw)
        said = admit(call, turn) or answer(call, turn, self._etiquette, loopback_http=False)
        if said.effect in ("started", "rotated"):
            self._started_by[str(said.body["activity_id"])] = (whose, number)
        live = len(self.account.live())
        nothing = said.effect in (None, "noop") or (verb == "update" and before == self._pictures())
        self.landed.append(Landed(number, at, "none" if nothing else str(said.effect), live))
        return said

    def tokens(self) -> list[str]:
        """The tokens of the buttons that can be pressed now."""
        hooks = (a.frame.action for a in self.account.live())
        return [hook["body"]["token"] for hook in hooks if hook and hook.get("body")]

    def _pictures(self) -> dict[str, str]:
        return {activity.id: picture(activity) for activity in self.account.live()}

    def standing(self) -> Iterator[OnPhone]:
        """The cards that are live."""
        for activity in self.account.live():
            whose, number = self._started_by[activity.id]
            yield OnPhone(whose, number, picture(activity))


def picture(activity: Activity) -> str:
    """What a phone shows of *activity*, as one line."""
    frame = activity.frame
    return json.dumps([frame.content, frame.action, frame.secondary_action], sort_keys=True)


def picture_of(verb: Verb, body: dict[str, object], at: float) -> str:
    """What a phone would show that is told of *body* and nothing else."""
    fresh = Phones("fresh")
    fresh.do(1, "", verb, "fresh", json.dumps(body).encode(), at)
    return next(fresh.standing()).picture
