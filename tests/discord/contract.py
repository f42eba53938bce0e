"""Discord's published OpenAPI document, where it is at hand: judges both directions.

It lies beside the clone in `shared/platforms/`, or in the folder that LOCKSTEP_SHARED names;
the project never depends on it. Two things it says of itself: a union means "one of these",
and an integer may be written as a string.
"""

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]
ROOT = "urn:discord"
TOLERATED = {"nsfw", "tts", "flags"}
"""discord.py sends them where the document has them not; Discord has never minded."""
TOLERATED_QUERY = {"use_nested_fields"}
MEDIA = "application/json"


def document() -> Path | None:
    """Where it lies, if it is on this machine."""
    named = os.environ.get("LOCKSTEP_SHARED")
    above = [parent / "shared" for parent in Path(__file__).resolve().parents]
    places = [Path(named)] if named else above
    files = [place / "platforms" / "discord-openapi.json" for place in places]
    return next((file for file in files if file.is_file()), None)


class Contract:
    """What is wrong with a request or an answer, by the document: sentences, or none."""

    def __init__(self, spec: Json) -> None:
        self._spec = spec
        self._routes = sorted(_routes(spec), key=lambda route: route[1].count("{"))
        resource = Resource.from_contents({"$id": ROOT, **spec}, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(ROOT, resource)
        self._kind: Any = extend(  # type: ignore[no-untyped-call]  # jsonschema's own
            Draft202012Validator,
            {"oneOf": self._union, "anyOf": self._union, "type": _lenient_type},
        )
        self._judges: dict[str, Any] = {}
        self._types: dict[str, tuple[Any, ...]] = {}

    @classmethod
    @cache
    def load(cls) -> "Contract | None":
        """None on a machine without the document."""
        file = document()
        return None if file is None else cls(json.loads(file.read_text(encoding="utf-8")))

    def request(self, method: str, path: str, query: dict[str, str], body: Any) -> list[str]:
        """What is wrong with what the app sent."""
        template = self._template(method, path)
        if template is None:
            return [f"{method} {path} is not published"]
        operation = self._spec["paths"][template][method.lower()]
        shared = self._spec["paths"][template].get("parameters", [])
        named = [self._meant(p) for p in [*operation.get("parameters", []), *shared]]
        known = {p["name"] for p in named if p["in"] == "query"} | TOLERATED_QUERY
        wrong = [f"unknown query {name}" for name in query if name not in known]
        if body is None:
            return wrong
        if "requestBody" not in operation:
            return [*wrong, "no body is expected"]
        pointer = _pointer("paths", template, method.lower(), "requestBody", "content", MEDIA)
        return wrong + self._judged(f"{pointer}/schema", body, TOLERATED)

    def response(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """What is wrong with what the stand-in answered."""
        template = self._template(method, path)
        if template is None or body is None or status >= 400:
            return []
        answers = self._spec["paths"][template][method.lower()]["responses"]
        name = next((n for n in (str(status), f"{status // 100}XX") if n in answers), None)
        if name is None or MEDIA not in answers[name].get("content", {}):
            return [f"{status} with a body is not published"]
        where = ("paths", template, method.lower(), "responses", name, "content", MEDIA)
        return self._judged(f"{_pointer(*where)}/schema", body, None)

    def _judged(self, pointer: str, body: Any, tolerated: set[str] | None) -> list[str]:
        """By the schema there; with *tolerated*, also by what it does not know at all."""
        if pointer not in self._judges:
            reference = {"$ref": f"{ROOT}{pointer}"}
            self._judges[pointer] = self._kind(reference, registry=self._registry)
        errors = self._judges[pointer].iter_errors(body)
        wrong = [f"{error.json_path}: {error.message[:220]}" for error in errors]
        if tolerated is not None and not wrong:
            unknown = self._unknown(body, {"$ref": pointer}, "$")
            wrong = [f"unknown {p}" for p in unknown if p.rsplit(".", 1)[-1] not in tolerated]
        return wrong

    def _template(self, method: str, path: str) -> str | None:
        for pattern, template, methods in self._routes:
            if method.lower() in methods and pattern.fullmatch(path):
                return template
        return None

    # Unions ------------------------------------------------------------------------

    def _union(
        self, validator: Any, branches: list[Json], instance: Any, schema: Json
    ) -> Iterator[ValidationError]:
        if instance is None and any(self._meant(b).get("type") == "null" for b in branches):
            return
        fitting = self._fitting(branches, instance)
        if len(fitting) == 1:
            yield from validator.descend(instance, fitting[0])
            return
        failures = []
        for branch in fitting:
            errors = list(validator.descend(instance, branch))
            if not errors:
                return
            failures.append(errors)
        closest = min(failures, key=len)[0].message[:160] if failures else "none is of this type"
        yield ValidationError(f"fits none of {len(fitting)}; closest: {closest}")

    def _fitting(self, branches: list[Json], instance: Any) -> list[Json]:
        """Those that are for a thing of this `type`, if it has one and they say so."""
        some = [b for b in branches if self._meant(b).get("type") != "null"]
        if isinstance(instance, dict) and isinstance(instance.get("type"), int):
            return [b for b in some if instance["type"] in self._types_of(b)] or some
        return some

    def _types_of(self, branch: Json) -> tuple[Any, ...]:
        name = branch.get("$ref", "")
        if name in self._types:
            return self._types[name]
        said = self._meant(branch).get("properties", {}).get("type", {})
        found = tuple(said.get("enum", [])) or ((said["const"],) if "const" in said else ())
        inner = self._meant(said).get("oneOf", [])
        found = found or tuple(one.get("const") for one in inner if isinstance(one, dict))
        if name:
            self._types[name] = found
        return found

    # What the document does not know ------------------------------------------------

    def _unknown(self, instance: Any, schema: Json, path: str) -> list[str]:
        meant = self._meant(schema)
        branches = meant.get("oneOf") or meant.get("anyOf")
        if branches:
            fitting = self._fitting(branches, instance)
            each = [self._unknown(instance, branch, path) for branch in fitting]
            return min(each, key=len, default=[])
        if isinstance(instance, dict):
            return self._unknown_members(instance, meant.get("properties"), path)
        if isinstance(instance, list) and "items" in meant:
            each = [
                self._unknown(v, meant["items"], f"{path}[{n}]") for n, v in enumerate(instance)
            ]
            return [name for names in each for name in names]
        return []

    def _unknown_members(self, instance: Json, members: Json | None, path: str) -> list[str]:
        if members is None:
            return []
        found = []
        for name, value in instance.items():
            if name in members:
                found += self._unknown(value, members[name], f"{path}.{name}")
            else:
                found.append(f"{path}.{name}")
        return found

    def _meant(self, schema: Json) -> Json:
        while "$ref" in schema:
            found: Any = self._spec
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]
            schema = found
        return schema


def _routes(spec: Json) -> Iterator[tuple[re.Pattern[str], str, set[str]]]:
    for template, operations in spec["paths"].items():
        yield re.compile(re.sub(r"\{\w+\}", "[^/]+", template)), template, set(operations)


def _pointer(*names: str) -> str:
    return "#/" + "/".join(name.replace("~", "~0").replace("/", "~1") for name in names)


def _lenient_type(
    validator: Any, types: Any, instance: Any, schema: Json
) -> Iterator[ValidationError]:
    """An integer may be a string; and a snowflake, as discord.py sends it, an integer."""
    names = [types] if isinstance(types, str) else types
    if any(validator.is_type(instance, name) for name in names):
        return
    if "integer" in names and isinstance(instance, str) and re.fullmatch(r"-?\d+", instance):
        return
    if schema.get("format") == "snowflake" and isinstance(instance, int):
        return
    yield ValidationError(f"{instance!r} is not of type {' or '.join(names)}")
