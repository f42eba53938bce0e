"""What a polite client never does is noticed; what it may do is not."""

from typing import Any

from adapters.sandbox import Sandbox
from adapters.sandbox.log import EffectLog
from tests.adapters.sandbox.conftest import Api

Json = dict[str, Any]
TEA = {"title": "Tea", "type": "timer", "duration_seconds": 300}


async def test_a_whole_life_is_polite(api: Api, alert: Json) -> None:
    """Repeats, a second DELETE, a pause and a reset of a timer break no rule."""
    await api.put("job", alert)
    await api.put("job", alert)
    await api.delete("job")
    await api.delete("job")
    await api.put("tea", TEA)
    await api.put("tea", TEA | {"is_running": False})
    await api.put("tea", TEA | {"duration_seconds": 60})
    activity = (await api.start(alert)).json()["activity_id"]
    await api.end(activity, alert)
    await api.end(activity, alert)

    assert api.sandbox.violations == []


async def test_sixty_one_requests_in_a_minute(api: Api, alert: Json) -> None:
    """The sixty-first, and none before."""
    for _ in range(60):
        await api.put("job", alert)
    before = api.broken_rules()
    await api.put("job", alert)

    assert (before, api.broken_rules()) == ([], ["rate"])


async def test_a_put_after_the_delete(api: Api, alert: Json) -> None:
    """Ended is ended: a key is never used again."""
    await api.put("job", alert)
    await api.delete("job")
    await api.put("job", alert)

    assert api.broken_rules() == ["put_after_delete"]


async def test_a_put_after_an_unanswered_delete(api: Api, alert: Json) -> None:
    """Whoever heard nothing back is not held to it."""
    await api.put("job", alert)
    api.switch(status=500, moment="after", times=1)
    await api.delete("job")
    await api.put("job", alert)

    assert api.broken_rules() == []


async def test_a_key_used_again_after_an_end(api: Api, alert: Json) -> None:
    """The stream's activity was ended by its id; its key is over all the same."""
    activity = (await api.put("job", alert)).json()["activity_id"]
    await api.end(activity, alert)
    await api.put("job", alert)
    await api.update(activity, alert)

    assert api.broken_rules() == ["key_reused", "update_after_end"]


async def test_too_early_after_a_429(api: Api, alert: Json) -> None:
    """Retry-After is to be waited for, when it makes sense."""
    api.switch(rate_limited=True, retry_after="10", times=1)
    await api.put("job", alert)
    api.clock.forward(5)
    await api.put("job", alert)
    api.clock.forward(6)
    await api.put("job", alert)

    assert api.broken_rules() == ["retry_after"]


async def test_a_duration_sent_again(api: Api) -> None:
    """A new title sets the clock back: the duration should have stayed at home."""
    await api.put("tea", TEA)
    await api.put("tea", TEA | {"title": "Green tea"})

    assert api.broken_rules() == ["duration_resent"]


async def test_entries_are_in_one_order(api: Api, alert: Json) -> None:
    """Across accounts, without a gap; refusals and nonsense too."""
    other = Api(api.client, api.sandbox, api.clock, "ask_other")
    await api.put("job", alert)
    await other.put("job", {"title": "T"})
    await api.client.post("/badge", content=b"nonsense")
    await api.delete("job")

    entries = list(api.sandbox.log.entries)
    assert [e.seq for e in entries] == [1, 2, 3, 4]
    assert [e.account for e in entries] == ["ask_tests", "ask_other", "", "ask_tests"]
    assert [e.status for e in entries] == [200, 400, 401, 200]
    assert [e.effect for e in entries] == ["started", None, None, "ended"]
    assert entries[2].body == "nonsense"


def test_the_log_is_bounded(sandbox: Sandbox) -> None:
    """The oldest go; the numbers go on."""
    log = EffectLog(size=2)
    for _ in range(3):
        log.write(
            sandbox.clock(), "ask_x", "PUT", "/", body=None, status=200, answer={}, effect=None
        )

    assert [entry.seq for entry in log.entries] == [2, 3]
