"""What is published of ActivitySmith's API, if it is at hand: vectors, and shapes of answers."""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema

Json = dict[str, Any]
FLOATS = {"@NaN": float("nan"), "@Infinity": float("inf")}


@cache
def shared_folder() -> Path | None:
    """The folder, or None on a machine without it."""
    named = os.environ.get("LOCKSTEP_SHARED")
    above = [parent / "shared" for parent in Path(__file__).resolve().parents]
    candidates = [Path(named)] if named else above
    return next((folder for folder in candidates if (folder / "contract").is_dir()), None)


def vectors(path: Path) -> list[Json]:
    """One body a line, with its verdict."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def with_floats(value: Any) -> Any:
    """*value* with the floats that JSON cannot write."""
    if isinstance(value, dict):
        return {k: with_floats(v) for k, v in value.items()}
    if isinstance(value, list):
        return [with_floats(v) for v in value]
    return FLOATS.get(value, value) if isinstance(value, str) else value


class Shapes:
    """The published schema of each 200, and the fields it documents."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._schemas = dict(_schemas(document))

    @classmethod
    @cache
    def load(cls) -> "Shapes | None":
        """The published shapes, or None without the folder."""
        folder = shared_folder()
        if folder is None:
            return None
        text = (folder / "contract" / "activitysmith-openapi.json").read_text(encoding="utf-8")
        return cls(json.loads(text))

    def check(self, method: str, path: str, answer: httpx.Response) -> None:
        """Fails unless a JSON 200 is as published, and says nothing undocumented."""
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        if answer.status_code != 200 or not is_json:
            return
        for pattern, schema in self._schemas.items():
            if pattern.fullmatch(f"{method} {path}"):
                said = answer.json()
                jsonschema.validate(said, {**schema, "components": self._document["components"]})
                assert set(said) <= set(self._fields(schema)), set(said)

    def _fields(self, schema: Json) -> Json:
        name = schema["$ref"].rsplit("/", 1)[1]
        fields: Json = self._document["components"]["schemas"][name]["properties"]
        return fields


def _schemas(document: Json) -> list[tuple[re.Pattern[str], Json]]:
    found = []
    for path, methods in document["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))
        for method in ("get", "put", "post", "delete"):
            if method in methods:
                content = methods[method]["responses"]["200"]["content"]
                schema = content["application/json"]["schema"]
                found.append((re.compile(f"{method.upper()} {pattern}"), schema))
    return found
