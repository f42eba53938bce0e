"""What people do in Slack: they type commands, press, choose, fill in forms."""

import re
from dataclasses import replace
from typing import Any

from tests.slack.delivery import Delivery, Heard
from tests.slack.method import Args
from tests.slack.responding import show
from tests.slack.state import Refusal, ResponseUrl
from tests.slack.typing_in import CannotDo, begun, element_named, missing, option_named, typed
from tests.slack.views import change, checked_view, pushed
from tests.slack.world import Ephemeral, Json, Message, Person, Room, Team, View

Shown = Message | Ephemeral | View
NOTHING = "there is nothing on the screen"


class People(Delivery):
    """Each does one thing, and returns what the app answered."""

    should_escape = True
    """As the manifest says: `@ana` is sent as `<@U1|ana>`, `#random` as `<#C2|random>`."""

    async def command(
        self, typed_text: str, user: str = "U1", channel: str = "C1", team: str = ""
    ) -> Heard:
        """Type a whole line, as `/live start alert …`."""
        where = self.team(team)
        person, room = where.people[user], where.rooms[channel]
        command, _, text = typed_text.partition(" ")
        url = self.response_url("commands", where.id, user, channel)
        fields = {
            "token": self.app.verification,
            "team_id": where.id,
            "team_domain": where.domain,
            "channel_id": channel,
            "channel_name": room_name(room),
            "user_id": user,
            "user_name": person.name,
            "command": command,
            "text": self._escaped(where, text.strip()) if self.should_escape else text.strip(),
            "api_app_id": where.app_id,
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": self.trigger(where.id, user),
        }
        before = len(where.ephemerals)
        heard = await self.send_form(fields)
        if heard.status == 200 and heard.raw.strip():
            known = ResponseUrl(where.id, user, channel, self.clock.now())
            self._show_answer(known, heard)
        return self._with_ephemerals(heard, where, user, before)

    async def press(
        self, where: Shown | None, what: str, user: str = "", team: str = "", **more: Any
    ) -> Heard:
        """Press the button with this action_id or label; a question before it is agreed to."""
        if where is None:
            raise CannotDo(NOTHING)
        user = user or _sees(where)
        block, element = element_named(where.blocks, what, user)
        action: Json = {k: element[k] for k in ("value", "style", "url") if k in element}
        if element["type"] == "button":
            action["text"] = {"emoji": True, **element["text"]}
        return await self._acted(where, block, element, {**action, **more}, user, team)

    async def choose(
        self, where: Shown | None, what: str, option: str, user: str = "", team: str = ""
    ) -> Heard:
        """Choose an option (by text or value) of an overflow or select menu."""
        if where is None:
            raise CannotDo(NOTHING)
        user = user or _sees(where)
        block, element = element_named(where.blocks, what, user)
        kind = element["type"]
        if kind in ("overflow", "static_select", "radio_buttons", "external_select"):
            chosen: Json = {"selected_option": option_named(element, option)}
        elif kind in ("users_select", "conversations_select", "channels_select"):
            chosen = {"selected_" + kind.removesuffix("s_select"): option}
        else:
            raise CannotDo(f"{what!r} has no one option to choose")
        if isinstance(where, View) and kind != "overflow":
            name = element["action_id"]
            where.values = typed(where.blocks, where.values, {name: option})
        return await self._acted(where, block, element, chosen, user, team)

    async def submit(
        self, view: View | None, values: Json | None = None, user: str = "", team: str = ""
    ) -> Heard:
        """Fill in a form by block_id, action_id or label, and send it."""
        if view is None:
            raise CannotDo(NOTHING)
        home = self.team(team)
        person = home.people[user or view.user]
        if view not in home.stacks.get(person.id, []):
            raise CannotDo("this form is not open any more")
        view.values = typed(view.blocks, view.values, values or {})
        if "submit" not in view.sent:
            raise CannotDo("this form has nothing to send it with")
        if empty := missing(view.blocks, view.values):
            raise CannotDo(f"Slack asks to fill in {', '.join(empty)}")
        before = len(home.ephemerals)
        heard = await self.send_payload(
            {
                **self._who("view_submission", home, person),
                "trigger_id": self.trigger(home.id, person.id, view.root or view.id),
                "view": view.shown(home),
                "response_urls": [],
            }
        )
        self._after_submission(home, view, heard)
        self.tell()
        return self._with_ephemerals(heard, home, person.id, before)

    async def close(self, view: View, team: str = "", *, cleared: bool = False) -> Heard | None:
        """Close a form; the app hears of it only if it asked to."""
        home = self.team(team)
        stack = home.stacks[view.user]
        home.stacks[view.user] = [] if cleared else stack[: stack.index(view)]
        if not view.sent.get("notify_on_close"):
            return None
        told = self._who("view_closed", home, home.people[view.user])
        return await self.send_payload({**told, "view": view.shown(home), "is_cleared": cleared})

    async def shortcut(
        self, callback_id: str, message: Message | None = None, user: str = "U1", team: str = ""
    ) -> Heard:
        """Choose a shortcut from a message's menu, or from the lightning bolt."""
        home = self.team(team)
        told = self._who("message_action" if message else "shortcut", home, home.people[user])
        told |= {
            "callback_id": callback_id,
            "trigger_id": self.trigger(home.id, user),
            "action_ts": self.ts(),
        }
        before = len(home.ephemerals)
        if message is not None:
            room = home.rooms[message.channel]
            told |= {
                "response_url": self.response_url("app", home.id, user, room.id, message.ts),
                "message_ts": message.ts,
                "channel": {"id": room.id, "name": room_name(room)},
                "message": message.shown(),
            }
        return self._with_ephemerals(await self.send_payload(told), home, user, before)

    def says(
        self, text: str, user: str = "U1", channel: str = "C1", team: str = "", thread_ts: str = ""
    ) -> Message:
        """A message that a person writes, as a shortcut may be used on."""
        home = self.team(team)
        room = home.rooms[channel]
        message = Message(self.ts(), channel, text, user=user, team=home.id, thread_ts=thread_ts)
        room.posted.append(message)
        if thread_ts and (parent := room.find(thread_ts)) is not None:
            parent.replies.append(message)
        return message

    # Of which these are made -------------------------------------------------------

    def _who(self, kind: str, team: Team, person: Person) -> Json:
        return {
            "type": kind,
            "token": self.app.verification,
            "team": {"id": team.id, "domain": team.domain},
            "user": {
                "id": person.id,
                "username": person.name,
                "name": person.name,
                "team_id": person.team,
            },
            "api_app_id": team.app_id,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    async def _acted(
        self, where: Shown, block: Json, element: Json, action: Json, user: str, team: str
    ) -> Heard:
        home = self.team(team)
        root = (where.root or where.id) if isinstance(where, View) else ""
        told = {
            **self._who("block_actions", home, home.people[user]),
            "trigger_id": self.trigger(home.id, user, root),
            **self._place(home, where, user),
            "actions": [
                {
                    "type": element["type"],
                    "action_id": element["action_id"],
                    "block_id": block["block_id"],
                    **action,
                    "action_ts": self.ts(),
                }
            ],
        }
        before = len(home.ephemerals)
        heard = await self.send_payload(told)
        if heard.status == 200 and heard.raw.strip():
            self.violations.add("answer", "an answer to block_actions has no effect in its body")
        return self._with_ephemerals(heard, home, user, before)

    def _place(self, team: Team, where: Shown, user: str) -> Json:
        """Where it was pressed: an ephemeral message is not told, only that it was one."""
        if isinstance(where, View):
            return {
                "container": {"type": "view", "view_id": where.id},
                "view": where.shown(team),
            }
        room = team.rooms[where.channel]
        container: Json = {
            "type": "message",
            "message_ts": where.ts,
            "channel_id": room.id,
            "is_ephemeral": isinstance(where, Ephemeral),
        }
        told: Json = {
            "container": container,
            "channel": {"id": room.id, "name": room_name(room)},
            "state": {"values": begun(where.blocks, {})},
            "response_url": self.response_url("actions", team.id, user, room.id, where.ts),
        }
        if isinstance(where, Message):
            told["message"] = where.shown()
            if where.thread_ts:
                container["thread_ts"] = where.thread_ts
        return told

    def _after_submission(self, team: Team, view: View, heard: Heard) -> None:
        """Close, or do as `response_action` says."""
        stack = team.stacks[view.user]
        view.errors = {}
        if heard.status != 200:
            return
        action = heard.body.get("response_action") if heard.raw.strip() else ""
        if not action:
            if heard.raw.strip() not in ("", "{}"):
                self.violations.add("answer", f"nothing to do in a form's answer: {heard.raw[:80]}")
            stack.remove(view)
        elif action == "clear":
            stack.clear()
        elif action == "errors":
            self._show_errors(view, heard.body.get("errors"))
        elif action in ("update", "push"):
            self._change_stack(team, view, action, heard.body.get("view"))
        else:
            self.violations.add("answer", f"unknown response_action {action!r}")

    def _change_stack(self, team: Team, view: View, action: str, given: Any) -> None:
        try:
            sent = checked_view(self, team, given, f"response_action {action}")
            if action == "update":
                change(self, view, sent)
            else:
                pushed(self, team, view.user, sent)
        except Refusal as refusal:
            self.violations.add("answer", f"response_action {action}: {refusal}")

    def _show_errors(self, view: View, errors: Any) -> None:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or set(errors) - inputs:
            self.violations.add("answer", f"errors {errors} for inputs {sorted(inputs)}")
            return
        view.errors = {block: str(what) for block, what in errors.items()}

    def _show_answer(self, known: ResponseUrl, heard: Heard) -> None:
        try:
            show(self, known, Args(heard.body), "the answer to a command")
        except Refusal as refusal:
            self.violations.add("answer", f"the answer to a command: {refusal}")
        self.tell()

    def _with_ephemerals(self, heard: Heard, team: Team, user: str, before: int) -> Heard:
        fresh = [e for e in team.ephemerals[before:] if e.user == user]
        return replace(heard, ephemerals=tuple(fresh))

    def _escaped(self, team: Team, text: str) -> str:
        """Names and links as `should_escape` sends them; what is unknown stays as it is."""
        people = {person.name: person for person in team.people.values()}
        rooms = {room.name: room for room in team.rooms.values()}

        def known(match: re.Match[str]) -> str:
            sign, name = match[1], match[2]
            if sign == "@" and name in people:
                return f"<@{people[name].id}|{name}>"
            if sign == "#" and name in rooms:
                room = rooms[name]
                return f"<#{room.id}|{'' if room.is_private else name}>"
            return match[0]

        for plain, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            text = text.replace(plain, escaped)
        text = re.sub(r"(?<!\S)([@#])([\w.-]+)", known, text)
        return re.sub(r"https?://[^\s<>]+", lambda match: f"<{match[0]}>", text)


def _sees(where: Shown) -> str:
    """Who has it on their screen."""
    return "U1" if isinstance(where, Message) else where.user


def room_name(room: Room) -> str:
    """As commands and interactions tell it: of a private channel not the name."""
    return "privategroup" if room.is_private else room.name
