"""Every published disagreement can be read both ways, and refusals come when asked for."""

from typing import Any

import pytest
from pydantic import ValidationError

from adapters.sandbox import Switches
from tests.adapters.sandbox.conftest import Api

Json = dict[str, Any]
HOOK = {"title": "Ack", "type": "webhook", "url": "https://hooks.example.net/ack"}
LINK = {"title": "Open", "type": "open_url", "url": "http://example.net/"}
STATS = {"title": "Host", "type": "stats", "metrics": [{"label": "a", "value": "ok"}]}
METRICS = {"title": "H", "type": "metrics", "metrics": [{"label": c, "value": 1} for c in "abc"]}
ALERT = {"title": "Checkout", "type": "alert", "message": "Down"}
NO_STEP = {"title": "Ship", "type": "segmented_progress", "number_of_steps": 2, "current_step": 0}

# What is sent, how it is answered by default, and how with the switch.
BODIES: list[tuple[str, Json, Json, int, int]] = [
    ("open_url_http", {"open_url_http": False}, {"action": LINK}, 200, 400),
    ("current_step_min", {"current_step_min": 1}, {"content_state": NO_STEP}, 200, 400),
    (
        "unknown_action_fields",
        {"unknown_action_fields": "keep"},
        {"action": {**HOOK, "headers": {}}},
        400,
        200,
    ),
    (
        "secondary_action_everywhere",
        {"secondary_action_everywhere": True},
        {"content_state": STATS, "secondary_action": HOOK},
        400,
        200,
    ),
    ("buttons_max", {"buttons_max": 1}, {"secondary_action": HOOK}, 200, 400),
    (
        "badge_everywhere",
        {"badge_everywhere": False},
        {"content_state": {**STATS, "badge": {"title": "P1"}}},
        200,
        400,
    ),
    ("gray", {"gray": False}, {"content_state": {**ALERT, "color": "gray"}}, 200, 400),
    ("metrics_two_only", {"metrics_two_only": True}, {"content_state": METRICS}, 200, 400),
    ("tags_max", {"tags_max_on_every_call": False}, {"tags": ["t"] * 21}, 400, 200),
    (
        "method_on_open_url",
        {"method_on_open_url": "refuse"},
        {"action": {**LINK, "method": "POST"}},
        200,
        400,
    ),
]


@pytest.mark.parametrize(("changes", "body", "default", "switched"), [b[1:] for b in BODIES])
async def test_what_a_body_may_say(
    api: Api, changes: Json, body: Json, default: int, switched: int
) -> None:
    """One reading is the default, the other a switch away."""
    said = {"content_state": ALERT} | body
    before = await api.call("POST", "/live-activity/start", said)
    api.switch(**changes)
    after = await api.call("POST", "/live-activity/start", said)

    assert (before.status_code, after.status_code) == (default, switched)


async def test_auto_dismiss_seconds_on_end(api: Api) -> None:
    """Obeyed, dropped or refused."""
    ids = [(await api.start(ALERT)).json()["activity_id"] for _ in range(3)]
    said = ALERT | {"auto_dismiss_seconds": 0}

    await api.end(ids[0], said)
    obeyed = len(api.cards())
    api.switch(end_auto_dismiss_seconds="refuse")
    refused = await api.end(ids[1], said)
    api.switch(end_auto_dismiss_seconds="drop")
    dropped = await api.end(ids[1], said)

    assert (obeyed, refused.status_code, dropped.status_code) == (2, 400, 200)
    assert len(api.cards()) == 2


async def test_typed_updates(api: Api) -> None:
    """By the activity's own type, or only by what the body states."""
    activity = (await api.start(ALERT)).json()["activity_id"]

    known = await api.update(activity, {"title": "T"})
    api.switch(typed_updates="stated")
    stated = await api.update(activity, {"title": "T"})

    assert (known.status_code, stated.status_code) == (400, 200)


