"""What the app says back: in its answer to a command, or later to a response_url."""

from tests.slack.chat import (
    checked_blocks,
    checked_text,
    remove,
    replace_content,
    said,
)
from tests.slack.method import Args
from tests.slack.state import RESPONSE_SECONDS, RESPONSE_USES, Refusal, ResponseUrl, State
from tests.slack.world import Ephemeral, Json, Team


def respond(state: State, path: str, told: Json) -> None:
    """Do what was posted to the response_url; Refusal if it is none, used up or late."""
    known = state.response_urls.get(path)
    if known is None:
        raise Refusal("invalid_url")
    if state.clock.now() - known.at > RESPONSE_SECONDS:
        state.violations.add("response_url", "used after 30 minutes")
        raise Refusal("expired_url")
    known.uses += 1
    if known.uses > RESPONSE_USES:
        state.violations.add("response_url", f"used more than {RESPONSE_USES} times")
        raise Refusal("used_url")
    show(state, known, Args(told), "response_url")


def show(state: State, known: ResponseUrl, args: Args, where: str) -> None:
    """Show *args* to the one person, or in the channel, or in place of what was pressed."""
    team = state.team(known.team)
    if args.flag("delete_original"):
        _take_away(team, known)
        return
    blocks = checked_blocks(state, args.get("blocks"), where)
    text = checked_text(state, args.words("text"), blocks, where)
    kind = args.words("response_type")
    if kind not in ("", "ephemeral", "in_channel"):
        state.violations.add("argument", f"{where}: response_type {kind!r}")
    if args.flag("replace_original") and known.ts:
        _replace(state, team, known, text, blocks)
    elif kind == "in_channel":
        room = team.rooms[known.channel]
        message = said(state, team, room, text, blocks, args.words("thread_ts"))
        known.ts = known.ts or message.ts
    else:
        shown = Ephemeral(known.user, known.channel, text, blocks, state.ts())
        if args.flag("replace_original"):
            team.ephemerals[:] = [
                e for e in team.ephemerals if (e.user, e.channel) != (known.user, known.channel)
            ]
        team.ephemerals.append(shown)


def _replace(state: State, team: Team, known: ResponseUrl, text: str, blocks: list[Json]) -> None:
    message = team.rooms[known.channel].find(known.ts)
    if message is not None:
        replace_content(state, message, text, blocks)
    for shown in team.ephemerals:
        if shown.ts == known.ts:
            shown.text, shown.blocks = text, blocks


def _take_away(team: Team, known: ResponseUrl) -> None:
    message = team.rooms[known.channel].find(known.ts)
    if message is not None:
        remove(team.rooms[known.channel], message)
    team.ephemerals[:] = [shown for shown in team.ephemerals if shown.ts != known.ts]
