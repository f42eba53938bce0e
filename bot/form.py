"""A form: what it shows, and what is made of what comes back. Pure.

Each field reads what was put in it into the values that typed options give, so that a form
and a command are held to the same rules, in the same words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import StringConstraints

from bot import words as typed
from bot.errors import Refused

Value = Annotated[str, StringConstraints(max_length=8_000)] | int | float | bool | None
Read = Callable[[str], Mapping[str, Any]]


class FormWrong(Refused):
    """What was put in some *fields* cannot be; each has its sentence."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        several = "Some fields cannot be that. Nothing was changed."
        super().__init__(next(iter(fields.values())) if len(fields) == 1 else several)
        self.fields = fields


@dataclass(frozen=True)
class Field:
    """One field: what people see of it, and how it is read."""

    name: str
    label: str
    kind: str
    value: Value
    read: Read
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    max: int | None = None

    def described(self) -> dict[str, Any]:
        """The field as the page shows it."""
        return {
            "name": self.name,
            "label": self.label,
            "kind": self.kind,
            "value": self.value,
            "choices": [{"value": value, "label": label} for value, label in self.choices],
            "hint": self.hint,
            "max": self.max,
        }


@dataclass(frozen=True)
class Form:
    """A form, of an activity or to begin one."""

    form: str
    title: str
    submit: str
    fields: tuple[Field, ...]
    activity: str | None = None
    question: str = ""

    def described(self) -> dict[str, Any]:
        """The form as the page shows it."""
        return {
            "form": self.form,
            "activity": self.activity,
            "title": self.title,
            "question": self.question,
            "submit": self.submit,
            "fields": [field.described() for field in self.fields],
        }

    def differing(
        self, sent: Mapping[str, Value], shown: Mapping[str, Value]
    ) -> dict[str, Mapping[str, Any]]:
        """What was put in the fields, read, by the field's name: only where it differs.

        It differs from what the form *shown* then had, if that was told, and from what it
        has now. Raises FormWrong.
        """
        own = {field.name: field for field in self.fields}
        read: dict[str, Mapping[str, Any]] = {}
        wrong: dict[str, str] = {}
        for name, value in sent.items():
            text, field = as_text(value), own.get(name)
            if name in shown and as_text(shown[name]) == text:
                continue
            if field is None:
                wrong[name] = "This form has no such field. Nothing was changed."
            elif as_text(field.value) != text:
                try:
                    read[name] = field.read(text)
                except Refused as exc:
                    wrong[name] = str(exc)
        if wrong:
            raise FormWrong(wrong)
        return read


def merged(read: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The values of all fields, as one command has them; metrics one after the other."""
    values: dict[str, Any] = {}
    for each in read.values():
        metrics = (*values.get("metrics", ()), *each.get("metrics", ()))
        values |= each
        if metrics:
            values["metrics"] = metrics
    return values


def as_text(value: Value) -> str:
    """*value* as people type it; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.strip() if isinstance(value, str) else typed.spelled(value)
