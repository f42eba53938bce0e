"""A Slack as a program: one workspace with a channel for each activity of the load.

`fast` answers at once; `slow` and `down` do so until the load's activities have their cards,
which is told in a line, and then as their names say.
"""

import asyncio
import json
import sys

from tests.bench.load import BOT_TOKEN, CHANNELS, SIGNING_SECRET, TEAM, USER, channel
from tests.slack import Slack
from tests.slack.state import Identity
from tests.slack.world import Person, Room, Team

SLOW_SECONDS = 4.0


def workspace() -> Team:
    """The one that the load speaks for."""
    team = Team(TEAM, BOT_TOKEN.removeprefix("xoxb-"))
    for person in (Person(USER, "bench", TEAM), Person(team.bot, "lockstep", TEAM, is_bot=True)):
        team.people[person.id] = person
    for place in range(CHANNELS):
        name = channel(place)
        team.rooms[name] = Room(name, f"load-{place}", creator=USER, members=set(team.people))
    return team


def slack() -> Slack:
    """That Slack, whose app has the load's secret."""
    made = Slack(teams=[workspace()])
    made.app = Identity(signing_secret=SIGNING_SECRET)
    return made


async def serve(how: str) -> None:
    """Serve until stopped; from the first line of input on, as *how* says."""
    async with slack().serve() as serving:
        print(json.dumps(serving.api_url), flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        if how == "slow":
            serving.fail("*", "slow", times=1_000_000, seconds=SLOW_SECONDS)
        elif how == "down":
            serving.fail("*", "status", times=1_000_000, status=503)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
