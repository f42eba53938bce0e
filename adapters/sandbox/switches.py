"""How one account is treated: a reading of each published disagreement, and faults on request.

Every default is the reading that a careful client must survive first. A switch holds until
it is changed, or for the next few requests of a method and path.
"""

from dataclasses import dataclass
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

BadgeFault = Literal["badge_device_disconnected", "badge_update_failed"]
Moment = Literal["before", "after"]
BillingBlock = Literal["trial_expired", "trial_exhausted", "billing_overage_cap_reached"]
BodyFault = Literal["html", "empty", "truncated", "cut", "charset", "gzip_bomb"]


class Switches(BaseModel):
    """All that can be set; a change makes another one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # What a body may say.
    open_url_http: bool = True
    current_step_min: Literal[0, 1] = 0
    end_auto_dismiss_seconds: Literal["accept", "drop", "refuse"] = "accept"
    unknown_action_fields: Literal["refuse", "keep"] = "refuse"
    secondary_action_everywhere: bool = False
    buttons_max: Literal[1, 2] = 2
    badge_everywhere: bool = True
    gray: bool = True
    metrics_two_only: bool = False
    tags_max_on_every_call: bool = True
    method_on_open_url: Literal["accept", "refuse"] = "accept"
    typed_updates: Literal["known", "stated"] = "known"

    # What an update leaves as it was.
    timer_flags_omitted: Literal["keep", "true"] = "keep"
    actions_omitted: Literal["keep", "clear"] = "keep"
    content_omitted: Literal["clear", "keep"] = "clear"
    channels_omitted: Literal["scope", "keep"] = "scope"
    noop_compares: Literal["content", "picture", "everything"] = "picture"

    # Limits.
    rate: Literal["shared60", "split", "off"] = "shared60"
    requests_per_minute: int = Field(60, ge=0)
    live_per_minute: int = Field(300, ge=0)
    metrics_per_minute: int = Field(300, ge=0)
    rate_code: bool = True
    retry_after: str | None = None
    places: Literal["reject", "evict", "ignore"] = "reject"
    places_max: int = Field(4, ge=0)
    places_per: Literal["device", "account"] = "device"
    places_mixed: Literal["reject", "partial"] = "reject"
    throttle: bool = False

    # Life and death.
    end_dismiss_minutes: int = Field(3, ge=0)
    stream_dismiss_minutes: int = Field(2, ge=0)
    rotate_margin_seconds: float = Field(0, ge=0)
    second_delete: Literal["not_found", "ignored"] = "not_found"
    unknown_activity: Literal[403, 404] = 403
    update_after_end: Literal[200, 400, 404] = 400
    no_recipients_status: Literal[404, 422] = 422

    # Refusals on request.
    unauthorized: bool = False
    rate_limited: bool = False
    billing: BillingBlock | None = None
    forbidden: bool = False
    no_recipients: bool = False
    capacity: bool = False
    badge_fails: BadgeFault | None = None
    replace_conflicts: bool = False

    # Odd successes.
    ignored: bool = False
    errors: tuple[str, ...] = ()
    new_activity_id: bool = False
    forced_completion: bool = False
    operation: str | None = None
    extra_fields: dict[str, Any] = Field(default_factory=dict)
    missing_fields: tuple[str, ...] = ()

    # Faults of the wire. `moment` says on which side of the effect status, slow and drop happen.
    moment: Moment = "before"
    status: int | None = Field(None, ge=500, le=599)
    slow_seconds: float = Field(0, ge=0)
    drop: bool = False
    late_seconds: float | None = Field(None, ge=0)
    hang_seconds: float = Field(60, ge=0)
    drip_seconds: float = Field(0, ge=0)
    body: BodyFault | None = None
    bomb_megabytes: int = Field(200, ge=1, le=1000)

    # Presses.
    press_repeats: int = Field(0, ge=0, le=5)

    def changed(self, changes: dict[str, Any]) -> Self:
        """These with *changes*; raises pydantic's ValidationError for one that does not exist."""
        return type(self)(**(self.model_dump() | changes))


@dataclass
class Scoped:
    """Changes for some requests only: the next *times*, or those of a method or path."""

    changes: dict[str, Any]
    times: int | None = None
    method: str | None = None
    path: str | None = None

    def fits(self, method: str, path: str) -> bool:
        """Whether a request is meant; a path is meant with all that lies below it."""
        return self.method in (None, method) and (self.path is None or path.startswith(self.path))


class Switchboard:
    """The switches of one account, and those for some requests only."""

    def __init__(self, default: Switches | None = None) -> None:
        self.default = default or Switches()
        self.base = self.default
        self.scoped: list[Scoped] = []

    def set(
        self,
        changes: dict[str, Any],
        *,
        times: int | None = None,
        method: str | None = None,
        path: str | None = None,
    ) -> None:
        """Change them for good, or within a scope."""
        checked = self.base.changed(changes)
        if times is None and method is None and path is None:
            self.base = checked
        else:
            self.scoped.append(Scoped(changes, times, method, path))

    def reset(self) -> None:
        """Back to the defaults."""
        self.base = self.default
        self.scoped.clear()

    def take(self, method: str, path: str) -> Switches:
        """What holds for this request, which uses up one of the first counted scope it fits."""
        result, counted = self.base, False
        for scoped in list(self.scoped):
            if not scoped.fits(method, path) or (counted and scoped.times is not None):
                continue
            result = result.changed(scoped.changes)
            if scoped.times is not None:
                counted = True
                scoped.times -= 1
                if scoped.times <= 0:
                    self.scoped.remove(scoped)
        return result
