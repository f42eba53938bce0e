"""What happens on one side is seen on the other, in every window."""

import pytest
from playwright.sync_api import expect

from tests.page.conftest import Open
from tests.page.window import Window

pytestmark = pytest.mark.slow

INCIDENT = "SEV1 Checkout is down"


def test_a_press_on_the_lock_screen_moves_both_sides(window: Window) -> None:
    """Acknowledged on the phone: card, thread and the phone's own button follow."""
    window.say("/live start sev1 Checkout is down")

    window.button(INCIDENT, "Acknowledge").click()

    expect(window.card(INCIDENT)).to_contain_text("Acknowledged")
    expect(window.post(INCIDENT).locator(".thread")).to_contain_text("Lock Screen")
    expect(window.button(INCIDENT, "Acknowledge")).to_have_count(0)


def test_a_button_of_the_card_moves_the_phone(window: Window) -> None:
    """Pressed in the chat, seen on the Lock Screen."""
    window.say("/live start deploy payments api")
    expect(window.lock("Deploy payments api")).to_contain_text("0/5")

    window.card("Deploy payments api").get_by_role("button", name="Build").click()

    expect(window.lock("Deploy payments api")).to_contain_text("1/5")


def test_two_windows_are_in_step(opened: Open) -> None:
    """What one window does, the other shows, chat and phone."""
    one, other = opened().ready(), opened().ready()

    one.say("/live start sev1 Checkout is down")
    other.button(INCIDENT, "Acknowledge").click()

    for window in (one, other):
        expect(window.card(INCIDENT)).to_contain_text("Acknowledged")
        expect(window.button(INCIDENT, "Acknowledge")).to_have_count(0)


def test_a_refusal_is_told_in_one_window_only(opened: Open) -> None:
    """Linus may not end a sev1; nobody else hears that he tried, and it goes on."""
    linus, ada = opened().ready(), opened().ready()
    ada.say("/live start sev1 Checkout is down")
    expect(linus.lock(INCIDENT)).to_be_visible()

    linus.speak_as("linus")
    linus.type("/live end")

    expect(linus.note).to_contain_text("@sre")
    ada.say("still here")
    expect(ada.page.get_by_text("still here")).to_be_visible()
    expect(ada.note).to_have_count(0)
    expect(ada.page.get_by_text("@sre may")).to_have_count(0)
    expect(linus.card(INCIDENT)).not_to_contain_text("Ended")


def test_a_press_that_may_not_be_is_told_to_who_pressed(opened: Open) -> None:
    """The End of a card asks first, and says in its form what is refused."""
    window = opened().ready()
    window.say("/live start sev1 Checkout is down")
    window.speak_as("linus")

    window.card(INCIDENT).get_by_role("button", name="End").click()
    window.page.get_by_role("dialog").locator('[type="submit"]').click()

    expect(window.page.get_by_role("dialog")).to_contain_text("@sre")


def test_two_forms_at_a_time_undo_nothing_of_each_other(opened: Open) -> None:
    """A form sends what was changed in it, not what it happened to show when it was opened."""
    one, other = opened().ready(), opened().ready()
    one.say('/live start "Search reindex" 42%')
    for window in (one, other):
        window.card("Search reindex").get_by_role("button", name="Update").click()
    one_form, other_form = (window.page.get_by_role("dialog") for window in (one, other))

    one_form.get_by_label("Percentage").fill("60")
    one_form.locator('[type="submit"]').click()
    expect(other.lock("Search reindex")).to_contain_text("60")
    other_form.get_by_label("Line").fill("Eu is done")
    other_form.locator('[type="submit"]').click()

    expect(other.lock("Search reindex")).to_contain_text("Eu is done")
    expect(other.lock("Search reindex")).to_contain_text("60")


def test_a_mirrored_card_moves_with_the_first_and_then_stands_still(window: Window) -> None:
    """Pressed in the other channel, both follow; when the mirror ends, its card says so."""
    window.say("/live start deploy payments api")
    window.say("/live mirror #deploys")
    window.go("deploys")

    window.card("Deploy payments api").get_by_role("button", name="Build").click()
    expect(window.lock("Deploy payments api")).to_contain_text("1/5")
    window.say("/live mirror off")

    card = window.card("Deploy payments api")
    expect(card).to_contain_text("No longer mirrored here; this is how things stood.")
    expect(card).to_contain_text("Mirror ended")
    expect(card.get_by_role("button")).to_have_count(0)
    window.go("ops")
    window.card("Deploy payments api").get_by_role("button", name="Test").click()
    expect(window.lock("Deploy payments api")).to_contain_text("2/5")
    window.go("deploys")
    expect(window.card("Deploy payments api")).to_contain_text("step 1 of 5")
