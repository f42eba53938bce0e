"""A stream: one key, at most one live activity, whatever is asked of it."""

from typing import Any

from tests.adapters.sandbox.conftest import Api

Json = dict[str, Any]
HOUR = 3600


async def test_a_stream_starts_updates_and_ends(api: Api, alert: Json) -> None:
    """One activity id from the first PUT to the DELETE, and then the key is gone."""
    first = await api.put("job", alert)
    again = await api.put("job", alert)
    other = await api.put("job", alert | {"message": "Back"})
    shown = api.cards()
    ended = await api.delete("job")

    operations = [a.json()["operation"] for a in (first, again, other, ended)]
    assert operations == ["started", "noop", "updated", "ended"]
    assert len({a.json()["activity_id"] for a in (first, again, other, ended)}) == 1
    assert len(first.json()["activity_id"]) == 32
    assert shown[0]["content_state"]["message"] == "Back"
    assert api.sandbox.picture(api.key)["streams"] == []


async def test_an_unknown_stream_cannot_be_deleted(api: Api, alert: Json) -> None:
    """Neither one that never was, nor one that was deleted before."""
    await api.put("job", alert)
    await api.delete("job")

    assert (await api.delete("never")).status_code == 404
    assert (await api.delete("job")).status_code == 404


async def test_another_type_rotates(api: Api, alert: Json, steps: Json) -> None:
    """The old activity is gone from the phone, the new one is told with its predecessor."""
    first = (await api.put("job", alert)).json()

    rotated = (await api.put("job", steps)).json()

    assert rotated["operation"] == "rotated"
    assert rotated["previous_activity_id"] == first["activity_id"] != rotated["activity_id"]
    assert [c["activity_id"] for c in api.cards()] == [rotated["activity_id"]]


async def test_another_audience_rotates(api: Api, alert: Json) -> None:
    """Other channels are other phones."""
    await api.put("job", alert, channels=["ops"])

    rotated = (await api.put("job", alert, target={"channels": ["dev"]})).json()

    assert rotated["operation"] == "rotated"
    assert rotated["effective_channel_slugs"] == ["dev"]


async def test_eight_hours_rotate(api: Api, alert: Json) -> None:
    """What Apple ends, the next PUT begins again."""
    await api.put("job", alert, tags=["night"])
    api.clock.forward(8 * HOUR)

    rotated = (await api.put("job", alert)).json()

    assert rotated["operation"] == "rotated"
    assert rotated["tags"] == ["night"]


async def test_a_margin_rotates_earlier(api: Api, alert: Json) -> None:
    """A quarter of an hour before Apple would."""
    api.switch(rotate_margin_seconds=900)
    await api.put("job", alert)
    api.clock.forward(7.8 * HOUR)

    assert (await api.put("job", alert)).json()["operation"] == "rotated"


async def test_a_paused_stream_takes_calls_without_effect(api: Api, alert: Json) -> None:
    """200 and paused, and nothing on the phone, until it is resumed."""
    await api.put("job", alert)
    api.sandbox.pause(api.key, "job")

    paused = (await api.put("job", alert | {"message": "Back"})).json()
    hidden = api.cards()
    api.sandbox.resume(api.key, "job")
    resumed = (await api.put("job", alert)).json()

    assert (paused["operation"], paused["activity_id"], hidden) == ("paused", None, [])
    assert resumed["operation"] == "started"


async def test_a_delete_of_an_idle_stream_names_no_activity(api: Api, alert: Json) -> None:
    """Its activity was ended by itself; the key still is there to be removed."""
    started = (await api.put("job", alert)).json()
    await api.end(started["activity_id"], alert)

    ended = (await api.delete("job")).json()

    assert (ended["operation"], ended["activity_id"]) == ("ended", None)


async def test_labels_alone_are_no_push(api: Api, alert: Json) -> None:
    """Tags and metadata change in silence, and silence keeps them."""
    await api.put("job", alert, tags=["a"], metadata={"k": 1})

    relabelled = (await api.put("job", alert, tags=[])).json()
    kept = api.sandbox.picture(api.key)["activities"][0]

    assert (relabelled["operation"], relabelled["remote_push_sent"]) == ("updated", False)
    assert (kept["tags"], kept["metadata"]) == ([], {"k": 1})


async def test_the_number_of_steps_stays(api: Api, steps: Json) -> None:
    """An update may leave it out, and cannot go past it."""
    await api.put("job", steps)

    moved = await api.put("job", {"title": "Deploy", "current_step": 4})
    beyond = await api.put("job", {"title": "Deploy", "current_step": 5})
    longer = await api.put("job", {"title": "Deploy", "current_step": 5, "number_of_steps": 6})

    assert (moved.status_code, beyond.status_code, longer.status_code) == (200, 400, 200)
    assert api.cards()[0]["content_state"]["number_of_steps"] == 6


async def test_dismissal(api: Api, alert: Json) -> None:
    """Two minutes by default; what is said counts; seconds beat minutes; 0 is at once."""
    said: list[tuple[Json, float]] = [
        ({}, 120),
        ({"content_state": alert | {"auto_dismiss_minutes": 5}}, 300),
        ({"content_state": alert | {"auto_dismiss_minutes": 5, "auto_dismiss_seconds": 9}}, 9),
        ({"content_state": alert | {"auto_dismiss_minutes": 999}}, 4 * HOUR),
        ({"content_state": alert | {"auto_dismiss_seconds": 0}}, 0),
    ]
    for number, (body, seconds) in enumerate(said):
        await api.put(f"job-{number}", alert)
        await api.delete(f"job-{number}", body)

        if seconds:
            api.clock.forward(seconds - 1)
            assert [c["is_live"] for c in api.cards()] == [False]
            api.clock.forward(1)
        assert api.cards() == []


async def test_an_end_takes_the_buttons_away(api: Api, alert: Json) -> None:
    """Unless they are sent again."""
    button = {"title": "Open", "type": "open_url", "url": "https://example.net/"}
    await api.put("one", alert, action=button)
    await api.put("two", alert, action=button)

    await api.delete("one")
    await api.delete("two", {"action": button})

    assert [c["action"] for c in api.cards()] == [None, button]


async def test_a_phone_without_a_token_is_told_later(api: Api, alert: Json) -> None:
    """The update waits for it, and then shows."""
    api.sandbox.account(api.key).devices[1].token_seconds = 5
    started = (await api.put("job", alert)).json()
    api.clock.forward(1)

    updated = (await api.put("job", alert | {"message": "Back"})).json()
    early = api.cards(1)[0]["content_state"]["message"]
    api.clock.forward(5)
    late = api.cards(1)[0]["content_state"]["message"]

    assert started["devices_notified"] == 2
    assert (updated["devices_notified"], updated["devices_queued"]) == (1, 1)
    assert (early, late) == ("Down", "Back")
