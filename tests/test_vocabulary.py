"""Words that the portal does not use in names, because another word is the one for that thing.

Checked are Python names and their parts (`told` in `told_count`), strings that look like names, the variables of
templates and the CSS classes. A word that is also right in some meaning, such as `list` or `held`, is not checked.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.source import PROJECT, modules, packages

# A part of a name → what to write. Parts are compared without regard to case: `SAID` and `Said` are `said`.
PARTS = {
    "said": "data, payload, staged_… or the name of the thing",
    "told": "notice, notice_count or message",
    "kick": "enqueue",
    "ledger": "table",
    "taught": "HeadingAlias or known_headings",
    "rung": "match_type",
    "rungs": "MATCH_TYPES",
    "foresee": "preview_states",
    "fate": "outcome",
    "troubles": "alerts",
    "troubled": "with_alerts",
    "mend": "cell_edit",
    "mends": "cell_edits",
    "owed": "pending",
    "seconded": "approved",
    "stripped": "redacted",
    "loosened": "relaxed",
}
# A whole name → what to write.
NAMES = {
    "ask_from": "review_threshold",
    "asked_again_by": "reopened_by",
    "asked_count": "confirm_count",
    "counted_start": "start_attempt",
    "days_in_words": "chinese_dates",
    "explain_layout": "set_layout",
    "ExplainedTitle": "HeadingAlias",
    "FirmThen": "EnterpriseSnapshot",
    "FollowUp": "ProcessedStanding",
    "follow_standings": "notify_standing_changes",
    "give_terms": "start_deadlines",
    "good_since": "last_success_at",
    "holds_term": "has_deadline",
    "HOLDS_UP": "BLOCKING",
    "in_line_with": "queued_with",
    "NowhereMiddleware": "RejectNulMiddleware",
    "page_of": "paginate",
    "ReasonExplained": "ReasonDetail",
    "row_lock": "advisory_lock",
    "RowThen": "StandingSnapshot",
    "sentence_against": "denial_of",
    "show_list": "render_list",
    "sides_now": "input_versions",
    "strip_persons": "redact_personal_data",
    "touched_by": "last_import",
    "UNREAD_KEPT": "UNREADABLE_RETENTION",
}
FOLDERS = (*packages(), "tests", "benchmarks")
# Files whose names are still to be written in these words; a finished file is taken off the list.
UNFINISHED = set((PROJECT / "tests" / "data" / "unfinished-names.txt").read_text(encoding="utf-8").split())


def better_word(name: str) -> str:
    """What to write instead of the name; "" if it is well chosen."""
    if better := NAMES.get(name.lstrip("_")):
        return better
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return next((PARTS[part.lower()] for part in parts if part.lower() in PARTS), "")


def names_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Each name that the module defines or uses, with its line; attributes of other packages' objects included."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name, node.lineno
            case ast.arg(arg=str(name)) | ast.keyword(arg=str(name)):
                yield name, node.lineno
            case ast.alias(name=name, asname=asname):
                yield asname or name, node.lineno
            case ast.Constant(value=str(text)) if re.fullmatch(r"[a-z_]+(:[a-z_]+)*", text):
                # A key, a column, the name of a route or of a lookup.
                yield text, node.lineno


def report(found: Iterable[tuple[str, object]]) -> list[str]:
    """A line for each ill-chosen name, with the better word and the first places."""
    better = defaultdict(list)
    for name, where in found:
        if word := better_word(name):
            better[f"{name}: write {word}"].append(str(where))
    return [f"{message} ({', '.join(places[:5])})" for message, places in sorted(better.items())]


def test_python_names() -> None:
    found = (
        (name, f"{path}:{line}")
        for path, tree in modules(*FOLDERS).items()
        if path != Path("tests/test_vocabulary.py") and str(path) not in UNFINISHED
        for name, line in names_in(tree)
    )
    wrong = report(found)
    assert not wrong, "\n".join(wrong)


def words_in_template(source: str) -> Iterator[str]:
    """Names in tags and variables, and CSS classes."""
    for tag in re.findall(r"{[{%](.*?)[%}]}", source, re.S):
        yield from re.findall(r"[A-Za-z_]+", re.sub(r'"[^"]*[^\x00-\x7f][^"]*"', "", tag))
    for classes in re.findall(r'class="([^"{]*)', source):
        yield from classes.replace("-", "_").split()


@pytest.mark.parametrize("folder", ["templates", "static/css"])
def test_template_and_style_names(folder: str) -> None:
    found = []
    for path in sorted((PROJECT / folder).rglob("*")):
        if str(path.relative_to(PROJECT)) in UNFINISHED:
            continue
        if path.suffix == ".html":
            found += [(word, path) for word in words_in_template(path.read_text(encoding="utf-8"))]
        elif path.suffix == ".css":
            classes = re.findall(r"\.([a-z][\w-]*)", path.read_text(encoding="utf-8"))
            found += [(name.replace("-", "_"), path) for name in classes]
    wrong = report(found)
    assert not wrong, "\n".join(wrong)
