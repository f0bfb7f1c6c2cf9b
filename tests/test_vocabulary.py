"""Words that the portal does not use in names, because it has another word for the thing.

The test checks names in Python and their parts (`told` in `told_count`), strings that look like names, and the names of
modules, templates and their variables, CSS classes and identifiers, tables, columns, constraints, indexes and triggers,
addresses, commands, and the code in documents. It does not check a word that is right in another meaning, such as
`list` or `held`. `state` is wrong as a CSS class only.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

from accounts.routes import routes
from tests.source import PROJECT, modules, packages

# A part of a name → what to write. Parts are compared without regard to case: `SAID` and `Said` are `said`.
PARTS = {
    "contrast": "text_diff",
    "crosscheck": "screening or matching",
    "decree": "reference or plan",
    "fate": "outcome",
    "firm": "enterprise",
    "firms": "enterprises",
    "foresee": "preview_states",
    "forgotten": "discarded or deleted",
    "judging": "scoring",
    "kick": "enqueue",
    "ledger": "table",
    "loosen": "relax",
    "loosened": "relaxed",
    "mend": "cell_edit",
    "mended": "corrected",
    "mending": "correction",
    "mends": "cell_edits",
    "outlook": "impact",
    "owed": "pending",
    "rung": "match_type",
    "rungs": "MATCH_TYPES",
    "said": "data, payload, staged_… or the name of the thing",
    "seconded": "approved",
    "stripped": "redacted",
    "stripping": "redaction",
    "taught": "HeadingAlias or known_headings",
    "told": "notice, notice_count or message",
    "touched": "affected",
    "troubled": "with_alerts",
    "troubles": "alerts",
    "unseen": "auto_confirmed_recently",
}
# A whole name → what to write.
NAMES = {
    "ask_from": "review_threshold",
    "asked_again_by": "reopened_by",
    "asked_by": "requested_by",
    "asked_count": "confirm_count",
    "counted_start": "start_attempt",
    "days_in_words": "chinese_dates",
    "explain_layout": "set_layout",
    "ExplainedTitle": "HeadingAlias",
    "first_owed": "without_first_completion",
    "FirmThen": "EnterpriseSnapshot",
    "FollowUp": "ProcessedStanding",
    "follow_standings": "notify_standing_changes",
    "give_terms": "start_deadlines",
    "good_since": "last_success_at",
    "holds_term": "has_deadline",
    "HOLDS_UP": "BLOCKING",
    "in_line_with": "queued_with",
    "match_keys": "blocking_keys",
    "not_done": "pending",
    "NowhereMiddleware": "RejectUnstorableTextMiddleware",
    "page_of": "paginate",
    "Piece": "Segment",
    "Question": "StandingQuery",
    "ReasonExplained": "ReasonDetail",
    "restate": "update_from_match",
    "row_lock": "advisory_lock",
    "RowThen": "StandingSnapshot",
    "second_person": "approval",
    "sentence_against": "denial_of",
    "show_list": "render_list",
    "run_calmly": "run_undisturbed",
    "sides_now": "input_versions",
    "strip_persons": "redact_personal_data",
    "tell_loss": "notify_loss",
    "touched_by": "last_import",
    "UNREAD_KEPT": "UNREADABLE_RETENTION",
}
MODULES = {
    "batches": "feed_body",
    "bundles": "downloads",
    "categories": "blacklist_settings",
    "child": "reader_process",
    "claims": "leases",
    "comparing": "name_rules",
    "copying": "copy",
    "marks": "sheet_marks",
    "pushed": "a wording of codes",
    "readings": "corrections",
    "subjects": "identifier_columns",
    "trades": "industries",
}
CSS_CLASSES = {
    "differs": "diff",
    "facts": "definitions",
    "imprint": "print-footer",
    "note": "alert",
    "pages": "pagination",
    "panel": "card",
    "sides": "comparison",
    "state": "badge",
    "story": "prose",
}
TRIGGERS = {
    "ended_once": "version_ended_once",
    "follows_as_the_table_says": "standing_transition",
    "kept": "never_deleted",
    "only_ended": "standing_immutable or version_immutable",
}
FOLDERS = (*packages(), "tests", "benchmarks")

Found = Iterator[tuple[str, object]]
"""Names, each with its place."""


def better_word(name: str, words: Mapping[str, str]) -> str:
    """Return what to write instead of the name, or "" if the name is right. `words` holds whole names of its kind."""
    name = name.strip("_")
    if better := words.get(name) or NAMES.get(name):
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


def words_of(text: str) -> list[str]:
    """The names in a piece of code or in an address; a hyphen joins a name as an underscore does."""
    return re.findall(r"[A-Za-z_]+", text.replace("-", "_"))


def texts(folder: str, suffix: str) -> Iterator[tuple[Path, str]]:
    """Path relative to the project, and text, of each file with the suffix."""
    for path in sorted((PROJECT / folder).rglob(f"*{suffix}")):
        yield path.relative_to(PROJECT), path.read_text(encoding="utf-8")


def python_names() -> Found:
    for path, tree in modules(*FOLDERS).items():
        if path != Path("tests/test_vocabulary.py"):
            yield from ((name, f"{path}:{line}") for name, line in names_in(tree))


def module_names() -> Found:
    for path in modules(*FOLDERS):
        yield from ((part, path) for part in path.with_suffix("").parts)


def template_names() -> Found:
    """Files of templates with the names in tags and variables, and the names in scripts."""
    for path, source in texts("templates", ".html"):
        yield from ((word, path) for word in words_of(path.stem))
        for tag in re.findall(r"{[{%](.*?)[%}]}", source, re.S):
            names = re.sub(r'"[^"]*[^\x00-\x7f][^"]*"', "", tag)
            yield from ((word, path) for word in re.findall(r"[A-Za-z_]+", names))
    for path, source in texts("static/js", ".js"):
        yield from ((word, path) for word in words_of(source))


def style_names() -> Found:
    """CSS classes and identifiers, in style sheets and templates."""
    for path, source in texts("static/css", ".css"):
        yield from ((name, path) for name in re.findall(r"[.#]([a-z][\w-]*)", source))
    for path, source in texts("templates", ".html"):
        for names in re.findall(r'(?:class|id)="([^"{]*)', source):
            yield from ((name, path) for name in names.split())


def database_names() -> Found:
    """Tables, columns, constraints, indexes and triggers."""
    for model in apps.get_models():
        options = model._meta
        if options.app_label in packages():
            own = [*options.constraints, *options.indexes, *getattr(options, "triggers", ())]
            names = [options.db_table, *(field.column for field in options.concrete_fields), *(one.name for one in own)]
            yield from ((name, options.label) for name in names)


def address_names() -> Found:
    for route in routes():
        if not route.path.startswith("/admin/"):
            yield from ((part, route.path) for name in (route.name, route.path) for part in re.split("[:/]", name))


def command_names() -> Found:
    yield from ((name, app) for name, app in get_commands().items() if app in packages())


def document_names() -> Found:
    """The code that documents quote."""
    for path in (*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")):
        quoted = path.read_text(encoding="utf-8").split("`")[1::2]
        yield from ((word, path.relative_to(PROJECT)) for text in quoted for word in words_of(text))


def report(found: Iterable[tuple[str, object]], words: Mapping[str, str]) -> list[str]:
    """A line for each ill-chosen name, with the better word and the first places."""
    better = defaultdict(list)
    for name, where in found:
        if word := better_word(name.replace("-", "_"), words):
            better[f"{name}: write {word}"].append(str(where))
    return [f"{message} ({', '.join(places[:5])})" for message, places in sorted(better.items())]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (python_names, {}),
        (module_names, MODULES),
        (template_names, {}),
        (style_names, CSS_CLASSES),
        (database_names, TRIGGERS),
        (address_names, {}),
        (command_names, {}),
        (document_names, {}),
    ],
)
def test_names_are_in_the_words_of_the_portal(names: Callable[[], Found], words: Mapping[str, str]) -> None:
    wrong = report(names(), words)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        *((name, {}) for name in ("_said", "SAID", "told_count", "HOLDS_UP", "MendForm", "test_firm_is_listed")),
        ("side-panel", {"side_panel": "card"}),
        ("note", CSS_CLASSES),
        ("only_ended", TRIGGERS),
        ("pushed", MODULES),
    ],
)
def test_report_of_a_former_name_has_the_better_word(name: str, words: Mapping[str, str]) -> None:
    assert ": write " in "".join(report([(name, "somewhere")], words))


def test_report_accepts_a_word_that_is_right_in_another_meaning() -> None:
    assert not report([(name, "somewhere") for name in ("state", "kept", "child", "listed", "held_import")], {})
