"""A store that answers before it keeps: what must never be. Only to see the rigs turn red."""

import asyncio

from bot.store import Answer, Change, Found, Request, Rule, Store, Target


class Hasty:
    """*store*, but `change` answers first, and has it kept when nobody waits any more."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._late: set[asyncio.Task[Answer]] = set()

    async def change(self, request: Request, target: Target, rule: Rule) -> Answer:
        """What *rule* makes of what is there, on no disk yet."""
        found = None if target.starting else await self._store.find(target)
        made: Change = rule(Found(found, {}))
        task = asyncio.create_task(self._store.change(request, target, rule))
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        return Answer(made.after, made.answer)

    def __getattr__(self, name: str) -> object:
        """Everything else is as the real store does it."""
        return getattr(self._store, name)
