"""`/live`: every command of product.md end to end, and what each refuses."""

import re
from typing import Any

import pytest

from adapters.discord.answers import SLOW
from adapters.discord.tree import CHANGED
from bot.activity import Activity, Adopted, Link, Phrase, Webhook
from bot.content import Metrics, Progress, SegmentedProgress, Stats, Timer
from tests.adapters.discord.stage import Stage
from tests.adapters.edge import until
from tests.discord import Permission, Told
from tests.discord.channel import FORUM


async def said(stage: Stage, verb: str, **options: Any) -> Told:
    """What Ana is answered who says it in #ops; nobody else sees it."""
    told = await stage.discord.command(stage.ana, stage.ops, verb, **options)
    assert told.private
    return told


async def after(stage: Stage, verb: str, **options: Any) -> Activity:
    """The one activity that is live, after Ana has said so."""
    told = await said(stage, verb, **options)
    activity = await stage.only()
    assert activity.content.title[:8] in told.text.replace("\\", ""), told.text
    return activity


async def refused(stage: Stage, verb: str, **options: Any) -> str:
    """The sentence with which it is refused; nothing is changed."""
    before = await stage.rows()
    told = await said(stage, verb, **options)
    assert await stage.rows() == before
    return told.text


# Start -----------------------------------------------------------------------------


async def test_what_is_said_is_on_disk_and_told(still: Stage) -> None:
    """The answer is for the asker's eyes; the activity is of the guild and the channel."""
    activity = await after(still, "start", title="Checkout is down")

    assert (activity.owner.id, activity.owner.name) == (still.ana.id, "ana")
    assert activity.content.model_dump()["message"] == "Checkout is down"
    assert activity.workspace == still.guild.id
    assert still.ops.id in {channel.id for channel in activity.channels}


async def test_a_template_is_started_by_its_name(still: Stage) -> None:
    """Whatever its case; a name that is none is refused."""
    activity = await after(still, "start", title="Checkout is down", template="Sev1")

    assert activity.content.title == "SEV1 Checkout is down"
    assert activity.step_names == ("Investigating", "Identified", "Monitoring", "Resolved")
    assert await refused(still, "start", title="Other", template="sev9") == (
        "There is no template `sev9`. Nothing was changed."
    )


@pytest.mark.parametrize(
    ("options", "content"),
    [
        ({"steps": "4"}, {"number_of_steps": 4, "current_step": 0}),
        ({"steps": "4", "step": 2}, {"number_of_steps": 4, "current_step": 2}),
        ({"percentage": 42}, {"percentage": 42}),
        ({"value": "120", "limit": 300}, {"value": 120, "upper_limit": 300}),
        ({"timer": "5m"}, {"counts_down": True, "duration_seconds": 300}),
        ({"timer": "up"}, {"counts_down": False}),
        ({"value": "$12,430"}, {"value": "$12,430"}),
        ({"type": "value", "value": "7"}, {"value": 7}),
        ({"color": "Red", "icon": "flame.fill"}, {"color": "red"}),
    ],
)
async def test_each_type_is_started_by_its_options(
    still: Stage, options: dict[str, Any], content: dict[str, Any]
) -> None:
    """As the same words would."""
    activity = await after(still, "start", title="Nightly backup", **options)

    assert content.items() <= activity.content.model_dump().items()


async def test_named_steps_and_metrics_are_lines(still: Stage) -> None:
    """Read as they are read everywhere."""
    steps = "snapshot,upload,verify,prune"
    assert (await after(still, "start", title="Backup", steps=steps)).step_names == (
        "snapshot", "upload", "verify", "prune",
    )  # fmt: skip
    await said(still, "end")

    metrics = await after(still, "start", title="prod-web-1", metrics="CPU=24% MEM=61%")
    assert isinstance(metrics.content, Metrics)
    assert [m.label for m in metrics.content.metrics] == ["CPU", "MEM"]
    await said(still, "end")

    stats = await after(still, "start", title="prod-web-2", metrics="CPU=24%", type="Stats")
    assert isinstance(stats.content, Stats)


