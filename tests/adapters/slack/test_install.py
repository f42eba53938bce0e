"""Workspaces install the app: nobody is believed without the state, and nothing is told."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from aiohttp import web

from adapters.slack.install import Install
from adapters.slack.installed import InstalledTokens
from adapters.slack.scopes import SCOPES
from adapters.slack.settings import SlackSettings
from adapters.slack.wire import Wire, open_session
from adapters.vault import Seals, Vault
from bot.stores.sqlite import SqliteStore
from tests.adapters.edge import bytes_in, until
from tests.adapters.slack.bench import PUBLIC_URL, Bench, bench
from tests.adapters.slack.installing import Browser, installed, left, returned


@pytest.fixture
async def open_to_all(tmp_path: Path) -> AsyncIterator[Bench]:
    """A Lockstep that any workspace may install."""
    async with bench(tmp_path, installs=True) as parts:
        yield parts
        parts.slack.assert_polite()


async def kept(at: Bench) -> set[tuple[str, str]]:
    """What was entrusted to it: workspace and name of each."""
    return set(await at.edge.app.store.secrets())


async def test_who_installs_is_sent_to_slack(open_to_all: Bench) -> None:
    """With every scope, the way back, a state, and a cookie that only this browser has."""
    answer = await open_to_all.edge.http.get("/slack/install")

    asked = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{open_to_all.slack.url}/oauth/v2/authorize?")
    assert asked.keys() == {"client_id", "scope", "redirect_uri", "state"}
    assert set(asked["scope"].split(",")) == set(SCOPES)
    assert asked["redirect_uri"] == f"{PUBLIC_URL}/slack/oauth"
    for told in ("HttpOnly", "SameSite=Lax", "Secure", "Path=/slack/oauth", "Max-Age=600"):
        assert told in answer.headers["set-cookie"]


async def test_two_workspaces_install_and_speak(open_to_all: Bench) -> None:
    """Each has its own token: its cards are posted with it, and nobody else's."""
    for team in ("T1", "T2"):
        answer = await installed(open_to_all, team)
        assert (
            f"Lockstep is installed in {open_to_all.slack.team(team).domain.title()}" in answer.text
        )
        assert "/live connect" in answer.text

    for team in ("T1", "T2"):
        heard = await open_to_all.slack.command(f"/live start Down in {team}", team=team)
        assert heard.status == 200
        await until(partial(open_to_all.cards, "C1", team))

    assert await kept(open_to_all) == {("T1", "slack"), ("T2", "slack")}


async def test_a_workspace_that_did_not_install_is_told(open_to_all: Bench) -> None:
    """Nothing is changed, and nothing is kept of it."""
    await installed(open_to_all, "T1")
    before = await open_to_all.rows()

    heard = await open_to_all.slack.command("/live start Down", team="T2")

    assert "not installed in this workspace" in heard.text
    assert await open_to_all.rows() == before


def other_cookie(browser: Browser) -> str:
    return "lockstep_install=" + "x" * 32


@pytest.mark.parametrize(
    "cookie",
    [lambda b: "", other_cookie, lambda b: b.cookie + "x", lambda b: "lockstep_install="],
    ids=["none", "another", "longer", "empty"],
)
async def test_a_state_is_of_no_use_in_another_browser(open_to_all: Bench, cookie: Any) -> None:
    """Whoever is lured to a link with somebody's code gets a page, and Slack is not asked."""
    browser = await left(open_to_all)
    browser.cookie = cookie(browser)

    answer = await returned(open_to_all, browser)

    assert_nothing_came_of_it(open_to_all, answer, 400)
    assert await kept(open_to_all) == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda q: [],
        lambda q: [("code", q["code"])],
        lambda q: [("code", q["code"]), ("state", "é" * 40)],
        lambda q: [("code", q["code"]), ("state", "A" * 75)],
        lambda q: [("code", q["code"]), ("state", q["state"][:-4] + "AAA=")],
        lambda q: [("code", q["code"]), ("state", "B" + q["state"][1:])],
        lambda q: [("code", q["code"]), ("state", q["state"]), ("state", q["state"])],
        lambda q: [("error", "access_denied"), ("state", "")],
    ],
)
async def test_a_bent_state_is_none(open_to_all: Bench, change: Any) -> None:
    """Missing, garbled, changed at either end, or said twice."""
    browser = await left(open_to_all)

    answer = await returned(
        open_to_all, browser, "/slack/oauth?" + urlencode(change(browser.query))
    )

    assert_nothing_came_of_it(open_to_all, answer, 400)
    assert await kept(open_to_all) == set()


