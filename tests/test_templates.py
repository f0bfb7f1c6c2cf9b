"""Every template is used, every library that it loads and every class that it names; tables keep their roles.

No line break shows as a blank in Chinese text.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines

from tests.source import PROJECT, packages

FOLDER = PROJECT / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file())
# Django and the admin look these up by name.
LOOKED_UP_BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
OF_DJANGO_ADMIN = ("base_site", "change_list", "change_list_results", "filter", "pagination", "search_form")
LOOKED_UP_BY_DJANGO |= {f"admin/{name}.html" for name in OF_DJANGO_ADMIN}


def quoted_template_names() -> Iterator[str]:
    """The names of templates that stand in quotes in Python or in another template."""
    modules = (path for package in packages() for path in (PROJECT / package).rglob("*.py"))
    for path in (*modules, *FOLDER.rglob("*.html")):
        yield from re.findall(r"""["']([\w/]+\.\w+)["']""", path.read_text(encoding="utf-8"))


def test_every_template_is_used() -> None:
    assert set(TEMPLATES) - set(quoted_template_names()) - LOOKED_UP_BY_DJANGO == set()


def unused_loads(source: str) -> Iterator[str]:
    """The libraries that the template loads and of which it uses no tag and no filter."""
    libraries = engines["django"].engine.template_libraries
    for loaded in re.findall(r"{%\s*load ([\w ]+?)\s*%}", source):
        for name in loaded.split():
            library = libraries[name]
            tags = "|".join(map(re.escape, library.tags))
            filters = "|".join(map(re.escape, library.filters))
            is_used = (tags and re.search(rf"{{%\s*({tags})\b", source)) or (
                filters and re.search(rf"\|({filters})\b", source)
            )
            if not is_used:
                yield name


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_uses_every_library_it_loads(name: str) -> None:
    assert list(unused_loads(Path(FOLDER, name).read_text(encoding="utf-8"))) == []


HAN = r"[\u3400-\u9fff]"
FULL_WIDTH = r"[\u3001-\u303f\uff01-\uff60“”‘’]"
INLINE = r"a|b|em|span|small|strong"
# A browser shows a line break inside text as a blank. Full-width punctuation never has a blank beside it, whatever
# follows; between a Chinese character and a variable or an element the blank may be wanted.
BREAKS_IN_CHINESE = re.compile(
    rf"{HAN}[ ]*\n\s*{HAN}"
    rf"|{FULL_WIDTH}[ ]*\n\s*(?:{HAN}|{FULL_WIDTH}|{{{{|<(?:{INLINE})\b)"
    rf"|(?:{HAN}|}}}}|</(?:{INLINE})>)[ ]*\n\s*{FULL_WIDTH}"
)


def breaks_in_chinese(source: str) -> list[str]:
    """The places where a line break of the template shows as a blank in Chinese text."""
    return [match.group() for match in BREAKS_IN_CHINESE.finditer(source)]


@pytest.mark.parametrize(
    "source", ["名单，\n  确认", "名单\n  确认", "于\n（", "。\n{{ day }}", "</a>\n（", "；\n<a href"]
)
def test_line_break_beside_chinese_text_is_found(source: str) -> None:
    assert breaks_in_chinese(source) != []


@pytest.mark.parametrize("source", ["名单。</p>\n<p>确认", "名单\n</p>", "名单\n<strong>2</strong>", "API\n接口"])
def test_line_break_elsewhere_is_accepted(source: str) -> None:
    assert breaks_in_chinese(source) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_breaks_no_chinese_text(name: str) -> None:
    assert breaks_in_chinese(Path(FOLDER, name).read_text(encoding="utf-8")) == []


SHEETS = [path.read_text(encoding="utf-8") for path in sorted((PROJECT / "static" / "css").glob("*.css"))]
STYLED = set(re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r"/\*.*?\*/", "", "".join(SHEETS), flags=re.DOTALL)))


def classes_in(source: str) -> set[str]:
    """The classes that a template names; one that a variable completes ends in `-`."""
    values = re.findall(r'class="((?:{{.*?}}|{%.*?%}|[^"])*)"', source)
    return {name for value in values for name in re.sub(r"{%.*?%}", " ", re.sub(r"{{.*?}}", "", value)).split()}


def test_class_of_a_template_is_found_beside_tags_and_variables() -> None:
    source = '<p class="alert {% if a == "b" %}small{% endif %} badge-{{ state|default:"none" }}">'
    assert classes_in(source) == {"alert", "small", "badge-"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_class_of_a_template_is_styled(name: str) -> None:
    unknown = {
        used
        for used in classes_in(Path(FOLDER, name).read_text(encoding="utf-8")) - STYLED
        if not (used.endswith("-") and any(styled.startswith(used) for styled in STYLED))
    }
    assert unknown == set()


ROLES = {
    "table": "table",
    "thead": "rowgroup",
    "tbody": "rowgroup",
    "tfoot": "rowgroup",
    "tr": "row",
    "td": "cell",
    "th": "columnheader|rowheader",
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_parts_of_a_table_have_their_roles(name: str) -> None:
    """On a phone the parts of a table are laid out as blocks, which hides from some readers what they are."""
    source = Path(FOLDER, name).read_text(encoding="utf-8")
    wrong = [part for part, role in ROLES.items() if re.search(rf'<{part}\b(?![^>]*\brole="(?:{role})")', source)]
    assert wrong == []
