"""The READMEs tell of everything that is there: a map with a blank spot misleads."""

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import AliasChoices
from pydantic_settings import BaseSettings

import adapters
import bot
from tests.steps import ROOT


def parts(folder: Path) -> list[str]:
    """The files and folders of *folder* as a README names them: `store.py`, `stores/`."""
    return sorted(
        f"{path.name}/" if path.is_dir() else path.name
        for path in folder.iterdir()
        if path.name not in {"__init__.py", "__pycache__"}
        and (path.is_dir() or path.suffix == ".py")
    )


def unnamed(names: list[str], text: str) -> list[str]:
    """Those of *names* that *text* does not name as a word of its own."""
    return [
        name
        for name in names
        if not re.search(rf"(?<![\w.-]){re.escape(name)}(?:(?<=/)|(?!\w))", text)
    ]


def core() -> list[str]:
    """Every file of the core. Each command is a file; their list is COMMANDS, not the map."""
    folders = [path for path in (ROOT / "bot").iterdir() if (path / "__init__.py").is_file()]
    inner = [part for folder in folders if folder.name != "commands" for part in parts(folder)]
    return [*parts(ROOT / "bot"), "base.py", *inner]


def settings() -> list[type[BaseSettings]]:
    """Every settings model of the core and of the adapters."""
    outward = [module.name for module in pkgutil.walk_packages(adapters.__path__, "adapters.")]
    return [
        kept
        for name in ["bot.settings", *(name for name in outward if name.endswith(".settings"))]
        for kept in vars(importlib.import_module(name)).values()
        if isinstance(kept, type) and issubclass(kept, BaseSettings) and kept.__module__ == name
    ]


def variables(model: type[BaseSettings]) -> list[str]:
    """The names of the environment variables that *model* reads."""
    names = []
    for field, its in model.model_fields.items():
        alias = its.validation_alias
        if isinstance(alias, AliasChoices):
            alias = alias.choices[0] if isinstance(alias.choices[0], str) else None
        own = alias if isinstance(alias, str) else model.model_config.get("env_prefix", "") + field
        names.append(own.upper())
    return names


def verbs() -> list[str]:
    """The sub-commands that `lockstep --help` lists."""
    asked = subprocess.run(
        [sys.executable, "-c", "from adapters.cli import main; main(['--help'])"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    listed = re.findall(r"^    ([a-z]+)  ", asked.stdout, re.M)
    assert listed, f"lockstep --help lists no sub-commands:\n{asked.stdout}"
    return listed


def test_the_core_s_map_has_no_blank_spot() -> None:
    """Every file of bot/ stands in bot/README.md."""
    assert bot.__file__ is not None
    assert unnamed(core(), (ROOT / "bot/README.md").read_text()) == []


def test_the_adapters_map_has_no_blank_spot() -> None:
    """Every folder and file of adapters/ stands in adapters/README.md."""
    assert unnamed(parts(ROOT / "adapters"), (ROOT / "adapters/README.md").read_text()) == []


def test_the_readme_tells_every_setting() -> None:
    """Whoever sets Lockstep up finds each variable by its name."""
    asked = [name for model in settings() for name in variables(model)]

    assert asked
    assert unnamed(asked, (ROOT / "README.md").read_text()) == []


def test_the_readme_tells_every_sub_command() -> None:
    """What `lockstep --help` lists, README shows as it is typed."""
    text = (ROOT / "README.md").read_text()

    assert "run" in verbs()
    assert [verb for verb in verbs() if not re.search(rf"(?:lockstep |`){verb}\b", text)] == []


@pytest.mark.parametrize("text", ["`stores/`", "restore.py", "store.pyx", "my-store.py"])
def test_a_blank_spot_is_found(text: str) -> None:
    """The checks above can fail: a name that is part of another is not that name."""
    assert unnamed(["store.py"], text) == ["store.py"]


@pytest.mark.parametrize("text", ["`store.py`", "stores/store.py:", "store.py   The contract."])
def test_a_name_is_found_however_it_is_set(text: str) -> None:
    """In a list, in a path, or in a tree drawn with spaces."""
    assert unnamed(["store.py"], text) == []
