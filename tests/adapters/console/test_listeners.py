"""The chat's routes over HTTP: who says what, what comes of it, and what nobody can ask."""

from typing import Any

import pytest

from adapters.console.people import PEOPLE, described
from tests.adapters.console.chat import Chat
from tests.adapters.edge import until


async def test_plain_words_are_a_post(quiet: Chat) -> None:
    """Everybody sees them; told twice, they are there once."""
    for _ in range(2):
        assert await quiet.say("good morning", person="mei", key="k") == {"kind": "posted"}

    (post,) = quiet.room.posts()
    assert (post["author"]["name"], post["text"]) == ("Mei", "good morning")


async def test_a_command_is_answered_to_who_asked(quiet: Chat) -> None:
    """The answer is private: nothing is posted but the card that the surface posts."""
    told = await quiet.say('/live start "Nightly backup" steps:4', person="grace")

    assert told == {"kind": "answer", "text": "Nightly backup · step 0 of 4"}
    assert quiet.room.posts() == []
    activity = await quiet.only()
    assert activity.owner.model_dump() == {
        "platform": "console",
        "id": "grace",
        "name": "Grace",
        "groups": frozenset({"sre"}),
    }


async def test_a_command_told_twice_is_done_once(quiet: Chat) -> None:
    """It has the first answer again; with a key of another person it is another command."""
    await quiet.say('/live start "Nightly backup" steps:4')
    first = await quiet.say("/live next", key="k")

    assert await quiet.say("/live next", key="k") == first
    assert (await quiet.only()).revision == 2
    await quiet.say("/live next", key="k", person="mei")
    assert (await quiet.only()).revision == 3


@pytest.mark.parametrize("text", ["/LIVE", "  /Live  help", "/live\thelp", "/live help\n"])
async def test_a_command_begins_with_its_word(quiet: Chat, text: str) -> None:
    """However it is written."""
    assert (await quiet.say(text))["kind"] == "look"


@pytest.mark.parametrize("text", ["either/or", "not /live help", "/ live", "// live", "/"])
async def test_a_slash_elsewhere_is_only_a_slash(quiet: Chat, text: str) -> None:
    """People write about paths."""
    assert (await quiet.say(text))["kind"] == "posted"


async def test_another_command_is_not_known_here(quiet: Chat) -> None:
    """And is not posted for all to see."""
    assert await quiet.refused("/deploy `now`") == (
        "`/deploy` is not a command here. Say `/live help`."
    )
    assert quiet.room.posts() == []


async def test_what_is_not_understood_is_refused(quiet: Chat) -> None:
    """With the core's own sentence."""
    assert "I do not know `frobnicate`" in await quiet.refused("/live frobnicate")


async def test_bare_live_shows_what_is_here_or_offers_to_start(quiet: Chat) -> None:
    """The cards of this channel, with buttons that work."""
    offered = await quiet.say("/live")
    assert (offered["cards"], offered["offer_start"]) == ([], True)

    await quiet.say("/live start Checkout is down")
    await quiet.say('/live start "Elsewhere" steps:4', channel="deploys")
    shown = await quiet.say("/live", person="mei")

    (card,) = shown["cards"]
    assert shown["offer_start"] is False
    assert shown["text"].startswith("Incident in #ops · Checkout is down")
    assert card["phones"]["text"] == "on their way"
    (ack,) = card["buttons"]
    pressed = await quiet.post("press", channel="ops", person="mei", token=ack["token"])
    assert "acknowledged by Mei" in pressed.json()["text"]


async def test_a_status_of_one_brings_its_card(quiet: Chat) -> None:
    """From any channel; the other looks bring none."""
    await quiet.say("/live start Checkout is down")

    told = await quiet.say("/live status on checkout-is-down", channel="deploys")
    assert [card["name"] for card in told["cards"]] == ["checkout-is-down"]
    for look in ("list", "history", "help"):
        told = await quiet.say(f"/live {look}")
        assert (told["cards"], told["offer_start"]) == ([], False)
    assert "/live followed by:" in told["text"]
    assert "sev1" in told["text"]


async def test_a_press_is_done_once_by_somebody(chat: Chat) -> None:
    """Two windows press the same button: the first is named, and the card shows it."""
    await chat.say('/live start "Nightly backup" steps:snapshot,upload')
    (button,) = (await chat.card())["card"]["buttons"]
    assert button["label"] == "snapshot"

    for person in ("linus", "mei"):
        answer = await chat.post("press", channel="ops", person=person, token=button["token"])
        assert answer.status_code == 200
    post = await chat.card(2)

    assert post["card"]["content"]["current_step"] == 1
    assert post["card"]["line"]["who"] == "Linus"


