"""What is not on disk is never acknowledged as if it were."""

from pathlib import Path
from typing import Any

from adapters.slack.commands import Commands
from adapters.slack.people import Payload
from tests.adapters.slack.bench import bench


async def test_an_event_that_was_not_stored_is_told_again(tmp_path: Path) -> None:
    """Slack hears that it was not heard, and tells it three times more."""
    async with bench(tmp_path, working=False) as parts:
        await parts.edge.app.store.close()

        _, heard = await parts.slack.create_channel("inc-sev1-db")

        assert [each.status for each in heard] == [503]


class _Broken(Commands):
    """Commands with a mistake in them."""

    async def answer(self, form: Payload) -> dict[str, Any]:
        raise ZeroDivisionError


async def test_a_mistake_of_ours_is_no_ok(tmp_path: Path) -> None:
    """The person is told, and the log has it."""
    async with bench(tmp_path, working=False) as parts:
        own = parts.adapter.parts
        own.commands = _Broken(parts.edge.app.lockstep, own.groups, opened=print, began=print,
                               mirrored=print, connecting=str)  # fmt: skip

        heard = await parts.slack.command("/live start Checkout is down")

        assert heard.status == 200
        assert "went wrong; nothing is known to have changed" in heard.text
