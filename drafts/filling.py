"""Fills the form of a page with a draft, in the HTML of the page.

No view and no form knows of drafts: the page is rendered as always, and the controls of the form get what was typed.
Everything else of the page stays as it is, to the letter.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from django.template.loader import render_to_string

from drafts.keys import FORM_KEY, parse_key
from drafts.models import Draft, DraftFile
from uploads.forms import place_of_field

TICKED = ("checkbox", "radio")
# Inputs that the page states; nobody types them.
STATED = ("hidden", "submit", "button", "image", "reset", "password")
# Fields that some form states; they are no text to show where the form is gone. A test compares them with all forms.
STATED_NAMES = re.compile(
    r"((expected|report)_)?version(-\d+)?|hit|enterprises|measure|decision|excludes|enabled|preview|only_sheet|next"
    r"|newest|delivery|filled_from|query|.+-needed|_\w+|initial-.+|.+_FORMS|.+-\d+-(id|measure)"
)
Texts = Mapping[str, Sequence[str]]
Attributes = dict[str, str | None]


class Edit(NamedTuple):
    """The part of a page between two places, and what takes its place."""

    start: int
    end: int
    text: str


@dataclass
class Control:
    """A control of a form, or an option of a select: its attributes, and where its tag is.

    `text_end` is where the text of a textarea ends, which begins behind the tag. `folds` are the ends of the tags of
    the closed details around it.
    """

    tag: str
    name: str
    attributes: Attributes
    start: int
    end: int
    text_end: int = 0
    folds: tuple[int, ...] = ()

    @property
    def type(self) -> str:
        """The type of an input; another control is its own type."""
        return (self.attributes.get("type") or "text").lower() if self.tag == "input" else self.tag

    @property
    def value(self) -> str:
        """The value that the page gives to the control."""
        return self.attributes.get("value") or ""


@dataclass
class PageForm:
    """A form of a page that is posted: the paths where it and its buttons post it, and its controls."""

    actions: set[str]
    controls: list[Control] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name that the key of the form states; "" for a form without a key."""
        keys = (parse_key(control.value) for control in self.controls if control.name == FORM_KEY)
        return next((key.form for key in keys if key), "")

    def likeness(self, posted: Texts) -> tuple[int, int]:
        """How much of what was posted the form states, and how many of the names it has."""
        stated = sum(
            control.value in posted.get(control.name, ()) for control in self.controls if control.type in STATED
        )
        return stated, len(posted.keys() & {control.name for control in self.controls})


