"""Values as the database keeps them: JSON, whole microseconds, text that can be encoded."""

import atexit
import hashlib
import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from pydantic_core import PydanticSerializationError, to_jsonable_python

from bot.activity import Activity

REQUEST_KEY_LENGTH_MAX = 200

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """*at* as whole microseconds since 1970. Raises TypeError if it has no time zone."""
    return (at - _EPOCH) // _MICROSECOND


def moment(micros: int) -> datetime:
    """The time that is *micros* microseconds after 1970."""
    return _EPOCH + timedelta(microseconds=micros)


def storable(text: str) -> str:
    """*text*, with a question mark for every half of a character that has no other half."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def request_key(key: str) -> str:
    """*key*, or what stands for it when it is too long to be kept."""
    if len(key) <= REQUEST_KEY_LENGTH_MAX:
        return storable(key)
    return "sha256:" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def sum_of(*parts: str | int) -> int:
    """A checksum of *parts*, by which a row that a disk bent is found out."""
    return zlib.crc32("\0".join(map(str, parts)).encode())


def bytes_sum(*parts: bytes) -> int:
    """The same, of the parts as the database holds them."""
    return zlib.crc32(b"\0".join(parts))


def body_of(activity: Activity) -> str:
    """*activity* as JSON that can be read back. Raises ValueError when there is none such."""
    try:
        body = activity.model_dump_json()
    except PydanticSerializationError:
        body = json.dumps(_storable_throughout(activity.model_dump()))
    activity_of(body)
    return body


@lru_cache(maxsize=1024)
def activity_of(body: str) -> Activity:
    """The activity that *body* says. Raises ValueError."""
    return Activity.model_validate_json(body)


# Times that pydantic read must not outlive it: their end would crash the interpreter's own.
atexit.register(activity_of.cache_clear)


def words_text(words: Mapping[str, str]) -> str:
    """A memo, or what was observed, as JSON: equal text for what is equal."""
    return json.dumps(dict(words), sort_keys=True) if words else "{}"


def words_of(text: str) -> Mapping[str, str]:
    """The memo, or what was observed, that *text* says."""
    words: dict[str, str] = json.loads(text)
    return words


def _storable_throughout(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(str(key)): _storable_throughout(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_storable_throughout(each) for each in value]
    return to_jsonable_python(value)
