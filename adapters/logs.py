"""Logs: one JSON object a line, a constant sentence and its particulars, never a secret."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import TextIO

_SECRET = re.compile(
    r"ask_[A-Za-z0-9_-]{4,}|lsk_[A-Za-z0-9._-]+|xox[a-z]-[A-Za-z0-9-]+|xapp-[A-Za-z0-9-]+"
    r"|[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}"  # a Discord bot's token
    r"|\bA[A-Za-z0-9_-]{54,99}\b"  # a press token: kind 1 begins with A
    r"|Bearer\s+\S+"
)
_OWN = frozenset(vars(logging.makeLogRecord({})))


class Lines(logging.Formatter):
    """A record as one line of JSON, with whatever looks like a secret blacked out."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging.Formatter."""
        fields: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "what": record.getMessage(),
            "where": record.name,
        }
        fields |= {key: value for key, value in vars(record).items() if key not in _OWN}
        if record.exc_info:
            fields["error"] = self.formatException(record.exc_info)
        return redact(json.dumps(fields, default=str, ensure_ascii=False))


def redact(text: str) -> str:
    """*text* with every key and token replaced."""
    return _SECRET.sub("[secret]", text)


def set_up(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send the program's logs to *stream*, standard error if None."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("httpx", "httpcore", "aiohttp.access", "asyncio"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))
