"""Every body with a known verdict is answered by it, over HTTP."""

import json
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import jsonschema
import pytest

from adapters.sandbox import Sandbox, Switches
from tests.adapters.sandbox.published import Shapes, vectors, with_floats

Json = dict[str, Any]
OWN = Path(__file__).parent / "vectors.jsonl"


@pytest.fixture
async def strict() -> AsyncIterator[httpx.AsyncClient]:
    """A sandbox that takes no http webhook at all, and counts no requests."""
    sandbox = Sandbox(
        switches=Switches(rate="off", places_max=10_000),
        allow_http_webhooks=False,
        randomness=random.Random(1),
    )
    async with (
        sandbox.serve() as url,
        httpx.AsyncClient(base_url=url, timeout=5, trust_env=False) as client,
    ):
        client.headers["Authorization"] = "Bearer ask_vectors"
        yield client


async def verdict(client: httpx.AsyncClient, vector: Json) -> httpx.Response:
    """The answer to one vector, after what it speaks about was made."""
    method, path = vector["endpoint"].split(" ")
    body = with_floats(vector["body"])
    if vector["valid"] and isinstance(body, dict):
        body, vector = await exists(client, vector, body)
    for name, fallback in (("stream_key", "job"), ("key", "status"), ("notification_id", "none")):
        value = vector.get("path", {}).get(name, fallback)
        path = path.replace("{" + name + "}", quote(value, safe=""))
    content = json.dumps(body).encode()
    return await client.request(method, path, content=content)


async def exists(client: httpx.AsyncClient, vector: Json, body: Json) -> tuple[Json, Json]:
    """*body* and *vector* about something that is there."""
    content = body.get("content_state", {})
    if vector["endpoint"].startswith("DELETE"):
        key = vector.get("path", {}).get("stream_key", "job")
        first = {"content_state": first_content(content)}
        await client.put(f"/live-activity/stream/{key}", json=first)
    elif "activity_id" in body:
        started = await client.post(
            "/live-activity/start", json={"content_state": first_content(content)}
        )
        body = body | {"activity_id": started.json()["activity_id"]}
    elif "{notification_id}" in vector["endpoint"]:
        sent = await client.post("/push-notification", json={"title": "t"})
        vector = vector | {"path": {"notification_id": sent.json()["notification_id"]}}
    return body, vector


def first_content(content: Json) -> Json:
    """What must have been started for *content* to be its update: its type, or a guess at it."""
    firsts: dict[str, Json] = {
        "segmented_progress": {"number_of_steps": 99, "current_step": 0},
        "progress": {"percentage": 0},
        "metrics": {"metrics": [{"label": "a", "value": 1}]},
        "stats": {"metrics": [{"label": "a", "value": 1}]},
        "alert": {"message": "m"},
        "timer": {"duration_seconds": 60},
        "value": {"value": 1},
    }
    marks = {
        "current_step": "segmented_progress",
        "percentage": "progress",
        "upper_limit": "progress",
        "metrics": "metrics",
        "message": "alert",
        "value": "value",
    }
    guess = next((kind for mark, kind in marks.items() if mark in content), "timer")
    kind = content.get("type", guess)
    return {"title": "T", "type": kind, **firsts[kind]}


async def wrong_answers(client: httpx.AsyncClient, given: list[Json]) -> list[str]:
    """The vectors that were not answered by their verdict."""
    wrong = []
    for vector in given:
        answer = await verdict(client, vector)
        said = answer.json()
        reason = said.get("message") or said.get("error")
        good = (
            answer.status_code == 200 if vector["valid"] else answer.status_code == 400 and reason
        )
        if not good:
            wrong.append(f"{vector['id']} {vector['why']}: {answer.status_code} {reason}")
    return wrong


async def test_our_vectors_get_their_verdict(strict: httpx.AsyncClient) -> None:
    """Each rule of a body is kept, in the good case and in the bad."""
    given = vectors(OWN)

    assert len(given) >= 40
    assert await wrong_answers(strict, given) == []


async def test_published_vectors_get_their_verdict(strict: httpx.AsyncClient, shared: Path) -> None:
    """What official examples send is accepted, and what the contract forbids is refused."""
    given = vectors(shared / "contract" / "vectors.jsonl")

    assert len(given) >= 200
    assert await wrong_answers(strict, given) == []


async def test_a_wrong_verdict_is_noticed(strict: httpx.AsyncClient) -> None:
    """The two tests above can fail: a body with the opposite verdict is found."""
    turned = [v | {"valid": not v["valid"]} for v in vectors(OWN)][:10]

    assert len(await wrong_answers(strict, turned)) == 10


DISPUTED: dict[str, Json] = {
    "d01": {"secondary_action_everywhere": True},
    "d02": {"secondary_action_everywhere": True},
    "d03": {"secondary_action_everywhere": True},
    "d04": {"end_auto_dismiss_seconds": "refuse"},
    "d05": {"tags_max_on_every_call": False},
}


async def test_disputed_vectors_can_be_read_both_ways(shared: Path) -> None:
    """Where the sources disagree, a switch turns the verdict."""
    for vector in vectors(shared / "contract" / "disputed.jsonl"):
        verdicts = set()
        for changes in ({}, DISPUTED[vector["id"]]):
            sandbox = Sandbox(switches=Switches(**changes))
            async with (
                sandbox.serve() as url,
                httpx.AsyncClient(base_url=url, timeout=5, trust_env=False) as client,
            ):
                client.headers["Authorization"] = "Bearer ask_disputed"
                verdicts.add((await verdict(client, vector | {"valid": True})).status_code)
        assert verdicts == {200, 400}, vector["id"]


async def test_a_wrong_shape_is_noticed(strict: httpx.AsyncClient, shared: Path) -> None:
    """Every 200 in these tests is held against what is published, and one that is not fails."""
    shapes = Shapes.load()
    assert shapes is not None, shared
    answer = await strict.post("/badge", json={"badge": 1})
    request = httpx.Request("POST", "/badge")
    extra = httpx.Response(200, json=answer.json() | {"novel": 1}, request=request)
    short = httpx.Response(200, json={"success": True}, request=request)

    shapes.check("POST", "/badge", answer)
    with pytest.raises(AssertionError):
        shapes.check("POST", "/badge", extra)
    with pytest.raises(jsonschema.ValidationError):
        shapes.check("POST", "/badge", short)
