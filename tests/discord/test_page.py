"""The page of pictures: it can draw all that we send, and lets no text be markup."""

import pytest

from tests.discord.page import html, scenes
from tests.discord.page.markdown import markdown

SCENES = {
    **{
        f"{board}: {name}": made for board, found in scenes.BOARDS.items() for name, made in found()
    },
    "picture": scenes.picture(),
}


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_is_drawn(name: str) -> None:
    """No markup of Discord's is left over, nobody is mentioned, and nothing has no picture."""
    made = SCENES[name]

    assert "Lockstep" in made or "modal" in made
    assert "&lt;t:" not in made.replace("&lt;t:0:R&gt;", "")
    assert "**" not in made.replace("**@everyone**", "")
    assert "mention loud" not in made
    assert "spoiler" not in made


def test_markup_is_drawn_and_escaped_text_is_not() -> None:
    """What was escaped for Discord comes out as letters; what is markup as what it means."""
    assert markdown("**a** `b` \\*c\\* <#2001>") == (
        '<p dir="auto"><b>a</b> <code>b</code> *c* '
        '<span class="mention">#inc-2042-checkout</span></p>'
    )
    assert markdown("## T\n-# s\n- i") == (
        '<h2 dir="auto">T</h2><small dir="auto">s</small><p class="item" dir="auto">• i</p>'
    )
    assert "loud" in markdown("hello @everyone and <@3001>")
    assert "<b>" not in markdown("<b>x</b>")


def test_what_has_no_picture_is_told() -> None:
    """A component that is new here is not left out silently."""
    with pytest.raises(AssertionError, match="no picture of component 99"):
        html.each([{"type": 99}])
