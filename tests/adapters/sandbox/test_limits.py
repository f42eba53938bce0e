"""How often may be asked, how many may be live, and what iOS thinks of many updates."""

from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from adapters.sandbox import Device
from tests.adapters.sandbox.conftest import Api

Json = dict[str, Any]


async def fill(api: Api, alert: Json, places: int = 4) -> list[str]:
    """The activity ids of that many live streams, oldest first."""
    ids = []
    for number in range(places):
        ids.append((await api.put(f"job-{number}", alert)).json()["activity_id"])
        api.clock.forward(1)
    return ids


async def test_sixty_a_minute_for_everything(api: Api, alert: Json) -> None:
    """Whatever is asked; and a minute after the first, one more."""
    for _ in range(30):
        await api.put("job", alert)
        await api.call("POST", "/badge", {"badge": 1})
        api.clock.forward(1)

    refused = await api.put("job", alert)
    api.clock.forward(30)
    allowed = await api.put("job", alert)

    assert refused.status_code == 429
    assert refused.json()["code"] == "rate_limited"
    assert not {"limit", "active"} & set(refused.json())
    assert "Retry-After" not in refused.headers
    assert allowed.status_code == 200
    assert "rate" in api.broken_rules()


async def test_allowances_of_their_own(api: Api, alert: Json) -> None:
    """Split: metrics do not use up what pushes have, nor the other way round."""
    api.switch(rate="split", requests_per_minute=1, live_per_minute=2, metrics_per_minute=1)

    pushes = [await api.call("POST", "/push-notification", {"title": "t"}) for _ in range(2)]
    live = [await api.put("job", alert) for _ in range(3)]
    badges = [await api.call("POST", "/badge", {"badge": 1}) for _ in range(2)]
    metrics = [await api.call("POST", "/metrics/m/value", {"value": 1}) for _ in range(2)]

    assert [a.status_code for a in pushes] == [200, 429]
    assert [a.status_code for a in live] == [200, 200, 429]
    assert [a.status_code for a in badges] == [200, 429]
    assert [a.status_code for a in metrics] == [200, 429]


@pytest.mark.parametrize("said", ["17", "0", "-3", "1000000000", "soon"])
async def test_any_retry_after(api: Api, alert: Json, said: str) -> None:
    """Written exactly as it was set, sense or none."""
    api.switch(rate_limited=True, retry_after=said, times=1)

    assert (await api.put("job", alert)).headers["Retry-After"] == said
    assert (await api.put("job", alert)).status_code == 200


async def test_a_true_retry_after(api: Api, alert: Json) -> None:
    """As seconds or as a date, it says when the next request is let through."""
    api.switch(requests_per_minute=1, retry_after="seconds", rate_code=False)
    await api.put("job", alert)
    api.clock.forward(20)
    in_seconds = await api.put("job", alert)
    api.switch(retry_after="date")
    as_date = await api.put("job", alert)
    api.clock.forward(40)

    assert in_seconds.headers["Retry-After"] == "40"
    assert "code" not in in_seconds.json()
    assert parsedate_to_datetime(as_date.headers["Retry-After"]) == api.clock.now
    assert (await api.put("job", alert)).status_code == 200


async def test_a_fifth_is_refused(api: Api, alert: Json) -> None:
    """With the limit and how many there are; an end makes room."""
    await fill(api, alert)

    refused = await api.put("fifth", alert)
    await api.delete("job-0")

    assert refused.status_code == 429
    assert (refused.json()["limit"], refused.json()["active"]) == (4, 4)
    assert (await api.put("fifth", alert)).status_code == 200


async def test_a_fifth_ends_the_oldest(api: Api, alert: Json) -> None:
    """The other reading: a start says which one it ended."""
    oldest = (await fill(api, alert))[0]
    api.switch(places="evict")

    started = (await api.start(alert)).json()

    assert started["ended_activity_id"] == oldest
    assert len(api.cards()) == 4
    assert oldest not in [c["activity_id"] for c in api.cards()]


async def test_a_fifth_is_ignored(api: Api, alert: Json) -> None:
    """The third reading: a success that shows nothing, until there is room."""
    await fill(api, alert)
    api.switch(places="ignore")

    ignored = (await api.put("fifth", alert)).json()
    started = (await api.start(alert)).json()
    hidden = len(api.cards())
    await api.delete("job-0", {"content_state": alert | {"auto_dismiss_minutes": 0}})
    shown = (await api.put("fifth", alert)).json()

    assert (ignored["ignored"], ignored["activity_id"]) == (True, None)
    assert (started["success"], started["devices_notified"], hidden) == (True, 0, 4)
    assert shown["operation"] == "started"


async def test_places_are_counted_by_device(api: Api, alert: Json) -> None:
    """A full phone beside an empty one: told apart, or, by switch, served in part."""
    account = api.sandbox.account(api.key)
    account.devices = [Device("a", "ann", frozenset({"ops"})), Device("b", "bob")]
    api.switch(places_max=1)
    await api.put("job", alert, channels=["nobody-but-bob"])

    refused = await api.put("mixed", alert, channels=["ops"])
    api.switch(places_mixed="partial")
    partial = (await api.put("mixed", alert, channels=["ops"])).json()

    assert (refused.json()["blocked_devices"], refused.json()["targeted_devices"]) == (1, 2)
    assert partial["devices_notified"] == 1
    assert partial["errors"] == ["b: Live Activity limit reached"]


async def test_places_counted_by_account(api: Api, alert: Json) -> None:
    """The older reading: four for all phones together."""
    account = api.sandbox.account(api.key)
    account.devices = [Device("a", "ann", frozenset({"x"})), Device("b", "bob", frozenset({"y"}))]
    api.switch(places_max=1, places_per="account")

    await api.put("one", alert, channels=["x"])

    assert (await api.put("two", alert, channels=["y"])).status_code == 429


async def test_a_forced_refusal(api: Api, alert: Json) -> None:
    """Full, though nothing is live."""
    api.switch(capacity=True, times=1)

    assert (await api.start(alert)).json()["active"] == 4
    assert (await api.start(alert)).status_code == 200


async def warned(api: Api, alert: Json, seconds: float) -> list[bool]:
    """Which of fourteen updates, that far apart, were warned of."""
    await api.put("job", alert)
    seen = []
    for number in range(14):
        api.clock.forward(seconds)
        answer = await api.put("job", alert | {"message": f"{number}"})
        seen.append("warning" in answer.json())
    return seen


async def test_many_updates_are_warned_of(api: Api, alert: Json) -> None:
    """From the thirteenth, when they come faster than one in two minutes."""
    assert await warned(api, alert, 119) == [False] * 12 + [True] * 2


async def test_slow_updates_are_not_warned_of(api: Api, alert: Json) -> None:
    """However many they are."""
    assert not any(await warned(api, alert, 120))


async def test_a_throttled_phone_is_not_repainted(api: Api, alert: Json) -> None:
    """The answer is 200 all the same, and the end is always shown."""
    api.switch(throttle=True)
    await api.put("job", alert)
    for number in range(14):
        answer = await api.put("job", alert | {"message": f"{number}"})

    assert answer.status_code == 200
    assert api.cards()[0]["content_state"]["message"] == "11"
    await api.delete("job", {"content_state": alert | {"message": "over"}})
    assert api.cards()[0]["content_state"]["message"] == "over"
