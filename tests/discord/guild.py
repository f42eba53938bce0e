"""A guild with its roles, members and channels."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.discord.channel import FORUM, TEXT, THREAD, Channel
from tests.discord.clock import Clock
from tests.discord.permissions import EVERYBODY, Permission, overwritten

Json = dict[str, Any]


class World(Protocol):
    """What a guild needs of the Discord in which it is."""

    clock: Clock

    def snowflake(self) -> str: ...

    def user_id(self, name: str) -> str: ...

    def dispatch(self, guild: str, name: str, told: Json) -> int: ...


@dataclass
class Role:
    id: str
    name: str
    permissions: int = 0
    position: int = 1
    managed: bool = False

    def shown(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "description": None,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "position": self.position,
            "permissions": str(int(self.permissions)),
            "managed": self.managed,
            "mentionable": False,
            "flags": 0,
        }


@dataclass(eq=False)
class Member:
    """A person in a guild, or the app itself."""

    guild: "Guild"
    id: str
    name: str
    roles: list[Role] = field(default_factory=list)
    nick: str | None = None
    locale: str = "en-US"
    is_bot: bool = False

    def user(self) -> Json:
        return user(self.id, self.name, is_bot=self.is_bot)

    def may(self, channel: Channel | None = None) -> int:
        """The bits of all that they may do, in *channel*."""
        base = int(self.guild.everyone.permissions)
        for role in self.roles:
            base |= int(role.permissions)
        where = channel.parent if channel is not None and channel.is_thread else channel
        overwrites = where.overwrites if where is not None else []
        roles = [role.id for role in self.roles]
        return overwritten(base, overwrites, self.guild.id, roles, self.id)

    def shown(self, channel: Channel | None = None) -> Json:
        """As a member of the guild; with what they may do, where *channel* is named."""
        told: Json = {
            "user": self.user(),
            "roles": [role.id for role in self.roles],
            "nick": self.nick,
            "avatar": None,
            "banner": None,
            "joined_at": "2024-01-01T00:00:00.000000+00:00",
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": None,
        }
        return told if channel is None else told | {"permissions": str(self.may(channel))}


def user(id_: str, name: str, *, is_bot: bool = False) -> Json:
    """Somebody, as a user of Discord."""
    return {
        "id": id_,
        "username": name,
        "discriminator": "0",
        "global_name": None if is_bot else name,
        "avatar": None,
        "bot": is_bot,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
        "collectibles": None,
        "avatar_decoration_data": None,
        "banner": None,
        "accent_color": None,
    }


class Guild:
    """Ask for a channel, role or member by name: it is made if it is not there."""

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self.has_app = False
        self.locale = "en-US"
        self.clock = world.clock
        self.id = world.snowflake()
        self.name = name
        self.everyone = Role(self.id, "@everyone", EVERYBODY, 0)
        app_role = Role(world.snowflake(), "Lockstep", EVERYBODY, managed=True)
        self.roles = {"@everyone": self.everyone, "Lockstep": app_role}
        self.members: dict[str, Member] = {}
        self.channels: dict[str, Channel] = {}
        self.bot = Member(self, world.user_id("Lockstep"), "Lockstep", [app_role], is_bot=True)
        self.owner = self.member("owner", admin=True)

    def text(self, name: str) -> Channel:
        return self._room(TEXT, name)

    def forum(self, name: str) -> Channel:
        return self._room(FORUM, name)

    def role(self, name: str, permissions: int = 0) -> Role:
        if name not in self.roles:
            position = len(self.roles)
            self.roles[name] = Role(self.snowflake(), name, permissions, position)
            told = {"guild_id": self.id, "role": self.roles[name].shown()}
            self.tell("GUILD_ROLE_CREATE", told)
        return self.roles[name]

    def member(
        self, name: str, *, roles: list[str] | None = None, admin: bool = False, locale: str = ""
    ) -> Member:
        """The person of this name; with *roles*, from now on just those."""
        if name not in self.members:
            self.members[name] = Member(self, self._world.user_id(name), name)
        found = self.members[name]
        if roles is not None:
            found.roles = [self.role(role) for role in roles]
        if admin:
            found.roles.append(self.role("Admins", Permission.ADMINISTRATOR))
        found.locale = locale or found.locale
        return found

    def invite(self, permissions: int) -> None:
        """Give the app just these, as the invite link asks for them."""
        self.roles["Lockstep"].permissions = permissions

    def add(self, type_: int, name: str, id_: str = "", **more: Any) -> Channel:
        """A new channel or thread, which the gateway is told."""
        at = self.clock.iso()
        made = Channel(self, id_ or self.snowflake(), name, type_, created_at=at, **more)
        self.channels[made.id] = made
        made.created()
        return made

    def snowflake(self) -> str:
        return self._world.snowflake()

    def tell(self, name: str, told: Json) -> None:
        if self.has_app:
            self._world.dispatch(self.id, name, told)

    def begin(self) -> None:
        """Tell the gateway that the app was added to it."""
        self.has_app = True
        self.tell("GUILD_CREATE", self.shown())

    def kick(self) -> None:
        """The app is taken out of the guild, and told."""
        self.tell("GUILD_DELETE", {"id": self.id})
        self.has_app = False

    def fail(self) -> None:
        """Discord's own servers for this guild fail; `begin` when they are back."""
        self.tell("GUILD_DELETE", {"id": self.id, "unavailable": True})

    def shown(self) -> Json:
        """As GUILD_CREATE says it to an app that sees no other members."""
        rooms = [channel for channel in self.channels.values() if not channel.is_thread]
        active = [c for c in self.channels.values() if c.type == THREAD and not c.archived]
        return {
            **_PLAIN,
            "id": self.id,
            "name": self.name,
            "owner_id": self.owner.id,
            "preferred_locale": self.locale,
            "roles": [role.shown() for role in self.roles.values()],
            "joined_at": "2024-01-01T00:00:00.000000+00:00",
            "large": False,
            "unavailable": False,
            "member_count": len(self.members) + 1,
            "voice_states": [],
            "members": [self.bot.shown()],
            "channels": [channel.shown() for channel in rooms],
            "threads": [thread.shown() for thread in active],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def _room(self, type_: int, name: str) -> Channel:
        for channel in self.channels.values():
            if channel.type == type_ and channel.name == name:
                return channel
        return self.add(type_, name)


_PLAIN: Json = {
    "icon": None,
    "splash": None,
    "discovery_splash": None,
    "afk_channel_id": None,
    "afk_timeout": 300,
    "verification_level": 0,
    "default_message_notifications": 1,
    "explicit_content_filter": 0,
    "emojis": [],
    "stickers": [],
    "features": [],
    "mfa_level": 0,
    "application_id": None,
    "system_channel_id": None,
    "system_channel_flags": 0,
    "rules_channel_id": None,
    "vanity_url_code": None,
    "description": None,
    "banner": None,
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "public_updates_channel_id": None,
    "nsfw_level": 0,
    "nsfw": False,
    "premium_progress_bar_enabled": False,
    "safety_alerts_channel_id": None,
    "max_members": 500000,
    "incidents_data": None,
}
