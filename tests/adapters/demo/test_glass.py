"""What is done on the phone: presses that really call, and cards that are swiped away."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from adapters.demo.demo import KEY
from adapters.demo.glass import Glass, lasting
from adapters.demo.wire import cut
from adapters.sandbox import Sandbox
from tests.adapters.demo.window import Window
from tests.adapters.sandbox.conftest import Clock

Json = dict[str, Any]

TITLE = "Incident in #ops"
TOKEN = "A" + "bC3_" * 15


async def test_a_press_calls_over_http_and_moves_both_sides(page: Window) -> None:
    """The Lock Screen's button, the webhook, the card, the thread: each is to be seen."""
    await page.say("/live start Checkout is down")
    screen = await page.until(lambda: page.screen(TITLE))

    status, told = await page.press(screen)
    card = await page.until(lambda: _acknowledged(page))
    press = await page.until(lambda: _presses(page))

    assert (status, told["deliveries"][0]["status"]) == (200, 200)
    assert card["acknowledged"].startswith("Acknowledged")
    thread = [line["text"] for post in page.posts.values() for line in post["thread"]]
    assert "Acknowledged from the Lock Screen" in thread
    assert (press["method"], press["button"]) == ("POST", "action")
    assert press["url"] == f"{page.told['world']['url']}/press"
    assert "done" in json.loads(press["deliveries"][0]["body"])


async def test_the_wire_tells_a_press_before_what_follows_from_it(page: Window) -> None:
    """The request that a press led to stands after it, and numbers only rise."""
    await page.say("/live start Checkout is down")
    await page.press(await page.until(lambda: page.screen(TITLE)))
    await page.until(lambda: page.wire[-1]["kind"] == "request" and _presses(page))

    kinds = [entry["kind"] for entry in page.wire]
    before, after = page.wire[: kinds.index("press")], page.wire[kinds.index("press") + 1 :]
    assert {_label(entry) for entry in before} == {"Acknowledge"}
    assert "Acknowledge" not in {_label(entry) for entry in after}
    assert [entry["seq"] for entry in page.wire] == list(range(1, len(page.wire) + 1))


async def test_no_token_reaches_the_page_by_the_glass(page: Window) -> None:
    """Neither on the phone, nor on the wire, nor in an answer; the press works without."""
    await page.say("/live start Checkout is down")
    screen = await page.until(lambda: page.screen(TITLE))
    card = await page.until(lambda: page.card(TITLE))
    tokens = {button["token"] for button in card["buttons"]}
    _, told = await page.press(screen)
    press = await page.until(lambda: _presses(page))

    seen = json.dumps([page.told["phones"], page.wire, told])
    assert any(token.startswith(press["body"]["token"][:6]) for token in tokens)
    assert not any(token in seen for token in tokens)
    assert len(press["body"]["token"]) == 7
    assert press["body"]["token"].endswith("…")
    assert page.wire[0]["body"]["action"]["body"]["token"] == press["body"]["token"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"token": TOKEN}, {"token": "AbC3_b…"}),
        ({"action": {"body": {"token": "short"}}}, {"action": {"body": {"token": "short"}}}),
        ([{"body": {"token": "longer than six"}}], [{"body": {"token": "longer…"}}]),
        (f'{{"token": "{TOKEN}"}}', '{"token": "AbC3_b…"}'),
        ({"title": "A title", "steps": 4, "on": True, "none": None}, None),
    ],
)
def test_a_token_is_cut_wherever_it_stands(said: Any, shown: Any) -> None:
    """In any depth, in text too; what is none stays as it is."""
    assert cut(said) == (said if shown is None else shown)