async def test_a_start_that_cannot_be_is_refused(still: Stage) -> None:
    """In the words of options."""
    assert await refused(still, "start", title="MRR", type="value") == (
        "What is its value? Say `/live start title:MRR value:$12,430`."
    )
    assert await refused(still, "start", title="web", type="metrics") == (
        "What does it measure? Say `/live start title:prod-web-1 metrics:CPU=24% MEM=61%`."
    )
    assert "no `message`" in await refused(still, "start", title="x", steps="4", message="y")
    assert await refused(still, "start", title="Break", timer="soon") == (
        "How long? Say it as `90s`, `5m`, `1h30m` or `1:30`."
    )
    assert (
        await refused(still, "start", title="\u202e")
        == "A title cannot be empty. Nothing was changed."
    )


async def test_where_no_card_can_follow_it_is_said(still: Stage) -> None:
    """With the name of what is missing."""
    still.ops.deny(Permission.SEND_MESSAGES)
    await still.discord.heard()

    told = await said(still, "start", title="Checkout is down")

    assert told.text.endswith(
        "No card can be posted here: Lockstep lacks “Send Messages” in this channel. "
        "Allow it, and the card comes with the next change."
    )


# What is done to it ----------------------------------------------------------------


async def test_steps_are_gone_through(still: Stage) -> None:
    """To one, on, back, and how many there are on the way."""
    await said(still, "start", title="Backup", steps="4")

    async def at(verb: str, **options: Any) -> tuple[int, int]:
        content = (await after(still, verb, **options)).content
        assert isinstance(content, SegmentedProgress)
        return content.current_step, content.number_of_steps

    assert await at("step", to=3) == (3, 4)
    assert await at("step", to=3, steps=5) == (3, 5)
    assert await at("next") == (4, 5)
    assert await at("back") == (3, 5)
    assert await refused(still, "step", to=9) == (
        "There are 5 steps. Say `/live step to:5`, or `/live step to:9 steps:9` if there are "
        "more now."
    )
    await at("step", to=5)
    assert await refused(still, "next") == (
        "That was the last step. Say `/live end`, or `/live step to:6 steps:6` to add one."
    )


async def test_a_bar_is_moved(still: Stage) -> None:
    """By percentage, and by value and limit."""
    await said(still, "start", title="Reindexing", percentage=10)

    async def at(**options: Any) -> tuple[Any, Any, Any]:
        content = (await after(still, "progress", **options)).content
        assert isinstance(content, Progress)
        return content.percentage, content.value, content.upper_limit

    assert await at(to=60) == (60, None, None)
    assert await at(to=180, limit=300) == (None, 180, 300)
    assert await at(to=240) == (None, 240, 300)
    assert await at(to=90, percent=True) == (90, None, None)
    assert await refused(still, "progress", to=101) == (
        "A percentage is a number from 0 to 100. Nothing was changed."
    )


async def test_everything_that_shows_can_be_set(still: Stage) -> None:
    """Each field by its option; what is `none` is cleared."""
    await said(still, "start", title="Search index", percentage=10)

    activity = await after(
        still, "set", subtitle="Verify restore", color="Purple", icon="flame.fill", badge="SEV1",
        badge_color="red", tags="search,nightly", audience="oncall", dismiss="10m",
    )  # fmt: skip

    assert activity.content.subtitle == "Verify restore"
    assert activity.content.color == "purple"
    assert activity.content.badge is not None
    assert activity.content.badge.color == "red"
    assert activity.tags == ("search", "nightly")
    assert (activity.audience, activity.dismiss_minutes) == (("oncall",), 10)
    cleared = await after(still, "set", badge="none", color="None", percentage=50)
    assert (cleared.content.badge, cleared.content.color) == (None, None)


async def test_gauges_are_set_by_name(still: Stage) -> None:
    """And what is no gauge is refused."""
    await said(still, "start", title="prod-web-1", metrics="CPU=24%")

    activity = await after(still, "set", metrics="CPU=91% DISK=40%")

    assert isinstance(activity.content, Metrics)
    assert [m.value for m in activity.content.metrics] == [91, 40]
    assert "shows a number" in await refused(still, "set", metrics="CPU=high")
    assert await refused(still, "set", metrics="high") == (
        "Say what it measures as `CPU=24% MEM=61%`."
    )


async def test_set_wants_something_to_set(still: Stage) -> None:
    """And says what it could be; what is so already is not changed."""
    await said(still, "start", title="Backup", steps="4")

    assert await refused(still, "set") == (
        "Set what? Say `/live set subtitle:Verify restore`, `/live set metrics:CPU=91%` or "
        "`/live set color:red`."
    )
    assert (await said(still, "set", title="Backup")).text.startswith("Nothing to change")


