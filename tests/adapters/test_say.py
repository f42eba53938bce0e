"""`/say`, `lockstep say` and `lockstep key`: speaking from a terminal, a script or CI."""

import socket
from pathlib import Path

import httpx
import pytest
from aiohttp import web

from adapters import keys
from adapters.app import own_address
from adapters.speak import as_typed, speak
from bot.errors import Refused, StoreUnusable
from bot.settings import Settings
from tests.adapters.edge import SECRET, Edge, edge, settings, until


def own(parts: Edge, **named: object) -> Settings:
    """The settings of a terminal beside the Lockstep that runs."""
    path = parts.app.settings.sqlite_path
    assert path is not None
    return settings(path.parent, PORT=parts.url.rpartition(":")[2], **named)


async def test_what_is_said_shows_on_the_card_and_the_phones(running: Edge) -> None:
    """The answer waits for word from the phones, and is the card."""
    card = await speak(own(running), "#ops", "start Checkout is down", speaker="Ada")

    lines = card.splitlines()
    assert lines[:2] == ["┌ Incident in #ops", "│ Checkout is down"]
    assert lines[2].startswith("│ Ada, ")
    assert lines[3:] == ["│ Lock Screens: accepted for 2 phones", "└ [Acknowledge]  [End]"]
    (shown,) = running.cards()
    assert shown["content_state"]["message"] == "Checkout is down"


async def test_looking_changes_nothing(still: Edge) -> None:
    """status, list, history and help answer; not a row differs."""
    await still.say('start "Nightly backup" steps:4')
    await still.say("next")
    before = await still.tables()

    told = {look: await speak(own(still), "ops", look) for look in ("", "status", "list", "help")}
    told["history"] = await speak(own(still), "ops", "history")
    elsewhere = await speak(own(still), "other", "status")

    assert told["status"] == told[""]
    assert told["status"].startswith("Nightly backup · step 1 of 4\n  Lock Screens: ")
    assert told["list"] == "nightly-backup  Nightly backup · step 1 of 4  #ops"
    assert [line[21:] for line in told["history"].splitlines()[1:]] == [
        "Ada: started",
        "Ada: step 1 of 4",
    ]
    assert "start" in told["help"]
    assert elsewhere.startswith("Nothing is live here.")
    assert await still.tables() == before


async def test_a_refusal_is_told_and_changes_nothing(still: Edge) -> None:
    """409 with the sentence, which is what the command line raises."""
    before = await still.tables()

    answer = await still.spoken("end")
    with pytest.raises(Refused, match="Nothing is live here"):
        await speak(own(still), "ops", "end")
    with pytest.raises(Refused, match="A channel's name is"):
        await speak(own(still), "a b", "end")

    assert answer.status_code == 409
    assert answer.json() == {"refused": "Nothing is live here. Say `start` and a title to begin."}
    assert await still.tables() == before


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer x",
        "Basic bG9jYWw6eA==",
        f"Bearer {keys.make(b'another secret, longer', 'ci')}",
        f"Bearer {keys.make(SECRET.encode(), 'ci').replace('_ci_', '_cd_')}",
        f"Bearer {keys.make(SECRET.encode(), 'ci')[:-1]}",
        f"Bearer {keys.make(SECRET.encode(), 'ci')} x",
        "Bearer lsk_ci_" + "0" * 40,
    ],
)
async def test_without_its_key_nobody_speaks(still: Edge, authorization: str | None) -> None:
    """401, whatever the body; nothing is stored."""
    headers = {} if authorization is None else {"Authorization": authorization}
    before = await still.tables()

    answer = await still.http.post(
        "/say", json={"channel": "ops", "words": "start x"}, headers=headers
    )

    assert answer.status_code == 401
    assert await still.tables() == before


async def test_a_key_names_who_speaks(still: Edge) -> None:
    """A script's key is its name; only this machine's own commands may give another."""
    key = keys.make(SECRET.encode(), "ci")
    body = {"channel": "ops", "words": "start Deploy", "speaker": "the boss"}

    answer = await still.http.post("/say", json=body, headers={"Authorization": f"bearer {key}"})

    assert answer.status_code == 200
    (activity,) = await still.app.store.recent(None, 10)
    assert activity.owner.name == "ci"


async def test_a_speakers_name_cannot_break_the_card(still: Edge) -> None:
    """Names are cleaned like all that is typed."""
    answer = await still.spoken("start x", speaker="\x1b[31mEve\n└ forged", card=True)

    assert answer.json()["card"].splitlines()[2].startswith("│ [31mEve └ forged, ")


