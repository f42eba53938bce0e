"""What people typed, out of the form that Slack gave it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.plain import plain


@pytest.mark.parametrize(
    ("told", "typed"),
    [
        ("start <@U1|ana> &amp; <@U2>", "start @ana & @U2"),
        ("in <#C1|ops>, <#C2|>, <#C3>", "in #ops, #C2, #C3"),
        ("see <https://a.example/?a=1&amp;b=2>", "see https://a.example/?a=1&b=2"),
        ("see <https://a.example|a.example>", "see https://a.example"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<!here> <!channel|@channel> <!subteam^S1|@sre>", "@here @channel @sre"),
        ("<!date^1700000000^{date}|yesterday>", "yesterday"),
        ("1 &lt; 2 &gt; &amp;lt;", "1 < 2 > &lt;"),
        ("a < b <c", "a < b <c"),
        ('button "x" <https://a.example/x>', 'button "x" https://a.example/x'),
    ],
)
def test_it_reads_as_it_was_typed(told: str, typed: str) -> None:
    """Whatever Slack made of it."""
    assert plain(told) == typed


@given(st.text())
def test_what_slack_escapes_comes_back(text: str) -> None:
    """Any text, escaped as Slack does, is itself again."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert plain(escaped) == text
