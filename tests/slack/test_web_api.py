"""The real SDK finds here what it finds at Slack."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import Slack

QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
CARD = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Checkout*"}}]
NAMED = {"event_type": "lockstep_card", "event_payload": {"activity": "a1", "revision": 1}}
FORM: dict[str, Any] = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Update"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "Title"},
            "element": {"type": "plain_text_input", "action_id": "typed", "initial_value": "Down"},
        }
    ],
}


async def refusal(calling: Any) -> str:
    """The error with which Slack answered."""
    with pytest.raises(SlackApiError) as refused:
        await calling
    return str(refused.value.response["error"])


async def test_a_card_lives(slack: Slack, client: AsyncWebClient) -> None:
    """It is posted, edited, found again by its metadata, linked to and deleted."""
    posted = await client.chat_postMessage(
        channel="C1", text="Checkout", blocks=CARD, metadata=NAMED, **QUIET
    )
    await client.chat_update(
        channel="C1", ts=posted["ts"], text="Checkout is up", blocks=CARD, metadata=NAMED
    )
    link = await client.chat_getPermalink(channel="C1", message_ts=posted["ts"])
    history = await client.conversations_history(channel="C1", include_all_metadata=True)

    [card] = slack.channel("C1").cards
    assert (card.text, card.edits, card.edited) == ("Checkout is up", 1, None)
    assert link["permalink"].startswith("https://acme.slack.com/archives/C1/p")
    [found] = history["messages"]
    assert (found["ts"], found["metadata"]) == (posted["ts"], NAMED)
    await client.chat_delete(channel="C1", ts=posted["ts"])
    assert slack.channel("C1").messages == []
    slack.assert_polite()


async def test_a_thread_grows_under_its_card(slack: Slack, client: AsyncWebClient) -> None:
    """Replies stand in the thread and not in the channel."""
    posted = await client.chat_postMessage(channel="C1", text="Checkout", **QUIET)
    await client.chat_postMessage(channel="C1", text="Up", thread_ts=posted["ts"], **QUIET)
    thread = await client.conversations_replies(channel="C1", ts=posted["ts"])

    [card] = slack.channel("C1").messages
    assert [reply.text for reply in card.replies] == ["Up"]
    assert [message["text"] for message in thread["messages"]] == ["Checkout", "Up"]


async def test_text_without_blocks_takes_the_blocks_away(
    slack: Slack, client: AsyncWebClient
) -> None:
    """As Slack does, and people are shown that it was edited."""
    posted = await client.chat_postMessage(channel="C1", text="a", blocks=CARD, **QUIET)
    await client.chat_update(channel="C1", ts=posted["ts"], text="b")

    [card] = slack.channel("C1").cards
    assert card.blocks == []
    assert card.edited


async def test_ids_are_given_to_blocks_without(slack: Slack, client: AsyncWebClient) -> None:
    """As Slack tells them back."""
    posted = await client.chat_postMessage(channel="C1", text="a", blocks=CARD, **QUIET)

    assert posted["message"]["blocks"][0]["block_id"]
    assert slack.channel("C1").cards[0].blocks == posted["message"]["blocks"]


async def test_times_are_unique_and_rise(client: AsyncWebClient) -> None:
    """Also on a clock that stands."""
    posted = [
        (await client.chat_postMessage(channel="C1", text=str(i), **QUIET))["ts"] for i in range(3)
    ]

    assert len(set(posted)) == 3
    assert posted == sorted(posted)


async def test_channels_are_told(slack: Slack, client: AsyncWebClient) -> None:
    """Info, list, members and join; a private one only where the bot is."""
    info = await client.conversations_info(channel="C1")
    listed = await client.conversations_list(types="public_channel,private_channel", limit=2)
    cursor = listed["response_metadata"]["next_cursor"]
    rest = await client.conversations_list(types="public_channel,private_channel", cursor=cursor)
    members = await client.conversations_members(channel="C2")
    joined = await client.conversations_join(channel="C2")

    assert info["channel"]["name"] == "inc-2042-checkout"
    assert [one["id"] for one in [*listed["channels"], *rest["channels"]]] == ["C1", "C2", "C3"]
    assert members["members"] == ["U1", "U2"]
    assert joined["channel"]["is_member"]
    assert slack.team().bot in slack.channel("C2").members


async def test_people_are_told(slack: Slack, client: AsyncWebClient) -> None:
    """Who the bot is, who is a guest or an outsider, who is in which group."""
    me = await client.auth_test()
    guest = await client.users_info(user="U3")
    outsider = await client.users_info(user="U9")
    groups = await client.usergroups_list(include_users=True)
    team = await client.team_info()

    assert (me["team_id"], me["user_id"], me["bot_id"]) == ("T1", slack.team().bot, "BT1")
    assert guest["user"]["is_restricted"]
    assert (outsider["user"]["team_id"], outsider["user"]["is_stranger"]) == ("T9", True)
    assert [(one["handle"], one["users"]) for one in groups["usergroups"]] == [("oncall", ["U1"])]
    assert team["team"]["domain"] == "acme"


async def test_modals_open_stack_and_change(slack: Slack, client: AsyncWebClient) -> None:
    """Three on top of each other at most; what was typed survives an update."""
    opened = await client.views_open(trigger_id=slack.trigger("T1", "U1"), view=FORM)
    root = opened["view"]["id"]
    again = await client.views_update(view_id=root, hash=opened["view"]["hash"], view=FORM)
    for _ in range(2):
        await client.views_push(trigger_id=slack.trigger("T1", "U1", root), view=FORM)

    late = client.views_update(view_id=root, hash=opened["view"]["hash"], view=FORM)
    fourth = client.views_push(trigger_id=slack.trigger("T1", "U1", root), view=FORM)
    assert again["view"]["state"]["values"]["title"]["typed"]["value"] == "Down"
    assert await refusal(late) == "hash_conflict"
    assert await refusal(fourth) == "push_limit_reached"
    assert slack.violations.forgive("view")
    slack.assert_polite()


async def test_home_is_published(slack: Slack, client: AsyncWebClient) -> None:
    """One view a person."""
    await client.views_publish(user_id="U1", view={"type": "home", "blocks": CARD})

    home = slack.home("U1")
    assert home is not None
    assert home.blocks[0]["text"]["text"] == "*Checkout*"


async def test_an_ephemeral_is_for_one(slack: Slack, client: AsyncWebClient) -> None:
    """Who is not there is not shown it."""
    await client.chat_postEphemeral(channel="C1", user="U2", text="Psst.")

    assert [shown.text for shown in slack.ephemerals("U2")] == ["Psst."]
    assert slack.ephemerals("U1") == []
    elsewhere = client.chat_postEphemeral(channel="C3", user="U2", text="Psst.")
    assert await refusal(elsewhere) == "user_not_in_channel"


async def test_a_step_ends_once(slack: Slack, client: AsyncWebClient) -> None:
    """With its outputs, or with an error."""
    execution, _ = await _unheard_step(slack)
    token = f"xwfp-acme-{execution}"
    await client.functions_completeSuccess(
        function_execution_id=execution, outputs={"activity": "a1"}, token=token
    )

    assert slack.executions[execution]["outputs"] == {"activity": "a1"}
    again = client.functions_completeError(function_execution_id=execution, error="No.")
    assert await refusal(again) == "function_execution_not_in_running_state"
    assert slack.violations.forgive("step")


async def _unheard_step(slack: Slack) -> tuple[str, Any]:
    slack.subscribed = frozenset()
    return await slack.run_step("update_live_activity", {"title": "Down"})


@pytest.mark.parametrize(
    ("method", "more", "error"),
    [
        ("chat.postMessage", {"channel": "C404", "text": "a"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C2", "text": "a"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "C1"}, "no_text"),
        (
            "chat.postMessage",
            {"channel": "C1", "text": "a", "thread_ts": "1.0"},
            "thread_not_found",
        ),
        ("chat.update", {"channel": "C1", "ts": "1.0", "text": "a"}, "message_not_found"),
        ("chat.getPermalink", {"channel": "C1", "message_ts": "1.0"}, "invalid_arguments"),
        ("conversations.replies", {"channel": "C1", "ts": "1.0"}, "thread_not_found"),
        ("conversations.join", {"channel": "C3"}, "method_not_supported_for_channel_type"),
        ("views.update", {"view_id": "V404", "view": FORM}, "not_found"),
        ("views.open", {"trigger_id": "1.1.1", "view": FORM}, "invalid_trigger_id"),
        ("functions.completeSuccess", {"outputs": {}}, "invalid_arguments"),
        ("chat.postMassage", {}, "unknown_method"),
    ],
)
async def test_refusals(
    client: AsyncWebClient, method: str, more: dict[str, Any], error: str
) -> None:
    """By Slack's own names. Methods that read forms only do not see JSON."""
    assert await refusal(client.api_call(method, json=more)) == error


