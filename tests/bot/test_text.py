"""Promises of text.py."""

# ruff: noqa: RUF001  (letters that look like others are what is tested)

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.text import (
    BYTES_PER_CHARACTER_MAX,
    CLUSTER_MAX,
    COMPOUND_MAX,
    ECHO_MAX,
    clean,
    cut,
    echo,
    isolated,
    measure,
    short,
    slug,
    units,
)
from tests.bot.spoken import LONG

FAMILY = "👨🏻‍👩🏼‍👧🏽‍👦🏾"
NASTY = st.sampled_from(
    [
        "\u202e", "\u2066", "\u200b", "\u200d", "\ufe0f", "\U000e0041", "\u0301", "\u0300", "\x00",
        "\x1f", "\n", "\u2028", "\ud800", "\udfff", "\u3164", "\ufeff", "\U000e0100", "\u0d4e",
        "\u1100", "\u1161", "\u094d", "\u0915", "👩", "🏽", "♀", "🇩", "1", "\u20e3", "a", " ", "é",
        "\u0958", "\u212b", "\u034f", "\u2800", "\ue000", "\U0010ffff", "`",
    ]
)  # fmt: skip
ANY = st.one_of(
    st.text(st.characters(codec=None, categories=None)),
    st.lists(NASTY, max_size=60).map("".join),
)
HIDDEN = regex.compile(r"(?V1)[[\p{C}\p{Zl}\p{Zp}]--[\u200d]]")
MANY = settings(max_examples=max(2_000, LONG))
SOME = settings(max_examples=max(300, LONG))


@MANY
@given(ANY)
@example("A\x1f\u0300")
@example("\u1100" * 8 + "\u1161" + "\uac00" * 30)
@example("\u0d4e" * 9 + "a" * 30)
@example("\u1100" * 20 + "\u1161" + "\u1100\u1162" * 9)
@example("👩" + "\u200d👩" * 20)
@example("a \x00 b")
def test_what_is_clean_hides_nothing(text: str) -> None:
    """One line; only a joiner in an emoji is unseen; no tower; and clean stays as it is."""
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert not HIDDEN.search(cleaned)
    assert not regex.search(r"\u200d(?!\p{Extended_Pictographic})", cleaned)
    assert cleaned == " ".join(cleaned.encode().decode().split())
    for cluster in regex.findall(r"\X", cleaned):
        alone = len(regex.findall(r"\P{M}", cluster)) < 2
        assert len(cluster) <= (CLUSTER_MAX if alone else COMPOUND_MAX)


@SOME
@given(ANY, st.integers(-1, 80))
def test_a_cut_keeps_its_limits(text: str, characters_max: int) -> None:
    """Neither more characters nor more bytes than allowed, whatever is cut."""
    short = cut(text, characters_max)

    assert len(regex.findall(r"\X", short)) <= max(0, characters_max)
    size = len(short.encode(errors="surrogatepass"))
    assert size <= max(0, characters_max) * BYTES_PER_CHARACTER_MAX
    assert short == text or not short or (short[-1] == "…" and text.startswith(short[:-1]))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain", "plain"),
        ("  two\t words \n", "two words"),
        ("line\nfeed\r\nand\u2028more\x85end", "line feed and more end"),
        ("cafe\u0301", "café"),
        ("A\x1f\u0300", "A \u0300"),
        ("A\x00\u0300", "À"),
        ("abc\u202etxt.exe", "abctxt.exe"),
        ("a\u200bb\u2060c\ufeffd\u00ade", "abcde"),
        ("a\u200db", "ab"),
        ("^\u200d^", "^^"),
        ("x\ufe0fy", "xy"),
        ("\U000e0068\U000e0069hi", "hi"),
        ("fill\u3164ed\u115f\u2800", "filled"),
        ("\ud83dhalf\udc00", "half"),
        ("\ue000private", "private"),
    ],
)
def test_what_misleads_goes(typed: str, shown: str) -> None:
    """One line, composed, without a character that hides."""
    assert clean(typed) == shown


