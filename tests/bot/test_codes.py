"""Promises of codes.py."""

import base64
import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.activity import Channel
from bot.codes import LIFETIME, Codes
from bot.commands import Mirror
from bot.errors import Refused
from bot.text import clean
from tests.bot.spoken import LONG, NOW, OPS

OURS = Codes(b"a secret of at least thirty-two bytes")
NOT_OURS = (
    "This code was not made here, or a part of it is missing. Say `mirror` in the other channel "
    "to be told a new one. Nothing was changed."
)
EXPIRED = (
    "This code has expired: it was good for 10 minutes. Say `mirror` in the other channel to be "
    "told a new one. Nothing was changed."
)
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def refusal(code: str, seconds: float = 0) -> str:
    with pytest.raises(Refused) as refused:
        OURS.open(code, NOW + timedelta(seconds=seconds))
    return str(refused.value)


@pytest.mark.parametrize(
    "channel",
    [
        OPS,
        Channel(surface="discord", id="1290000000000000001", workspace="1180000000000000001"),
        Channel(surface="console", id="x", workspace="console", name="bücher-🔥"),
    ],
)
def test_a_code_stands_for_its_channel(channel: Channel) -> None:
    """That one and no other, with the name that people know it by, however it is typed."""
    code = OURS.of(channel, NOW)

    assert OURS.open(code, NOW) == channel
    assert OURS.open(code.upper(), NOW) == channel


def test_a_code_is_short_and_survives_every_keyboard() -> None:
    """Small letters and digits, and nothing that a chat would make a mark of."""
    code = OURS.of(OPS.model_copy(update={"id": "C0LOCKSTEP1", "workspace": "T0LOCKSTEP1"}), NOW)

    assert set(code) <= set(LETTERS)
    assert len(code) <= 85


def test_a_code_is_good_for_ten_minutes() -> None:
    """And not for a second longer."""
    code, whole = OURS.of(OPS, NOW), LIFETIME.total_seconds()

    assert OURS.open(code, NOW + timedelta(seconds=whole - 1)) == OPS
    assert refusal(code, whole) == refusal(code, whole * 100) == EXPIRED


def test_a_code_of_another_lockstep_is_refused() -> None:
    """Whoever has another secret cannot consent for anybody here."""
    assert refusal(Codes(b"another secret of at least 32 bytes.").of(OPS, NOW)) == NOT_OURS


def test_a_flipped_bit_anywhere_is_refused() -> None:
    """Every one of them."""
    raw = base64.b32decode(OURS.of(OPS, NOW).upper() + "======"[: -len(OURS.of(OPS, NOW)) % 8])
    for place in range(len(raw) * 8):
        bent = bytearray(raw)
        bent[place // 8] ^= 1 << place % 8

        assert refusal(base64.b32encode(bent).decode().rstrip("=").lower()) == NOT_OURS


def test_random_codes_are_refused() -> None:
    """Ten thousand guesses, and pieces of a real one."""
    dice, code = random.Random(7), OURS.of(OPS, NOW)
    guesses = ["".join(dice.choices(LETTERS, k=dice.randint(0, 120))) for _ in range(10_000)]

    pieces = [code[:place] for place in range(len(code))] + [code[1:], f"{code}a"]
    for guess in (*guesses, *pieces, "é" * 60, "=" * 60, ""):
        assert refusal(guess) == NOT_OURS


@settings(max_examples=max(200, LONG))
@given(
    st.sampled_from(["slack", "discord"]),
    st.text(alphabet=LETTERS.upper() + "01", min_size=1, max_size=24),
    st.text(max_size=300),
)
def test_whatever_a_channel_is_called_its_code_is_a_code(surface: str, id: str, name: str) -> None:
    """It opens as the same channel, its name clean, and the grammar takes it for a code."""
    code = OURS.of(Channel(surface=surface, id=id, workspace=f"T{id}", name=name), NOW)

    opened = OURS.open(code, NOW)

    assert (opened.surface, opened.id, opened.workspace) == (surface, id, f"T{id}")
    assert clean(opened.name) == opened.name
    assert Mirror.read(code) == {"code": code}
