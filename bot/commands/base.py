"""What every command says of itself."""

from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from bot.activity import Activity, Actor, Channel
from bot.errors import Refused

Weight = Literal["transition", "progress", "cosmetic"]


class Ask(BaseModel):
    """What an actor asks, of one activity or of a channel.

    *on* is an activity's name, as people say it; *activity_id* is used by buttons.
    *key* names the request, so that one told twice is done once.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    verb: ClassVar[str]
    usage: ClassVar[str]
    takes_text: ClassVar[bool] = False
    """Whether what follows the verb is a sentence, in which "on" may be just a word."""

    actor: Actor
    workspace: str | None
    channel: Channel | None = None
    on: str | None = None
    activity_id: str | None = None
    key: str = ""

    @classmethod
    def read(cls, words: str) -> dict[str, Any]:
        """The fields that *words*, typed after the verb, stand for. Raises Refused."""
        if words:
            raise Refused(
                f"`{cls.verb}` stands alone; to put a line on every surface say `say …`. "
                "Nothing was changed."
            )
        return {}


class Look(Ask):
    """A question: it changes nothing."""


class Command(Ask):
    """Something that an actor asks of one activity.

    A subclass is the whole of one command: the verb people type, the words after
    it, the button that offers it, and the rule it applies.
    """

    permit: ClassVar[str] = ""
    """The verb that a template's `may` calls it by, where that is another's."""
    touches: ClassVar[bool] = True
    """Whether a Lock Screen would show something else because of it."""
    on_buttons: ClassVar[bool] = True
    """Whether people may put it on a button."""
    says_so: ClassVar[bool] = False
    """Whether who asks is told first what was done: what the activity shows does not tell."""

    def permits(self) -> tuple[str, ...]:
        """The verbs that a template's `may` must allow to who says this."""
        return (self.permit or self.verb,)

    @classmethod
    def button(cls, activity: Activity, now: datetime) -> tuple[str, str] | None:
        """The label and the words of the button that *activity* should offer, if any."""
        return None

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """*activity* as it is after this command. Raises Refused."""
        raise NotImplementedError

    def weight(self, before: Activity, after: Activity) -> Weight:
        """How much people wait for the change from *before* to *after*."""
        return "transition"

    def tell(self, after: Activity) -> str:
        """What was done, in a few words, for the card's line: "step 3 of 4"."""
        return self.verb

    def tell_change(self, before: Activity, after: Activity) -> str:
        """The same, where what it was before matters too."""
        return self.tell(after)
