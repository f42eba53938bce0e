"""Every error that Lockstep raises on purpose.

* LockstepError
  x Refused              the command cannot be done; the text is meant for the person
    + NotAllowed         ... because of who asks
    + NothingHere        ... because no activity answers to it
    + SeveralHere        ... because several activities could be meant
    + UnknownToken       ... because the button was not made here
  x Busy                 the store did not answer in time; nothing is known to have changed
  x StoreUnusable        the store must not be used as it is; the text names the way out
  x SettingsInvalid      a setting or a template is wrong; the text names it
  x SurfaceError
    + SurfaceUnavailable   try this revision again later
    + SurfaceRejected      this revision can never be shown there
"""

from collections.abc import Mapping


class LockstepError(Exception):
    """Base class of every error raised on purpose."""


class Refused(LockstepError):
    """The command cannot be done. The message is shown to the person who asked."""


class NotAllowed(Refused):
    """The actor may not do this."""


class NothingHere(Refused):
    """No activity answers to this id, name or channel."""


class SeveralHere(Refused):
    """Several activities are live where one is meant; *names* are theirs, oldest first."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(
            f"Several are live here: {', '.join(f'`{name}`' for name in names)}. "
            f"Say which one, as in `… on {names[0]}`."
        )
        self.names = names


class UnknownToken(Refused):
    """The button was not made by this Lockstep."""


class Busy(LockstepError):
    """The store did not answer in time; the person is asked to try again."""


class StoreUnusable(LockstepError):
    """The store must not be used as it is. The message says why, and the way out."""


class SettingsInvalid(LockstepError):
    """A setting or a template is wrong. The message names it and says what it may be."""


class SurfaceError(LockstepError):
    """Base class of what a surface may raise from `show`.

    *memo* replaces what the surface asked to keep, *observed* what it knows of the
    channel; None leaves them as they were.
    """

    def __init__(
        self,
        message: str,
        *,
        memo: Mapping[str, str] | None = None,
        observed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.memo = memo
        self.observed = observed


class SurfaceUnavailable(SurfaceError):
    """The surface cannot be reached now; show the latest revision later."""

    def __init__(
        self,
        message: str,
        *,
        retry_after_seconds: float | None = None,
        memo: Mapping[str, str] | None = None,
        observed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, memo=memo, observed=observed)
        self.retry_after_seconds = retry_after_seconds


class SurfaceRejected(SurfaceError):
    """The surface refuses this revision for good; wait for the next one."""
