"""A timer runs on the phone; a call moves it only as far as it says."""

from typing import Any

from tests.adapters.sandbox.conftest import Api

Json = dict[str, Any]
TEA = {"title": "Tea", "type": "timer", "duration_seconds": 300}


def clock_face(api: Api) -> Json:
    face: Json = api.cards()[0]["timer"]
    return face


async def test_a_countdown_runs_by_itself(api: Api) -> None:
    """No update is needed, and none changes it by leaving the duration out."""
    await api.put("tea", TEA)
    api.clock.forward(100)
    await api.put("tea", {"title": "Green tea"})

    assert clock_face(api)["remaining_seconds"] == 200
    api.clock.forward(500)
    assert clock_face(api)["remaining_seconds"] == 0


async def test_a_duration_begins_it_again(api: Api) -> None:
    """From the time of the request."""
    await api.put("tea", TEA)
    api.clock.forward(100)
    await api.put("tea", TEA | {"duration_seconds": 600})

    assert clock_face(api)["remaining_seconds"] == 600


async def test_the_same_call_twice_begins_nothing_again(api: Api) -> None:
    """A repeated PUT is a noop, duration or not."""
    await api.put("tea", TEA)
    api.clock.forward(100)

    assert (await api.put("tea", TEA)).json()["operation"] == "noop"
    assert clock_face(api)["remaining_seconds"] == 200


async def test_a_pause_is_left_out(api: Api) -> None:
    """Held for a minute, it ends a minute later; silence leaves it held."""
    await api.put("tea", TEA)
    api.clock.forward(100)
    await api.put("tea", {"title": "Tea", "is_running": False})
    api.clock.forward(60)
    await api.put("tea", {"title": "Cold tea"})
    held = clock_face(api)
    await api.put("tea", {"title": "Tea", "is_running": True})
    api.clock.forward(50)

    assert (held["remaining_seconds"], held["is_running"]) == (200, False)
    assert clock_face(api)["remaining_seconds"] == 150


async def test_time_elapsed(api: Api) -> None:
    """Counted up from nothing; it is no countdown without a duration."""
    activity = (await api.start({"title": "Call", "type": "timer", "counts_down": False})).json()
    api.clock.forward(42)

    refused = await api.update(activity["activity_id"], {"title": "Call", "counts_down": True})

    assert clock_face(api)["elapsed_seconds"] == 42
    assert clock_face(api)["remaining_seconds"] is None
    assert refused.status_code == 400


async def test_an_end_stops_it(api: Api) -> None:
    """The ended card keeps the last time."""
    await api.put("tea", TEA)
    api.clock.forward(100)
    await api.delete("tea")
    api.clock.forward(60)

    assert clock_face(api)["remaining_seconds"] == 200


async def test_flags_left_out_may_mean_true(api: Api) -> None:
    """The other reading: an update that leaves them out runs on, and counts down."""
    api.switch(timer_flags_omitted="true")
    await api.put("tea", TEA)
    await api.put("tea", {"title": "Tea", "is_running": False})
    await api.put("tea", {"title": "Cold tea"})

    assert clock_face(api)["is_running"] is True