async def test_a_state_is_good_once(open_to_all: Bench) -> None:
    """The second use, with the right cookie and whatever code, is turned away."""
    browser = await left(open_to_all)
    await returned(open_to_all, browser)

    again = await returned(open_to_all, browser)

    assert again.status_code == 400
    assert len(open_to_all.slack.called("oauth.v2.access")) == 1


async def test_a_state_is_good_for_ten_minutes(tmp_path: Path) -> None:
    """One second before that it is, and then it is not."""
    now = [datetime.now(UTC)]
    async with bench(tmp_path, installs=True, clock=lambda: now[0]) as at:
        first, second = await left(at), await left(at)
        now[0] += timedelta(minutes=9, seconds=58)
        in_time = await returned(at, first)
        now[0] += timedelta(seconds=3)

        late = await returned(at, second)

        assert (in_time.status_code, late.status_code) == (200, 400)
        assert len(at.slack.called("oauth.v2.access")) == 1


async def test_who_says_no_has_said_no(open_to_all: Bench) -> None:
    """A kind page, and a way to change one's mind."""
    browser = await left(open_to_all)
    query = urlencode({"error": "access_denied", "state": browser.query["state"]})

    answer = await returned(open_to_all, browser, f"/slack/oauth?{query}")

    assert "You said no, so nothing was kept." in answer.text
    assert_nothing_came_of_it(open_to_all, answer, 200)
    assert await kept(open_to_all) == set()


@pytest.mark.parametrize(
    ("kind", "more", "status", "says"),
    [
        ("error", {"error": "invalid_code"}, 400, "Slack did not confirm it."),
        ("error", {"error": "bad_client_secret"}, 400, "Slack did not confirm it."),
        ("status", {"status": 500}, 503, "did not answer in time"),
        ("ratelimited", {"retry_after": "30"}, 503, "did not answer in time"),
        ("html", {"status": 200}, 503, "did not answer in time"),
    ],
)
@pytest.mark.parametrize("method", ["oauth.v2.access", "auth.test"])
async def test_when_slack_does_not_confirm(
    open_to_all: Bench, method: str, kind: Any, more: dict[str, Any], status: int, says: str
) -> None:
    """Nothing is kept, the page says so, and beginning again works."""
    open_to_all.slack.fail(method, kind, **more)

    answer = await returned(open_to_all, await left(open_to_all))

    assert answer.status_code == status, answer.text
    assert says in answer.text
    assert "Begin again" in answer.text
    assert await kept(open_to_all) == set()
    if kind != "ratelimited":
        await installed(open_to_all)


async def test_what_is_removed_is_forgotten(open_to_all: Bench) -> None:
    """Token and key of the workspace that removed the app; the other's are still there."""
    for team in ("T1", "T2"):
        await installed(open_to_all, team)

    await open_to_all.slack.app_uninstalled("T1")
    await open_to_all.slack.tokens_revoked("T1")

    assert await kept(open_to_all) == {("T2", "slack")}
    heard = await open_to_all.slack.command("/live list", team="T2")
    assert "Nothing is live" in heard.text


async def test_late_news_of_a_removal_removes_nothing(open_to_all: Bench) -> None:
    """Installed again before Slack's retry arrives: the token works, and is kept."""
    await installed(open_to_all, "T1")

    await open_to_all.slack.event({"type": "app_uninstalled"}, "T1")

    assert await kept(open_to_all) == {("T1", "slack")}


async def test_a_removal_that_cannot_be_checked_is_told_again(open_to_all: Bench) -> None:
    """Slack does not answer just then: it is not acknowledged, so Slack says it once more."""
    await installed(open_to_all, "T1")
    open_to_all.slack.fail("auth.test", "status", status=503)

    (first,) = await open_to_all.slack.event({"type": "app_uninstalled"}, "T1")
    open_to_all.slack.team("T1").installed = False
    (second,) = await open_to_all.slack.event({"type": "app_uninstalled"}, "T1")

    assert (first.status, second.status) == (503, 200)
    open_to_all.slack.violations.clear()  # Not to acknowledge is what is wanted here.
    assert await kept(open_to_all) == set()


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/slack/install", "/slack/oauth"])
async def test_only_a_get_is_heard(open_to_all: Bench, method: str, path: str) -> None:
    """What looks ahead of people uses up no state and begins nothing."""
    answer = await open_to_all.edge.http.request(method, path)

    assert answer.status_code == 405
    assert "set-cookie" not in answer.headers


