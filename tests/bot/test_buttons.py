"""Promises of buttons.py."""

import base64
import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.activity import Activity, Phrase
from bot.buttons import (
    LIFETIME,
    TOKEN_LENGTH_MAX,
    Buttons,
    activity_id_of,
    id_bytes,
    phrase_pressed,
)
from bot.commands import COMMANDS, Command
from bot.decide import decide
from bot.errors import Refused, UnknownToken
from tests.bot.spoken import ADA, LONG, NOW, SAME, after, begun

OURS = Buttons(b"a secret of at least thirty-two bytes")
NOT_OURS = "This button was not made here. Nothing was changed."
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SPOKEN = {
    "alert": ("start Checkout is down",),
    "steps": ("start deploy payments", "next"),
    "timer": ('start "Tea" timer:5m',),
    "paused": ('start "Tea" timer:5m', "pause"),
    "phrases": ('start "S" steps:3', 'button "Roll" say:"roll back"', 'button 2 "On" next'),
    "bar": ('start "S" 42%',),
}


def activity(name: str = "steps") -> Activity:
    return after(*SPOKEN[name])


def token(of: Activity | None = None, verb: str = "step", now: datetime = NOW) -> str:
    return next(p.token for p in OURS.of(of or activity(), now) if p.verb == verb)


