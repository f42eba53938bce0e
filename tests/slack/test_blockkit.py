"""Our checker takes what Slack takes and refuses each thing it refuses; others look on.

Slack's own models and the `blockkit` package are judges that share nothing with us. They
see less than we do (a dash in the samples), but what they see, we must see, and what we
take at a limit they must take too.
"""

from typing import Any

import blockkit
import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.slack import samples
from tests.slack.blockkit import block_faults, text_length
from tests.slack.kit import built
from tests.slack.viewkit import view_faults
from tests.slack.world import Json


def sdk_takes(blocks: list[Json]) -> bool:
    """What Slack's models say."""
    try:
        read = [Block.parse(block) for block in blocks]
        for block in read:
            if block is not None:  # None is all it says of a block that it does not know
                block.to_dict()
    except (SlackObjectFormationError, TypeError):  # the latter where a field is missing
        return False
    return None not in read


def blockkit_takes(blocks: list[Json]) -> bool:
    """What `blockkit` says."""
    try:
        for block in blocks:
            built(block).build()
    except (blockkit.core.FieldValidationError, blockkit.core.ComponentValidationError):
        return False
    return True


@pytest.mark.parametrize("name", samples.TAKEN)
def test_what_is_at_its_limit_is_taken(name: str) -> None:
    """By all three."""
    blocks = samples.TAKEN[name]

    assert block_faults(blocks, "message") == []
    assert sdk_takes(blocks)
    assert blockkit_takes(blocks)


@pytest.mark.parametrize("name", samples.REFUSED)
def test_what_is_beyond_is_refused(name: str) -> None:
    """With its reason; and by each judge that looks so deep."""
    blocks, reason, judges = samples.REFUSED[name]

    assert any(reason in fault for fault in block_faults(blocks, "message"))
    assert not ("S" in judges and sdk_takes(blocks))
    assert not ("B" in judges and blockkit_takes(blocks))


@pytest.mark.parametrize("name", samples.VIEWS_TAKEN)
def test_a_view_at_its_limit_is_taken(name: str) -> None:
    """By Slack's models too."""
    view = samples.VIEWS_TAKEN[name]

    assert view_faults(view) == []
    assert View(**view).to_dict()


@pytest.mark.parametrize("name", samples.VIEWS_REFUSED)
def test_a_view_beyond_is_refused(name: str) -> None:
    """With its reason; and by Slack's models where they look."""
    view, reason, judges = samples.VIEWS_REFUSED[name]

    assert any(reason in fault for fault in view_faults(view))
    if "S" in judges:
        with pytest.raises(SlackObjectFormationError):
            View(**view).to_dict()


@pytest.mark.parametrize("nonsense", [None, 3, "[]", {}, [None], ["a"], [[]], [{"type": []}]])
def test_nonsense_is_refused(nonsense: Any) -> None:
    """And does not break the checker."""
    assert block_faults(nonsense, "message") or nonsense == {}
    assert view_faults(nonsense)
    assert view_faults({"type": "modal", "title": nonsense, "blocks": nonsense})


def test_all_text_counts() -> None:
    """Down to labels and options."""
    blocks = [samples.header("abc"), samples.actions(samples.menu(2), samples.button())]

    assert text_length(blocks) == 3 + 2 + 1
