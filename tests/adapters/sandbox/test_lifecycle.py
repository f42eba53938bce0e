"""start, update and end, by activity_id; and who may ask what."""

from typing import Any

import pytest

from adapters.sandbox import Device
from tests.adapters.sandbox.conftest import Api

Json = dict[str, Any]


async def test_every_start_is_another_activity(api: Api, alert: Json) -> None:
    """A start that is repeated shows twice: it is not safe to repeat."""
    first, second = await api.start(alert), await api.start(alert)

    assert first.json()["activity_id"] != second.json()["activity_id"]
    assert len(api.cards()) == 2


async def test_an_unknown_activity(api: Api, alert: Json) -> None:
    """It might be somebody else's: 403 in the documented words."""
    updated, ended = await api.update("nobody", alert), await api.end("nobody", alert)

    assert (updated.status_code, ended.status_code) == (403, 403)
    assert updated.json()["message"] == "This API key cannot update this Live Activity"
    assert ended.json()["message"] == "This API key cannot end this Live Activity"


async def test_accounts_are_strangers(api: Api, alert: Json) -> None:
    """One key never sees another's activity."""
    mine = (await api.start(alert)).json()["activity_id"]
    other = Api(api.client, api.sandbox, api.clock, "ask_other")

    assert (await other.update(mine, alert)).status_code == 403
    assert (await other.delete("job")).status_code == 404


async def test_after_the_end(api: Api, alert: Json) -> None:
    """An end again has no effect, an update is refused; three minutes later it is gone."""
    activity = (await api.start(alert)).json()["activity_id"]
    await api.end(activity, alert)

    again, late = await api.end(activity, alert), await api.update(activity, alert)

    assert again.json()["ignored"] is True
    assert late.status_code == 400
    api.clock.forward(179)
    assert len(api.cards()) == 1
    api.clock.forward(1)
    assert api.cards() == []


async def test_apple_s_eight_hours(api: Api, alert: Json) -> None:
    """Then it is over, though nobody asked, and lingers for four more."""
    activity = (await api.start(alert)).json()["activity_id"]
    api.clock.forward(8 * 3600)

    assert (await api.update(activity, alert)).status_code == 400
    assert api.sandbox.picture(api.key)["activities"][0]["status"] == "expired"
    assert len(api.cards()) == 1
    api.clock.forward(4 * 3600)
    assert api.cards() == []


async def test_an_update_of_another_type_renews_a_stream(
    api: Api, alert: Json, steps: Json
) -> None:
    """By /update too: the answer names the stream, the new id and the old one."""
    old = (await api.put("job", alert)).json()["activity_id"]

    renewed = (await api.update(old, steps)).json()

    assert (renewed["operation"], renewed["stream_key"]) == ("rotated", "job")
    assert renewed["previous_activity_id"] == old != renewed["activity_id"]
    assert (await api.put("job", steps)).json()["operation"] == "noop"


async def test_what_an_update_leaves_out(api: Api, alert: Json) -> None:
    """Type, tags, metadata and buttons stay; a subtitle goes."""
    button = {"title": "Open", "type": "open_url", "url": "https://example.net/"}
    said = alert | {"subtitle": "prod"}
    activity = (await api.start(said, tags=["a"], metadata={"k": 1}, action=button)).json()

    await api.update(activity["activity_id"], {"title": "Checkout", "message": "Back"})

    kept = api.sandbox.picture(api.key)["activities"][0]
    assert kept["content_state"] == {"title": "Checkout", "type": "alert", "message": "Back"}
    assert (kept["tags"], kept["metadata"], kept["action"]) == (["a"], {"k": 1}, button)


async def test_a_scoped_key(api: Api, alert: Json) -> None:
    """It reaches its own channels by default, and no others."""
    account = api.sandbox.account(api.key)
    account.scope = ["ops"]
    account.devices = [Device("a", "ann", frozenset({"ops"})), Device("b", "bob", frozenset())]

    outside = await api.start(alert, target={"channels": ["dev"]})
    inside = (await api.start(alert)).json()

    assert outside.status_code == 403
    assert (inside["devices_notified"], inside["effective_channel_slugs"]) == (1, ["ops"])
    assert (len(api.cards(0)), len(api.cards(1))) == (1, 0)


async def test_nobody_to_show_it_to(api: Api, alert: Json) -> None:
    """Phones that hear other channels are no recipients."""
    api.sandbox.account(api.key).devices = [Device("a", "ann", frozenset({"ops"}))]

    refused = await api.put("job", alert, channels=["dev"])

    assert refused.status_code == 422
    assert refused.json()["effective_channel_slugs"] == ["dev"]