async def test_only_who_may_ends_a_sev1(chat: Chat) -> None:
    """Linus is in no group: not in words, and not by the form; Grace is."""
    await chat.say("/live start sev1 Checkout is down")
    only = "Only @sre may end this. Nothing was changed."
    activity = await chat.only()

    assert await chat.refused("/live end", person="linus") == only
    form = await chat.form("end", activity.id)
    refused = await chat.fill(form, person="linus")
    assert (refused.status_code, refused.json()) == (409, {"refused": only})
    assert (await chat.only()).revision == 1

    assert (await chat.fill(form, person="grace", text="All clear")).status_code == 200
    assert (await chat.card(2))["card"]["ended"]


async def test_a_token_that_is_not_ours_is_refused(quiet: Chat) -> None:
    """In a sentence."""
    answer = await quiet.post("press", channel="ops", token="AbCd")

    assert answer.status_code == 409
    assert answer.json()["refused"] == "This button was not made here. Nothing was changed."


async def test_a_channel_s_name_starts_something(chat: Chat) -> None:
    """Made, renamed and archived; what it began follows."""
    made = await chat.post("channels", name="inc-sev1-payments", key="k")
    again = await chat.post("channels", name="inc-sev1-payments", key="k")
    assert made.json()["channel"] == again.json()["channel"] == "inc-sev1-payments"
    assert made.json()["text"].startswith("#inc-sev1-payments is made. It began SEV1 inc-sev1-pay")
    await until(lambda: chat.cards("inc-sev1-payments"))

    renamed = await chat.post("channels/inc-sev1-payments/rename", name="inc-sev1-cards")
    assert renamed.json()["channel"] == "inc-sev1-payments"
    assert (await chat.only()).content.title == "SEV1 inc-sev1-cards"

    for _ in range(2):
        archived = await chat.post("channels/inc-sev1-payments/archive", key="a", person="linus")
        assert archived.json()["text"] == "#inc-sev1-cards is archived."
    assert await chat.edge.app.store.live("console") == []
    (card,) = await until(
        lambda: [p for p in chat.cards("inc-sev1-payments") if p["card"]["ended"]]
    )
    assert card["card"]["title"] == "SEV1 inc-sev1-cards"
    plain = [p["text"] for p in chat.room.posts() if p["card"] is None]
    assert plain == [
        "Ada made the channel.",
        "Ada renamed the channel from #inc-sev1-payments to #inc-sev1-cards.",
        "Linus archived the channel.",
    ]


async def test_what_people_started_goes_on(quiet: Chat) -> None:
    """The channel is archived, and it is told what it leaves behind."""
    await quiet.say("/live start Checkout is down")

    archived = await quiet.post("channels/ops/archive")

    assert archived.json()["text"] == (
        "#ops is archived. What people started there goes on: `checkout-is-down`."
    )
    assert (await quiet.only()).ended_at is None
    assert "archived" in await quiet.refused("hello")
    assert (await quiet.post("channels/ops/archive")).status_code == 409


async def test_a_taken_name_is_refused(quiet: Chat) -> None:
    """In one sentence, and nothing is begun."""
    for path in ("channels", "channels/general/rename"):
        answer = await quiet.post(path, name="deploys")
        assert (answer.status_code, answer.json()) == (
            409,
            {"refused": "There is a channel #deploys already. Nothing was changed."},
        )


BODIES: dict[str, dict[str, Any]] = {
    "say": {"channel": "ops", "text": "hello"},
    "press": {"channel": "ops", "token": "AbCd"},
    "forms/start": {"channel": "ops", "fields": {"title": "Backup"}},
    "forms/update": {"channel": "ops", "activity": "a" * 26, "fields": {}},
    "forms/end": {"channel": "ops", "activity": "a" * 26, "fields": {}},
    "channels": {"name": "new"},
    "channels/ops/rename": {"name": "new"},
    "channels/ops/archive": {},
}


@pytest.mark.parametrize("path", BODIES)
async def test_nobody_speaks_who_is_not_there(quiet: Chat, path: str) -> None:
    """The page may not make people up."""
    answer = await quiet.post(path, **BODIES[path], person="mallory")

    assert answer.status_code == 409
    assert answer.json()["refused"].startswith("Nobody here is called that")
    assert await quiet.edge.app.store.live("console") == []
    assert quiet.room.posts() == []


