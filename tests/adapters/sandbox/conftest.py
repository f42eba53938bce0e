"""A sandbox on a real port, a clock to set, and a client that checks every answer's shape."""

import os
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.sandbox import Sandbox
from tests.adapters.sandbox.published import Shapes, shared_folder

Json = dict[str, Any]


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Api:
    """The API as one key sees it; every 200 has the published shape, where that is at hand."""

    def __init__(self, client: httpx.AsyncClient, sandbox: Sandbox, clock: Clock, key: str) -> None:
        self.client = client
        self.sandbox = sandbox
        self.clock = clock
        self.key = key
        self.shapes = Shapes.load()

    async def call(self, method: str, path: str, body: Json | None = None) -> httpx.Response:
        content = {} if body is None else {"json": body}
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = await self.client.request(method, path, headers=headers, **content)  # type: ignore[arg-type]
        if self.shapes is not None:
            self.shapes.check(method, path, answer)
        return answer

    async def put(self, key: str, content: Json, **more: Any) -> httpx.Response:
        return await self.call(
            "PUT", f"/live-activity/stream/{key}", {"content_state": content, **more}
        )

    async def delete(self, key: str, body: Json | None = None) -> httpx.Response:
        return await self.call("DELETE", f"/live-activity/stream/{key}", body)

    async def start(self, content: Json, **more: Any) -> httpx.Response:
        return await self.call("POST", "/live-activity/start", {"content_state": content, **more})

    async def update(self, activity_id: str, content: Json, **more: Any) -> httpx.Response:
        body = {"activity_id": activity_id, "content_state": content, **more}
        return await self.call("POST", "/live-activity/update", body)

    async def end(self, activity_id: str, content: Json, **more: Any) -> httpx.Response:
        body = {"activity_id": activity_id, "content_state": content, **more}
        return await self.call("POST", "/live-activity/end", body)

    def switch(self, **changes: Any) -> None:
        self.sandbox.switch(self.key, **changes)

    def cards(self, device: int = 0) -> list[Json]:
        """What one Lock Screen shows now."""
        screen: Json = self.sandbox.picture(self.key)["lock_screens"][device]
        cards: list[Json] = screen["cards"]
        return cards

    def broken_rules(self) -> list[str]:
        return [v.rule for v in self.sandbox.violations]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Sandbox:
    return Sandbox(clock=clock, randomness=random.Random(7))


@pytest.fixture
async def url(sandbox: Sandbox) -> AsyncIterator[str]:
    async with sandbox.serve() as url:
        yield url


@pytest.fixture
async def api(url: str, sandbox: Sandbox, clock: Clock) -> AsyncIterator[Api]:
    async with httpx.AsyncClient(base_url=url, timeout=5, trust_env=False) as client:
        yield Api(client, sandbox, clock, "ask_tests")


@pytest.fixture
def alert() -> Json:
    return {"title": "Checkout", "type": "alert", "message": "Down"}


@pytest.fixture
def steps() -> Json:
    return {
        "title": "Deploy",
        "type": "segmented_progress",
        "number_of_steps": 4,
        "current_step": 1,
    }


@pytest.fixture
def shared() -> Path:
    folder = shared_folder()
    if folder is None and os.environ.get("CI") == "true":
        pytest.fail("CI must have the folder shared/contract, or LOCKSTEP_SHARED must name it")
    if folder is None:
        pytest.skip("the folder shared/contract is not here")
    return folder
