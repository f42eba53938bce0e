"""The page of pictures: it can draw all that we send, and lets no text be markup."""

import pytest

from tests.slack.page import html, scenes

SCENES = {
    **{f"card: {name}": made for name, made in scenes.cards()},
    **{f"more: {name}": made for name, made in scenes.forms_and_lists()},
    "picture": scenes.picture(),
}


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_is_drawn(name: str) -> None:
    """No markup of Slack's is left over, and nothing is without a picture."""
    made = SCENES[name]

    assert "Lockstep" in made or "modal" in made or "Live now" in made
    assert "&lt;!date" not in made
    assert "**" not in made


def test_markup_is_drawn_and_text_is_not() -> None:
    """What was escaped for Slack comes out as letters; what is markup as what it means."""
    made = html.mrkdwn("*a* `b` &lt;script&gt; <#C1> <https://a.example|c> 2*3")

    assert made == (
        '<b>a</b> <code>b</code> &lt;script&gt; <a class="channel">#inc-2042-checkout</a> '
        "<a>c</a> 2*3"
    )