@pytest.mark.parametrize("path", [path for path, body in BODIES.items() if "channel" in body])
async def test_a_channel_must_be_there(quiet: Chat, path: str) -> None:
    """Nor channels."""
    answer = await quiet.post(path, **{**BODIES[path], "channel": "nowhere"})

    assert answer.status_code == 409
    assert answer.json()["refused"] == "There is no such channel. Nothing was changed."


@pytest.mark.parametrize("act", ["rename", "archive"])
async def test_an_address_of_no_channel_is_not_found(quiet: Chat, act: str) -> None:
    """404, with the same sentence."""
    answer = await quiet.post(f"channels/nowhere/{act}", **BODIES[f"channels/ops/{act}"])

    assert answer.status_code == 404
    assert answer.json()["refused"] == "There is no such channel. Nothing was changed."


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize(
    "changed",
    [
        {"sudo": True},
        {"person": 1},
        {"person": None},
        {"key": ""},
        {"key": "k" * 101},
        {"person": ["ada"]},
    ],
    ids=str,
)
async def test_a_body_of_another_shape_is_refused(
    quiet: Chat, path: str, changed: dict[str, Any]
) -> None:
    """400, and nothing is done."""
    answer = await quiet.post(path, **{**BODIES[path], **changed})

    assert answer.status_code == 400
    assert answer.json()["refused"]
    assert quiet.room.posts() == []


async def test_a_body_is_json_and_no_more_than_is_read(quiet: Chat) -> None:
    """As `/say` is: 415, 413, 400."""
    http = quiet.edge.http
    huge = await quiet.post("say", channel="ops", text="x", sudo="x" * 40_000)
    plain = await http.post("/demo/say", content=b"hello")
    nonsense = await http.post(
        "/demo/say", content=b"{", headers={"Content-Type": "application/json"}
    )

    assert [a.status_code for a in (huge, plain, nonsense)] == [413, 415, 400]


async def test_a_long_word_is_refused_in_a_sentence(quiet: Chat) -> None:
    """Said or commanded."""
    for text in ("x" * 4_001, "/live say " + "x" * 4_001):
        assert "longer than 4000 characters" in await quiet.refused(text)


async def test_hints_count_as_a_browser_does(quiet: Chat) -> None:
    """What is inserted replaces the text from there on, whatever stands before."""
    found = await quiet.hints('/live start "👩‍🚒 Fire" col')
    text = '/live start "👩‍🚒 Fire" col'.encode("utf-16-le")

    assert text[: 2 * found["from"]].decode("utf-16-le") == '/live start "👩‍🚒 Fire" '
    assert found["choices"][0]["insert"] == "color:"
    assert set(found["choices"][0]) == {"insert", "label", "about"}
    assert found["about"].startswith('start [TEMPLATE] "TITLE"')


async def test_hints_know_what_is_here(quiet: Chat) -> None:
    """Templates, and what is live in the channel."""
    assert "sev1 " in [c["insert"] for c in (await quiet.hints("/live start s"))["choices"]]
    await quiet.say('/live start "Nightly backup" steps:snapshot,upload')

    assert [c["insert"] for c in (await quiet.hints("/live st"))["choices"]] == [
        "step ", "status", "start ",
    ]  # fmt: skip
    assert (await quiet.hints("/live step "))["choices"][0] == {
        "insert": "1", "label": "1", "about": "snapshot",
    }  # fmt: skip
    assert (await quiet.hints("/live "))["choices"][0]["insert"] == "next"
    assert (await quiet.hints("/live ", channel="deploys"))["choices"][0]["insert"] != "next"


@pytest.mark.parametrize("text", ["/", "/l", "/LIVE", " /li"])
async def test_the_command_completes_itself(quiet: Chat, text: str) -> None:
    """From its slash on."""
    found = await quiet.hints(text)

    assert (
        text[: found["from"]] + found["choices"][0]["insert"] == text.partition("/")[0] + "/live "
    )


@pytest.mark.parametrize("text", ["", "hello", "/deploy", "/deploy now", "see /live"])
async def test_what_is_no_command_has_no_hints(quiet: Chat, text: str) -> None:
    """Nobody is interrupted."""
    assert (await quiet.hints(text))["choices"] == []


def test_people_are_described_as_the_page_draws_them() -> None:
    """Two on call, one in no group."""
    assert described()[0] == {
        "id": "ada", "name": "Ada", "role": "on call, @sre", "groups": ["sre"], "hue": 210,
    }  # fmt: skip
    assert [person.id for person in PEOPLE if not person.groups] == ["linus", "mei"]
