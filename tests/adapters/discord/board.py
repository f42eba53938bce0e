"""Messages of ours to press on, with every button there is, and what is begun in a channel."""

from typing import Any

from bot.activity import Activity, Actor
from bot.activity import Channel as Address
from tests.adapters.discord.stage import Stage
from tests.discord import Message, Modal
from tests.discord.channel import Channel
from tests.discord.guild import Member

Json = dict[str, Any]

ADA = Actor(platform="discord", id="1", name="Ada")


def address(room: Channel) -> Address:
    """*room* as Lockstep knows it."""
    return Address(surface="discord", id=room.id, workspace=room.guild.id, name=room.name)


async def begun(stage: Stage, words: str, room: Channel | None = None) -> Activity:
    """What `start` and *words* begin in *room*, as if somebody had said them there."""
    return await said(stage, f"start {words}", room)


async def said(stage: Stage, words: str, room: Channel | None = None) -> Activity:
    """What is, after *words* were said in *room* by Ada."""
    return await stage.edge.say(words, channel=address(room or stage.ops), actor=ADA)


def board(stage: Stage, activity: Activity, room: Channel | None = None, **more: Any) -> Message:
    """A message in *room* with every button of *activity*, as an old card may have them."""
    buttons = [
        _button(press.label, f"live:press:{press.token}") for press in stage.edge.presses(activity)
    ]
    buttons += [
        _button(f"{kind}…", f"live:{kind}:{activity.id}")
        for kind in ("update", "looks", "buttons", "history", "end")
    ]
    return posted(stage, buttons, room, **more)


def posted(stage: Stage, buttons: list[Json], room: Channel | None = None, **more: Any) -> Message:
    """A message of ours with *buttons*, and nothing else."""
    rows = [
        {"type": 1, "id": 100 + at, "components": buttons[at : at + 5]}
        for at in range(0, len(buttons), 5)
    ]
    where = room or stage.ops
    return where.says(where.guild.bot, "", components=rows, **more)


def _button(label: str, custom_id: str) -> Json:
    return {"type": 2, "id": abs(hash(custom_id)) % 10_000, "style": 2, "label": label,
            "custom_id": custom_id}  # fmt: skip


def button(label: str, custom_id: str) -> Json:
    """A button of any id."""
    return _button(label, custom_id)


def prefilled(modal: Modal | None) -> dict[str, Any]:
    """What each row of the form has, by its label."""
    assert modal is not None, "no form opened"
    return {label["label"]: _shown(label["component"]) for label in modal.labels}


def _shown(part: Json) -> Any:
    if "options" in part:
        return next(option["label"] for option in part["options"] if option.get("default"))
    return part.get("default", part.get("value", ""))


async def opened(stage: Stage, by: Member, message: Message, label: str) -> Modal:
    """The form that a press of *label* opens."""
    told = await stage.discord.press(by, message, label)
    assert told.modal is not None, told.text
    return told.modal
