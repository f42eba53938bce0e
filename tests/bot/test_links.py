"""Promises of links.py."""

# ruff: noqa: RUF001  (letters that look like others are what is tested)

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import links
from bot.errors import Refused
from tests.bot.spoken import LONG

NO_ADDRESS = "A button opens a full https:// address. Nothing was changed."
STRICT = re.compile(
    r"https://(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?![0-9]+[:/?#]|[0-9]+\Z|0x)(?!-)[a-z0-9-]{1,63}"
    r"(?::[0-9]{1,5})?(?:[/?#][!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]*)?"
)
NEARLY = st.lists(
    st.sampled_from(
        [
            "https://", "HTTPS://", "http://", "javascript:", "//", "/", "\\", "@", ":", ":443",
            "?", "#", ".", "-", "a", "example", ".com", "127.0.0.1", "0x7f", "2130706433", "[::1]",
            "例え", "ß", "\u200b", "\u2100", "\uff0e", "\u3002", "\u212a", "\u017f", "\n", "\r",
            "\x00", " ", "%0a", "xn--", "\ud800", "user:pw@", "１", "\u202e",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("https://example.com", "https://example.com"),
        ("  https://example.com/a?b=c#d ", "https://example.com/a?b=c#d"),
        ("HTTPS://Ops.Example.COM/Run", "https://ops.example.com/Run"),
        ("https://example.com:8443/x", "https://example.com:8443/x"),
        ("https://example.com?x=1", "https://example.com?x=1"),
        ("https://1password.com/", "https://1password.com/"),
        ("https://127.0.0.1.example.com/", "https://127.0.0.1.example.com/"),
        ("https://example.com/@evil.com", "https://example.com/@evil.com"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://例え。jp?x=/y", "https://xn--r8jz45g.jp?x=/y"),
        ("https://ｅxample.com/", "https://example.com/"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
    ],
)
def test_an_https_address_is_a_link(typed: str, sent: str) -> None:
    """The host is sent as machines read it, the rest as it was typed."""
    assert links.check(typed) == sent


@pytest.mark.parametrize(
    "typed",
    [
        "", "example.com", "http://example.com", "javascript:alert(1)", "data:text/html,x",
        "ftp://example.com", "https:example.com", "https:///example.com", "https://",
        "https://localhost/", "https://example", "https://user@example.com/",
        "https://user:pw@example.com/", "https://example.com@evil.com/", "https://127.0.0.1/",
        "https://127.0.0.1", "https://127.1/", "https://2130706433/", "https://0x7f000001/",
        "https://0x7f.0.0.1/", "https://1.0x7f/", "https://0177.0.0.1/", "https://[::1]/",
        "https://127.0.0.1./", "https://example.com./", "https://１２７.０.０.１/",
        "https://127。0。0。1/", "https://example.com:/", "https://example.com:0/",
        "https://example.com:99999/", "https://example.com:080808/", "https://example.com:٨٠/",
        "https://example.com\\evil.com/", "https://example.com/\\evil", "https://exa mple.com/",
        "https://example.com/\nx", "https://example.com\r\n.evil.com/", "https://example.com/x y",
        "https://-example.com/", "https://example-.com/", "https://exa_mple.com/",
        "https://example.com/日本", "https://example.com/\u212a", "https://example.com/\u017f",
        "http\u017f://example.com", "https://evil.c\u2100.example.com/",
        "https://example.com?例え.jp/", "https://evil.com?例え", "https://evil.com#例え.jp",
        "https://例え@evil.com/", "https://straße.de/", "https://ς.gr/", "https://a\u200db.com/",
        "https://a\u202eb.com/", "https://" + "a" * 64 + ".com/", "https://" + "a." * 130 + "com/",
        "https://例" + "え" * 80 + ".jp/", "https://..com/", "https://\ud800.com/",
        "https://example.com/\x00", "shortcut://x", "\u017fhortcuts://run",
    ],
)  # fmt: skip
def test_nothing_else_is(typed: str) -> None:
    """No other scheme, no user, no bare address, no odd port, no character that hides."""
    with pytest.raises(Refused) as refused:
        links.check(typed)

    assert str(refused.value) == NO_ADDRESS


@settings(max_examples=max(500, LONG))
@given(NEARLY | st.text().map("https://".__add__))
def test_what_passes_is_of_the_strict_grammar(typed: str) -> None:
    """Whatever is typed, a link that passes is plain ASCII https, and passes again unchanged."""
    try:
        sent = links.check(typed)
    except Refused:
        return

    assert STRICT.fullmatch(sent)
    assert links.check(sent) == sent


@pytest.mark.parametrize("length", [links.LENGTH_MAX, links.LENGTH_MAX + 1])
def test_a_link_has_a_longest(length: int) -> None:
    """A thousand characters pass, one more does not, as typed or as sent."""
    typed = "https://example.com/".ljust(length, "x")
    grows = "https://bücher.example/".ljust(length - 7, "x")

    for url in (typed, grows):
        if length <= links.LENGTH_MAX:
            assert links.check(url)[:14]
            continue
        with pytest.raises(Refused) as refused:
            links.check(url)
        assert str(refused.value) == (
            "That link is longer than 1000 characters. Nothing was changed."
        )


def test_a_shortcut_needs_leave() -> None:
    """What runs on everybody's iPhone is no chat user's to set."""
    with pytest.raises(Refused) as refused:
        links.check("Shortcuts://run-shortcut?name=Lights")

    assert str(refused.value) == (
        "A shortcut runs on everybody's iPhone, so only a template may put one on a button. "
        "Nothing was changed."
    )
    assert links.check("shortcuts://run-shortcut?name=Lights", shortcuts=True) == (
        "shortcuts://run-shortcut?name=Lights"
    )


@pytest.mark.parametrize("typed", ["shortcuts:run", "shortcuts://", "shortcuts://a b"])
def test_a_shortcut_has_a_form_too(typed: str) -> None:
    """Leave to run a shortcut is no leave to write anything."""
    with pytest.raises(Refused) as refused:
        links.check(typed, shortcuts=True)

    assert str(refused.value) == "That is no shortcuts:// address. Nothing was changed."
