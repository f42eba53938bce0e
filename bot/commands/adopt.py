"""adopt: take over an activity that something else has started."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from bot import words as typed
from bot.activity import Activity, Adopted
from bot.commands import fields
from bot.commands.begin import Begin
from bot.commands.shape import begin
from bot.errors import Refused
from bot.text import TITLE_MAX, echo

Name = Literal["activity_id", "stream_key"]

_FORMS: dict[Name, re.Pattern[str]] = {
    "activity_id": re.compile(r"[A-Za-z0-9_-]{4,128}"),
    "stream_key": re.compile(r"[A-Za-z0-9_-]{1,255}"),
}
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
                adopted = named("stream_key", word.text)
            elif word.key is not None:
                options.append(word)
            elif adopted is None:
                adopted = named("activity_id", word.text)
            else:
                title.append(word.text)
        if adopted is None:
            raise Refused(_HOW)
        said = {"title": " ".join(title)} | fields.read(options)
        return cls.of(adopted, said)

    @classmethod
    def of(cls, adopted: Adopted, said: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of taking over what is *adopted*, *said* being values as `fields.read` gives.

        Raises Refused.
        """
        title = fields.line(said.get("title") or "", "title", TITLE_MAX)
        if not title:
            raise Refused(_HOW)
        return {
            "content": begin({**said, "title": title}),
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


def named(by: Name, text: str) -> Adopted:
    """What *text* names, being ActivitySmith's name of that kind. Raises Refused."""
    if not _FORMS[by].fullmatch(text):
        raise Refused(f"`{echo(text)}` is no such id. {_HOW}")
    return Adopted(by=by, id=text)
