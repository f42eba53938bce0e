"""adopt: take over an activity that something else has started."""

import re
from typing import Any, ClassVar

from bot import words as typed
from bot.activity import Activity, Adopted
from bot.commands import fields
from bot.commands.begin import Begin
from bot.commands.shape import begin
from bot.errors import Refused
from bot.text import TITLE_MAX, echo

_ACTIVITY_ID = re.compile(r"[A-Za-z0-9_-]{4,128}")
_STREAM_KEY = re.compile(r"[A-Za-z0-9_-]{1,255}")
_HOW = 'Adopt what? Say `adopt ID title:"payments deploy"`, or `adopt stream:KEY title:…`.'


class Adopt(Begin):
    """Take over an activity that CI or a script started; nothing is sent until it changes."""

    verb: ClassVar[str] = "adopt"
    usage: ClassVar[str] = "adopt ID | stream:KEY title:TITLE [type:TYPE …]"

    @classmethod
    def read(cls, words: str) -> dict[str, Any]:
        """`adopt pLAr-Hnq9ZFW title:"payments deploy" type:segmented_progress`."""
        adopted: Adopted | None = None
        options, title = [], []
        for word in typed.split(words):
            if word.option == "stream":
                adopted = _adopted("stream_key", word.text, _STREAM_KEY)
            elif word.key is not None:
                options.append(word)
            elif adopted is None:
                adopted = _adopted("activity_id", word.text, _ACTIVITY_ID)
            else:
                title.append(word.text)
        if adopted is None:
            raise Refused(_HOW)
        said: dict[str, Any] = {"title": fields.line(" ".join(title), "title", TITLE_MAX)}
        said |= fields.read(options)
        if not said.get("title"):
            raise Refused(_HOW)
        return {
            "content": begin(said),
            "adopted": adopted,
            "step_names": said.get("step_names", ()),
            "audience": said.get("audience", ()),
            "tags": said.get("tags", ()),
            "dismiss_minutes": said.get("dismiss"),
            "lifecycle": "managed" if adopted.by == "stream_key" else "manual",
        }

    def tell(self, after: Activity) -> str:
        """See Command."""
        return "adopted"


def _adopted(by: Any, text: str, form: re.Pattern[str]) -> Adopted:
    if not form.fullmatch(text):
        raise Refused(f"`{echo(text)}` is no such id. {_HOW}")
    return Adopted(by=by, id=text)