async def test_actions_left_out(api: Api) -> None:
    """Kept, or gone."""
    await api.put("job", ALERT, action=HOOK)
    await api.put("job", ALERT | {"message": "1"})
    kept = api.cards()[0]["action"]
    api.switch(actions_omitted="clear")
    await api.put("job", ALERT | {"message": "2"})

    assert (kept, api.cards()[0]["action"]) == (HOOK, None)


async def test_content_left_out(api: Api) -> None:
    """Gone, or kept."""
    await api.put("job", ALERT | {"subtitle": "prod"})
    await api.put("job", ALERT)
    gone = api.cards()[0]["content_state"]
    api.switch(content_omitted="keep")
    await api.put("job", ALERT | {"subtitle": "prod"})
    await api.put("job", {"title": "Checkout is well"})

    kept = api.cards()[0]["content_state"]
    assert "subtitle" not in gone
    assert (kept["subtitle"], kept["message"]) == ("prod", "Down")


async def test_channels_left_out(api: Api) -> None:
    """Everybody, and so another audience; or the same as before."""
    await api.put("job", ALERT, channels=["ops"])
    rotated = (await api.put("job", ALERT)).json()
    api.switch(channels_omitted="keep")
    await api.put("job", ALERT, channels=["ops"])
    kept = (await api.put("job", ALERT)).json()

    assert (rotated["operation"], kept["operation"]) == ("rotated", "noop")


async def test_what_a_noop_compares(api: Api) -> None:
    """Content alone; or buttons as well; or everything, and then labels are a push."""
    await api.put("job", ALERT)
    api.switch(noop_compares="content")
    content = (await api.put("job", ALERT, action=HOOK)).json()
    api.switch(noop_compares="picture")
    picture = (await api.put("job", ALERT, action=HOOK)).json()
    api.switch(noop_compares="everything")
    everything = (await api.put("job", ALERT, action=HOOK, tags=["t"])).json()

    assert (content["operation"], picture["operation"]) == ("noop", "updated")
    assert (everything["operation"], everything["remote_push_sent"]) == ("updated", True)


async def test_default_dismissals(api: Api) -> None:
    """Both defaults can be moved."""
    api.switch(end_dismiss_minutes=0, stream_dismiss_minutes=0)
    await api.put("job", ALERT)
    await api.delete("job")
    activity = (await api.start(ALERT)).json()["activity_id"]
    await api.end(activity, ALERT)

    assert api.cards() == []


async def test_a_second_delete_may_be_ignored(api: Api) -> None:
    """200 and ignored, for a key that was there once; any other stays unknown."""
    api.switch(second_delete="ignored")
    await api.put("job", ALERT)
    await api.delete("job")

    again = await api.delete("job")

    assert (again.status_code, again.json()["ignored"]) == (200, True)
    assert (await api.delete("never")).status_code == 404


async def test_statuses_that_nobody_documents(api: Api) -> None:
    """An unknown activity, an update after the end, and no recipients: each has its readings."""
    activity = (await api.start(ALERT)).json()["activity_id"]
    await api.end(activity, ALERT)
    api.switch(unknown_activity=404, update_after_end=404, no_recipients_status=404)
    unknown, after = await api.update("nobody", ALERT), await api.update(activity, ALERT)
    api.switch(no_recipients=True, times=1)
    nobody = await api.put("job", ALERT)
    api.switch(update_after_end=200)
    welcome = await api.update(activity, ALERT)

    assert [a.status_code for a in (unknown, after, nobody, welcome)] == [404, 404, 404, 200]
    assert welcome.json()["devices_notified"] == 0


@pytest.mark.parametrize(
    "kind", ["trial_expired", "trial_exhausted", "billing_overage_cap_reached"]
)
async def test_billing(api: Api, kind: str) -> None:
    """402 with its upgrade_url where it is documented; what is live can still be ended."""
    activity = (await api.start(ALERT)).json()["activity_id"]
    await api.put("job", ALERT)
    api.switch(billing=kind)

    blocked = [await api.start(ALERT), await api.put("job", ALERT)]
    allowed = [await api.end(activity, ALERT), await api.delete("job")]

    assert [a.status_code for a in (*blocked, *allowed)] == [402, 402, 200, 200]
    assert blocked[0].json()["error"] == kind
    assert blocked[0].json()["upgrade_url"].startswith("https://")
    assert ("trial_period" in blocked[0].json()) == kind.startswith("trial")