async def test_what_is_archived_is_closed(slack: Slack, client: AsyncWebClient) -> None:
    """Nothing is posted or edited in it."""
    slack.channel("C1").is_archived = True

    posting = client.chat_postMessage(channel="C1", text="a", **QUIET)
    assert await refusal(posting) == "is_archived"


async def test_only_own_messages_are_edited(slack: Slack, client: AsyncWebClient) -> None:
    """Nobody's words are put into another's mouth."""
    theirs = slack.says("Hello")

    updating = client.chat_update(channel="C1", ts=theirs.ts, text="a")
    deleting = client.chat_delete(channel="C1", ts=theirs.ts)
    assert await refusal(updating) == "cant_update_message"
    assert await refusal(deleting) == "cant_delete_message"


async def test_the_edit_window_can_close(slack: Slack, client: AsyncWebClient) -> None:
    """Where a workspace lets nobody edit for long."""
    posted = await client.chat_postMessage(channel="C1", text="a", **QUIET)
    slack.edit_window_closed = True

    updating = client.chat_update(channel="C1", ts=posted["ts"], text="b")
    assert await refusal(updating) == "edit_window_closed"


async def test_tokens_are_checked(slack: Slack, client: AsyncWebClient) -> None:
    """Unknown, of an app that was removed, or without the scope, which is named."""
    assert await refusal(client.auth_test(token="xoxb-nobody")) == "invalid_auth"
    slack.team().scopes = "commands"
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C1", text="a", **QUIET)
    assert refused.value.response["needed"] == "chat:write"
    assert refused.value.response["provided"] == "commands"
    slack.team().installed = False
    assert await refusal(client.auth_test()) == "account_inactive"