async def test_a_line_is_said_and_somebody_is_on_it(still: Stage) -> None:
    """Say and ack; the first to acknowledge stays."""
    await said(still, "start", title="Checkout is down")

    spoken = await after(still, "say", text='Rolled back "v2" on staging, watching')
    acknowledged = await after(still, "ack")

    assert spoken.content.model_dump()["message"] == 'Rolled back "v2" on staging, watching'
    assert acknowledged.acknowledged_by is not None
    assert acknowledged.acknowledged_by.name == "ana"
    assert (await said(still, "ack")).text.startswith("Nothing to change")


async def test_a_timer_is_paused_resumed_and_set(still: Stage) -> None:
    """And only a timer."""
    await said(still, "start", title="Break time", timer="5m")

    def running(activity: Activity) -> bool:
        assert isinstance(activity.content, Timer)
        return activity.content.is_running

    assert not running(await after(still, "pause"))
    assert running(await after(still, "resume"))
    clock = (await after(still, "timer", length="10m")).content
    assert isinstance(clock, Timer)
    assert clock.duration_seconds == 600
    await said(still, "end")
    await said(still, "start", title="Checkout is down")
    assert "has no timer" in await refused(still, "pause")
    assert "`/live start title:Break timer:5m`" in await refused(still, "timer", length="5m")


async def test_buttons_are_set(still: Stage) -> None:
    """A link, a command of ours, somebody else's webhook; and put back."""
    await said(still, "start", title="Backup", steps="4")

    link = await after(still, "button", label="Runbook", does="https://example.com/runbook")
    assert link.action == Link(label="Runbook", url="https://example.com/runbook")
    line = await after(still, "button", label='The "big" one', does='say:"Working on it"', slot=2)
    assert line.secondary_action == Phrase(label="The 'big' one", words="say Working on it")
    bare = await after(still, "button", label="Say", does="say Working on it", slot=2)
    assert bare.secondary_action == Phrase(label="Say", words="say Working on it")
    hook = await after(
        still, "button", label="Pause", does='POST https://ops.example.com/p {"job_id":"7"}'
    )
    assert hook.action == Webhook(
        label="Pause", url="https://ops.example.com/p", method="POST", body={"job_id": "7"}
    )
    assert (await after(still, "button", label="none")).action is None


async def test_a_button_that_cannot_be_is_refused(still: Stage) -> None:
    """With the words of options."""
    await said(still, "start", title="Backup", steps="4")

    assert await refused(still, "button", label="Runbook") == (
        "A button needs its label, and what it does. Say "
        "`/live button label:Runbook does:https://…`, "
        '`/live button label:Roll back does:say:"roll back asked" slot:2`, or '
        '`/live button label:Pause does:POST https://… {"job":"7"}`.'
    )
    assert "cannot do `start`" in await refused(still, "button", label="X", does="start Y")
    assert "I do not know `nonsense`" in await refused(still, "button", label="X", does="nonsense")
    await refused(still, "button", label="X", does="ftp://example.com")


async def test_it_ends_once(still: Stage) -> None:
    """With a last line and what else is last; what has ended stays so."""
    await said(still, "start", title="Backup", steps="4")
    activity = await still.only()

    told = await said(still, "end", text="All clear", dismiss="10m", step=4)

    assert "ended" in told.text
    assert await still.live() == []
    ended = await still.lockstep.meant(_history(still, activity))
    assert isinstance(ended.content, SegmentedProgress)
    assert (ended.content.subtitle, ended.content.current_step) == ("All clear", 4)
    assert ended.dismiss_minutes == 10
    assert await refused(still, "end") == (
        "Nothing is live here. Say `/live start` and a title to begin."
    )
    assert "has ended" in await refused(still, "end", activity=activity.id)


async def test_again_allows_one_start_more(still: Stage) -> None:
    """For whom nobody knows whether the first arrived."""
    await said(still, "start", title="Checkout is down")

    assert (await after(still, "again")).starts == 2


