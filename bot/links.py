"""Addresses that people put on buttons, checked by one strict grammar. Pure.

A colleague's iPhone opens what stands here, so only a plain https address passes: no
user part, no bare IP address, no port games, no character that hides another. ActivitySmith
also opens `shortcuts://`, which runs a Shortcut on the phone; only a template may allow it.
"""

import re

from bot.errors import Refused

LENGTH_MAX = 1_000

_LABEL = r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)"
_HTTPS = re.compile(
    rf"https://(?P<host>{_LABEL}(?:\.{_LABEL})+)(?P<port>:[0-9]{{1,5}})?"
    r"(?P<rest>[/?#][A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*)?",
    re.I,
)
_SHORTCUT = re.compile(r"shortcuts://[A-Za-z0-9\-._~:/?&'()*+,;=%]+")
_ADDRESS_ONLY = re.compile(r"[0-9.]+|0x[0-9a-f.]+", re.I)


def check(url: str, *, shortcuts: bool = False) -> str:
    """*url* in the form that is shown and sent: the host in small letters and punycode.

    Raises Refused unless it is a plain https address (or, where allowed, a shortcut).
    """
    url = url.strip()
    if len(url) > LENGTH_MAX:
        raise Refused(f"That link is longer than {LENGTH_MAX} characters. Nothing was changed.")
    if url.lower().startswith("shortcuts:"):
        return _shortcut(url, allowed=shortcuts)
    found = _HTTPS.fullmatch(_ascii_host(url))
    if found is None or _ADDRESS_ONLY.fullmatch(found["host"].rsplit(".", 1)[-1]):
        raise Refused("A button opens a full https:// address. Nothing was changed.")
    return f"https://{found['host'].lower()}{found['port'] or ''}{found['rest'] or ''}"


def _shortcut(url: str, *, allowed: bool) -> str:
    if not allowed:
        raise Refused(
            "A shortcut runs on everybody's iPhone, so only a template may put one on a button. "
            "Nothing was changed."
        )
    if not _SHORTCUT.fullmatch(url):
        raise Refused("That is no shortcuts:// address. Nothing was changed.")
    return url


def _ascii_host(url: str) -> str:
    """*url* with its host in punycode; unchanged if that cannot be."""
    if url.isascii():
        return url
    head, slashes, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    try:
        return f"{head}{slashes}{host.encode('idna').decode()}{slash}{path}"
    except UnicodeError:
        return url
