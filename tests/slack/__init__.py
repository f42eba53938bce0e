"""A Slack that speaks the real wire on loopback, and refuses what Slack refuses.

    async with Slack().serve() as slack:                  # teams T1 (acme) and T2 (globex)
        … start the app with SLACK_API_URL=slack.api_url, SLACK_BOT_TOKEN=slack.team().token,
          SLACK_SIGNING_SECRET=slack.app.signing_secret …
        slack.app_url = "http://127.0.0.1:PORT/slack/events"
        heard = await slack.command("/live start alert Checkout is down", user="U1", channel="C1")
        assert heard.status == 200 and "Checkout" in heard.text       # what U1 alone was shown
        await slack.until(lambda: slack.channel("C1").cards)          # never sleep: wait for it
        [card] = slack.channel("C1").cards                            # text, blocks, edits, replies
        await slack.press(card, "Acknowledge", user="U2")             # action_id or label
        await slack.choose(card, "live:more", "Buttons…")
        await slack.submit(slack.open_view("U1"), {"Title": "Down"})  # block_id, action_id or label
        await slack.archive("C1", deliveries=4, at_once=True)         # events as Slack retries them
        slack.fail("chat.update", "ratelimited", retry_after="7")     # see Fault for the others
        slack.assert_polite()                                         # no limit was broken

People: U1 ana (oncall, admin), U2 ben, U3 gus (guest), U9 xenia (an outsider, of T9).
Channels: C1 public with the bot, C2 public without it, C3 private with it. Both teams have
the same ids, on purpose. Slack's clock is the real one, or `Slack(Clock(standing=True))`: then
give `slack.clock.utc` to the app's gateway, too. Requests are always signed by the real one.
"""

from tests.slack.clock import Clock
from tests.slack.standin import Slack
from tests.slack.typing_in import CannotDo

__all__ = ["CannotDo", "Clock", "Slack"]
