"""What happens in Slack without anybody speaking to the app: events, told up to four times."""

import asyncio
from typing import Any

from tests.slack.delivery import Heard
from tests.slack.people import People
from tests.slack.world import Json, Message, Person, Room, Team

AGAIN_AFTER_SECONDS = (0.0, 0.0, 60.0, 240.0)
"""At once, at once, after a minute, after five: from one delivery to the next."""

SUBSCRIBED = frozenset(
    {
        "channel_created",
        "channel_rename",
        "channel_archive",
        "channel_unarchive",
        "channel_deleted",
        "group_rename",
        "group_archive",
        "group_unarchive",
        "member_joined_channel",
        "member_left_channel",
        "message",
        "app_home_opened",
        "app_uninstalled",
        "tokens_revoked",
        "function_executed",
    }
)


class Happenings(People):
    """Each changes the workspace and tells the app, as far as it is subscribed."""

    subscribed: frozenset[str] = SUBSCRIBED

    async def event(
        self,
        event: Json,
        team: str = "",
        *,
        deliveries: int = 1,
        at_once: bool = False,
        **envelope: Any,
    ) -> list[Heard]:
        """Tell the app of *event*, so many times, one after the other or all at once."""
        home = self.team(team)
        if event["type"] not in self.subscribed:
            return []
        told = self.envelope(event, home) | envelope
        if at_once:
            every = (self.send_json(told, number) for number in range(deliveries))
            return list(await asyncio.gather(*every))
        heard = []
        for number in range(deliveries):
            self.clock.advance(AGAIN_AFTER_SECONDS[number])
            heard.append(await self.send_json(told, number))
        return heard

    def envelope(self, event: Json, team: Team) -> Json:
        """*event* with all that stands around it."""
        return {
            "token": self.app.verification,
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": None,
            "api_app_id": team.app_id,
            "event": {"event_ts": self.ts(), **event},
            "type": "event_callback",
            "event_id": f"Ev{self.number():09d}",
            "event_time": int(self.clock.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team.id,
                    "user_id": team.bot,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{self.number():032x}",
        }

    async def create_channel(
        self,
        name: str,
        user: str = "U1",
        team: str = "",
        *,
        private: bool = False,
        with_bot: bool = False,
        **how: Any,
    ) -> tuple[Room, list[Heard]]:
        """A new channel; the app hears of a private one only if it is invited."""
        home = self.team(team)
        members = {user, home.bot} if with_bot else {user}
        room = Room(
            f"C{100 + self.number()}",
            name,
            is_private=private,
            creator=user,
            created=int(self.clock.now()),
            members=members,
        )
        home.rooms[room.id] = room
        heard: list[Heard] = []
        if not private:
            told = {
                "id": room.id,
                "name": name,
                "name_normalized": name,
                "is_channel": True,
                "is_private": False,
                "is_shared": False,
                "is_org_shared": False,
                "created": room.created,
                "creator": user,
                "context_team_id": home.id,
            }
            heard += await self.event({"type": "channel_created", "channel": told}, team, **how)
        if with_bot:
            heard += await self._joined(home, room, user, **how)
        return room, heard

    async def invite_bot(
        self, channel: str, user: str = "U1", team: str = "", **how: Any
    ) -> list[Heard]:
        home = self.team(team)
        home.rooms[channel].members.add(home.bot)
        return await self._joined(home, home.rooms[channel], user, **how)

    async def remove_bot(
        self, channel: str, user: str = "U1", team: str = "", **how: Any
    ) -> list[Heard]:
        """The bot hears that it left; afterwards nothing of that channel."""
        home = self.team(team)
        room = home.rooms[channel]
        room.members.discard(home.bot)
        told = {"type": "member_left_channel", "user": home.bot, **_in(room), "team": home.id}
        return await self.event(told | {"inviter": user}, team, **how)

    async def rename(
        self, channel: str, name: str, user: str = "U1", team: str = "", **how: Any
    ) -> list[Heard]:
        """Told twice: as an event of the channel, and as a message in it if the bot is there."""
        home = self.team(team)
        room = home.rooms[channel]
        old, room.name = room.name, name
        told = {"id": channel, "name": name, "name_normalized": name, "created": room.created}
        told |= {"is_channel": True, "is_mpim": False}
        heard = await self._of_room(home, room, "rename", {"channel": told}, **how)
        more = {"subtype": "channel_name", "old_name": old, "name": name}
        return heard + await self._message(home, room, user, f"renamed to {name}", more, **how)

    async def archive(
        self, channel: str, user: str = "U1", team: str = "", **how: Any
    ) -> list[Heard]:
        home = self.team(team)
        room = home.rooms[channel]
        room.is_archived = True
        told = {"channel": channel, "user": user, "is_moved": 0}
        heard = await self._of_room(home, room, "archive", told, **how)
        more = {"subtype": "channel_archive"}
        return heard + await self._message(home, room, user, "archived", more, **how)

    async def unarchive(
        self, channel: str, user: str = "U1", team: str = "", **how: Any
    ) -> list[Heard]:
        home = self.team(team)
        room = home.rooms[channel]
        room.is_archived = False
        heard = await self._of_room(
            home, room, "unarchive", {"channel": channel, "user": user}, **how
        )
        more = {"subtype": "channel_unarchive"}
        return heard + await self._message(home, room, user, "unarchived", more, **how)

    async def set_topic(
        self, channel: str, topic: str, user: str = "U1", team: str = "", **how: Any
    ) -> list[Heard]:
        """Only ever told as a message, so only where the bot is."""
        home = self.team(team)
        room = home.rooms[channel]
        room.topic = topic
        more = {"subtype": "channel_topic", "topic": topic}
        return await self._message(home, room, user, f"set the topic: {topic}", more, **how)

    async def delete_message(self, message: Message, user: str = "U1", team: str = "") -> None:
        """A person deletes a message, also the app's if they may; the app is not told."""
        del user
        room = self.channel(message.channel, team)
        message.deleted = True
        for other in room.posted:
            other.replies[:] = [reply for reply in other.replies if reply is not message]

    async def open_home(
        self, user: str = "U1", team: str = "", tab: str = "home", **how: Any
    ) -> list[Heard]:
        home = self.team(team)
        told: Json = {"type": "app_home_opened", "user": user, "channel": f"D{user}", "tab": tab}
        if tab == "home" and (view := home.homes.get(user)) is not None:
            told["view"] = view.shown(home)
        return await self.event(told, team, **how)

    async def app_uninstalled(self, team: str = "", **how: Any) -> list[Heard]:
        self.team(team).installed = False
        return await self.event({"type": "app_uninstalled"}, team, **how)

    async def tokens_revoked(self, team: str = "", **how: Any) -> list[Heard]:
        home = self.team(team)
        home.installed = False
        told = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [home.bot]}}
        return await self.event(told, team, **how)

    async def run_step(
        self, callback_id: str, inputs: Json, team: str = "", **how: Any
    ) -> tuple[str, list[Heard]]:
        """A workflow reaches the app's step. What came of it is in `executions[id]`."""
        home = self.team(team)
        execution = f"Fx{self.number():09d}"
        self.executions[execution] = {"inputs": inputs, "team": home.id}
        told = {
            "type": "function_executed",
            "function": {
                "id": f"Fn{callback_id}",
                "callback_id": callback_id,
                "title": callback_id,
                "description": "",
                "type": "app",
                "input_parameters": [],
                "output_parameters": [],
                "app_id": home.app_id,
                "date_created": 1_700_000_000,
                "date_updated": 1_700_000_000,
                "date_deleted": 0,
                "form_enabled": False,
            },
            "inputs": inputs,
            "function_execution_id": execution,
            "workflow_execution_id": f"Wx{self.number():09d}",
            "bot_access_token": f"xwfp-{home.domain}-{execution}",
        }
        return execution, await self.event(told, team, **how)

    def person(self, user: str, name: str, team: str = "", **what: Any) -> Person:
        """Somebody new, member of every public channel."""
        home = self.team(team)
        made = home.people[user] = Person(user, name, what.pop("of_team", home.id), **what)
        for room in home.rooms.values():
            if not room.is_private:
                room.members.add(user)
        return made

    async def url_verification(self, challenge: str = "3eZbrw1aBm2rZgRNFdxV2595E9CY") -> Heard:
        told = {"token": self.app.verification, "challenge": challenge, "type": "url_verification"}
        return await self.send_json(told)

    async def ssl_check(self) -> Heard:
        return await self.send_form({"ssl_check": "1", "token": self.app.verification})

    # Of which these are made -------------------------------------------------------

    async def _joined(self, team: Team, room: Room, inviter: str, **how: Any) -> list[Heard]:
        told = {"type": "member_joined_channel", "user": team.bot, **_in(room), "team": team.id}
        return await self.event(told | {"inviter": inviter}, team.id, **how)

    async def _of_room(
        self, team: Team, room: Room, what: str, told: Json, **how: Any
    ) -> list[Heard]:
        """channel_… of public channels, group_… of private ones that the bot is in."""
        if room.is_private and team.bot not in room.members:
            return []
        kind = ("group_" if room.is_private else "channel_") + what
        return await self.event({"type": kind, **told}, team.id, **how)

    async def _message(
        self, team: Team, room: Room, user: str, text: str, more: Json, **how: Any
    ) -> list[Heard]:
        """A line that Slack itself writes into the channel."""
        message = Message(
            self.ts(), room.id, text, user=user, team=team.id, subtype=more["subtype"]
        )
        room.posted.append(message)
        if team.bot not in room.members:
            return []
        told = {"type": "message", "user": user, "text": text, "ts": message.ts, **_in(room)}
        return await self.event(told | {"event_ts": message.ts} | more, team.id, **how)


def _in(room: Room) -> Json:
    return {"channel": room.id, "channel_type": "group" if room.is_private else "channel"}
