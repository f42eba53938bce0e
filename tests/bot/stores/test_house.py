"""Every statement minds the workspace, or says by its key why it need not."""

import ast
import importlib
import re
from pathlib import Path

import bot.stores

KEYED = {
    # By an activity's id, which nobody can guess and only its own workspace is told; by the
    # key of a delivery, which begins with that id.
    "_BY_ID_ALONE", "_TIMELINE", "_OF_ACTIVITY", "_SIBLINGS", "_HOLD", "_OWN", "_LET_GO",
    "_WAKE_OTHERS", "_WAKE_ALL", "_WANT_AGAIN", "_WANT_IN_TIME", "_LEAVE",
    "_FAREWELL", "_REJOIN",
}  # fmt: skip
OF_ALL = {
    # For whoever runs Lockstep, or for a surface: nothing of it is told to a workspace.
    "_RECENT_OF_ALL", "_HELD", "_DUE", "_NEXT_DUE", "_COUNT_LIVE", "_COUNT_DUE", "_RELEASE_ALL",
    "_MARK_CLEAN", "_CHECKED", "_HOW_MADE", "_BAD_SUMS", "_FORGET", "_EVERY",
}  # fmt: skip
PARTS = {"DELIVERY", "_WAKE", "_WAKE_IN_TIME", "_BAD_SUM"}
STATEMENT = re.compile(r"(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s")
MINDS = re.compile(r"workspace = \?|INSERT INTO \w+ \([^)]*\bworkspace\b")


def statements() -> dict[str, str]:
    """Every constant of the stores on SQLite that speaks SQL, whole, by its name."""
    found: dict[str, str] = {}
    for file in _files():
        module = importlib.import_module(f"bot.stores.{file.stem}")
        for name, value in vars(module).items():
            texts = value if isinstance(value, tuple) else (value,)
            for text in texts:
                if isinstance(text, str) and STATEMENT.match(text):
                    found[name] = text
    return found


def _files() -> list[Path]:
    (folder,) = bot.stores.__path__
    return [f for f in Path(folder).glob("*.py") if not f.stem.startswith(("_", "postgres"))]


def test_every_statement_minds_the_workspace() -> None:
    """A statement that could tell one workspace of another must be known here by name."""
    unknown = {
        name: sql
        for name, sql in statements().items()
        if not MINDS.search(sql) and name not in KEYED | OF_ALL | PARTS
    }

    assert unknown == {}


def test_the_list_of_exceptions_is_true() -> None:
    """Each name that is excused is there, and needs to be."""
    found = statements()

    assert set(found) >= KEYED | OF_ALL
    assert [name for name in KEYED | OF_ALL if re.search(r"workspace = \?", found[name])] == []


def test_the_linter_sees_a_statement_that_forgets() -> None:
    """The negative control: without its workspace, a look-up by name is found out."""
    forgetful = statements()["_BY_NAME"].replace("workspace = ? AND ", "")

    assert MINDS.search(statements()["_BY_NAME"])
    assert not MINDS.search(forgetful)


def test_statements_stand_as_constants() -> None:
    """SQL is written where this test sees it: nowhere inside a function but for pragmas."""
    hidden = [
        (file.name, node.value)
        for file in _files()
        for function in ast.walk(ast.parse(file.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if STATEMENT.match(node.value) and " FROM meta" not in node.value
    ]

    assert hidden == []
