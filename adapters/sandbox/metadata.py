"""What may be kept beside an activity: up to 50 flat entries, 16 KB in all."""

import json
from typing import Annotated

from pydantic import AfterValidator, Field

BYTES_MAX = 16_384


def _key(value: str) -> str:
    if not value.strip():
        raise ValueError("a metadata key cannot be blank")
    if value == "__proto__":
        raise ValueError("__proto__ cannot be a metadata key")
    return value


def _small(value: dict[str, str | bool | float]) -> dict[str, str | bool | float]:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode("utf-8")) > BYTES_MAX:
        raise ValueError(f"metadata may have at most {BYTES_MAX} bytes as JSON")
    return value


MetadataKey = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_key)]
MetadataValue = Annotated[str, Field(max_length=4000)] | bool | float
Metadata = Annotated[dict[MetadataKey, MetadataValue], Field(max_length=50), AfterValidator(_small)]
