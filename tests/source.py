"""The Python source of the packages, parsed, for tests that check conventions."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@cache
def packages() -> tuple[str, ...]:
    """The packages of the import contract in pyproject.toml, the demo included."""
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    return tuple(settings["tool"]["importlinter"]["root_packages"])


@cache
def modules(*folders: str) -> dict[Path, ast.Module]:
    """Path relative to the project → syntax tree of each module in the folders, migrations excepted."""
    return {
        path.relative_to(PROJECT): ast.parse(path.read_text(encoding="utf-8"))
        for folder in folders
        for path in sorted((PROJECT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    }


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """The calls of a function or method of that name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name == getattr(node.func, "attr", getattr(node.func, "id", None)):
            yield node
