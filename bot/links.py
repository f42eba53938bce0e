"""Addresses that people put on buttons, checked by one strict grammar. Pure.

A colleague's iPhone opens what stands here, so only a plain https address passes: no
user part, no bare IP address, no port games, no character that hides another. ActivitySmith
also opens `shortcuts://`, which runs a Shortcut on the phone; only a template may allow it.
"""

import re

from bot.errors import Refused

LENGTH_MAX = 1_000
HOST_LENGTH_MAX = 253
PORT_MAX = 65_535

_ASCII = re.ASCII | re.IGNORECASE
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+", _ASCII)
_HTTPS = re.compile(
    r"https://(?P<host>[^\s/?#:@\\]+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<rest>[/?#][a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*)?",
    _ASCII,
)
_SHORTCUT = re.compile(r"shortcuts://[A-Za-z0-9\-._~:/?&'()*+,;=%]+")
_ADDRESS_ONLY = re.compile(r"[0-9]+|0x[0-9a-f]*", _ASCII)
_READ_TWO_WAYS = frozenset("ßẞς\u200c\u200d")
"""Old and new readers make different hosts of these."""


def check(url: str, *, shortcuts: bool = False) -> str:
    """*url* in the form that is shown and sent: the host in small letters and punycode.

    Raises Refused unless it is a plain https address (or, where allowed, a shortcut).
    """
    url = url.strip()
    if len(url) > LENGTH_MAX:
        raise _too_long()
    if url.lower().startswith("shortcuts:"):
        return _shortcut(url, allowed=shortcuts)
    found = _HTTPS.fullmatch(url)
    host = _host(found["host"]) if found else None
    if found is None or host is None or not _is_port(found["port"]):
        raise Refused("A button opens a full https:// address. Nothing was changed.")
    port = f":{found['port']}" if found["port"] else ""
    checked = f"https://{host}{port}{found['rest'] or ''}"
    if len(checked) > LENGTH_MAX:
        raise _too_long()
    return checked


def _too_long() -> Refused:
    return Refused(f"That link is longer than {LENGTH_MAX} characters. Nothing was changed.")


def _shortcut(url: str, *, allowed: bool) -> str:
    if not allowed:
        raise Refused(
            "A shortcut runs on everybody's iPhone, so only a template may put one on a button. "
            "Nothing was changed."
        )
    if not _SHORTCUT.fullmatch(url):
        raise Refused("That is no shortcuts:// address. Nothing was changed.")
    return url


def _host(typed: str) -> str | None:
    """The host that *typed* names, in small letters and punycode; None if it names none."""
    if _READ_TWO_WAYS & set(typed):
        return None
    try:
        host = typed if typed.isascii() else typed.encode("idna").decode()
    except UnicodeError:
        return None
    last = host.rsplit(".", 1)[-1]
    if len(host) > HOST_LENGTH_MAX or not _HOST.fullmatch(host) or _ADDRESS_ONLY.fullmatch(last):
        return None
    return host.lower()


def _is_port(typed: str | None) -> bool:
    return typed is None or 1 <= int(typed) <= PORT_MAX
