"""One activity in a Slack channel and a Discord channel: each follows the other, and no echo."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from adapters import console, slack
from adapters.adapter import Adapter
from adapters.discord.connection import DiscordAdapter
from adapters.slack.connection import SlackAdapter
from adapters.slack.settings import SlackSettings
from bot.lockstep import Lockstep
from tests.adapters.discord.stage import Named, Stage, connected_to, elsewhere, settings_of
from tests.adapters.edge import edge, until
from tests.adapters.slack.bench import Bench
from tests.discord import DiscordStandIn
from tests.discord import Message as DiscordMessage
from tests.slack import Clock, Slack
from tests.slack.world import Message as SlackMessage

BACKUP = '"Nightly backup" steps:snapshot,upload,verify,prune'
NO_MORE = "No longer mirrored here; this is how things stood."


@dataclass(frozen=True)
class _Slack:
    """Slack, of these settings and not of the environment's."""

    settings: SlackSettings

    def connect(self, lockstep: Lockstep) -> Adapter | None:
        """See Platform."""
        return slack.connect(lockstep, self.settings)


@dataclass
class Both:
    """One Lockstep between Slack, Discord and the phones."""

    acme: Bench
    guild: Stage

    @property
    def slack(self) -> Slack:
        return self.acme.slack

    @property
    def discord(self) -> DiscordStandIn:
        return self.guild.discord

    async def agreed(self) -> None:
        """What is live in C1 of Slack is shown in #ops of the guild, as people there agreed."""
        told = await self.discord.command(self.guild.ben, self.guild.ops, "mirror")
        code = re.search(r"```\n(\w+)\n```", told.text)
        assert code is not None, told.text
        heard = await self.slack.command(f"/live mirror {code[1]}")
        assert heard.text.startswith("Mirrored to #ops in Discord. "), heard.text

    async def cards(self) -> tuple[SlackMessage, DiscordMessage]:
        """The card of each, as soon as both are there."""
        return await self.acme.card(), await self.guild.card()

    async def shows(self, text: str, *, slack: str = "") -> None:
        """Wait until both cards say *text*."""
        here, there = await self.cards()
        await until(partial(_has, here, slack or text))
        await self.discord.until(lambda: text in there.text)

    async def at_rest(self) -> None:
        """Wait until nothing is due on either, now or soon."""

        async def is_still() -> bool:
            store, now = self.acme.edge.app.store, self.acme.edge.app.lockstep.clock()
            dues = [await store.next_due(name) for name in ("slack", "discord", "lock_screen")]
            return all(due is None or (due - now).total_seconds() > 60 for due in dues)

        await until(is_still)
        await self.acme.idle()
        await self.guild.idle()


def _on_phone(both: Both, step: int) -> dict[str, Any] | None:
    """What the phone shows, once it is at that step."""
    shown = both.acme.edge.cards()
    return next((card for card in shown if card["content_state"]["current_step"] == step), None)


def _has(card: SlackMessage, text: str) -> bool:
    return text in card.text + json.dumps(card.blocks, ensure_ascii=False)


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Both]:
    """As `lockstep run` has them, in one process."""
    async with Slack(Clock(standing=True)).serve() as there, DiscordStandIn() as discord:
        guild = discord.guild("Acme")
        ana, ben, ops = guild.member("ana"), guild.member("ben", roles=["sre"]), guild.text("ops")
        settings = SlackSettings(
            _env_file=None,
            bot_token=there.team().token,
            signing_secret=there.app.signing_secret,
            api_url=there.api_url,
        )
        platforms = (console, _Slack(settings), Named(settings_of(discord)))
        async with elsewhere(), edge(tmp_path, platforms=platforms) as parts:
            _, one, other = parts.app.adapters
            assert isinstance(one, SlackAdapter)
            assert isinstance(other, DiscordAdapter)
            there.app_url = f"{parts.url}/slack/events"
            other.client.identify_every_seconds = 5.0
            acme, stage = (
                Bench(there, parts, one),
                Stage(discord, parts, other, guild, ops, ana, ben),
            )
            await until(one.is_introduced)
            await connected_to(stage)
            await other.registry.register()
            yield Both(acme, stage)
            await acme.idle()
            await stage.idle()
        there.assert_polite()


