"""Typed text in Discord: it mentions nobody, links nowhere, and fits, whatever it is."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.discord.text import MARKDOWN, code, literal, plain
from bot.text import clean, short, units
from tests.adapters.discord.markdown import kinds, read, seen

PIECES = [
    "<@1>", "<@!1>", "<@&1>", "<#1>", "@everyone", "@here", "</live start:1>", "<id:home>",
    "<t:1>", "<t:1:R>", "<:a:1>", "<a:b:1>", ":fire:", "https://a.example/b_c", "discord.gg/abc",
    "<https://a.example>", "[a](https://b.example)", "<a@b.example>", "# ", "## ", "-# ", "- ",
    "* ", "1. ", "1", ".", "> ", ">>> ", "**", "*", "__", "_", "~~", "||", "`", "```", "\\", "\n",
    "(", ")", "[", "]", "<", ">", "@", ":", "/", "#", "-", "!", "a", "B", "7", " ", "é", "👩‍👩‍👧‍👦",
    "e\u0301", "\u202e", "\u2028", "\x00", "\ud83d", "\u200b", "＠", "＜",  # noqa: RUF001
]  # fmt: skip
NASTY = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
)


@settings(deadline=None, max_examples=1_500)
@given(NASTY)
@example("# a")
@example("12. a")
@example("`` ` ``")
@example("\\<@1>")
@example("\\\\*a*")
def test_it_looks_as_it_was_typed_and_does_nothing(text: str) -> None:
    """Whatever stands before it, and wherever in the line."""
    made = literal(text, 2_000)

    assert seen(made) == short(text, 2_000, str) == clean(text)
    for before, ours in [("", []), ("## 🔴 ", ["heading"]), ("-# Lock Screens: ", ["small"])]:
        assert kinds(before + made) == ours
    if made:
        assert kinds(MARKDOWN.bold(made)) == ["bold"]
        assert kinds(f"{MARKDOWN.bold(made)}: {made}, {made}") == ["bold"]


@settings(deadline=None, max_examples=500)
@given(NASTY, st.integers(1, 120))
def test_it_fits_as_it_is_written(text: str, room: int) -> None:
    """A sign and its backslash are never parted."""
    made = literal(text, room)

    assert units(made) <= room
    assert kinds(made) == []
    assert units(plain(text, room)) <= room
    assert len(plain(text, room)) >= 1


@settings(deadline=None, max_examples=500)
@given(NASTY)
def test_a_block_of_code_ends_where_we_end_it(text: str) -> None:
    """And nothing in it is read."""
    made = code(clean(text))

    assert [kind for kind, _ in read(made)] == ["block"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("prod_web_1 is down", r"prod\_web\_1 is down"),
        ("<@1> https://a.example", r"\<\@1\> https\:\/\/a.example"),
        ("- one", r"\- one"),
        ("10. ten", r"10\. ten"),
        ("EU - US, v1.2", "EU - US, v1.2"),
        ("Ca\u0301lculo", "C\u00e1lculo"),
    ],
)
def test_what_is_written(typed: str, written: str) -> None:
    """A backslash before each sign that could mean something, and before no other."""
    assert literal(typed, 100) == written


def test_a_moment_is_each_readers_own() -> None:
    """How long ago, what time of day, or both."""
    at = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)

    assert MARKDOWN.moment(at, "when") == "<t:1795435500:R>"
    assert MARKDOWN.moment(at, "clock") == "<t:1795435500:T>"
    assert MARKDOWN.moment(at, "ticking") == "<t:1795435500:T> (<t:1795435500:R>)"
    assert kinds(MARKDOWN.bold(MARKDOWN.moment(at, "ticking"))) == ["bold", "moment", "moment"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<@1>", "mention"), ("hi @everyone", "mention"), ("<t:1:R>", "moment"),
        ("[a](b)", "masked link"), ("see https://a.example", "link"), ("# a", "heading"),
        ("a\n- b", "list"), ("> a", "quote"), ("-# a", "small"), ("`a`", "code"),
        ("*a*", "italics"),
        ("__a__", "underline"), ("||a||", "spoiler"), (":fire:", "emoji"), ("</a b:1>", "command"),
        ("discord.gg/abc", "invitation"), ("**a\\***", "bold"), ("~~a~~", "strike"),
        ("<id:home>", "place"), ("```\na\n```", "block"), ("<a@b.example>", "link"),
    ],
)  # fmt: skip
def test_the_reader_reads(text: str, kind: str) -> None:
    """What it cannot see it could not forbid."""
    assert kinds(text) == [kind]


@pytest.mark.parametrize("text", ["\\*a\\*", "a * b", "1.2", "\\<@1>", "a: b", "#a", "50% -#"])
def test_the_reader_sees_no_more_than_there_is(text: str) -> None:
    """Or every text would be escaped twice."""
    assert kinds(text) == []
