"""A press calls the webhook, as ActivitySmith's backend would."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from aiohttp import web

from adapters.sandbox import Sandbox
from adapters.sandbox.press import NotPressed
from adapters.sandbox.rules import is_loopback
from tests.adapters.sandbox.conftest import Api

Json = dict[str, Any]
RECEIVED = web.AppKey("received", list[Json])


class Receiver:
    """Somebody's webhook on this machine."""

    def __init__(self, url: str, received: list[Json]) -> None:
        self.url = url
        self.received = received


async def _receive(request: web.Request) -> web.Response:
    seen = {
        "method": request.method,
        "path": request.path,
        "body": await request.text(),
        "type": request.headers.get("Content-Type"),
    }
    request.app[RECEIVED].append(seen)
    if request.path == "/moved":
        return web.Response(status=302, headers={"Location": "/elsewhere"})
    return web.Response(status=409 if request.path == "/refused" else 200, text="seen")


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    app = web.Application()
    app[RECEIVED] = []
    app.router.add_route("*", "/{path:.*}", _receive)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield Receiver(f"http://127.0.0.1:{runner.addresses[0][1]}", app[RECEIVED])
    await runner.cleanup()


def hook(url: str, **more: Any) -> Json:
    return {"title": "Ack", "type": "webhook", "url": url, **more}


async def shown(api: Api, alert: Json, **buttons: Json) -> str:
    answer = await api.put("job", alert, **buttons)
    activity: str = answer.json()["activity_id"]
    return activity


async def test_a_press_posts_its_body(api: Api, alert: Json, receiver: Receiver) -> None:
    """Once, as JSON, and what came back is told and kept."""
    action = hook(f"{receiver.url}/press", body={"token": "t"})
    activity = await shown(api, alert, action=action)

    pressed = await api.sandbox.press(api.key, activity, "action")

    assert receiver.received == [
        {"method": "POST", "path": "/press", "body": '{"token":"t"}', "type": "application/json"}
    ]
    assert pressed["deliveries"] == [{"status": 200, "body": "seen", "error": None}]
    assert api.sandbox.picture(api.key)["presses"] == [pressed]


async def test_over_http_too(api: Api, alert: Json, receiver: Receiver) -> None:
    """The second button, by GET, which carries no body."""
    second = hook(f"{receiver.url}/refused", method="GET", body={"a": 1})
    activity = await shown(api, alert, secondary_action=second)
    root = str(api.client.base_url).removesuffix("/api/")
    path = f"{root}/__sandbox/accounts/{api.key}/press/{activity}"

    pressed = await api.client.post(f"{path}/secondary_action")
    missing = await api.client.post(f"{path}/action")
    nonsense = await api.client.post(f"{path}/third_action")

    assert pressed.json()["deliveries"][0]["status"] == 409
    assert (receiver.received[0]["method"], receiver.received[0]["body"]) == ("GET", "")
    assert (missing.status_code, nonsense.status_code) == (404, 404)


async def test_redirects_are_not_followed(api: Api, alert: Json, receiver: Receiver) -> None:
    """The first answer is the answer."""
    activity = await shown(api, alert, action=hook(f"{receiver.url}/moved"))

    pressed = await api.sandbox.press(api.key, activity, "action")

    assert pressed["deliveries"][0]["status"] == 302
    assert len(receiver.received) == 1


async def test_a_press_may_arrive_again(api: Api, alert: Json, receiver: Receiver) -> None:
    """Up to five times more."""
    activity = await shown(api, alert, action=hook(f"{receiver.url}/press"))
    api.switch(press_repeats=5)

    await api.sandbox.press(api.key, activity, "action")

    assert len(receiver.received) == 6


async def test_nobody_there(api: Api, alert: Json) -> None:
    """An outcome like any other."""
    activity = await shown(api, alert, action=hook("http://127.0.0.1:9/press"))

    pressed = await api.sandbox.press(api.key, activity, "action")

    assert pressed["deliveries"][0]["status"] is None
    assert pressed["deliveries"][0]["error"] == "ClientConnectorError"


async def test_a_link_is_no_webhook(api: Api, alert: Json) -> None:
    """409 and a sentence: the phone would have opened it."""
    link = {"title": "Open", "type": "open_url", "url": "https://example.net/"}
    activity = await shown(api, alert, action=link)

    with pytest.raises(NotPressed, match=r"opens https://example\.net/ on the phone") as refused:
        await api.sandbox.press(api.key, activity, "action")

    assert refused.value.status == 409


async def test_what_is_not_shown_cannot_be_pressed(
    api: Api, alert: Json, receiver: Receiver
) -> None:
    """Neither an unknown activity, nor one that was dismissed."""
    activity = await shown(api, alert, action=hook(f"{receiver.url}/press"))
    api.sandbox.dismiss(api.key, activity)

    for gone in (activity, "nobody"):
        with pytest.raises(NotPressed):
            await api.sandbox.press(api.key, gone, "action")
    assert receiver.received == []


async def test_a_phone_presses_what_it_shows(api: Api, alert: Json, receiver: Receiver) -> None:
    """One that has not been repainted still has the old button."""
    api.sandbox.account(api.key).devices[1].token_seconds = 60
    activity = await shown(api, alert, action=hook(f"{receiver.url}/old"))
    await api.put("job", alert, action=hook(f"{receiver.url}/new"))

    await api.sandbox.press(api.key, activity, "action", device="phone-2")
    await api.sandbox.press(api.key, activity, "action")

    assert [seen["path"] for seen in receiver.received] == ["/old", "/new"]


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1", 200), ("localhost", 200), ("[::1]", 200), ("127.0.0.1@example.net", 400)],
)
async def test_plain_http_is_for_this_machine(
    api: Api, alert: Json, host: str, status: int
) -> None:
    """A developer's webhook may do without TLS; nobody else's."""
    answer = await api.put("job", alert, action=hook(f"http://{host}/press"))

    assert answer.status_code == status


async def test_kept_to_this_machine_it_calls_no_other(alert: Json, receiver: Receiver) -> None:
    """A webhook elsewhere is told of and not called; one that is here is."""
    sandbox = Sandbox(loopback_only=True)
    async with sandbox.serve() as url, httpx.AsyncClient(trust_env=False) as client:
        body = {
            "content_state": alert,
            "action": hook("https://ops.example.com/pause"),
            "secondary_action": hook(f"{receiver.url}/ack"),
        }
        told = await client.put(
            f"{url}/live-activity/stream/job",
            json=body,
            headers={"Authorization": "Bearer ask_tests"},
        )
        activity = told.json()["activity_id"]
        elsewhere = await sandbox.press("ask_tests", activity, "action")
        here = await sandbox.press("ask_tests", activity, "secondary_action")

    assert elsewhere["deliveries"] == [
        {
            "status": None,
            "body": None,
            "error": "not called: the demo reaches no other machine",
        }
    ]
    assert [delivery["status"] for delivery in here["deliveries"]] == [200]
    assert [seen["path"] for seen in receiver.received] == ["/ack"]


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("http://127.0.0.1:8000/press", True),
        ("http://localhost/press", True),
        ("http://[::1]:8000/press", True),
        ("https://127.0.0.1/press", False),
        ("http://127.0.0.1.example.com/press", False),
        ("http://127.0.0.1@example.com/press", False),
        ("http://10.0.0.1/press", False),
        ("https://ops.example.com/press", False),
    ],
)
def test_what_is_this_machine(url: str, near: bool) -> None:
    """By its own names, over plain HTTP; no name that only looks like one."""
    assert is_loopback(url) is near