async def test_what_is_done_on_either_side_shows_on_both(both: Both) -> None:
    """Said, pressed on a card of each and on the phone; each person is told with their platform."""
    await both.acme.started(BACKUP)
    await both.agreed()
    here, there = await both.cards()

    await both.discord.press(both.guild.ben, there, "snapshot")
    await both.shows("Step 1 of 4", slack="step 1 of 4")
    await until(partial(_has, here, "*ben (Discord)*: step 1 of 4"))
    assert "**ben**: step 1 of 4" in there.text

    await both.slack.press(here, "upload", user="U2")
    await both.shows("Step 2 of 4", slack="step 2 of 4")
    await both.discord.until(lambda: "**ben (Slack)**: step 2 of 4" in there.text)

    phone = await until(partial(_on_phone, both, 2))  # Else its button is that of the step before.
    run = phone["activity_id"]
    await both.acme.edge.sandbox.press(both.acme.edge.key, run, "action")
    await both.shows("Step 3 of 4", slack="step 3 of 4")

    await both.discord.command(both.guild.ana, both.guild.ops, "say", text="Nearly there")
    await both.shows("Nearly there")
    timeline = await both.acme.edge.app.store.timeline((await both.acme.only()).id)
    assert [(e.platform, e.verb) for e in timeline] == [
        ("slack", "start"), ("slack", "mirror"), ("discord", "step"), ("slack", "step"),
        ("lock_screen", "step"), ("discord", "say"),
    ]  # fmt: skip


async def test_nothing_comes_back_as_an_echo(both: Both) -> None:
    """A change is one revision, one edit of each card and one line of each thread."""
    await both.acme.started(BACKUP)
    await both.agreed()
    await both.discord.command(both.guild.ben, both.guild.ops, "next")
    await both.slack.command("/live next")
    await both.shows("Step 2 of 4", slack="step 2 of 4")
    here, there = await both.cards()
    await both.at_rest()

    told = [reply.text for reply in here.replies]
    assert there.thread is not None
    lines = [said.text for said in there.thread.messages]
    for text in ("step 1 of 4", "step 2 of 4", "mirrored to #ops in Discord"):
        assert "\n".join(told).count(text) == 1, told
        assert "\n".join(lines).replace("\\", "").count(text) == 1, lines
    assert (await both.acme.only()).revision == 4
    assert both.acme.cards() == [here]
    assert both.guild.cards() == [there]
    posted = [m for m in both.slack.channel("C1").messages if m.bot_id]
    assert posted == [here]
    edits = here.edits, there.edits
    await both.acme.edge.app.store.wake("slack", [(await both.acme.only()).id],
                                        both.acme.edge.app.lockstep.clock())  # fmt: skip
    await both.at_rest()
    assert (here.edits, there.edits) == edits, "what shows already is not edited again"


async def test_it_may_begin_in_discord_as_well(both: Both) -> None:
    """And be mirrored to Slack by the code that is told there; ended there, it ends in both."""
    await both.guild.started("Checkout is down")
    heard = await both.slack.command("/live mirror", channel="C2", user="U2")
    code = heard.text.split("`")[1].removeprefix("/live mirror ")

    told = await both.discord.command(both.guild.ana, both.guild.ops, "mirror", code=code)
    card = await both.acme.card("C2")
    await both.slack.press(card, "Acknowledge", user="U2")
    there = await both.guild.card()
    await both.discord.until(lambda: "Acknowledged by ben (Slack)" in there.text)
    await both.slack.command("/live end All clear", channel="C2", user="U2")

    await both.discord.until(lambda: there.text.startswith("## 🏁") and not there.buttons)
    await until(partial(_has, card, "ended"))
    assert "Mirrored to #random in Slack" in told.text
    assert await both.acme.live() == await both.guild.live() == []


async def test_neither_side_sees_anything_else_of_the_other(both: Both) -> None:
    """Not in a list, not by name, not where something else begins."""
    await both.acme.started('"Merger" 5%', channel="C3")
    await both.acme.started("Payments fail")
    told = await both.discord.command(both.guild.ben, both.guild.ops, "mirror")
    code = re.search(r"```\n(\w+)\n```", told.text)
    assert code is not None
    await both.slack.command(f"/live mirror {code[1]} on payments-fail")
    await both.guild.started("Own trouble", both.guild.guild.text("other"))

    listed = await both.discord.command(both.guild.ben, both.guild.ops, "list")
    refused = await both.discord.command(both.guild.ben, both.guild.ops, "end", activity="merger")
    offered = await both.discord.autocomplete(both.guild.ben, both.guild.ops, "end", "activity")
    own = await both.slack.command("/live list")

    assert "payments" in listed.text.casefold()
    assert "erger" not in listed.text
    assert "merger" not in {str(choice.value) for choice in offered}
    assert not any("Merger" in choice.name for choice in offered)
    assert refused.text.startswith("Nothing called `merger` is live here.")
    assert "trouble" not in own.text


async def test_off_ends_it_in_discord_and_leaves_slack_alone(both: Both) -> None:
    """Said in Slack by the name of the other channel."""
    await both.acme.started(BACKUP)
    await both.agreed()
    _, there = await both.cards()

    heard = await both.slack.command("/live mirror off")
    await both.discord.until(lambda: NO_MORE in there.text)
    await both.slack.command("/live next")
    await until(partial(_has, await both.acme.card(), "step 1 of 4"))

    assert heard.text.startswith("No longer mirrored to #ops in Discord. ")
    assert (there.buttons, "Step 0 of 4" in there.text) == ([], True)
    told = await both.discord.command(both.guild.ben, both.guild.ops, "next")
    assert told.text.startswith("Nothing is live here.")
