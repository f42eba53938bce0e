"""A workspace that connects another account: what the one before shows ends there first."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.activity import Activity, Adopted
from bot.activitysmith.account import Account
from bot.activitysmith.client import Client
from bot.activitysmith.memory import Memory
from bot.activitysmith.sentences import MOVING, connected
from bot.activitysmith.surface import LockScreen
from bot.errors import SurfaceUnavailable
from bot.surface import Postponed, Shown
from tests.bot.activitysmith.samples import PUBLIC_URL, activity, after, changed, ended
from tests.bot.activitysmith.stage import KEY, Outcome, Stage

OTHER = "ask_other"


@dataclass
class House:
    """A workspace with an account, and the one that it moves to."""

    stage: Stage
    accounts: dict[str, Account] = field(default_factory=dict)
    has: str = KEY
    had: str = ""

    def __post_init__(self) -> None:
        http = self.stage.account.client._http
        for key in (KEY, OTHER):
            client = Client(http, key, clock=self.stage.clock)
            self.accounts[key] = Account(client, mark=key)
        self.stage.account = self.accounts[KEY]
        self.stage.screen = LockScreen(
            lambda _: self.accounts.get(self.has),
            former_of=self._former,
            public_url=PUBLIC_URL,
            clock=self.stage.clock,
        )

    def _former(self, workspace: str, mark: str) -> Account | None:
        return self.accounts[mark] if mark and mark == self.had else None

    def move(self) -> None:
        """Another key is given."""
        self.has, self.had = OTHER, self.has

    async def shown(self, what: Activity, times: int = 3) -> list[Outcome]:
        """What comes of looking so often."""
        return [await self.stage.show(what) for _ in range(times)]

    def cards(self, key: str, *, live: bool = True) -> list[dict[str, Any]]:
        screens = self.stage.sandbox.picture(key)["lock_screens"]
        return [card for card in screens[0]["cards"] if card["is_live"] == live]

    def calls(self, key: str) -> list[str]:
        entries = self.stage.sandbox.picture(key)["log"]
        return [f"{e['method']} {e['path'].rsplit('/', 1)[1]}" for e in entries]

    def memory(self, of: Activity) -> Memory:
        return Memory.read(self.stage.kept[of.id].memo)


@pytest.fixture
def house(stage: Stage) -> House:
    return House(stage)


@pytest.mark.parametrize("life", ["managed", "manual"])
async def test_it_ends_there_and_begins_here(house: House, life: str) -> None:
    """At once, under a name that was never used; people read where it is meanwhile."""
    alert = activity(lifecycle=life)
    await house.shown(alert, 1)
    house.move()
    kept = list(house.stage.kept.values())
    assert house.stage.screen.moving(kept) == 1
    house.stage.screen.remember(kept)
    assert house.accounts[OTHER].places.holders == {}

    leaving, left, begun = await house.shown(alert)

    assert isinstance(leaving, Postponed)
    assert isinstance(left, Postponed)
    assert left.until == leaving.until == house.stage.clock.now
    assert left.observed["detail"] == MOVING
    assert isinstance(begun, Shown)
    assert house.cards(KEY) == []
    assert len(house.cards(OTHER)) == 1
    assert house.accounts[KEY].places.holders == {}
    if life == "managed":
        assert house.calls(KEY)[-1] == f"DELETE ls-{alert.id}"
        assert house.calls(OTHER) == [f"PUT ls-{alert.id}-2"]
    assert house.stage.screen.moving(list(house.stage.kept.values())) == 0
    assert house.stage.broken_rules() == []


async def test_what_ends_meanwhile_ends_where_it_is(house: House) -> None:
    """In its final state; the account that is connected now never hears of it."""
    alert = activity()
    await house.shown(alert, 1)
    house.move()

    (over,) = await house.shown(ended(alert, after(5)), 1)

    assert isinstance(over, Shown)
    assert house.cards(KEY) == []
    assert house.calls(OTHER) == []
    assert house.stage.screen.moving(list(house.stage.kept.values())) == 0


async def test_what_was_not_shown_yet_has_nothing_to_leave(house: House) -> None:
    """It begins where there is an account now."""
    house.move()

    (begun,) = await house.shown(activity(), 1)

    assert isinstance(begun, Shown)
    assert house.calls(KEY) == []


async def test_what_vanished_there_has_ended_there(house: House) -> None:
    """404 is what was wanted."""
    alert = activity()
    await house.shown(alert, 1)
    house.move()
    await house.accounts[KEY].client.end_stream(f"ls-{alert.id}", {})

    outcomes = await house.shown(alert)

    assert isinstance(outcomes[-1], Shown)
    assert house.calls(OTHER) == [f"PUT ls-{alert.id}-2"]


async def test_a_key_that_was_withdrawn_ends_nothing(house: House) -> None:
    """Its account may be the one that the new key has: the name that it knows stays."""
    alert = activity()
    await house.shown(alert, 1)
    house.move()
    house.stage.sandbox.switch(KEY, unauthorized=True)

    await house.shown(alert)
    house.stage.clock.forward(2)
    outcomes = await house.shown(alert, 1)

    assert isinstance(outcomes[-1], Shown)
    assert house.calls(OTHER) == [f"PUT ls-{alert.id}"]
    assert house.memory(alert).account == OTHER


async def test_an_account_that_does_not_answer_is_not_waited_for(house: House) -> None:
    """After three tries the new one begins, under a fresh name."""
    alert = activity()
    await house.shown(alert, 1)
    house.move()
    house.stage.sandbox.switch(KEY, status=500)

    leaving, *tries, last, begun = await house.shown(alert, 5)

    assert isinstance(leaving, Postponed)
    assert [type(each) for each in tries] == [SurfaceUnavailable] * 2
    assert isinstance(last, Postponed)
    assert isinstance(begun, Shown)
    assert house.calls(KEY)[-3:] == [f"DELETE ls-{alert.id}"] * 3
    assert house.calls(OTHER) == [f"PUT ls-{alert.id}-2"]


async def test_an_account_that_must_be_quiet_is_told_all_the_same(house: House) -> None:
    """Its pauses are for what goes on there."""
    alert = activity()
    await house.shown(alert, 1)
    house.accounts[KEY].pause("billing", after(600), {})
    house.accounts[KEY].pause("key", after(600), {})
    house.move()

    outcomes = await house.shown(alert)

    assert isinstance(outcomes[-1], Shown)
    assert house.cards(KEY) == []


async def test_what_something_else_started_is_not_ended(house: House) -> None:
    """CI told its own account of it, and goes on telling it."""
    adopted = activity(adopted=Adopted(by="stream_key", id="ci-deploy"), touched=True)
    await house.shown(adopted, 1)
    house.move()

    await house.shown(changed(adopted, after(5)), 1)

    assert [call for call in house.calls(KEY) if call.startswith("DELETE")] == []
    assert house.stage.screen.moving(list(house.stage.kept.values())) == 0


def test_it_is_said_plainly() -> None:
    """How many, and what to do about one that stays."""
    assert "before" not in connected("this workspace", 0)
    assert "showed one activity, which ends there now; if it stays" in connected("here", 1)
    assert "showed 3 activities, which end there now; if one stays" in connected("here", 3)