def forged(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def is_unknown(text: str) -> bool:
    try:
        OURS.open(text, now=NOW)
    except UnknownToken as refused:
        return str(refused) == NOT_OURS
    except Refused:
        return False
    return False


@pytest.mark.parametrize("name", SPOKEN)
def test_a_button_says_what_it_is_for(name: str) -> None:
    """Opened, each token is words for its own activity, and they are a command."""
    its = activity(name)
    presses = OURS.of(its, NOW)

    assert presses
    for press in presses:
        opened = OURS.open(press.token, now=NOW)
        words = opened.words
        if press.verb == "press":
            _, slot, digest = words.split()
            assert press.slot == int(slot)
            words = phrase_pressed(its, int(slot), digest).words
        asked = SAME.parse(words, actor=ADA, channel=None, activity_id=opened.activity_id)
        assert isinstance(asked, Command)
        assert asked.activity_id == its.id
        assert press.verb in ("press", asked.verb)
        assert len(press.token) <= TOKEN_LENGTH_MAX
        assert its.workspace.encode() not in base64.urlsafe_b64decode(press.token + "==")


def test_the_buttons_fit_what_shows() -> None:
    """What people set comes first, then what is most wanted; an ended activity has none."""
    labels = {name: [press.label for press in OURS.of(activity(name), NOW)] for name in SPOKEN}

    assert labels == {
        "alert": ["Acknowledge", "End"],
        "steps": ["Test", "End"],
        "timer": ["Pause", "End"],
        "paused": ["Resume", "End"],
        "phrases": ["Roll", "On", "Next step", "End"],
        "bar": ["End"],
    }
    assert OURS.of(after(activity(), "end"), NOW) == ()


def test_the_longest_words_fit() -> None:
    """A hundred steps are as many as there can be, and no token outgrows its limit."""
    far = after('start "S" step:99/100')
    longest = max(len(press.token) for name in SPOKEN for press in OURS.of(activity(name), NOW))

    assert OURS.open(token(far), now=NOW).words == "step 100 from 99"
    assert longest <= TOKEN_LENGTH_MAX
    assert len(token(far)) <= TOKEN_LENGTH_MAX


def test_every_command_that_has_a_button_is_tried() -> None:
    """A new button is in these tests, or this one fails."""
    tried = {press.verb for name in SPOKEN for press in OURS.of(activity(name), NOW)}

    assert tried - {"press"} == {kind.verb for kind in COMMANDS if "button" in vars(kind)}


def test_a_token_is_one_press() -> None:
    """The key of a press is its own, and tells nothing of the secret."""
    its = activity()
    keys = [OURS.open(press.token, now=NOW).key for press in OURS.of(its, NOW)]

    assert len(set(keys)) == len(keys)
    assert all(key.startswith("press:") for key in keys)


def test_no_bit_of_a_token_can_be_turned() -> None:
    """Any flipped bit is refused: of the bytes, and of the letters that carry them."""
    good = token()
    raw = base64.urlsafe_b64decode(good + "==")

    for bit in range(len(raw) * 8):
        turned = bytearray(raw)
        turned[bit // 8] ^= 1 << bit % 8
        assert is_unknown(forged(bytes(turned)))
    for place, letter in enumerate(good):
        for bit in range(7):
            assert is_unknown(good[:place] + chr(ord(letter) ^ 1 << bit) + good[place + 1 :])


def test_no_token_is_known_by_its_beginning() -> None:
    """Cut, grown, padded, spaced or written in another alphabet, it is not ours."""
    good = token(activity("alert"), "end")
    others = [good[:length] for length in range(len(good))]
    others += [good + letter for letter in ALPHABET]
    others += [good + "=", good + "==", good + "\n", " " + good, good + "A" * 100, "\x00" + good]
    others += [good.replace("-", "+").replace("_", "/")] if set("-_") & set(good) else []
    others += [good[:-1] + letter for letter in ALPHABET if letter != good[-1]]
    others += [good + "é", "ａ" + good[1:], "\ud800" * 60]  # noqa: RUF001

    assert OURS.open(good, now=NOW).words == "end"
    assert [other for other in others if not is_unknown(other)] == []


def test_another_alphabet_is_not_ours() -> None:
    """base64's other two letters are refused, though they carry the same bytes."""
    tried = 0
    for count in range(200):
        its = begun("start x").model_copy(update={"turn": count})
        good = token(its, "ack")
        if set("-_") & set(good):
            tried += 1
            assert is_unknown(good.replace("-", "+").replace("_", "/"))

    assert tried


def test_what_was_not_made_here_is_unknown() -> None:
    """Ten thousand forgeries, none accepted: noise, and good heads with guessed seals."""
    dice = random.Random()
    head = base64.urlsafe_b64decode(token() + "==")[:-16]
    accepted = [
        guess
        for count in range(max(10_000, LONG))
        if not is_unknown(
            guess := forged(
                dice.randbytes(dice.randrange(80)) if count % 2 else head + dice.randbytes(16)
            )
        )
    ]

    assert accepted == []


@settings(max_examples=max(300, LONG))
@given(st.text() | st.text(ALPHABET, max_size=110))
def test_no_text_is_a_token(text: str) -> None:
    """Whatever comes in is unknown, and nothing worse."""
    assert is_unknown(text)


def test_another_secret_makes_other_tokens() -> None:
    """A token of another Lockstep is not ours."""
    its = activity()

    for press in Buttons(b"another secret").of(its, NOW):
        assert is_unknown(press.token)


def test_a_token_names_its_own_activity_only() -> None:
    """No token of one activity is a token of another, pair by pair."""
    many = [
        activity(name).model_copy(update={"id": activity_id_of(bytes([number]) * 16)})
        for number, name in enumerate([*SPOKEN] * 3)
    ]
    tokens = {press.token: its.id for its in many for press in OURS.of(its, NOW)}

    assert len(tokens) == sum(len(OURS.of(its, NOW)) for its in many)
    for text, its_id in tokens.items():
        assert OURS.open(text, now=NOW).activity_id == its_id


@given(st.integers(0, 3 * 86_400), st.integers(0, 59))
def test_a_button_lives_six_to_twelve_hours(age_seconds: int, begun_second: int) -> None:
    """Never less than six hours from when it is drawn, never more than twelve."""
    its = activity().model_copy(update={"started_at": NOW.replace(second=begun_second)})
    now = NOW + timedelta(seconds=age_seconds)
    text = token(its, now=now)

    assert OURS.open(text, now=now + LIFETIME / 2).words
    with pytest.raises(Refused) as refused:
        OURS.open(text, now=now + LIFETIME + timedelta(seconds=1))
    assert str(refused.value) == (
        "This button has expired. Nothing was changed; say it in the channel."
    )


def test_a_clock_behind_the_start_changes_nothing() -> None:
    """A process whose clock is behind draws a button that works, and not for longer."""
    behind = NOW - timedelta(minutes=3)
    text = token(now=behind)

    assert OURS.open(text, now=behind + LIFETIME / 2).words
    with pytest.raises(Refused):
        OURS.open(text, now=behind + LIFETIME + timedelta(seconds=1))


def test_the_bytes_stay_while_the_meaning_does() -> None:
    """A word said, a colour set, an hour gone by: the same bytes, so nothing is pushed."""
    its = activity()
    said = after(its, "say Halfway", "set color:red badge:B", seconds=60)
    nearly = NOW + LIFETIME / 2 - timedelta(seconds=31)

    assert said.revision > its.revision
    assert OURS.of(said, NOW) == OURS.of(its, NOW) == OURS.of(its, nearly)
    assert OURS.of(its, NOW + LIFETIME / 2) != OURS.of(its, NOW)


def test_the_same_step_again_is_another_button() -> None:
    """Back and forth, the words are the same and the press is another."""
    its = activity()
    again = after(its, "next", "back")
    first, second = (OURS.open(token(a), now=NOW) for a in (its, again))

    assert first.words == second.words
    assert first.key != second.key


@pytest.mark.parametrize(
    ("slot", "change"), [(1, 'button "Roll" say:"other"'), (1, "button none"), (2, "button 2 none")]
)
def test_a_changed_phrase_is_not_pressed(slot: int, change: str) -> None:
    """A button that says something else by now does nothing."""
    its = activity("phrases")
    press = next(p for p in OURS.of(its, NOW) if p.slot == slot)
    _, said, digest = OURS.open(press.token, now=NOW).words.split()

    with pytest.raises(Refused) as refused:
        phrase_pressed(after(its, change), int(said), digest)
    assert str(refused.value) == (
        "This button was changed since. Nothing was done; look at the card."
    )


def test_a_phrase_may_be_long() -> None:
    """What a button says travels in the store, not in the token."""
    its = after("start x", f'button "Long" say:"{"word " * 190}"')
    press = OURS.of(its, NOW)[0]

    assert isinstance(its.action, Phrase)
    assert len(its.action.words) > 900
    assert len(press.token) <= TOKEN_LENGTH_MAX


@given(st.binary(min_size=16, max_size=16))
def test_an_id_is_sixteen_bytes(raw: bytes) -> None:
    """An activity's id is small letters and digits, and the same bytes again."""
    named = activity_id_of(raw)

    assert id_bytes(named) == raw
    assert len(named) == 26
    assert named == named.lower()


@pytest.mark.parametrize("name", SPOKEN)
def test_a_press_is_done(name: str) -> None:
    """Each button that a surface draws changes the activity it is drawn on."""
    its = activity(name)
    for press in OURS.of(its, NOW):
        words = OURS.open(press.token, now=NOW).words
        if press.verb == "press":
            _, slot, digest = words.split()
            words = phrase_pressed(its, int(slot), digest).words
        asked = SAME.parse(words, actor=ADA, channel=None, activity_id=its.id)
        assert isinstance(asked, Command)

        assert decide(its, asked, NOW) is not its


def test_a_phrase_can_be_pressed_again_once_something_has_changed() -> None:
    """What it says may be wanted again; the same press told twice is still one."""
    one = after("start Checkout is down", 'button "Roll back" say:"roll back asked"')
    again = after(one, "say Rolled back", seconds=60)

    assert token(one, "press") == token(one, "press", now=NOW + timedelta(hours=1))
    assert token(one, "press") != token(again, "press")
