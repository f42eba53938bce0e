"""What must differ between platforms, called the same; everything else stays as it is.

These and no more: the platform and its workspace, ids of people and channels (their names
stay), the address of a card, the port of this Lockstep, and the random id of an activity. A
button's token holds such an id, and is signed: it is opened, and told by what it says.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from bot.activity import Activity
from bot.buttons import TOKEN_LENGTH_MAX
from bot.store import Entry
from tests.scenario.fronts import Front

CARD_URLS = ("https://acme.slack.com/", "https://discord.com/channels/",
             "https://lockstep.example.com/#")  # fmt: skip


@dataclass(frozen=True)
class Same:
    """Of one moment: the activities so far, the first that began first, and their cards."""

    front: Front
    activities: Sequence[Activity]
    urls: dict[str, str]

    @classmethod
    async def of(cls, front: Front) -> Self:
        """As it is now."""
        store = front.edge.app.store
        recent = [*await store.recent(front.workspace, 1_000)]
        activities = sorted(recent, key=lambda activity: activity.started_at)
        urls = {}
        for number, activity in enumerate(activities, start=1):
            for delivery in await store.deliveries(activity.id):
                if url := delivery.observed.get("url"):
                    assert url.startswith(CARD_URLS), url
                    urls[url] = f"the card of activity {number}"
        return cls(front, activities, urls)

    def activity(self, activity: Activity) -> str:
        """All of *activity*."""
        return self._text(activity.model_dump(mode="json"))

    def entry(self, activity: Activity, entry: Entry) -> str:
        """A line of the timeline of *activity*."""
        told = asdict(entry) | {"command": json.loads(entry.command)}
        told["command"].pop("activity_id", None)  # Said of the entry; some find it beforehand.
        actor = {"platform": told.pop("platform"), "id": told.pop("actor_id"),
                 "name": told.pop("actor_name")}  # fmt: skip
        return self._text({"activity": activity.id, **told, "at": str(entry.at), "actor": actor})

    def phones(self, picture: dict[str, Any]) -> str:
        """All that the phones show, and all that ActivitySmith has."""
        return self._text({name: picture[name] for name in ("lock_screens", "activities")})

    def _text(self, value: Any) -> str:
        text = json.dumps(self._walk(value), ensure_ascii=False)
        for number, activity in enumerate(self.activities, start=1):
            text = text.replace(activity.id, f"activity {number}")
        return text

    def _walk(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [self._walk(each) for each in value]
        if not isinstance(value, dict):
            return self._plain(value)
        named = value
        if value.get("surface") == self.front.surface:
            named = value | {"surface": "chat", "id": "", "workspace": "ours"}
        elif value.get("platform") == self.front.surface:
            named = value | {"platform": "chat", "id": ""}
        elif value.get("workspace") == self.front.workspace:
            named = value | {"workspace": "ours"}
        return {name: self._walk(each) for name, each in named.items()}

    def _plain(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value in self.urls:
            return self.urls[value]
        if value.startswith(f"{self.front.edge.url}/"):
            return value.replace(self.front.edge.url, "https://ours", 1)
        return self._opened(value) if len(value) > 50 else value

    def _opened(self, text: str) -> str:
        """*text*, or what it says if it is a token of ours: to which activity, until when."""
        if len(text) > TOKEN_LENGTH_MAX or not text.replace("-", "").replace("_", "").isalnum():
            return text
        opened = self.front.edge.app.buttons.open(text, now=self.front.clock.utc())
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        expires, turn = (int.from_bytes(raw[at : at + 4], "big") for at in (17, 21))
        return f"{opened.words} on {opened.activity_id} until minute {expires} in turn {turn}"