class Page(HTMLParser):
    """The posted forms of a page, the labels of its controls, and where its content begins."""

    def __init__(self, html: str, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[PageForm] = []
        self.labels: dict[str, str] = {}
        self.content_start = 0
        self._lines = [0, *(match.end() for match in re.finditer("\n", html))]
        self._by_id: dict[str, PageForm] = {}
        self._of_id: list[tuple[str, Control]] = []
        self._form: PageForm | None = None
        self._folds: list[int] = []
        self._control: Control | None = None
        self._label = ""
        self.feed(html)
        for form, control in self._of_id:
            if form in self._by_id:
                self._join(self._by_id[form], control)

    def form_of(self, action: str, posted: Texts, name: str = "") -> PageForm | None:
        """Return the form that posted these texts there; None where the page has none that it can be.

        That is the form of the name; where the page was changed since then, the one that is most like it.
        """
        there = [form for form in self.forms if action in form.actions]
        return max(there, key=lambda form: (form.name == name, *form.likeness(posted)), default=None)

    def label_of(self, control: Control) -> str:
        """Return the label of the control, its name where it has none."""
        return self.labels.get(control.attributes.get("id") or "", "").strip() or control.name

    def _path_of(self, address: str | None) -> str:
        """Return the path of an address on the page; without one, it is that of the page."""
        return urlsplit(urljoin(self.path, address or self.path)).path

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes, start = dict(attrs), self._place()
        end = start + len(self.get_starttag_text() or "")
        if tag == "main" and not self.content_start:
            self.content_start = end
        elif tag == "form":
            self._start_form(attributes)
        elif tag == "label":
            self._label = attributes.get("for") or ""
        elif tag == "details":
            self._folds.append(0 if "open" in attributes else end)
        elif tag in ("input", "select", "textarea", "button"):
            self._add(Control(tag, attributes.get("name") or "", attributes, start, end))
        elif tag == "option" and self._control and self._control.tag == "select":
            self._add(Control(tag, self._control.name, attributes, start, end), self._control.attributes)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "label":
            self._label = ""
        elif tag == "details" and self._folds:
            self._folds.pop()
        elif self._control and tag == self._control.tag:
            self._control.text_end = self._place()
            self._control = None

    def handle_data(self, data: str) -> None:
        if self._label:
            self.labels[self._label] = self.labels.get(self._label, "") + data

    def _start_form(self, attributes: Attributes) -> None:
        self._form = None
        if (attributes.get("method") or "").lower() == "post":
            self._form = PageForm({self._path_of(attributes.get("action"))})
            self.forms.append(self._form)
            self._by_id[attributes.get("id") or ""] = self._form

    def _add(self, control: Control, of: Attributes | None = None) -> None:
        """Add a control to the form around it, or to the one that it names."""
        control.folds = tuple(filter(None, self._folds))
        if form := (of or control.attributes).get("form"):
            self._of_id.append((form, control))
        elif self._form:
            self._join(self._form, control)
        if control.tag in ("select", "textarea"):
            self._control = control

    def _join(self, form: PageForm, control: Control) -> None:
        if address := control.attributes.get("formaction"):
            form.actions.add(self._path_of(address))
        if control.name:
            form.controls.append(control)


def fill(html: str, path: str, drafts: Iterable[Draft], context: Mapping[str, object]) -> str:
    """Return the page with the drafts in its forms, and a sentence about each on top of its content.

    `context` is what the sentence needs beside the draft.
    """
    page = Page(html, path)
    edits: dict[tuple[int, int], Edit] = {}
    sentences = []
    for draft in drafts:
        posted = dict(draft.fields)
        form = page.form_of(draft.action, posted, draft.form)
        found = list(_filled(form, posted, draft.files.all())) if form else []
        controls = form.controls if form else []
        rest = list(_without_control(posted, {control.name for control in controls}))
        left_out = list(dict.fromkeys(page.label_of(control) for control in controls if control.name in draft.left_out))
        if found or rest or draft.left_out:
            shown = {"draft": draft, "is_filled": bool(found), "rest": rest, "left_out": left_out}
            sentences.append(render_to_string("drafts/_kept.html", {**context, **shown}))
            # Buttons post one form to several addresses: of two drafts of a form, the newer counts.
            edits |= {(edit.start, edit.end): edit for edit in found}
    return _edited(html, [*edits.values(), Edit(page.content_start, page.content_start, "".join(sentences))])


def with_note(html: str, note: str) -> str:
    """Return the page with the note on top of its content."""
    start = Page(html, "").content_start
    return _edited(html, [Edit(start, start, note)])


def show_files(html: str, path: str, draft: Draft) -> str:
    """Return the page of a form with errors, which shows what was typed, with the files that were chosen."""
    posted = dict(draft.fields)
    form = Page(html, path).form_of(draft.action, posted, draft.form)
    return _edited(html, _files_shown(form, draft.files.all())) if form else html


def _filled(form: PageForm, posted: Texts, files: Iterable[DraftFile]) -> Iterator[Edit]:
    """Yield the edits that give the controls what was posted: one text to each control of the name, in their order.

    What is folded around a filled control is opened.
    """
    remaining = {name: list(texts) for name, texts in posted.items()}
    for control in form.controls:
        edits = list(_filled_control(control, posted, remaining))
        yield from edits
        if edits:
            yield from (Edit(end - 1, end - 1, " open") for end in control.folds)
    yield from _files_shown(form, files)


def _filled_control(control: Control, posted: Texts, remaining: dict[str, list[str]]) -> Iterator[Edit]:
    if control.type in (*STATED, "file", "select") or "disabled" in control.attributes:
        return
    texts = posted.get(control.name, ())
    if control.type in TICKED:
        yield from _marked(control, "checked", (control.attributes.get("value") or "on") in texts)
    elif control.tag == "option":
        # A select that was not posted stays as it is.
        yield from _marked(control, "selected", control.value in texts if texts else "selected" in control.attributes)
    elif remaining.get(control.name):
        yield from _typed(control, remaining[control.name].pop(0))


def _marked(control: Control, mark: str, is_marked: bool) -> Iterator[Edit]:
    if is_marked != (mark in control.attributes):
        others = {name: value for name, value in control.attributes.items() if name != mark}
        yield _tag(control, others | {mark: None} if is_marked else others)


def _typed(control: Control, text: str) -> Iterator[Edit]:
    if control.tag == "textarea":
        # A browser drops the first line break of a textarea.
        yield Edit(control.end, control.text_end, "\n" + escape(text))
    elif text != control.value:
        yield _tag(control, control.attributes | {"value": text})


def _files_shown(form: PageForm, files: Iterable[DraftFile]) -> Iterator[Edit]:
    """Yield the edits that show the kept files above their input, which may stay empty then."""
    by_field = defaultdict(list)
    for file in files:
        by_field[file.field].append(file)
    for control in form.controls:
        if control.type == "file" and (kept := by_field.get(control.name)):
            yield _tag(control, {name: value for name, value in control.attributes.items() if name != "required"})
            context = {"files": kept, "input": control.attributes.get("id")}
            yield Edit(control.start, control.start, render_to_string("drafts/_kept_files.html", context))


def _without_control(posted: Texts, names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the typed texts for which the page has no control any more, each after its cell ("" for no cell)."""
    for name, texts in posted.items():
        if name not in names and not STATED_NAMES.fullmatch(name):
            yield from ((place_of_field(name), text) for text in texts if text.strip())


def _tag(control: Control, attributes: Attributes) -> Edit:
    """Return the edit that gives the tag of the control these attributes."""
    written = (name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items())
    return Edit(control.start, control.end, f"<{' '.join([control.tag, *written])}>")


def _edited(html: str, edits: Iterable[Edit]) -> str:
    """Return the page with the edits, which do not overlap."""
    parts, last = [], 0
    for edit in sorted(edits, key=lambda edit: edit[:2]):
        parts += [html[last : edit.start], edit.text]
        last = edit.end
    return "".join([*parts, html[last:]])