async def test_a_push_can_be_replaced(api: Api) -> None:
    """All of it is new, but for tags that were not said."""
    sent = (await api.call("POST", "/push-notification", {"title": "Hi", "tags": ["a"]})).json()
    path = f"/push-notification/{sent['notification_id']}"

    replaced = await api.call("PUT", path, {"title": "Ho"})
    unknown = await api.call("PUT", "/push-notification/nobody", {"title": "Ho"})

    assert len(sent["notification_id"]) == 20
    assert (replaced.status_code, replaced.json()["tags"]) == (200, ["a"])
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    ("fault", "status"), [("badge_device_disconnected", 422), ("badge_update_failed", 502)]
)
async def test_a_badge_that_fails_changes_nothing(api: Api, fault: str, status: int) -> None:
    """The published codes, each with its status; the icon keeps its number."""
    await api.call("POST", "/badge", {"badge": 7})
    api.switch(badge_fails=fault)

    answer = await api.call("POST", "/badge", {"badge": 9})

    assert (answer.status_code, answer.json()["code"]) == (status, fault)
    assert answer.json()["devices_updated"] == 0
    assert api.sandbox.picture(api.key)["lock_screens"][0]["badge"] == 7


async def test_a_replacement_may_conflict(api: Api) -> None:
    """409 is published for it; what was sent stays as it was."""
    sent = await api.call("POST", "/push-notification", {"title": "Down"})
    api.switch(replace_conflicts=True)
    path = f"/push-notification/{sent.json()['notification_id']}"

    answer = await api.call("PUT", path, {"title": "Up"})

    assert answer.status_code == 409
    assert answer.json().keys() == {"error", "message"}


async def test_badges_and_metrics(api: Api) -> None:
    """The icon's number is set; a metric must exist if the account lists its own."""
    api.sandbox.account(api.key).metrics = {"known"}

    await api.call("POST", "/badge", {"badge": 7})
    known = await api.call("POST", "/metrics/known/value", {"value": 1})
    unknown = await api.call("POST", "/metrics/unknown/value", {"value": 1})
    misnamed = await api.call("POST", "/metrics/Known/value", {"value": 1})

    assert api.sandbox.picture(api.key)["lock_screens"][0]["badge"] == 7
    assert (known.status_code, unknown.json()) == (200, {"error": "Metric not found"})
    assert misnamed.status_code == 400


async def test_without_a_key(api: Api, alert: Json) -> None:
    """No bearer, or a key of another shape: 401, before anything else."""
    for value in ("", "Bearer", "Bearer key", "Basic ask_x", "Bearer ask_"):
        answer = await api.client.post(
            "/live-activity/start", headers={"Authorization": value}, content=b"{"
        )
        assert answer.status_code == 401


async def test_bodies_that_are_none(api: Api) -> None:
    """Neither half a JSON, nor a list, nor NaN, nor infinity, nor a megabyte, nor a deep pit."""
    headers = {"Authorization": f"Bearer {api.key}"}
    state = b'{"content_state":{"title":"T","type":"progress","percentage":%s}}'
    bodies = [b"", b"{", b"[]", b"\xff", state % b"NaN", state % b"1e999", b"[" * 100_000]
    for body in bodies:
        answer = await api.client.post("/live-activity/start", headers=headers, content=body)
        assert answer.status_code == 400, body[:20]

    large = await api.client.post("/badge", headers=headers, content=b" " * 300_000)
    packed = {**headers, "Content-Encoding": "gzip"}
    unpackable = await api.client.post("/badge", headers=packed, content=b"abc")

    assert (large.status_code, unpackable.status_code) == (413, 400)


async def test_roads_that_lead_nowhere(api: Api) -> None:
    """JSON, even there."""
    answer = await api.call("GET", "/live-activity")

    assert (answer.status_code, answer.json()["error"]) == (404, "Route not found")


async def test_the_order_of_refusals(api: Api, alert: Json) -> None:
    """401, 429 for the rate, 402, 400, 403, 422, 429 for places: the first that holds."""
    account = api.sandbox.account(api.key)
    account.scope = ["ops"]
    api.switch(
        unauthorized=True,
        rate_limited=True,
        billing="trial_expired",
        no_recipients=True,
        capacity=True,
    )
    bad = {"content_state": {"title": 1}, "target": {"channels": ["dev"]}}
    good = bad | {"content_state": alert}
    seen = [(await api.call("POST", "/live-activity/start", bad)).status_code]
    for cure in ({"unauthorized": False}, {"rate_limited": False}, {"billing": None}):
        api.switch(**cure)
        seen.append((await api.call("POST", "/live-activity/start", bad)).status_code)
    seen.append((await api.call("POST", "/live-activity/start", good)).status_code)
    account.scope = None
    for cure in ({"unauthorized": False}, {"no_recipients": False}, {"capacity": False}):
        api.switch(**cure)
        seen.append((await api.call("POST", "/live-activity/start", good)).status_code)

    assert seen == [401, 429, 402, 400, 403, 422, 429, 200]
