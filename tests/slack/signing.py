"""Signatures as Slack makes them."""

import hashlib
import hmac


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What stands in X-Slack-Signature for *body* sent at *timestamp*."""
    told = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()
