"""A Discord that speaks the real wire on loopback, and refuses what Discord refuses.

    async with DiscordStandIn() as discord:      # fails at the end for what nobody expected
        … start the app with DISCORD_API_URL=discord.api_url,
          DISCORD_GATEWAY_URL=discord.gateway_url, DISCORD_BOT_TOKEN=discord.token …
        await discord.connected()                              # never sleep: wait for it
        guild = discord.guild("Acme")                          # made if it is not there
        ops, ada = guild.text("ops"), guild.member("ada", roles=["sre"], admin=False)
        told = await discord.command(ada, ops, "start", title="Checkout is down")
        assert told.private and "Checkout" in told.text        # after all edits; .first: before
        await discord.until(lambda: ops.messages)
        [card] = ops.messages                                  # .text .labels .edits .thread
        told = await discord.press(ada, card, "Acknowledge")   # or custom_id=
        told = await discord.choose(ada, card, "history")      # a value or label of a select
        told = await discord.submit(ada, told.modal, {"Title": "Down"})   # custom_id or label
        told = await discord.menu(ada, card, "Pin to Lock Screen")
        choices = await discord.autocomplete(ada, ops, "end", "activity", "check")
        await discord.again(told)                              # the same interaction once more
        await discord.drop()                                   # then it resumes, and is told
        discord.fail("POST", "/messages$", status=503)         # see Fault for the others
        discord.clock.advance(3601)                            # messages and tokens grow old
        discord.expect("late")                                 # a violation that was provoked

What a person alone sees stands in `told.shown`, what everybody sees in `channel.messages`.
Channels: `rename`, `topic`, `archive`, `delete`, `thread`, `says`, `deny`, `allow`, `hide`. A
message: `delete`. A guild: `kick`, `fail`, `begin`. CannotDo: Discord's clients would not let them.

Discord's clock stands until a test moves it: nothing is too late on a slow machine. Give
`discord.clock.utc` to the app to keep its pace by. Only calls are counted by one that goes on,
since discord.py really waits as it is told; `discord.rates.times = 20` makes every limit wider.
The end of the block fails for violations of these kinds, but for those that a test expects:

    rule       Discord refuses it: sizes, components, forms, commands. See tests/discord/rules
    contract   its published document does not know it (only where that is at hand)
    house      Discord takes it, we do not: pings, posts without a nonce, other places than guilds
    answer     an interaction answered twice, in a wrong way, or before its time
    late       after 3 seconds, or with a token of more than 15 minutes
    silence    not answered at all, or "thinking" for ever
    rate, old edits, creates, insistence, gateway, intents, endpoint
    stand-in   what we answered is not as published: mend the stand-in
"""

from tests.discord.clock import Clock
from tests.discord.message import Message
from tests.discord.permissions import Permission
from tests.discord.standin import DiscordStandIn
from tests.discord.told import Choice, Modal, Told
from tests.discord.typing_in import CannotDo

__all__ = [
    "CannotDo",
    "Choice",
    "Clock",
    "DiscordStandIn",
    "Message",
    "Modal",
    "Permission",
    "Told",
]