async def test_a_card_is_drawn_for_who_asks(still: Edge) -> None:
    """A script is told what was done; a terminal wants to see it, too."""
    answer = await still.spoken("start Checkout")

    assert answer.json() == {"answer": "Incident in #ops · Checkout"}


async def test_what_is_far_too_long_is_refused_in_the_same_words(running: Edge) -> None:
    """However long it is, and before anything is sent."""
    with pytest.raises(Refused, match=r"longer than 4000 characters\. Nothing was changed\."):
        await speak(own(running), "ops", "say " + "😀" * 20_000)


async def test_told_again_it_is_said_once(still: Edge) -> None:
    """The same key of one speaker is one request, also when the answer was lost."""
    told = [await still.spoken("start Checkout", key="run-7") for _ in range(3)]
    other = await still.spoken("start Search", key="run-8")

    assert {answer.status_code for answer in told} == {200}
    assert len({answer.json()["answer"] for answer in told}) == 1
    assert other.status_code == 200
    assert len(await still.app.store.recent(None, 10)) == 2


async def test_without_a_running_one_the_store_is_opened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is said is stored, said once, and shown when Lockstep runs."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    alone = settings(tmp_path, PORT=port)

    card = await speak(alone, "ops", "start Checkout is down", speaker="Ada")
    listed = await speak(alone, "ops", "list")
    with pytest.raises(Refused, match="I do not know `dance`"):
        await speak(alone, "ops", "dance")

    assert "│ Checkout is down\n" in card
    assert listed.startswith("checkout-is-down  ")
    assert capsys.readouterr().err == ("No Lockstep runs here; the phones follow when one does.\n")
    async with edge(tmp_path) as parts:
        await until(parts.cards)


async def test_another_secret_is_told(still: Edge) -> None:
    """The Lockstep that runs has another secret: one sentence, and nothing is said."""
    with pytest.raises(Refused, match="has another secret"):
        await speak(own(still, LOCKSTEP_SECRET="quite another secret"), "ops", "start x")

    assert await still.app.store.recent(None, 10) == []


@pytest.mark.parametrize("body", ["<html>", "[]", "{}", '{"error": "no"}', "", "7"])
@pytest.mark.parametrize("status", [200, 401, 404, 503])
async def test_something_else_on_the_port_is_told(tmp_path: Path, body: str, status: int) -> None:
    """Whatever it answers, it is not taken for ours."""

    async def foreign(request: web.Request) -> web.Response:
        return web.Response(text=body, status=status)

    site = web.Application()
    site.router.add_route("*", "/{rest:.*}", foreign)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]

    with pytest.raises(Refused, match=f"Something else answers on port {port}. Nothing was said"):
        await speak(settings(tmp_path, PORT=port), "ops", "start x")
    await runner.cleanup()


async def test_a_store_that_another_owns_is_left_alone(still: Edge) -> None:
    """On another port nobody answers, and the store is in use: both are told in one sentence."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    with pytest.raises(StoreUnusable, match="in use by another Lockstep"):
        await speak(own(still).model_copy(update={"port": port}), "ops", "start x")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["start Checkout is down"], "start Checkout is down"),
        (["start", "Checkout", "is", "down"], "start Checkout is down"),
        (["start", "Nightly backup", "steps:4"], 'start "Nightly backup" steps:4'),
        (["set", "subtitle:Verify restore"], 'set subtitle:"Verify restore"'),
        (["button", "2", "Roll back", "say:roll back asked"],
         'button 2 "Roll back" say:"roll back asked"'),
        (["button", "Pause", "POST", "https://a.example", '{"job": "7"}'],
         'button Pause POST https://a.example {"job": "7"}'),
        (["start", "Note: all is well"], 'start "Note: all is well"'),
    ],
)  # fmt: skip
def test_what_the_shell_unquoted_is_quoted_again(arguments: list[str], words: str) -> None:
    """`start "Nightly backup" steps:4` means in a shell what it means in a channel."""
    assert as_typed(arguments) == words


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
    ],
)
def test_where_it_listens_is_not_where_it_is_called(
    tmp_path: Path, host: str, address: str
) -> None:
    """Every address that can be listened on can be called."""
    assert own_address(settings(tmp_path, HOST=host)) == address
    assert httpx.URL(address).port == 8000
