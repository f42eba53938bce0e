"""What would ring at people's pockets: mentions in texts and rich text. Pure.

Our messages mention nobody, whatever was typed; a date (`<!date^…>`) rings at nobody.
"""

import re
from typing import Any

from tests.slack.blockkit import parts

_PINGS = re.compile(r"<(?:@|!(?!date\^))[^>\n]*>")
_RICH = {"user": "user_id", "usergroup": "usergroup_id", "broadcast": "range"}


def text_pings(text: Any) -> list[str]:
    """Each mention in a top-level text."""
    return _PINGS.findall(text) if isinstance(text, str) else []


def block_pings(blocks: Any) -> list[str]:
    """Each mention in mrkdwn, markdown and rich text; plain text mentions nobody."""
    found: list[str] = []
    for part in parts(blocks):
        if part.get("type") in ("mrkdwn", "markdown"):
            found += text_pings(part.get("text"))
        elif part.get("type") in _RICH and _RICH[part["type"]] in part:
            found.append(f"{part['type']} {part[_RICH[part['type']]]}")
    return found