async def test_a_revoked_key(api: Api) -> None:
    """401, as if it had never been."""
    api.switch(unauthorized=True)

    assert (await api.put("job", ALERT)).status_code == 401


async def test_a_forbidden_key(api: Api) -> None:
    """403 wherever it is documented, which leaves the DELETE of a stream."""
    await api.put("job", ALERT)
    api.switch(forbidden=True)

    assert (await api.put("job", ALERT)).status_code == 403
    assert (await api.update("any", ALERT)).status_code == 403
    assert (await api.delete("job")).status_code == 200


async def test_ignored(api: Api) -> None:
    """A 200 without effect, whatever is asked."""
    await api.put("job", ALERT)
    activity = (await api.start(ALERT)).json()["activity_id"]
    before = api.cards()
    api.switch(ignored=True)
    other = ALERT | {"message": "Back"}

    answers = [
        await api.put("job", other),
        await api.delete("job"),
        await api.update(activity, other),
        await api.end(activity, other),
        await api.start(other),
    ]

    assert {a.status_code for a in answers} == {200}
    assert [a.json().get("ignored") for a in answers] == [True, True, None, True, None]
    assert api.cards() == before


async def test_partial_errors(api: Api) -> None:
    """One phone was not reached, and the answer says so."""
    api.switch(errors=("phone-1: unreachable",))

    started = (await api.put("job", ALERT)).json()

    assert (started["devices_notified"], started["errors"]) == (1, ["phone-1: unreachable"])
    assert (len(api.cards(0)), len(api.cards(1))) == (0, 1)


async def test_an_id_that_changes(api: Api) -> None:
    """An update may make another activity; the old id is over."""
    old = (await api.start(ALERT)).json()["activity_id"]
    api.switch(new_activity_id=True, times=1)

    new = (await api.update(old, ALERT)).json()["activity_id"]

    assert new != old
    assert (await api.update(old, ALERT)).status_code == 400
    assert (await api.update(new, ALERT)).status_code == 200


async def test_odd_answers(api: Api) -> None:
    """Words, fields and gaps that no reader has seen before."""
    api.shapes = None
    api.switch(operation="reconciled", extra_fields={"novel": [1]}, missing_fields=("timestamp",))

    said = (await api.put("job", ALERT)).json()

    assert (said["operation"], said["novel"]) == ("reconciled", [1])
    assert "timestamp" not in said


async def test_forced_completion(api: Api) -> None:
    """Ended without Apple's word for it."""
    api.switch(forced_completion=True)
    activity = (await api.start(ALERT)).json()["activity_id"]
    await api.put("job", ALERT)

    assert (await api.end(activity, ALERT)).json()["forced_completion"] is True
    assert (await api.delete("job")).json()["forced_completion"] is True


async def test_switches_for_some_requests_only(api: Api) -> None:
    """The next two PUTs, in the order they were set; every other call goes well."""
    api.shapes = None
    api.switch(times=1, method="PUT", status=500)
    api.switch(times=1, method="PUT", status=503)
    api.switch(path="/badge", unauthorized=True)

    badge = await api.call("POST", "/badge", {"badge": 1})
    puts = [(await api.put("job", ALERT)).status_code for _ in range(3)]

    assert (badge.status_code, puts) == (401, [500, 503, 200])


async def test_switches_begin_as_the_sandbox_was_made(api: Api) -> None:
    """A misspelt one is refused, and a reset brings the defaults back."""
    with pytest.raises(ValidationError):
        api.switch(colour="evict")

    api.switch(places="evict")
    api.sandbox.account(api.key).switchboard.reset()

    assert api.sandbox.account(api.key).switchboard.base == Switches()