@pytest.mark.parametrize(
    "typed",
    [
        FAMILY, "👩‍❤️‍💋‍👨", "🧑🏻‍❤️‍💋‍🧑🏼", "🏃🏽‍♀️", "🙂‍↔️", "🇩🇪 🇫🇷", "🏳️‍🌈", "1️⃣", "❤️", "🩷",
        "日本語", "قطع", "क्षत्रिय", "र्त्स्न्य", "한국어", "ไทย", "Ångström", "naïve — “quoted”",
    ],
)  # fmt: skip
def test_what_people_write_stays(typed: str) -> None:
    """Emoji of families, tones and flags, and every script, come through unharmed."""
    assert clean(typed) == typed


def test_a_tower_is_cut_down() -> None:
    """A hundred thousand accents on one letter are seven."""
    assert clean("e" + "\u0317" * 100_000 + "!") == "e" + "\u0317" * (CLUSTER_MAX - 1) + "!"


@pytest.mark.parametrize(
    ("text", "seen"), [("", 0), ("abc", 3), ("é", 1), ("e\u0301", 1), (FAMILY, 1), ("🇩🇪🇫🇷", 2)]
)
def test_people_count_characters(text: str, seen: int) -> None:
    """A character is what a person sees, not a code point."""
    assert measure(text) == seen


@pytest.mark.parametrize(
    ("text", "characters_max", "short"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("abcd efg", 6, "abcd…"),
        ("abc", 0, ""),
        ("äbc", 1, "…"),
        ("äbc", 3, "äbc"),
        ("ä" * 9, 4, "äää…"),
        (FAMILY * 9, 9, FAMILY + "…"),
        ("a\ud800" * 9, 3, "a\ud800…"),
    ],
)
def test_a_cut(text: str, characters_max: int, short: str) -> None:
    """Whole characters and an ellipsis, within the limit."""
    assert cut(text, characters_max) == short


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Checkout is down!", "checkout-is-down"),
        ("Crème brûlée", "creme-brulee"),
        ("Straße øst Łódź Æon", "strasse-ost-lodz-aeon"),
        ("ﬁle ① Ｗｉｄｅ", "file-1-wide"),
        ("DB–2 — restore", "db-2-restore"),
        ("决済 API", "api"),
        ("сheckout", "heckout"),
        ("٣ steps", "steps"),
        ("🔥", ""),
        ("", ""),
        ("a" * 50, "a" * 32),
        ("one two three four five six seven eight", "one-two-three-four-five-six"),
    ],
)
def test_a_name_is_made_of_a_title(text: str, name: str) -> None:
    """Small Latin letters, digits and single dashes, cut between words."""
    assert slug(text) == name


@SOME
@given(ANY)
def test_a_name_can_be_typed_anywhere(text: str) -> None:
    """Every keyboard has the letters of every name, and a name's name is itself."""
    name = slug(text)

    assert regex.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", name)
    assert len(name) <= 32
    assert slug(name) == name


@SOME
@given(ANY)
def test_an_echo_is_short_and_clean(text: str) -> None:
    """What a refusal repeats between backticks cannot leave them."""
    repeated = echo(text)

    assert measure(repeated) <= ECHO_MAX
    assert not HIDDEN.search(repeated)
    assert "`" not in repeated


@SOME
@given(ANY, st.integers(1, 60))
def test_what_is_short_fits_as_it_is_written(text: str, room: int) -> None:
    """However much longer writing makes it; and it is still clean."""

    def written(text: str) -> str:
        return text.replace("a", "&amp;").replace("é", "\\é")

    made = short(text, room, written)

    assert units(written(made)) <= room
    assert clean(made) == made
    assert made == clean(text) or made.endswith("…") or made == ""


def test_what_is_short_is_cut_no_sooner_than_it_must() -> None:
    """Between two characters, and the cut is seen."""
    assert short("a&b&c&d", 12, lambda text: text.replace("&", "&amp;")) == "a&b…"
    assert short("👩‍👩‍👧‍👦" * 5, 25, str) == "👩‍👩‍👧‍👦👩‍👩‍👧‍👦…"
    assert short("abc", 3, str) == "abc"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("two regions are back", "two regions are back"),
        ("", ""),
        ("zwei Regionen · größer", "zwei Regionen · größer"),
        ("בודקים את זה", "\u2068בודקים את זה\u2069"),
        ("step 2: تم", "\u2068step 2: تم\u2069"),
    ],
)
def test_what_runs_leftward_moves_nothing_beside_it(typed: str, shown: str) -> None:
    """A time that follows it stays behind it; what runs rightward is as it was."""
    assert isolated(typed) == shown
