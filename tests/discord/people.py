"""What people do in Discord: they use commands, press, choose, fill in forms."""

import time
from typing import Any

from tests.discord.channel import Channel
from tests.discord.guild import Member
from tests.discord.message import Message
from tests.discord.permissions import Permission
from tests.discord.state import PATIENCE_SECONDS, State
from tests.discord.told import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Choice, Modal, Told
from tests.discord.typing_in import (
    CannotDo,
    button_named,
    command_named,
    filled,
    options_for,
    select_offering,
)

Json = dict[str, Any]
MESSAGE_COMMAND = 3


class People(State):
    """Each does one thing, and returns what they were told. `wait=False` returns at once."""

    async def command(
        self, member: Member, channel: Channel, words: str, /, *, wait: bool = True, **options: Any
    ) -> Told:
        """Use `/live start`: *words* are "start", "live start" or another command's."""
        command, way = self._command(member, channel, words)
        offered = (way[-1] if way else command).get("options", [])
        sent, resolved = options_for(offered, options)
        asked = _command_told(command, way, sent) | ({"resolved": resolved} if resolved else {})
        return await self._ask(COMMAND, member, channel, asked, wait=wait)

    async def autocomplete(
        self,
        member: Member,
        channel: Channel,
        words: str,
        option: str,
        typed: str = "",
        /,
        **options: Any,
    ) -> list[Choice]:
        """What is offered for *option* while *typed* stands in it."""
        told = await self.completing(member, channel, words, option, typed, **options)
        return told.choices

    async def completing(
        self,
        member: Member,
        channel: Channel,
        words: str,
        option: str,
        typed: str = "",
        /,
        *,
        wait: bool = True,
        **options: Any,
    ) -> Told:
        """The same, for tests that ask how it was told."""
        command, way = self._command(member, channel, words)
        offered = (way[-1] if way else command).get("options", [])
        sent, _ = options_for(offered, {**options, option: typed}, focused=option)
        asked = _command_told(command, way, sent)
        return await self._ask(AUTOCOMPLETE, member, channel, asked, wait=wait)

    async def press(
        self,
        member: Member,
        message: Message,
        label: str = "",
        *,
        custom_id: str = "",
        stale: bool = False,
        wait: bool = True,
    ) -> Told:
        """Press a button; *stale*, one that only this person's screen still shows."""
        if stale:
            pressed: Json = {"custom_id": custom_id, "id": 1}
        else:
            self._mind_sight(member, message)
            pressed = button_named(message, label, custom_id)
        asked = {"component_type": 2, "custom_id": pressed["custom_id"], "id": pressed["id"]}
        return await self._ask(COMPONENT, member, message.channel, asked, message, wait=wait)

    async def choose(
        self,
        member: Member,
        message: Message,
        value: Any,
        *,
        custom_id: str = "",
        wait: bool = True,
    ) -> Told:
        """Choose from a select by value or label; from one of members, a member."""
        self._mind_sight(member, message)
        select, told, resolved = select_offering(message, value, custom_id)
        asked = {"component_type": select["type"], "custom_id": select["custom_id"], **told}
        asked |= {"id": select["id"]} | ({"resolved": resolved} if resolved else {})
        return await self._ask(COMPONENT, member, message.channel, asked, message, wait=wait)

    async def submit(
        self, member: Member, modal: Modal | None, given: Json | None = None, *, wait: bool = True
    ) -> Told:
        """Fill in a form by custom_id or label, and send it; what is prefilled stays."""
        if modal is None:
            raise CannotDo("no form is open")
        opened = modal.told
        if opened.member is not member:
            raise CannotDo(f"this form is open before {opened.member.name} alone")
        sent, resolved = filled(modal, given or {})
        asked: Json = {"custom_id": modal.custom_id, "components": sent}
        asked |= {"resolved": resolved} if resolved else {}
        channel, message = opened.channel, opened.message
        return await self._ask(MODAL_SUBMIT, member, channel, asked, message, wait=wait)

    async def menu(self, member: Member, message: Message, name: str, *, wait: bool = True) -> Told:
        """Choose *name* from the menu of a message."""
        self._mind_sight(member, message)
        channel = message.channel
        command = self._menu_command(member, channel, name)
        asked = {
            "id": command["id"],
            "name": name,
            "type": MESSAGE_COMMAND,
            "target_id": message.id,
            "resolved": {"messages": {message.id: message.shown()}},
        }
        return await self._ask(COMMAND, member, channel, asked, wait=wait)

    async def again(self, told: Told) -> None:
        """Tell the gateway of the same interaction once more."""
        told.times += self.dispatch(told.channel.guild.id, "INTERACTION_CREATE", told.payload)

    async def answered(self, told: Told, seconds: float = PATIENCE_SECONDS) -> Told:
        """Wait for the first answer; if it says "thinking", for what it thought."""
        try:
            await self.until(lambda: told.answered, seconds)
            await self.until(lambda: told.original is None or not told.original.loading, seconds)
        except TimeoutError:
            broken = "; ".join(map(str, self.violations)) or "no rule was broken"
            said = told.payload["data"]
            raise AssertionError(f"silence: nobody answered {said} ({broken})") from None
        return told

    # Of which these are made -------------------------------------------------------

    async def _ask(
        self,
        kind: int,
        member: Member,
        channel: Channel,
        asked: Json,
        message: Message | None = None,
        *,
        wait: bool = True,
    ) -> Told:
        if not channel.guild.has_app:
            raise CannotDo("the app is not in this guild any more")
        told = self._told(kind, member, channel, asked, message)
        told.began_ns = time.perf_counter_ns()
        told.times = self.dispatch(channel.guild.id, "INTERACTION_CREATE", told.payload)
        if not told.times:
            told.expects_silence = True
            raise AssertionError("nobody listens at the gateway")
        return await self.answered(told) if wait else told

    def _told(
        self, kind: int, member: Member, channel: Channel, asked: Json, message: Message | None
    ) -> Told:
        guild, id_ = channel.guild, self.snowflake()
        token = f"token-of-{id_}"
        payload: Json = {
            "id": id_,
            "application_id": self.app_id,
            "type": kind,
            "token": token,
            "version": 1,
            "data": asked,
            "guild_id": guild.id,
            "guild": {"id": guild.id, "locale": guild.locale, "features": []},
            "channel_id": channel.id,
            "channel": channel.shown() | {"permissions": str(member.may(channel))},
            "member": member.shown(channel),
            "app_permissions": str(guild.bot.may(channel)),
            "locale": member.locale,
            "guild_locale": guild.locale,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "context": 0,
            "authorizing_integration_owners": {"0": guild.id},
            "attachment_size_limit": 10_485_760,
        }
        if message is not None:
            payload["message"] = message.shown()
        told = Told(id_, token, kind, member, channel, payload, self.clock.now(), message)
        self.interactions[id_] = self.by_token[token] = told
        return told

    def _commands(self, guild: str) -> list[Json]:
        return [*self.commands.get(guild, []), *self.commands.get("", [])]

    def _command(self, member: Member, channel: Channel, words: str) -> tuple[Json, list[Json]]:
        command, way = command_named(self._commands(channel.guild.id), words)
        self._mind_command(member, channel, command)
        return command, way

    def _menu_command(self, member: Member, channel: Channel, name: str) -> Json:
        for command in self._commands(channel.guild.id):
            if command["type"] == MESSAGE_COMMAND and command["name"] == name:
                self._mind_command(member, channel, command)
                return command
        raise CannotDo(f"the menu of a message does not offer {name!r}")

    def _mind_command(self, member: Member, channel: Channel, command: Json) -> None:
        """What Discord's clients hide, nobody can use."""
        may = member.may(channel)
        if not may & Permission.USE_APPLICATION_COMMANDS:
            raise CannotDo(f"{member.name} may not use commands here")
        needed = command.get("default_member_permissions")
        admin = may & Permission.ADMINISTRATOR
        if needed is not None and not admin and (needed == "0" or int(needed) & ~may):
            raise CannotDo(f"{member.name} does not see /{command['name']}")
        if channel.archived:
            raise CannotDo("in an archived thread no command can be used")

    def _mind_sight(self, member: Member, message: Message) -> None:
        if message.only_for not in (None, member):
            raise CannotDo(f"{member.name} does not see this message")
        if message.deleted:
            raise CannotDo("this message is deleted")


def _command_told(command: Json, way: list[Json], options: list[Json]) -> Json:
    for sub in reversed(way):
        options = [{"name": sub["name"], "type": sub["type"], "options": options}]
    return {"id": command["id"], "name": command["name"], "type": 1, "options": options}
