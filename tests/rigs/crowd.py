"""People who all speak and press at once, and say it again when they got no answer."""

import asyncio
import base64
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp

from tests.rigs.durability import Acknowledged, Finding

TELL_AGAIN = 0.05
"""How often somebody says again what was answered long ago."""

NO_ANSWER = (aiohttp.ClientError, TimeoutError, ConnectionError)


@dataclass(frozen=True)
class Question:
    """One request as it will be sent, however often; *told* is what is acknowledged by a 200."""

    path: str
    body: dict[str, Any]
    told: Acknowledged


@dataclass
class Crowd:
    """Everybody, and what they were told. *tokens* are those on the Lock Screens right now."""

    key: str
    dice: random.Random
    tokens: Callable[[], list[str]]
    size: int = 6
    sent: int = 0
    lost: int = 0
    refused: int = 0
    acknowledged: dict[str, Acknowledged] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _answers: dict[str, tuple[Question, str]] = field(default_factory=dict)
    _unanswered: dict[int, Question] = field(default_factory=dict)
    _live: set[str] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def speak(self, port: int) -> None:
        """Everybody asks one thing after another until nobody answers any more."""
        timeout = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", timeout=timeout) as http:
            await asyncio.gather(*(self._speaker(http, number) for number in range(self.size)))

    async def _speaker(self, http: aiohttp.ClientSession, number: int) -> None:
        while True:
            question = self._unanswered.get(number) or self._next(number)
            self._unanswered[number] = question
            try:
                status, body = await self._ask(http, question)
            except NO_ANSWER:
                self.lost += 1
                return
            del self._unanswered[number]
            self._note(question, status, body)

    async def _ask(
        self, http: aiohttp.ClientSession, question: Question
    ) -> tuple[int, dict[str, Any]]:
        self.sent += 1
        headers = {"Authorization": f"Bearer {self.key}"}
        async with http.post(question.path, json=question.body, headers=headers) as answer:
            body: dict[str, Any] = await answer.json()
            return answer.status, body

    def _note(self, question: Question, status: int, body: dict[str, Any]) -> None:
        key = question.told.key
        before = self._answers.get(key)
        if status == 200:
            text = body.get("answer") or body.get("done") or ""
            if before is not None and before[1] != text:
                self.findings.append(
                    Finding("twice", f"{key} was answered {before[1]!r}, {text!r}")
                )
            self.acknowledged[key] = question.told
            self._answers.setdefault(key, (question, text))
            self._mind(question, before is None)
        elif status != 409 or before is not None:
            self.findings.append(Finding("wrong", f"{key} was answered with {status}: {body}"))
        else:
            self.refused += 1

    def _mind(self, question: Question, is_new: bool) -> None:
        """Know what is live where, so that most of what is asked can be done."""
        words, channel = question.body.get("words", ""), question.body.get("channel", "")
        if is_new and words.startswith("start"):
            self._live.add(channel)
        elif is_new and words == "end":
            self._live.discard(channel)

    def _next(self, number: int) -> Question:
        """What this speaker asks next."""
        if self._answers and self.dice.random() < TELL_AGAIN:
            return self.dice.choice([question for question, _ in self._answers.values()])
        if self.dice.random() < 0.2 and (tokens := self.tokens()):
            return _pressing(self.dice.choice(tokens))
        each = next(self._numbers)
        channel, neighbours = f"ops-{number}", f"ops-{number ^ 1}"
        if neighbours in self._live and self.dice.random() < 0.3:
            channel = neighbours
        words = f'start "Job {each}" steps:9'
        if channel in self._live:
            step = f"step {self.dice.randint(1, 9)}"
            mirror = f"mirror hall-{number}", "mirror off"
            likely = (6, 4, 1, 1, 1)
            words = self.dice.choices((step, f"say {each}", "end", *mirror), likely)[0]
        return _saying(f"k{each}", channel, words)


def _saying(key: str, channel: str, words: str) -> Question:
    body = {"channel": channel, "words": words, "key": key, "speaker": key}
    return Question("/say", body, Acknowledged(f"say:local:{key}", by=key))


def _pressing(token: str) -> Question:
    """A press is known by the signature at the end of its token."""
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    name = base64.urlsafe_b64encode(raw[-16:]).decode().rstrip("=")
    return Question("/press", {"token": token}, Acknowledged(f"press:{name}"))