async def test_one_workspace_is_not_the_other(slack: Slack, client: AsyncWebClient) -> None:
    """Their channels have the same ids; the token says which is meant."""
    await client.chat_postMessage(channel="C1", text="a", token=slack.team("T2").token, **QUIET)

    assert slack.channel("C1", "T1").messages == []
    assert [message.text for message in slack.channel("C1", "T2").messages] == ["a"]


async def test_oauth_gives_a_token_for_a_code_once(slack: Slack, client: AsyncWebClient) -> None:
    """The code comes from the page where people agree, with the state that went there."""
    slack.team("T2").installed = False
    asked = {
        "client_id": slack.app.client_id,
        "scope": "chat:write",
        "redirect_uri": "https://lockstep.example/slack/installed",
        "state": "s1",
        "team": "T2",
    }
    assert client.session is not None
    page = await client.session.get(
        slack.url + "/oauth/v2/authorize", params=asked, allow_redirects=False
    )
    back = page.headers["Location"]
    assert back.startswith("https://lockstep.example/slack/installed?code=")
    assert back.endswith("&state=s1")
    exchange: dict[str, str] = {
        "client_id": slack.app.client_id,
        "client_secret": slack.app.client_secret,
        "code": back.split("code=")[1].split("&")[0],
        "redirect_uri": asked["redirect_uri"],
    }
    token = await client.api_call("oauth.v2.access", data=exchange)

    assert (token["access_token"], token["team"]["id"]) == (slack.team("T2").token, "T2")
    assert await refusal(client.api_call("oauth.v2.access", data=exchange)) == "invalid_code"
