"""A browser that installs the app: to Lockstep, to Slack, and back."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.adapters.slack.bench import PUBLIC_URL, Bench


@dataclass
class Browser:
    """What it was told on its way, and the one cookie it keeps."""

    to_slack: httpx.Response
    cookie: str
    back: str

    @property
    def query(self) -> dict[str, str]:
        """What Slack sends back with it."""
        return dict(parse_qsl(urlsplit(self.back).query))


async def left(bench: Bench, team: str = "T1") -> Browser:
    """Somebody who agreed in Slack, and is on the way back."""
    http = bench.edge.http
    first = await http.get("/slack/install")
    cookie = first.headers["set-cookie"].partition(";")[0]
    agreed = await http.get(f"{first.headers['location']}&team={team}")
    back = agreed.headers["location"]
    assert back.startswith(f"{PUBLIC_URL}/slack/oauth?")
    return Browser(first, cookie, back.removeprefix(PUBLIC_URL))


async def returned(bench: Bench, browser: Browser, path: str = "") -> httpx.Response:
    """What they are shown when they are back, with their cookie."""
    headers = {"Cookie": browser.cookie} if browser.cookie else {}
    return await bench.edge.http.get(path or browser.back, headers=headers)


async def installed(bench: Bench, team: str = "T1") -> httpx.Response:
    """The page of somebody who has installed the app in *team*."""
    answer = await returned(bench, await left(bench, team))
    assert answer.status_code == 200, answer.text
    return answer


async def connected(bench: Bench, team: str, key: str) -> None:
    """Somebody who administers *team* gives its key."""
    await bench.slack.command("/live connect", user="U1", team=team)
    await bench.idle()
    await bench.slack.submit(bench.slack.open_view("U1", team), {"field:key": key}, team=team)
    await bench.idle()