async def test_something_is_adopted(still: Stage) -> None:
    """By its id or its stream; nothing else of it is known."""
    told = await said(
        still, "adopt", title='payments "v2" deploy', id="pLAr-Hnq9ZFW", type="segmented_progress"
    )
    activity = await still.only()

    assert "payments" in told.text
    assert activity.adopted == Adopted(by="activity_id", id="pLAr-Hnq9ZFW")
    assert activity.content.title == 'payments "v2" deploy'
    assert not activity.touched
    assert "Adopt what?" in await refused(still, "adopt", title="deploy")
    assert "not both" in await refused(still, "adopt", title="deploy", id="abcd", stream="x")
    assert await refused(still, "adopt", title="deploy", id="no id") == (
        "`no id` is no such id. Adopt what? Say "
        "`/live adopt id:ID title:payments deploy`, or `/live adopt stream:KEY title:…`."
    )


async def test_it_is_mirrored_to_another_channel(still: Stage) -> None:
    """And no longer; only to where the person may write."""
    other, closed = still.guild.text("other"), still.guild.text("closed")
    closed.deny(Permission.SEND_MESSAGES, whom=still.guild.id)
    await still.discord.heard()
    await said(still, "start", title="Backup", steps="4")

    mirrored = await after(still, "mirror", to=other)
    assert [channel.id for channel in mirrored.chats] == [still.ops.id, other.id]
    shown = await still.discord.command(still.ana, other, "show")
    assert "Backup" in shown.text
    assert await refused(still, "mirror", to=closed) == (
        "You cannot write in `#closed`, so you cannot mirror anything to it. Nothing was changed."
    )
    left = await after(still, "mirror", off=True)
    assert [channel.id for channel in left.chats] == [still.ops.id]
    assert "mirrored nowhere" in await refused(still, "mirror", off=True)


async def test_it_is_mirrored_to_another_guild_by_a_code(still: Stage) -> None:
    """Which is told there; then people there can change it, and nothing else of this guild."""
    theirs = still.discord.guild("Other").text("watch")
    await still.discord.heard()
    await said(still, "start", title="Backup", steps="4")
    await said(still, "start", title="Checkout")

    told = await still.discord.command(still.ana, theirs, "mirror")
    assert told.private
    code = re.search(r"```\n(\w+)\n```", told.text)
    assert code is not None
    forged = code[1][:-4] + "abcd"
    assert "was not made here" in await refused(still, "mirror", code=forged, activity="backup")
    await said(still, "mirror", code=code[1], activity="backup")

    listed = await still.discord.command(still.ana, theirs, "list")
    assert "backup" in listed.text
    assert "checkout" not in listed.text
    offered = await still.discord.autocomplete(still.ana, theirs, "next", "activity")
    assert [choice.name for choice in offered] == ["Backup · step 0 of 4"]
    await still.discord.command(still.ana, theirs, "next", activity=offered[0].value)
    denied = await still.discord.command(still.ana, theirs, "end", activity="checkout")
    assert denied.text.startswith("Nothing called `checkout`")
    backup, checkout = await still.live()
    assert (backup.revision, checkout.revision) == (3, 1)


# Looks -----------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["show", "status", "list", "history", "help"])
async def test_looks_change_nothing(still: Stage, verb: str) -> None:
    """And are for the asker's eyes."""
    await said(still, "start", title="Checkout is down")

    text = await refused(still, verb)

    assert "checkout-is-down" in text or "Checkout is down" in text or "/live" in text


@pytest.mark.parametrize("verb", ["show", "status", "list", "history"])
async def test_looks_where_nothing_is(still: Stage, verb: str) -> None:
    """Say how to begin."""
    text = await refused(still, verb)

    assert "start" in text
    assert "othing is live" in text


async def test_help_can_be_pressed(still: Stage) -> None:
    """Every command is there by its id, in one screen."""
    text = (await said(still, "help")).text

    registered = still.discord.commands[""][0]
    for sub in registered["options"]:
        assert f"</live {sub['name']}:{registered['id']}>" in text
    assert "`sev1`" in text
    assert len(text) < 4_000


async def test_show_offers_the_buttons(still: Stage) -> None:
    """And they work."""
    await said(still, "start", title="Checkout is down")

    told = await said(still, "show")

    await still.discord.press(still.ana, told.reply, "Acknowledge")
    assert (await still.only()).acknowledged_by is not None


async def test_show_fits_however_much_is_live(still: Stage) -> None:
    """Discord takes forty components, and no more than it takes of text."""
    for number in range(7):
        await said(still, "start", title=f"{number} {'*' * 190}", steps="a,b,c")

    told = await said(still, "show")

    assert "… and 3 more." in told.text
    assert "6 " in told.text.splitlines()[1]
    listed = (await said(still, "list")).text.splitlines()
    assert "`6`" in listed[0]
    assert listed[-1].startswith("… and ")


