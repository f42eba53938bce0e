"""Who may do what by user group: from memory, and fresh soon after it changed."""

from tests.adapters.edge import until
from tests.adapters.slack.bench import Bench, said
from tests.slack.world import Group


async def test_a_group_may_what_it_is_named_for(at_work: Bench) -> None:
    """`may = {end = ["@sre"]}`, and ana joins @sre."""
    await at_work.started("sev1 Checkout is down")
    refused = await at_work.slack.command("/live end")
    assert said(refused) == "Only @sre may end this. Nothing was changed."

    at_work.slack.team().groups["sre"] = Group("S7", "sre", ["U1"])
    at_work.adapter.parts.groups.changed("T1")
    await until(lambda: "sre" in at_work.adapter.parts.groups.of("T1", "U1"))

    await at_work.slack.command("/live end")
    assert await at_work.live() == []


async def test_until_they_are_known_it_says_so(still: Bench) -> None:
    """Rather than that somebody may not."""
    await still.started("sev1 Checkout is down")

    assert "still learning" in said(await still.slack.command("/live end"))
    assert len(await still.live()) == 1