async def test_another_machine_is_not_called(page: Window) -> None:
    """A webhook of somebody else's is shown, and where it would go; nothing leaves."""
    await page.say('/live start "Search reindex" 42%')
    await page.say('/live button "Pause" POST https://ops.example.com/pause {"job":"7"}')
    screen = await page.until(lambda: _button(page, "Search reindex", "Pause"))

    status, told = await page.press(screen)
    press = await page.until(lambda: _presses(page))

    refused = {
        "status": None,
        "body": None,
        "error": "not called: the demo reaches no other machine",
    }
    assert (status, told["deliveries"]) == (200, [refused])
    assert (press["url"], press["body"]) == ("https://ops.example.com/pause", {"job": "7"})


async def test_what_opens_a_page_calls_nobody(page: Window) -> None:
    """A link is the phone's own business: 409 with a sentence."""
    await page.say('/live start "Search reindex" 42%')
    await page.say('/live button "Runbook" https://wiki.example.com/reindex')
    screen = await page.until(lambda: _button(page, "Search reindex", "Runbook"))

    status, told = await page.press(screen)

    assert status == 409
    assert "opens https://wiki.example.com/reindex on the phone" in told["refused"]


async def test_a_card_that_has_ended_is_swiped_away(page: Window) -> None:
    """It just goes, and nothing is asked of anybody."""
    await page.say('/live start "Nightly backup" steps:4')
    await page.until(lambda: page.screen("Nightly backup"))
    await page.say("/live end All clear dismiss:60")
    screen = await page.until(lambda: _ended(page, "Nightly backup"))
    asked = len(page.wire)

    status, _ = await page.ask(
        "POST", "/demo/phone/dismiss", {"activity_id": screen["activity_id"]}
    )
    await page.until(lambda: not page.screen("Nightly backup"))

    assert status == 200
    assert len(page.wire) == asked


async def test_a_live_card_that_is_swiped_away_comes_back_with_the_next_change(
    page: Window,
) -> None:
    """ActivitySmith begins it anew; what has ended on one phone has not ended for the team."""
    await page.say('/live start "Nightly backup" steps:4')
    screen = await page.until(lambda: page.screen("Nightly backup"))
    await page.ask("POST", "/demo/phone/dismiss", {"activity_id": screen["activity_id"]})
    await page.until(lambda: not page.screen("Nightly backup"))

    await page.say("/live next")
    again = await page.until(lambda: page.screen("Nightly backup"))

    assert again["activity_id"] != screen["activity_id"]
    assert again["content_state"]["current_step"] == 1


async def test_what_only_time_changes_is_no_news() -> None:
    """A clock that runs is drawn by the page; one that is held, or ends, is news."""
    clock = Clock()
    sandbox = Sandbox(clock=clock)
    glass = Glass(sandbox, KEY)
    content = {"type": "timer", "title": "Benchmark", "duration_seconds": 300}
    async with sandbox.serve() as url, httpx.AsyncClient(trust_env=False) as http:

        async def put(**said: Any) -> None:
            headers = {"Authorization": f"Bearer {KEY}"}
            body = {"content_state": content | said}
            await http.put(f"{url}/live-activity/stream/job", json=body, headers=headers)

        await put()
        first = glass.phones()
        assert glass.next_at() == clock.now + timedelta(minutes=1)
        clock.forward(30)
        second = glass.phones()
        await put(is_running=False)
        third = glass.phones()

    assert second != first
    assert lasting(second) == lasting(first)
    assert lasting(third) != lasting(first)
    assert [card["timer"]["remaining_seconds"] for card in second["screens"][0]["cards"]] == [270]


def _presses(page: Window) -> Json | None:
    return next((entry for entry in page.wire if entry["kind"] == "press"), None)


def _label(entry: Json) -> str:
    """What the first button of a request's body says."""
    label: str = entry["body"]["action"]["title"]
    return label


def _acknowledged(page: Window) -> Json | None:
    card = page.card(TITLE)
    return card if card and card["acknowledged"] else None


def _button(page: Window, title: str, label: str) -> Json | None:
    screen = page.screen(title)
    return screen if screen and (screen["action"] or {}).get("title") == label else None


def _ended(page: Window, title: str) -> Json | None:
    screen = page.screen(title)
    return screen if screen and not screen["is_live"] else None