async def test_a_page_loads_its_own_style_and_nothing_else(open_to_all: Bench) -> None:
    """No script, no other machine, no frame, and nothing that a cache would keep."""
    answer = await installed(open_to_all)
    style = await open_to_all.edge.http.get("/slack/page.css")

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'; style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "<script" not in answer.text
    assert "style=" not in answer.text


async def test_with_one_token_there_is_nothing_to_install(at_work: Bench) -> None:
    """The routes are not there."""
    for path in ("/slack/install", "/slack/oauth", "/slack/page.css"):
        assert (await at_work.edge.http.get(path)).status_code == 404


async def test_no_token_is_told_anywhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Not by the database's own bytes, a log, a page or an answer."""
    caplog.set_level(logging.DEBUG)
    async with bench(tmp_path, installs=True) as at:
        browser = await left(at)
        told = [(await returned(at, browser)).text]
        secrets = [at.slack.team("T1").token, at.slack.app.client_secret]
        once = [browser.query["code"], browser.query["state"]]
        await at.slack.command("/live start Down")
        told += [repr(at.edge.app), repr(at.adapter.__dict__), str(await at.rows())]
        for path in ("/ready", "/metrics"):
            told.append((await at.edge.http.get(path)).text)
        told.append(str(bytes_in(tmp_path)))
    told.append(str(bytes_in(tmp_path)))

    ours = "\n".join(r.getMessage() + str(vars(r)) for r in caplog.records if _ours(r))
    assert "slack app was installed" in ours
    for secret in secrets:
        assert secret not in "\n".join(told) + ours
    assert not [part for part in once if part in "\n".join(told) + ours]


def _ours(record: logging.LogRecord) -> bool:
    """Not of the test's own browser, which says where it goes."""
    return not record.name.startswith(("httpx", "httpcore"))


def assert_nothing_came_of_it(at: Bench, answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Begin again" in answer.text
    assert "othing was kept" in answer.text
    assert at.slack.called("oauth.v2.access") == []


@asynccontextmanager
async def served(site: web.Application) -> AsyncIterator[str]:
    """Where *site* is, on loopback."""
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


WHOLE: dict[str, Any] = {
    "ok": True,
    "token_type": "bot",
    "access_token": "xoxb-canary",
    "team": {"id": "T1", "name": "<b>Acme & Sons</b>"},
}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"is_enterprise_install": True, "team": None}, "for a whole organisation yet"),
        ({"team": None}, "for a whole organisation yet"),
        ({"refresh_token": "xoxe-1", "expires_in": 43_200}, "token rotation switched on"),
        ({"token_type": "user"}, "no bot token"),
        ({"access_token": None}, "no bot token"),
        ({"team": {"id": "T9"}}, "for which workspace"),
        ({}, "is installed in &lt;b&gt;Acme &amp; Sons&lt;/b&gt;"),
    ],
)
async def test_what_slack_gives_is_looked_at(
    tmp_path: Path, change: dict[str, Any], says: str
) -> None:
    """An organisation's, a rotating, or another workspace's token is refused in a sentence."""

    async def access(request: web.Request) -> web.Response:
        return web.json_response(WHOLE | change)

    async def test(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "team_id": "T1", "user_id": "U0", "bot_id": "B0"})

    slack = web.Application()
    slack.add_routes([web.post("/api/oauth.v2.access", access), web.post("/api/auth.test", test)])
    async with served(slack) as there, open_session() as session:
        store = await SqliteStore.open(tmp_path / "lockstep.db")
        settings = SlackSettings(_env_file=None, client_id="1", client_secret="2",
                                 signing_secret="3", api_url=f"{there}/api/",
                                 LOCKSTEP_PUBLIC_URL="http://127.0.0.1")  # fmt: skip
        wire = Wire(session, settings.api_url)
        tokens = InstalledTokens(wire, await Vault.open(store, Seals([b"k" * 32])))
        told: list[str] = []
        install = Install(settings, wire, tokens, clock=lambda: datetime.now(UTC),
                          installed=told.append)  # fmt: skip
        site = web.Application()
        site.add_routes(install.routes())
        async with served(site) as ours, httpx.AsyncClient(base_url=ours) as http:
            first = await http.get("/slack/install")
            assert "Secure" not in first.headers["set-cookie"], "on this machine there is no https"
            state = dict(parse_qsl(urlsplit(first.headers["location"]).query))["state"]
            cookie = {"Cookie": first.headers["set-cookie"].partition(";")[0]}
            back = f"/slack/oauth?{urlencode({'code': 'c', 'state': state})}"
            answer = await http.get(back, headers=cookie)

        assert says in answer.text
        assert tokens.teams() == told == ([] if change else ["T1"])
        await store.close()
