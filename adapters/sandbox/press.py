"""A button pressed on a Lock Screen: the webhook called as ActivitySmith's backend would.

Nothing about this call is published but its method, URL and body. So: JSON, no signature,
ten seconds, no redirects, and no second try unless a switch asks for repeats.
"""

from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.sandbox.answers import Json
from adapters.sandbox.rules import is_loopback
from adapters.sandbox.wire import encode

TIMEOUT_SECONDS = 10.0
ANSWER_BYTES_MAX = 64 * 1024
ELSEWHERE = "not called: the demo reaches no other machine"


class NotPressed(Exception):
    """The button cannot be pressed here; `status` and `sentence` say why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def webhook(button: Json | None) -> Json:
    """*button* if it calls a webhook; raises NotPressed."""
    if button is None:
        raise NotPressed(404, "The Lock Screen shows no such button.")
    if button["type"] != "webhook":
        url = button["url"]
        raise NotPressed(409, f"This button opens {url} on the phone; no webhook is called.")
    return button


async def deliver(button: Json, times: int, *, loopback_only: bool = False) -> list[Json]:
    """Each call's outcome: the status and body that came back, or what went wrong."""
    if loopback_only and not is_loopback(button["url"]):
        return [{"status": None, "body": None, "error": ELSEWHERE}]
    timeout = ClientTimeout(total=TIMEOUT_SECONDS)
    async with ClientSession(timeout=timeout) as session:
        return [await _call(session, button) for _ in range(times)]


async def _call(session: ClientSession, button: Json) -> Json:
    method = button.get("method", "POST")
    sent = encode(button["body"]) if method == "POST" and "body" in button else None
    headers = {"Content-Type": "application/json", "User-Agent": "ActivitySmith-Sandbox"}
    try:
        async with session.request(
            method, button["url"], data=sent, headers=headers, allow_redirects=False
        ) as response:
            raw = await response.content.read(ANSWER_BYTES_MAX)
            text = raw.decode("utf-8", "replace")
            return {"status": response.status, "body": text, "error": None}
    except (ClientError, TimeoutError, ValueError) as exc:
        return {"status": None, "body": None, "error": type(exc).__name__}
