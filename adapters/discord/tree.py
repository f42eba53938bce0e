"""`/live` on discord.py's CommandTree: what Discord is told of it, and where it ends.

A command is heard by the tree; what it comes to is for `commands.py`, and what is offered
while it is typed for `completing.py`. Nothing here is ever silent: what the tree itself
cannot make sense of is answered, too.
"""

import inspect
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Protocol

import discord
from discord import AppCommandOptionType, app_commands

from adapters.discord.answers import Answers
from adapters.discord.options import Option
from adapters.discord.people import Interaction
from adapters.discord.reply import Reply
from adapters.discord.subcommands import ABOUT, COMMAND, Subcommand, subcommands
from adapters.discord.translations import Translations
from bot.errors import Refused

PIN = "Pin to Lock Screen"

WHO_MAY_WRITE = discord.Permissions(send_messages=True)
"""Who sees `/live` unless the server says otherwise (Server Settings, Integrations): whoever
may write in a channel may say what is going on there. What a template's `may` names is held
in any case, and whoever may only read sees the card."""

CHANGED = (
    "Lockstep's commands have changed since Discord showed them to you. Nothing was changed; "
    "type it again in a minute."
)

Json = dict[str, Any]

_TYPES = {
    "line": AppCommandOptionType.string,
    "whole": AppCommandOptionType.integer,
    "number": AppCommandOptionType.number,
    "switch": AppCommandOptionType.boolean,
    "channel": AppCommandOptionType.channel,
}
_VALUES: Mapping[str, type | tuple[type, ...]] = {
    "line": str, "whole": int, "number": (int, float), "switch": bool, "channel": str,
}  # fmt: skip
"""What Discord sends for each kind of option."""
_SUBCOMMAND = AppCommandOptionType.subcommand.value
_WRITTEN_IN = (
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
)


class Hears(Protocol):
    """Hears what was typed into a subcommand. Raise Refused for what the person is told."""

    def __call__(
        self, interaction: Interaction, reply: Reply, asked: Subcommand, typed: Mapping[str, Any], /
    ) -> Awaitable[None]:
        """Do what is wanted, and answer by *reply*."""
        ...


class Offers(Protocol):
    """What may be offered to who is typing."""

    def __call__(
        self,
        interaction: Interaction,
        asked: Subcommand,
        option: Option,
        typed: Mapping[str, Any],
        /,
    ) -> Awaitable[Sequence[Json]]:
        """The choices, as Discord has them."""
        ...


class Pins(Protocol):
    """Hears what was chosen from a message's menu. Raise Refused for what the person is told."""

    def __call__(
        self, interaction: Interaction, reply: Reply, message: discord.Message, /
    ) -> Awaitable[None]:
        """Pin *message*, and answer by *reply*."""
        ...


