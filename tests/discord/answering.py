"""How the app answers an interaction: once to its callback, then by its token."""

import time
from typing import Any

from tests.discord.endpoint import Refusal, Request, endpoint
from tests.discord.message import EPHEMERAL, LOADING, Message
from tests.discord.messages_api import UNKNOWN_MESSAGE, change, mind_edit, mind_new, remove
from tests.discord.rates import Limit
from tests.discord.rules.commands import choices
from tests.discord.rules.modals import modal
from tests.discord.state import State
from tests.discord.told import (
    ANSWER,
    AUTOCOMPLETE,
    CHOICES,
    COMMAND,
    COMPONENT,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    MODAL_SUBMIT,
    UPDATE,
    Told,
)

Json = dict[str, Any]
FIRST_SECONDS = 3.0
TOKEN_SECONDS = 15 * 60.0
WEBHOOK = Limit(5, 2.0)


@endpoint("POST", "/interactions/{id}/{token}/callback", limit=WEBHOOK, by_token=True)
def _callback(state: State, request: Request) -> Json | None:
    told = state.interactions.get(request.ids["id"])
    if told is None or told.token != request.ids["token"]:
        state.violations.add("answer", "an interaction was answered that was never told")
        raise Refusal(404, 10062, "Unknown interaction")
    _mind_time(state, told)
    answer = request.json
    _mind_type(state, told, answer)
    _mind_body(state, told, answer["type"], answer.get("data") or {})
    told.answer = answer
    told.answered = True
    told.ended_ns = time.perf_counter_ns()
    _show(state, told, answer.get("data") or {})
    state.tell()
    if request.query.get("with_response") in ("1", "true"):
        return _response(told)
    return None


@endpoint("POST", "/webhooks/{app}/{token}", limit=WEBHOOK, by_token=True)
def _follow_up(state: State, request: Request) -> Json:
    told = _by_token(state, request)
    body = request.json
    mind_new(state, body)
    if told.type == DEFER and told.original is not None and told.original.loading:
        state.violations.add("answer", "a follow-up came before the deferred answer was edited")
    made = _made(state, told, body, private=bool(int(body.get("flags") or 0) & EPHEMERAL))
    told.follow_ups.append(made)
    state.tell()
    return made.shown()


@endpoint("GET", "/webhooks/{app}/{token}/messages/{message}", limit=WEBHOOK, by_token=True)
def _get(state: State, request: Request) -> Json:
    return _message(_by_token(state, request), request).shown()


@endpoint("PATCH", "/webhooks/{app}/{token}/messages/{message}", limit=WEBHOOK, by_token=True)
def _edit(state: State, request: Request) -> Json:
    message = _message(_by_token(state, request), request)
    mind_edit(state, message, request.json)
    message.flags &= ~LOADING
    change(state, message, request.json)
    return message.shown()


@endpoint("DELETE", "/webhooks/{app}/{token}/messages/{message}", limit=WEBHOOK, by_token=True)
def _delete(state: State, request: Request) -> None:
    remove(state, _message(_by_token(state, request), request))


def _mind_time(state: State, told: Told) -> None:
    if told.answered:
        told.refused.append(40060)
        if len(told.refused) >= told.times:
            state.violations.add("answer", f"interaction {told.id} was answered twice")
        state.tell()
        raise Refusal(400, 40060, "Interaction has already been acknowledged.")
    if state.clock.now() - told.at > FIRST_SECONDS:
        told.refused.append(10062)
        state.violations.add("late", f"interaction {told.id} was answered after 3 seconds")
        state.tell()
        raise Refusal(404, 10062, "Unknown interaction")


def _mind_type(state: State, told: Told, answer: Json) -> None:
    allowed = {
        COMMAND: {ANSWER, DEFER, MODAL},
        COMPONENT: {ANSWER, DEFER, DEFER_UPDATE, UPDATE, MODAL},
        AUTOCOMPLETE: {CHOICES},
        MODAL_SUBMIT: {ANSWER, DEFER} | ({DEFER_UPDATE, UPDATE} if told.message else set()),
    }[told.kind]
    if answer.get("type") not in allowed:
        text = f"callback type {answer.get('type')} does not answer an interaction of {told.kind}"
        state.violations.add("answer", text)
        raise Refusal(400, 50035, "Invalid Form Body")


def _mind_body(state: State, told: Told, type_: int, body: Json) -> None:
    if type_ == ANSWER:
        mind_new(state, body)
    elif type_ == UPDATE and told.message is not None:
        mind_edit(state, told.message, body)
    elif type_ == MODAL:
        state.refuse(modal(body))
    elif type_ == CHOICES:
        state.refuse(choices(body.get("choices") or [], told.completed_type, "choices"))
    elif int(body.get("flags") or 0) & ~EPHEMERAL:
        state.refuse([f"flags: {body['flags']} on an answer that says nothing but who sees it"])


def _show(state: State, told: Told, body: Json) -> None:
    if told.type in (DEFER_UPDATE, UPDATE):
        told.original = told.message
    if told.type == UPDATE and told.message is not None:
        change(state, told.message, body)
    if told.type in (ANSWER, DEFER):
        private = bool(int(body.get("flags") or 0) & EPHEMERAL)
        told.original = _made(state, told, body, private=private)
    if told.type == DEFER and told.original is not None:
        told.original.flags |= LOADING


def _made(state: State, told: Told, body: Json, *, private: bool) -> Message:
    channel = told.channel
    at = state.clock.now()
    made = Message(state.snowflake(), channel, channel.guild.bot, at, by_webhook=True)
    made.take(body)
    made.asked_by = told
    made.only_for = told.member if private else None
    made.flags = made.flags | EPHEMERAL if private else made.flags & ~EPHEMERAL
    if not private:
        channel.messages.append(made)
    return made


def _response(told: Told) -> Json:
    interaction: Json = {"id": told.id, "type": told.kind}
    answer: Json = {"interaction": interaction}
    if told.original is not None and told.type != DEFER_UPDATE:
        interaction |= {
            "response_message_id": told.original.id,
            "response_message_loading": told.original.loading,
            "response_message_ephemeral": told.original.only_for is not None,
        }
    if told.type in (ANSWER, UPDATE) and told.original is not None:
        answer["resource"] = {"type": told.type, "message": told.original.shown()}
    return answer


def _by_token(state: State, request: Request) -> Told:
    told = state.by_token.get(request.ids["token"])
    if told is None or request.ids["app"] != state.app_id:
        raise Refusal(404, 10015, "Unknown Webhook")
    if state.clock.now() - told.at > TOKEN_SECONDS:
        state.violations.add("late", "a token was used after 15 minutes")
        raise Refusal(401, 50027, "Invalid Webhook Token")
    if not told.answered:
        state.violations.add("answer", "a token was used before the interaction was answered")
        raise Refusal(404, 10015, "Unknown Webhook")
    return told


def _message(told: Told, request: Request) -> Message:
    wanted = request.ids["message"]
    mine = [m for m in (told.original, *told.follow_ups) if m is not None]
    for message in mine:
        if not message.deleted and (
            message.id == wanted or (wanted == "@original" and message is told.original)
        ):
            return message
    raise Refusal(*UNKNOWN_MESSAGE)
