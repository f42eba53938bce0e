"""The menu of a message: "Pin to Lock Screen"."""

import pytest

from adapters.discord.plain import plain

NAMES = {("@", 1): "ben", ("@&", 2): "sre", ("#", 3): "ops"}
"""Who and what has which id."""


def named(kind: str, id_: int) -> str:
    return NAMES.get((kind, id_), "")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Disk of <@1> is full", "Disk of @ben is full"),
        ("<@!1> <@&2> <#3>", "@ben @sre #ops"),
        ("<@9> <@&9> <#9>", "@somebody @some role #some-channel"),
        ("**bold** *it* __under__ ~~gone~~ ||secret||", "bold it under gone secret"),
        ("***both*** and `code` and _slanted_", "both and code and slanted"),
        ("2 * 3 * 4, snake_case_name, a || b", "2 * 3 * 4, snake_case_name, a || b"),
        ("```py\nprint(1)\n```", "print(1)\n"),
        ("# Down\n> quoted\n-# small", "Down\nquoted\nsmall"),
        ("[runbook](https://a.example/1) <https://b.example>", "runbook https://b.example"),
        ("<t:1795435200:R> </live start:123> <a:fire:9>", "23 Nov 12:00 UTC /live start :fire:"),
        (r"not \*bold\* <id:customize>", "not *bold* #customize"),
        ("<t:-99999999999:R> 3 < 4 > 2", "some time 3 < 4 > 2"),
    ],
)  # fmt: skip
def test_a_message_is_read_as_people_read_it(written: str, read: str) -> None:
    """Names for ids, times for numbers, and no marks."""
    assert plain(written, named) == read


def test_no_text_takes_long_to_read() -> None:
    """Whatever marks it is made of."""
    for marks in ("*", "**", "_", "`", "||", "[", "<@", "> ", "\\", "~~a"):
        assert isinstance(plain(marks * 2_000, named), str)