async def test_show_offers_to_start(still: Stage) -> None:
    """With a form, and in words."""
    told = await said(still, "show")

    assert told.text.startswith("Nothing is live here. Start something with the form")
    form = await still.discord.press(still.ana, told.reply, "Start something…")
    assert form.modal is not None
    await still.discord.submit(still.ana, form.modal, {"Title": "Checkout is down"})
    assert (await still.only()).content.model_dump()["message"] == "Checkout is down"


# Which one -------------------------------------------------------------------------


async def test_several_want_one_to_be_picked(still: Stage) -> None:
    """By what was offered, or by its name."""
    await said(still, "start", title="Checkout")
    await said(still, "start", title="Backup", steps="4")
    checkout, backup = await still.live()

    assert await refused(still, "end") == (
        "Several are live here: `checkout`, `backup`. Pick one in `activity`. Nothing was changed."
    )
    await said(still, "next", activity=backup.id)
    await said(still, "ack", activity="Checkout ")

    checkout, backup = await still.live()
    assert checkout.acknowledged_by is not None
    assert backup.revision == 2
    assert "step 1" in (await said(still, "history", activity=backup.id)).text
    assert "Backup" not in (await said(still, "status", activity="checkout")).text


async def test_what_is_picked_is_of_the_guild(still: Stage) -> None:
    """Neither id nor name of another guild's activity is known here; nor anything else."""
    other = still.discord.guild("Other")
    theirs = await still.started("Secret plan", other.text("ops"))
    await said(still, "start", title="Checkout")

    for which in (theirs.id, theirs.name, "'; drop", "\U0001f525" * 50):
        for verb in ("end", "status", "history"):
            text = await refused(still, verb, activity=which)
            assert text.startswith("Nothing called `")
            assert text.endswith("` is live here. Say `/live list` to see what is.")
    assert "Secret" not in (await said(still, "list")).text


async def test_what_a_person_cannot_see_they_cannot_change(still: Stage) -> None:
    """A private channel's activity is for those who read it, and who manage the guild."""
    private = still.guild.text("private")
    private.deny(Permission.VIEW_CHANNEL, whom=still.guild.id)
    private.allow(Permission.VIEW_CHANNEL, whom=still.ben.id)
    private.allow(Permission.VIEW_CHANNEL)
    boss = still.guild.member("boss", admin=True)
    await still.discord.heard()
    told = await still.discord.command(still.ben, private, "start", title="Layoffs")
    assert "Layoffs" in told.text
    await said(still, "start", title="Checkout")

    assert "Layoffs" not in (await said(still, "list")).text
    assert "Nothing called" in await refused(still, "end", activity="layoffs")
    for person in (still.ben, boss):
        listed = await still.discord.command(person, still.ops, "list")
        assert "Layoffs" in listed.text
    await still.discord.command(boss, still.ops, "end", activity="layoffs")
    assert [a.name for a in await still.live()] == ["checkout"]


async def test_a_thread_is_part_of_its_channel(still: Stage) -> None:
    """Unless something was started in it."""
    thread = still.ops.thread("about that")
    await still.discord.heard()
    await said(still, "start", title="Checkout")

    await still.discord.command(still.ana, thread, "ack")
    assert (await still.only()).acknowledged_by is not None
    shown = await still.discord.command(still.ana, thread, "show")
    assert "Checkout" in shown.text

    await still.discord.command(still.ana, thread, "start", title="Backup", steps="4")
    await still.discord.command(still.ana, thread, "next")
    shown = await still.discord.command(still.ana, thread, "show")
    assert "Backup" in shown.text
    assert "Checkout" not in shown.text


async def test_in_a_cards_thread_its_activity_is_meant(stage: Stage) -> None:
    """Where several are live in the channel."""
    await stage.started("Checkout")
    backup = await stage.started("Backup", steps="4")
    await until(lambda: len([c for c in stage.cards() if c.thread]) == 2)
    (card,) = [card for card in stage.cards() if "Backup" in card.text]
    assert card.thread is not None

    async def is_known() -> bool:
        deliveries = await stage.edge.app.store.deliveries(backup.id)
        return any("url" in d.observed for d in deliveries if d.channel.surface == "discord")

    await until(is_known)
    await stage.discord.command(stage.ana, card.thread, "next")
    shown = await stage.discord.command(stage.ana, stage.ops, "next")

    assert shown.text.startswith("Several are live here")
    changed = next(a for a in await stage.live() if a.id == backup.id)
    assert isinstance(changed.content, SegmentedProgress)
    assert changed.content.current_step == 1


