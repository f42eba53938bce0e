"""What the rigs need of the machine."""

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def strace() -> str:
    """The program that watches system calls, and lets them fail. CI must have it."""
    found = shutil.which("strace")
    if found is None:
        sentence = "strace is not here, so nothing was crashed. Install it: apt-get install strace"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found
