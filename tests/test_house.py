"""The house is in order: what a stranger needs is there, and what must not leave us is not."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.steps import ROOT

TARGETS = ("demo", "setup", "run", "test", "check", "bench", "lock", "clean")
LOCKS = ("requirements.lock", "requirements-dev.lock")

REGISTRIES = (
    r"(?:pypi|pythonhosted|npmjs|yarnpkg|crates|anaconda)\.(?:org|com|io)"
    r"|(?:deb|security)\.debian\.org|archive\.ubuntu\.com|proxy\.golang\.org"
)
NOT_OURS_TO_TELL = {
    "a registry's host": re.compile(rf"\b(?:{REGISTRIES})\b"),
    "a path of one machine": re.compile(
        r"(?<![\w.~-])/(?:work|root|Users|home/\w+|opt/(?:pypi|wheels))/[\w.]"
    ),
    "an ActivitySmith key": re.compile(r"\bask_(?=\w*\d)(?=\w*[A-Za-z])\w{24,}"),
    "a Slack token": re.compile(r"\bxox[a-z]-\d{6,}-[\w-]{12,}|\bxapp-\d-\w{6,}-\d{6,}-\w{12,}"),
    "a Discord token": re.compile(r"\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a token of a code host": re.compile(r"\bgh[opsu]_\w{36,}|\bgithub_pat_\w{40,}"),
    "a cloud's key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
}


def found(text: str) -> list[str]:
    """What *text* tells that is not ours to tell; never the secret itself."""
    return [what for what, looks_like in NOT_OURS_TO_TELL.items() if looks_like.search(text)]


def committed() -> Iterator[Path]:
    """Every text file that git keeps, or would keep with the next `git add`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in path.read_bytes():
            yield path


def requirements(lock: str) -> dict[str, list[str]]:
    """Each requirement of a lock file, with its hashes."""
    entries = re.split(r"^(?=\S)", (ROOT / lock).read_text(), flags=re.MULTILINE)
    return {
        entry.split("\n")[0].removesuffix(" \\"): re.findall(
            r"--hash=sha256:([0-9a-f]{64})\b", entry
        )
        for entry in entries
        if entry and not entry.startswith("#")
    }


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows(target: str) -> None:
    """Whoever reads the README can type it: make knows the target, and what to do for it."""
    asked = subprocess.run(
        ["make", "--dry-run", "--always-make", target], cwd=ROOT, capture_output=True, text=True
    )

    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.strip()


def test_make_refuses_what_it_does_not_know() -> None:
    """The test above can fail."""
    asked = subprocess.run(["make", "--dry-run", "fly"], cwd=ROOT, capture_output=True, check=False)

    assert asked.returncode != 0


def test_nothing_committed_tells_of_machines_or_secrets() -> None:
    """No registry's host, no machine's path, nothing that looks like a secret."""
    told = {
        str(path.relative_to(ROOT)): found(path.read_text(errors="replace")) for path in committed()
    }

    assert len(told) > 10, "the list of files is not that of this repository"
    assert {name: what for name, what in told.items() if what} == {}


@pytest.mark.parametrize(
    ("planted", "what"),
    [
        ("--index-url https://" + "pypi" + ".org/simple", "a registry's host"),
        ("files." + "pythonhosted" + ".org", "a registry's host"),
        ("open('/" + "work/main/bot')", "a path of one machine"),
        ("file:///" + "opt/wheels/a.whl", "a path of one machine"),
        ("/" + "home/ada/lockstep", "a path of one machine"),
        ("KEY=ask_" + "4f9a" * 8, "an ActivitySmith key"),
        ("xox" + "b-123456789012-1234567890123-" + "aB3" * 8, "a Slack token"),
        ("N" + "z" * 25 + ".Gx1abc." + "q" * 38, "a Discord token"),
        ("-----BEGIN " + "RSA PRIVATE KEY-----", "a private key"),
        ("ghp_" + "a1B2" * 9, "a token of a code host"),
        ("AKIA" + "ABCD1234" * 2, "a cloud's key"),
    ],
)
def test_a_planted_secret_is_found(planted: str, what: str) -> None:
    """The check is one that can fail."""
    assert found(f"before {planted} after") == [what]


@pytest.mark.parametrize(
    "harmless",
    [
        "ask_123456789",
        "ask_your_key_goes_right_here_please",
        "xoxb-1",
        "SLACK_BOT_TOKEN=xoxb-test",
        "https://example.com/work/1",
        "/" + "home/…",
    ],
)
def test_examples_are_no_secrets(harmless: str) -> None:
    """What documents and tests must be able to say is not held against them."""
    assert found(harmless) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_is_pinned_and_hashed(lock: str) -> None:
    """One version each, and the hashes of the public files: a wheel and a source at the least."""
    locked = requirements(lock)

    assert len(locked) > 15
    assert [name for name in locked if not re.match(r"[a-z0-9.-]+==\w", name)] == []
    assert [name for name, hashes in locked.items() if len(set(hashes)) < 2] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place(lock: str) -> None:
    """Where packages come from is the business of who installs."""
    text = (ROOT / lock).read_text()

    assert re.findall(r"^--(?!hash).*|\w+://\S*| @ \S+|--find-links.*", text, re.MULTILINE) == []


def test_both_locks_agree() -> None:
    """What is tested is what runs."""
    assert set(requirements("requirements.lock")) <= set(requirements("requirements-dev.lock"))
