"""The demo's templates: a channel that starts by itself, and who may end what it began."""

import itertools

from tests.adapters.demo.window import Json, Window

TITLE = "SEV1 inc-sev1-payments"
KEYS = itertools.count()


async def test_a_channel_of_that_name_starts_an_incident(page: Window) -> None:
    """Red, with its steps, and first in line; the channel's end is its end."""
    await _channel(page, "inc-sev1-payments")
    screen = await page.until(lambda: page.screen(TITLE))
    card = await page.until(lambda: page.card(TITLE))

    state = screen["content_state"]
    assert (state["type"], state["number_of_steps"]) == ("segmented_progress", 4)
    assert (state["color"], state["badge"]["title"]) == ("red", "SEV1")
    assert state["icon"]["symbol"] == "flame.fill"
    assert card["steps"] == ["Investigating", "Identified", "Monitoring", "Resolved"]
    assert (card["priority"], card["template"]) == (1, "sev1")

    body = {"person": "ada", "key": f"template-{next(KEYS)}"}
    status, _ = await page.ask("POST", "/demo/channels/inc-sev1-payments/archive", body)
    await page.until(lambda: (page.card(TITLE) or {}).get("ended"))
    assert status == 200


async def test_only_sre_ends_a_sev1(page: Window) -> None:
    """Linus is told who may; Ada may."""
    await _channel(page, "inc-sev1-payments")
    await page.until(lambda: page.screen(TITLE))

    refused = await _end(page, "linus")
    done = await _end(page, "ada")

    assert refused == (
        409,
        {"refused": "Only @sre may end this. Nothing was changed."},
    )
    assert done[0] == 200
    await page.until(lambda: (page.card(TITLE) or {}).get("ended"))


async def test_a_deploy_has_named_steps(page: Window) -> None:
    """Each is told by its name."""
    await page.say("/live start deploy payments api")
    await page.say("/live next")
    card = await page.until(lambda: page.card("Deploy payments api"))

    assert card["steps"] == ["Build", "Test", "Canary", "Roll out", "Verify"]


async def _channel(page: Window, name: str) -> None:
    body = {"person": "ada", "name": name, "key": f"template-{next(KEYS)}"}
    status, told = await page.ask("POST", "/demo/channels", body)
    assert status == 200, told


async def _end(page: Window, person: str) -> tuple[int, Json]:
    said = {"channel": "inc-sev1-payments", "person": person, "text": "/live end"}
    return await page.ask("POST", "/demo/say", {**said, "key": f"template-{next(KEYS)}"})