class Tree(app_commands.CommandTree[Any]):
    """The commands of *client*. Whoever only registers them need not `hear`."""

    def __init__(self, client: discord.Client) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
        )
        self._asked = {asked.name: asked for asked in subcommands()}
        group = app_commands.Group(
            name=COMMAND, description=ABOUT, guild_only=True, default_permissions=WHO_MAY_WRITE
        )
        for asked in self._asked.values():
            group.add_command(self._command(asked))
        self.add_command(group)
        menu = app_commands.ContextMenu(name=PIN, callback=self._pin)
        menu.guild_only, menu.default_permissions = True, WHO_MAY_WRITE
        self.add_command(menu)

    def hear(self, answers: Answers, *, said: Hears, offers: Offers, pins: Pins) -> None:
        """*said* hears the commands, *offers* completes them, *pins* hears the message menu."""
        self._answers, self._said, self._offers, self._pins = answers, said, offers, pins

    async def payload(self) -> list[Json]:
        """Everything that is registered, as Discord is told it."""
        translator = Translations()
        commands = self.get_commands()
        return [await command.get_translated_payload(self, translator) for command in commands]

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Whether discord.py shall go on.

        What is being typed is answered here: discord.py would do so in its own way, and log
        an error for each key pressed when two processes hear it. And what is not of our
        commands as they are is refused, where discord.py would leave out what it does not
        know, or fail.
        """
        name, typed, focused = typed_in(interaction)
        asked, reply = self._asked.get(name), self._answers.to(interaction)
        if interaction.type is discord.InteractionType.autocomplete:
            await self._answers.guard(reply, self._offer(interaction, reply, asked, typed, focused))
            return False
        if asked is not None and not _fit(asked, typed):
            await self._answers.guard(reply, _changed())
            return False
        return True

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """What the tree did not know, or that lacked what it needs."""
        await self._answers.guard(self._answers.to(interaction), _changed())

    async def _pin(self, interaction: Interaction, message: discord.Message) -> None:
        reply = self._answers.to(interaction)
        await self._answers.guard(reply, self._pins(interaction, reply, message))

    async def _offer(
        self,
        interaction: Interaction,
        reply: Reply,
        asked: Subcommand | None,
        typed: Mapping[str, Any],
        focused: str,
    ) -> None:
        options = asked.options if asked else ()
        option = next((o for o in options if o.name == focused and o.offers), None)
        if asked is not None and option is not None:
            await reply.choices(await self._offers(interaction, asked, option, typed))

    def _command(self, asked: Subcommand) -> app_commands.Command[Any, Any, None]:
        async def heard(interaction: Interaction, **typed: Any) -> None:
            reply = self._answers.to(interaction)
            said = {name: value for name, value in typed.items() if value is not None}
            await self._answers.guard(reply, self._said(interaction, reply, asked, said))

        heard.__signature__ = _signature(asked.options)  # type: ignore[attr-defined]
        callback: Any = app_commands.describe(**{o.name: o.about for o in asked.options})(heard)
        return app_commands.Command(name=asked.name, description=asked.about, callback=callback)


class _Typed(app_commands.Transformer[Any]):
    """An option as discord.py tells Discord of it. What is typed is read elsewhere."""

    def __init__(self, option: Option) -> None:
        self._option = option

    @property
    def type(self) -> AppCommandOptionType:
        return _TYPES[self._option.kind]

    @property
    def min_value(self) -> int | None:
        return self._option.least

    @property
    def max_value(self) -> int | None:
        return self._option.most

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return list(_WRITTEN_IN) if self._option.kind == "channel" else []

    @property
    def choices(self) -> list[app_commands.Choice[int | float | str]] | None:
        choices = [
            app_commands.Choice(name=name, value=int(value) if self._is_number else value)
            for name, value in self._option.choices
        ]
        return choices or None

    @property
    def _is_number(self) -> bool:
        return self._option.kind == "whole"

    async def transform(self, interaction: Interaction, value: Any, /) -> Any:
        return value


class _Offered(_Typed):
    """The same, where something is offered while it is typed."""

    async def autocomplete(
        self, interaction: Interaction, value: Any, /
    ) -> list[app_commands.Choice[int | float | str]]:
        """Never called: that it is there tells Discord to ask. See `interaction_check`."""
        return []


def _signature(options: Sequence[Option]) -> inspect.Signature:
    """What discord.py would read from the callback, had somebody written it out."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    first = inspect.Parameter("interaction", kind, annotation=Interaction)
    others = (
        inspect.Parameter(
            option.name,
            kind,
            annotation=_Offered(option) if option.offers else _Typed(option),
            default=inspect.Parameter.empty if option.required else None,
        )
        for option in options
    )
    return inspect.Signature([first, *others])


def typed_in(interaction: Interaction) -> tuple[str, dict[str, Any], str]:
    """The subcommand, what was typed into its options so far, and which is being typed."""
    data: Any = interaction.data or {}
    told = [option for option in data.get("options", ()) if option.get("type") == _SUBCOMMAND]
    if data.get("name") != COMMAND or not told:
        return "", {}, ""
    options = told[0].get("options") or ()
    focused = [option["name"] for option in options if option.get("focused")]
    typed = {option["name"]: option.get("value") for option in options}
    return str(told[0]["name"]), typed, focused[0] if focused else ""


def _fit(asked: Subcommand, typed: Mapping[str, Any]) -> bool:
    """Whether what was *typed* is into options of ours, and of their kinds."""
    own = {option.name: _VALUES[option.kind] for option in asked.options}
    return all(
        isinstance(value, own.get(name, ())) and isinstance(value, bool) == (own[name] is bool)
        for name, value in typed.items()
    )


async def _changed() -> None:
    raise Refused(CHANGED)
