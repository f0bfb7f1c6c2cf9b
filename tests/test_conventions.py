"""Conventions of the source that no linter checks."""

import ast
import re
from collections.abc import Iterator

from tests.source import PROJECT, calls, modules, packages

# Modules that look at every posted field, whatever its name.
OF_EVERY_FORM = {
    *("foundation/web/forms.py", "foundation/web/middleware.py"),
    *("drafts/keys.py", "drafts/store.py"),
}
# The number of the first plan, and the number of its measures.
FIRST_PLAN = re.compile(r"济信用办〔2019〕7号|\b39 ?项|\b39 measures")
POSTED = {"GET", "POST", "FILES", "query_params"}


def test_select_for_update_names_its_tables() -> None:
    """Without `of`, a later select_related() would lock the joined tables as well."""
    missing = [
        f'{path}:{call.lineno}: write select_for_update(of=("self",)), or name the tables'
        for path, tree in modules(*packages()).items()
        for call in calls(tree, "select_for_update")
        if "of" not in {keyword.arg for keyword in call.keywords}
    ]
    assert not missing, "\n".join(missing)


def test_parameters_and_posted_fields_are_read_by_forms() -> None:
    """A form, filter or serializer gets `request.GET` as it is. Uncleaned text reaches neither rules nor SQL."""
    raw = [
        f"{path}:{node.lineno}: give request.{node.attr} to a form"
        for path, tree in modules(*packages()).items()
        if str(path) not in OF_EVERY_FORM
        for node in set(requested_data(tree)) - set(given_to_forms(tree))
    ]
    assert not raw, "\n".join(sorted(raw))


def requested_data(tree: ast.AST) -> Iterator[ast.Attribute]:
    """Yield each `request.GET`, `request.POST`, `request.FILES` and `request.query_params`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in POSTED and "request" in ast.unparse(node.value):
            yield node


def given_to_forms(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the arguments of forms, filters and serializers, such as both sides of `request.POST or None`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).lower().endswith(("form", "filter", "serializer")):
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                yield argument
                if isinstance(argument, ast.BoolOp):
                    yield from argument.values
                elif isinstance(argument, ast.IfExp):
                    yield from (argument.body, argument.orelse)


def test_only_reference_data_knows_the_first_plan() -> None:
    """Other plans take its place or stand beside it without a change of the code (plan §5)."""
    files = [*modules(*packages()), *(PROJECT / "templates").rglob("*.html")]
    named = [str(path) for path in files if FIRST_PLAN.search((PROJECT / path).read_text(encoding="utf-8"))]
    assert not named, "\n".join(named)