async def test_a_forum_post_is_a_channel(still: Stage) -> None:
    """What is started in a post is live in it alone."""
    forum = still.guild.forum("incidents")
    assert forum.type == FORUM
    first, second = forum.thread("one"), forum.thread("two")
    await still.discord.heard()

    await still.discord.command(still.ana, first, "start", title="Checkout")

    other = await still.discord.command(still.ana, second, "end")
    assert other.text.startswith("Nothing is live here.")
    await still.discord.command(still.ana, first, "end")
    assert await still.live() == []


# Who, how often, and how it goes wrong ---------------------------------------------


async def test_roles_decide_who_may(still: Stage) -> None:
    """As the template says; the person hears why not."""
    await said(still, "start", title="Checkout", template="sev1")

    assert await refused(still, "end") == "Only @sre may end this. Nothing was changed."
    await still.discord.command(still.ben, still.ops, "end")
    assert await still.live() == []


async def test_a_command_told_twice_is_done_once(still: Stage) -> None:
    """The second answer is one too many, which is no mistake."""
    told = await said(still, "start", title="Checkout")
    await said(still, "start", title="Backup", steps="4")
    step = await said(still, "next", activity="backup")

    for each in (told, step):
        await still.discord.again(each)
        await still.idle()

    checkout, backup = await still.live()
    assert (checkout.revision, backup.revision) == (1, 2)
    assert told.refused == step.refused == []


async def test_a_slow_store_is_told(still: Stage) -> None:
    """Never "ok" before it is on disk."""
    await still.edge.app.store.close()

    assert (await said(still, "start", title="Checkout is down")).text == SLOW
    assert (await said(still, "list")).text == SLOW


async def test_a_command_of_another_time_is_not_misread(still: Stage) -> None:
    """An option that we no longer know changes what was meant; nothing is done without it."""
    await said(still, "start", title="Backup", steps="4")
    _sub(still, "next")["options"].append(
        {"name": "by", "type": 4, "description": "how many", "required": False}
    )
    _sub(still, "back")["name"] = "backwards"

    assert await refused(still, "next", by=2) == CHANGED
    assert await refused(still, "backwards") == CHANGED


async def test_nothing_is_believed_of_what_discord_sends(still: Stage) -> None:
    """Bounds and choices are looked at again here."""
    for verb in ("start", "set", "step", "button", "progress"):
        for option in _sub(still, verb)["options"]:
            for bound in ("choices", "min_value", "max_value", "min_length", "max_length"):
                option.pop(bound, None)
    await refused(still, "start", title="x", color="puce")
    await refused(still, "start", title="x", type="tune")
    await refused(still, "start", title="x", percentage=1e300)
    await refused(still, "start", title="x" * 300)
    await refused(still, "start", title="x", steps="101")
    await refused(still, "start", title="x", step=-1, steps="4")
    await refused(still, "start", title="x", message="y" * 5_000)
    await said(still, "start", title="Backup", steps="4")
    await refused(still, "step", to=-1)
    await refused(still, "step", to=3, steps=2**52)
    await refused(still, "button", label="x", does="next", slot=3)
    await refused(still, "button", label="x" * 100, does="next")
    await refused(still, "set", limit=-1)


async def test_what_was_typed_does_nothing_in_an_answer(still: Stage) -> None:
    """No mention, no link, no markdown."""
    told = await said(still, "start", title="@everyone <@1> **b** [x](https://e.com)")

    unescaped = re.sub(r"\\.", "", told.text)
    assert "everyone" in unescaped
    for sign in "<>*[]@":
        assert sign not in unescaped


def _sub(stage: Stage, name: str) -> dict[str, Any]:
    """The subcommand as a person's screen has it."""
    options: list[dict[str, Any]] = stage.discord.commands[""][0]["options"]
    return next(option for option in options if option["name"] == name)


def _history(stage: Stage, activity: Activity) -> Any:
    from bot.activity import Actor
    from bot.commands import History

    actor = Actor(platform="discord", id=stage.ana.id)
    return History(actor=actor, workspace=stage.guild.id, activity_id=activity.id)
