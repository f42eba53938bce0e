"""The vendor's own client, unmodified, cannot tell the sandbox from ActivitySmith."""

import asyncio
import json
from typing import Any

import pytest
from activitysmith import ActivitySmith  # type: ignore[import-untyped]
from activitysmith_openapi.exceptions import ApiException  # type: ignore[import-untyped]

from adapters.sandbox import Sandbox

Json = dict[str, Any]
SEVEN: list[Json] = [
    {"type": "alert", "message": "Down"},
    {"type": "segmented_progress", "number_of_steps": 3, "current_step": 1},
    {"type": "progress", "percentage": 40},
    {"type": "metrics", "metrics": [{"label": "CPU", "value": 9, "unit": "%"}]},
    {"type": "stats", "metrics": [{"label": "State", "value": "fine"}]},
    {"type": "timer", "duration_seconds": 60},
    {"type": "value", "value": "$12"},
]


def vendor(url: str, key: str = "ask_sdk") -> ActivitySmith:
    """The SDK, told only where to call."""
    sdk = ActivitySmith(api_key=key)
    for api in (sdk.live_activities._api, sdk.notifications._api, sdk.metrics._api):
        api.api_client.configuration.host = url
    return sdk


@pytest.mark.parametrize("content", SEVEN, ids=lambda c: c["type"])
async def test_the_manual_life(url: str, content: Json) -> None:
    """start, update and end load as the SDK's models, for each type."""
    live = vendor(url).live_activities

    def live_once() -> tuple[Any, Any, Any, Any]:
        started = live.start(content_state={"title": "T", **content})
        named = {"activity_id": started.activity_id}
        updated = live.update(content_state={"title": "U", **content}, **named)
        ended = live.end(content_state={"title": "E", **content}, **named)
        again = live.end(content_state={"title": "E", **content}, **named)
        return started, updated, ended, again

    started, updated, ended, again = await asyncio.to_thread(live_once)

    assert started.success
    assert (started.devices_notified, started.users_notified) == (2, 1)
    assert updated.activity_id == ended.activity_id == started.activity_id
    assert ended.ignored is None
    assert again.ignored is True


@pytest.mark.parametrize("content", SEVEN, ids=lambda c: c["type"])
async def test_the_managed_life(url: str, content: Json) -> None:
    """stream and end_stream load as the SDK's models, for each type."""
    live = vendor(url).live_activities

    def live_once() -> list[Any]:
        said = {"title": "T", **content}
        return [
            live.stream("job", content_state=said),
            live.stream("job", content_state=said),
            live.stream("job", content_state=said | {"title": "U"}),
            live.end_stream("job", content_state=said | {"title": "E"}),
        ]

    answers = await asyncio.to_thread(live_once)

    assert [a.operation for a in answers] == ["started", "noop", "updated", "ended"]
    assert len({a.activity_id for a in answers}) == 1


async def test_the_rest_of_the_api(url: str) -> None:
    """Pushes, badges and metrics load as well."""
    sdk = vendor(url)

    def call_once() -> tuple[Any, Any, Any]:
        sent = sdk.notifications.send(title="Hi")
        return sent, sdk.badge_count(3), sdk.metrics.update("status", 42)

    sent, badge, metric = await asyncio.to_thread(call_once)

    assert sent.notification_id
    assert badge.badge == 3
    assert metric.success


async def test_errors_are_the_sdk_s_errors(url: str, sandbox: Sandbox) -> None:
    """A refusal for want of a place arrives with its limit, and nothing was kept."""
    live = vendor(url).live_activities
    sandbox.switch("ask_sdk", places_max=0)

    with pytest.raises(ApiException) as raised:
        await asyncio.to_thread(lambda: live.stream("job", title="T", type="value", value=1))

    said = json.loads(raised.value.body or "{}")
    assert (raised.value.status, said["limit"], said["active"]) == (429, 0, 0)
    assert sandbox.picture("ask_sdk")["streams"] == []
