"""Generated documents are current, models and migrations agree, and foreign keys point down the layers."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import is_valid_path

from accounts.management.commands.generate_access_doc import document
from credit_portal.management.commands import generate_pages_doc
from credit_portal.management.commands.generate_flow_doc import diagrams
from incentives.reference_data import read_reference

DOCS = Path(settings.BASE_DIR) / "docs"


def layer_heights() -> dict[str, int]:
    """Package → its height among the layers of pyproject.toml, the lowest first."""
    settings_of = tomllib.loads(Path(settings.BASE_DIR, "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings_of["tool"]["importlinter"]["contracts"][0]["layers"]
    return {
        package.strip(): height for height, layer in enumerate(reversed(layers)) for package in re.split("[|:]", layer)
    }


def test_access_table_is_current() -> None:
    assert (DOCS / "access.md").read_text(encoding="utf-8") == document()


def test_state_diagrams_are_current() -> None:
    assert diagrams() in (DOCS / "flow.md").read_text(encoding="utf-8")


def test_list_of_pages_is_current() -> None:
    assert (DOCS / "pages.md").read_text(encoding="utf-8") == generate_pages_doc.document(), (
        "run `manage.py generate_pages_doc`"
    )


def test_list_of_pages_has_tests_that_compose_the_name_of_a_route() -> None:
    """tests/roster/test_submission_detail.py has f"roster:submission_{name}" and "withdraw"."""
    tests = generate_pages_doc.tests_by_route(
        dict.fromkeys(["roster:submission_withdraw", "roster:submission_layout"], "")
    )
    assert "tests/roster/test_submission_detail.py" in tests["roster:submission_withdraw"]
    assert "tests/roster/test_submission_detail.py" not in tests["roster:submission_layout"]


def test_list_of_pages_has_tests_that_extend_the_address_of_another_page() -> None:
    """tests/uploads/test_held_rows.py has f"{url}rows/" behind "blacklists:import_detail", and no page of a roster."""
    tests = generate_pages_doc.tests_by_route({page.name: page.path for page in generate_pages_doc.pages()})
    assert "tests/uploads/test_held_rows.py" in tests["blacklists:import_decide_rows"]
    assert "tests/uploads/test_held_rows.py" not in tests["roster:submission_decide_rows"]
    assert "tests/uploads/test_as_of.py" in tests["blacklists:import_as_of"]


def test_list_of_pages_has_the_closest_test_first() -> None:
    page = next(page for page in generate_pages_doc.pages() if page.name == "roster:submission_detail")
    files = ["tests/audit/feedback_acts.py", "tests/roster/test_transfers.py", "tests/roster/test_submission_detail.py"]
    routes_of = dict.fromkeys(files, 1)
    assert generate_pages_doc.closest_first(page, files, routes_of) == files[::-1]


def test_list_of_pages_has_what_enqueues_a_task_through_a_shared_view() -> None:
    found = generate_pages_doc.read_view("blacklists.views.imports", "import_set_aside")
    assert found.actions == {"uploads.kept_downloads.KeptDownload"}


def test_list_of_pages_has_no_test_for_a_text_that_is_no_address() -> None:
    """tests/engines.py has "/" as a separator and visits no page."""
    assert "tests/engines.py" not in set().union(*generate_pages_doc.tests_by_route({}).values())


def test_list_of_pages_has_the_routes_of_forms_in_fragments_and_variables() -> None:
    templates = generate_pages_doc.with_fragments({"roster/submission_detail.html"})
    assert "uploads/_layout.html" in templates
    posted = generate_pages_doc.posted_routes("roster:submission_detail", templates)
    assert {"roster:submission_layout", "roster:submission_correct"} <= posted


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_foreign_keys_point_down_the_layers() -> None:
    heights = layer_heights()
    for model in apps.get_models():
        here = heights.get(model._meta.app_label)
        for field in model._meta.get_fields():
            if here is None or field.auto_created or not field.related_model:
                continue
            there = field.related_model._meta.app_label
            if there in heights and there != model._meta.app_label:
                assert heights[there] < here, f"{model.__name__}.{field.name}"


def test_every_file_named_in_the_documents_exists() -> None:
    """A text in backquotes that begins with a folder of the repository is taken for a file; a test may follow it."""
    root = Path(settings.BASE_DIR)
    folders = {path.name for path in root.iterdir() if path.is_dir()} - {"var"}
    named = set()
    for document_path in [*root.glob("*.md"), *DOCS.rglob("*.md")]:
        quoted = document_path.read_text(encoding="utf-8").split("`")[1::2]
        named |= {
            text.partition("::")[0]
            for text in quoted
            if text.partition("/")[0] in folders and "/" in text and not set(text) & set(" <…*")
        }
    assert len(named) > 30
    assert not {text for text in named if not (root / text).exists()}


def test_every_url_named_in_the_documents_leads_to_a_page() -> None:
    """A text in backquotes that begins with a slash is taken for a URL; … stands for one of its parts."""
    pages = [*Path(settings.BASE_DIR).glob("*.md"), *DOCS.rglob("*.md")]
    quoted = [text for page in pages for text in page.read_text(encoding="utf-8").split("`")[1::2]]
    urls = {text.replace("…", "1") for text in quoted if re.fullmatch(r"/[\w/…-]+", text)}
    assert len(urls) > 20
    assert not {url for url in urls if not is_valid_path(url)}


def test_every_environment_variable_is_documented_and_read() -> None:
    root = Path(settings.BASE_DIR)
    code = (root / "credit_portal" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'(?:env\.\w+|secret|networks)\("([A-Z_]+)"', code))
    example = re.findall(r"^([A-Z_]+)=", (root / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    names = re.findall(
        r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", (DOCS / "ops.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    documented = {*example, *re.findall(r"[A-Z_]+", " ".join(names))}
    by_compose = re.findall(r"\$\{([A-Z_]+)\}", (root / "docker-compose.yml").read_text(encoding="utf-8"))
    assert documented - set(by_compose) == read


def test_every_model_is_classified() -> None:
    """docs/security.md; the history of a model, and what is no table of its own, have the class of their model."""
    text = (DOCS / "security.md").read_text(encoding="utf-8")
    kept = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    labels = {model._meta.label for model in kept if not hasattr(model, "pgh_label")}
    assert not {label for label in labels if f"`{label}`" not in text}


def test_policy_map_has_the_wording_of_every_measure() -> None:
    rows = (DOCS / "policy-map.md").read_text(encoding="utf-8")
    for measure in read_reference("measures"):
        assert f"| {measure['number']} | {measure['wording']}" in rows
