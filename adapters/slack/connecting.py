"""`connect`: the form in which an administrator gives the workspace's ActivitySmith key.

The key goes from Slack's signed payload into memory, to ActivitySmith and, sealed, to the
store. It is never put into a form, an answer, a log or a modal's private_metadata; the form
is taken off the screen by the very answer to it.
"""

import logging
from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

from adapters.slack import views
from adapters.slack.admins import Admins
from adapters.slack.api import SlackApi
from adapters.slack.commands import SLOW
from adapters.slack.errands import Errands
from adapters.slack.lately import Lately
from adapters.slack.listing import section
from adapters.slack.people import Payload, refuse_outsiders, workspace_of
from adapters.slack.replies import Replies, Reply
from adapters.slack.text import escape, plain_text
from adapters.slack.views import About
from bot.activitysmith.connecting import checked
from bot.activitysmith.sentences import connected
from bot.errors import Busy, LockstepError, NotAllowed, Refused, StoreUnusable, SurfaceRejected
from bot.lockstep import Lockstep

CALLBACK = "live:connect"
"""Under which name the form comes back."""

CONNECT = "connect"
TITLE = "Connect"

OPENS = "A form opens now, if you are an administrator of this workspace."
NOT_OPENED = "The form could not be opened. Nothing was changed; say `connect` again."
ADMINISTRATORS = (
    "Only administrators and owners of this workspace can connect it. Nothing was changed; "
    "ask one of them."
)
UNKNOWN = (
    "Slack could not be asked whether you are an administrator. Nothing was changed; try again "
    "in a minute."
)
UNASKABLE = (
    "Slack does not let Lockstep see who is an administrator: the app needs the scope "
    "`users:read`. Nothing was changed."
)
CHECKING = "One moment: ActivitySmith is asked whether it knows this key."
HERE = "this workspace"
ASKS = (
    "The key of your ActivitySmith account, by which this workspace reaches its phones. It is "
    "checked, kept encrypted, and never shown again."
)

_BLOCK = "field:key"
_ACTION = "value"

log = logging.getLogger(__name__)


class Connect:
    """Opens the form, and does what comes back."""

    def __init__(
        self,
        lockstep: Lockstep,
        api: SlackApi,
        *,
        admins: Admins,
        replies: Replies,
        errands: Errands,
    ) -> None:
        self._lockstep = lockstep
        self._api = api
        self._admins = admins
        self._replies = replies
        self._errands = errands
        self._lately = Lately()

    def open(self, trigger: str, reply: Reply) -> None:
        """Open the form, after Slack has its answer; a trigger is good for one."""
        if self._lately.is_new(trigger):
            self._errands.begin(self._open(trigger, reply))

    async def _open(self, trigger: str, reply: Reply) -> None:
        about = About(CONNECT, reply.workspace, reply.channel)
        skeleton = views.skeleton(TITLE, about)
        try:
            opened = await self._api.call(
                reply.workspace, "views.open", trigger_id=trigger, view=skeleton
            )
        except LockstepError as exc:
            log.info("form not opened", extra={"form": CONNECT, "why": str(exc)})
            await self._replies.privately(reply, NOT_OPENED)
            return
        why = await self._why_not(reply.workspace, reply.user)
        view = views.notice(TITLE, about, why) if why else form(about)
        await self._show(reply, str(opened["view"]["id"]), view)

    async def _why_not(self, workspace: str, user: str) -> str:
        """Why *user* may not connect *workspace*; empty for who may."""
        try:
            return "" if await self._admins.has(workspace, user) else ADMINISTRATORS
        except LockstepError as exc:
            log.info("administrator not known", extra={"why": str(exc)})
            return UNASKABLE if getattr(exc, "needed", "") else UNKNOWN

    def submitted(self, payload: Payload) -> views.Json:
        """What Slack is answered to the form: that it is checked, or what is wrong with it."""
        view = payload["view"]
        about = views.about_of(view.get("private_metadata") or "")
        if about is None or about.form != CONNECT:
            return {}
        try:
            if about.workspace != workspace_of(payload):
                raise NotAllowed(ADMINISTRATORS)
            refuse_outsiders(payload["user"], about.workspace)
            key = checked(_key(view))
        except NotAllowed as exc:
            return {"response_action": "update", "view": views.notice(TITLE, about, str(exc))}
        except Refused as exc:
            return {"response_action": "errors", "errors": {_BLOCK: f"{exc} Nothing was kept."}}
        if self._lately.is_new(f"{view.get('id')}:{view.get('hash')}"):
            reply = Reply(about.workspace, payload["user"]["id"], about.channel)
            self._errands.begin(self._connect(about, reply, str(view["id"]), key))
        return {"response_action": "update", "view": views.notice(TITLE, about, CHECKING)}

    async def _connect(self, about: About, reply: Reply, view_id: str, key: SecretStr) -> None:
        why = await self._why_not(reply.workspace, reply.user)
        if why:
            view = views.notice(TITLE, about, why) if why == ADMINISTRATORS else form(about, why)
        else:
            why, view = await self._tied(about, reply, key)
        await self._show(reply, view_id, view, why)

    async def _tied(self, about: About, reply: Reply, key: SecretStr) -> tuple[str, views.Json]:
        """What came of it, and the view that says so."""
        try:
            moving = await self._lockstep.connect(reply.workspace, key)
        except Refused as exc:
            return str(exc), form(about, str(exc))
        except (Busy, StoreUnusable):
            return SLOW, form(about, SLOW)
        log.info("workspace connected", extra={"workspace": reply.workspace, "by": reply.user})
        told = connected(HERE, moving)
        return told, views.notice(TITLE, about, told)

    async def _show(
        self, reply: Reply, view_id: str, view: views.Json, otherwise: str = ""
    ) -> None:
        """Show *view* in place of what is there; *otherwise* is said where it was closed."""
        try:
            await self._api.call(reply.workspace, "views.update", view_id=view_id, view=view)
        except SurfaceRejected:
            raise
        except LockstepError:
            if otherwise:
                await self._replies.privately(reply, otherwise)


def form(about: About, why: str = "") -> views.Json:
    """The form, empty; *why* it is there again."""
    blocks = [section(f":warning: {escape(why)}")] if why else []
    blocks.append(
        {
            "type": "input",
            "block_id": _BLOCK,
            "label": plain_text("ActivitySmith key", views.LABEL_MAX),
            "hint": plain_text(ASKS, views.HINT_MAX),
            "element": {
                "type": "plain_text_input",
                "action_id": _ACTION,
                "max_length": 300,
                "placeholder": plain_text("ask_…", views.CHOICE_MAX),
            },
        }
    )
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain_text(TITLE, views.TITLE_MAX),
        "submit": plain_text(TITLE, views.TITLE_MAX),
        "close": plain_text("Cancel", views.TITLE_MAX),
        "private_metadata": about.written(),
        "blocks": blocks,
    }


def _key(view: Mapping[str, Any]) -> SecretStr:
    """What was put into the form."""
    told = ((view.get("state") or {}).get("values") or {}).get(_BLOCK)
    field = told.get(_ACTION) if isinstance(told, dict) else None
    said = field.get("value") if isinstance(field, dict) else None
    return SecretStr(said if isinstance(said, str) else "")
