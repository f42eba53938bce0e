"""Socket Mode: the same, over a connection of ours that is made again when it is lost."""

from pathlib import Path

from tests.adapters.edge import until
from tests.adapters.slack.bench import bench


async def test_it_hears_and_answers_when_it_is_on_disk(tmp_path: Path) -> None:
    """A command, a press and an event, through envelopes."""
    async with bench(tmp_path, socket=True) as parts:
        await until(lambda: parts.slack.sockets)

        heard = await parts.slack.command("/live start Checkout is down")
        assert "Checkout is down" in heard.text
        await parts.slack.press(await parts.card(), "Acknowledge")
        assert (await parts.only()).acknowledged_by is not None
        await parts.slack.create_channel("inc-sev1-db")
        assert len(await parts.live()) == 2
        parts.slack.assert_polite()


async def test_it_connects_again(tmp_path: Path) -> None:
    """Slack ends each connection after some hours."""
    async with bench(tmp_path, socket=True) as parts:
        first = await until(lambda: list(parts.slack.sockets))
        parts.slack.rates.times = 100
        await parts.slack.hang_up()
        await until(lambda: [s for s in parts.slack.sockets if s not in first])

        async def is_heard() -> bool:
            # Slack's client may begin a second connection, and leave the first in the middle.
            return (await parts.slack.command("/live start Checkout is down")).status == 200

        assert await until(is_heard)
        assert {activity.revision for activity in await parts.live()} == {1}


async def test_it_is_told_how_it_is(tmp_path: Path) -> None:
    """For `/ready`."""
    async with bench(tmp_path, socket=True) as parts:
        await until(lambda: parts.slack.sockets)

        async def well() -> bool:
            return await parts.adapter.ready() == ""

        assert await until(well)
