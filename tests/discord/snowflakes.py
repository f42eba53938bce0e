"""Discord's ids: each says when it was made, and is larger than all before it."""

from tests.discord.clock import Clock

EPOCH_MILLIS = 1_420_070_400_000
SHIFT = 22


class Snowflakes:
    """A new id for each call, at least a millisecond apart: shards are told by that part."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def __call__(self) -> str:
        self._last = max(self._last + 1, int(self._clock.now() * 1000) - EPOCH_MILLIS)
        return str(self._last << SHIFT)


def shard_of(guild: str, shards: int) -> int:
    return (int(guild) >> SHIFT) % shards
