"""Pages of a list whose rows move: a page begins after the last row of the page before it (keyset paging).

Rows that come, go or change their place meanwhile neither hide a row from the reader nor show one twice, which page
numbers do. The address of a page has the sorted values of the row beside which it begins, signed: only values that the
portal wrote are read.
"""

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import attrgetter
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Field, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import OrderBy

NOTHING = Q(pk__in=[])
SALT = "foundation.web.keyset"
NO_PAGE = "没有这一页。"
# The mark `before` of the last page.
END = "end"


class KeysetForm(forms.Form):
    """The row after which, or before which, the page stands."""

    after = forms.CharField(required=False)
    before = forms.CharField(required=False)


@dataclass(frozen=True)
class Term:
    """One field by which the rows are sorted: its path, its direction, and whether rows without a value stand last."""

    path: str
    descending: bool
    nulls_last: bool

    def equals(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def is_beyond(self, value: Any, *, backwards: bool) -> Q:
        """Rows that stand after the value; with `backwards`, before it."""
        nulls_follow = self.nulls_last != backwards
        if value is None:
            return NOTHING if nulls_follow else Q(**{f"{self.path}__isnull": False})
        lookup = "lt" if self.descending != backwards else "gt"
        beyond = Q(**{f"{self.path}__{lookup}": value})
        return beyond | Q(**{f"{self.path}__isnull": True}) if nulls_follow else beyond

    def from_on(self, value: Any, *, backwards: bool) -> Q:
        """Rows with the value or beyond it, for a field without NULL: one comparison, which an index answers."""
        return Q(**{f"{self.path}__{'lte' if self.descending != backwards else 'gte'}": value})


class UncountedPaginator(Paginator):
    """Of rows that are too many to be counted for each page."""

    count = None


class KeysetPage(Page):
    """One page of the rows, with the marks of the pages beside it; "" where there is none.

    Its place among the rows is counted when it is shown.
    """

    is_keyset = True
    is_replaced = False

    def __init__(
        self, rows: QuerySet[Any], per_page: int, *, after: str = "", before: str = "", is_counted: bool = True
    ) -> None:
        """Show the rows after or before a mark, the first ones without, the last ones before END.

        Raises ValidationError for a wrong mark.
        """
        self.rows, self.terms = rows, _terms_of(rows)
        backwards, mark = bool(before), before or after
        beyond = Q() if mark in ("", END) else self._beyond(rows, mark, backwards=backwards)
        found = list((rows.reverse() if backwards else rows).filter(beyond)[: per_page + 1])
        has_more, found = len(found) > per_page, found[:per_page]
        shown = found[::-1] if backwards else found
        super().__init__(shown, 1, (Paginator if is_counted else UncountedPaginator)(rows, per_page))
        self.is_first = not (has_more if backwards else after)
        self.before = "" if self.is_first or not shown else self._mark(shown[0])
        self.after = self._mark(shown[-1]) if shown and before != END and (has_more or backwards) else ""

    @cached_property
    def rows_before(self) -> int:
        """The number of rows on the pages before this one."""
        return self.rows.filter(self._beyond(self.rows, self.before, backwards=True)).count() if self.before else 0

    def start_index(self) -> int:
        return self.rows_before + 1

    def end_index(self) -> int:
        return self.rows_before + len(self)

    def _beyond(self, rows: QuerySet[Any], mark: str, *, backwards: bool) -> Q:
        """The condition for the rows beyond the one with the mark."""
        beyond, same = NOTHING, Q()
        values = _values_of(rows, self.terms, mark)
        for term, value in zip(self.terms, values, strict=True):
            beyond |= same & term.is_beyond(value, backwards=backwards)
            same &= term.equals(value)
        first = self.terms[0]
        if _may_be_null(rows, first):
            return beyond
        return beyond & first.from_on(values[0], backwards=backwards)

    def _mark(self, row: Any) -> str:
        """The values by which the row is sorted, as signed text."""
        values = [attrgetter(term.path.replace(LOOKUP_SEP, "."))(row) for term in self.terms]
        texts = [None if value is None else str(value) for value in values]
        return signing.Signer(salt=SALT).sign_object(texts)


def _terms_of(rows: QuerySet[Any]) -> list[Term]:
    """The order of the rows, which ends with a unique field. PostgreSQL sorts NULL as the largest value."""
    order = rows.query.order_by or rows.model._meta.ordering
    return [_term_of(each) for each in order]


def _term_of(each: str | OrderBy) -> Term:
    if isinstance(each, str):
        descending = each.startswith("-")
        return Term(each.removeprefix("-"), descending, nulls_last=not descending)
    nulls_last = each.nulls_last or not (each.nulls_first or each.descending)
    return Term(each.expression.name, each.descending, nulls_last)  # type: ignore[attr-defined]


def _values_of(rows: QuerySet[Any], terms: list[Term], mark: str) -> list[Any]:
    """The values of the mark. Raises ValidationError where it is not one of these rows."""
    try:
        texts = signing.Signer(salt=SALT).unsign_object(mark)
        values = [_field_of(rows, term.path).to_python(text) for term, text in zip(terms, texts, strict=True)]
    except (signing.BadSignature, ValueError) as error:
        raise ValidationError(NO_PAGE) from error
    if any(value is None and not _may_be_null(rows, term) for term, value in zip(terms, values, strict=True)):
        raise ValidationError(NO_PAGE)
    return values


def _may_be_null(rows: QuerySet[Any], term: Term) -> bool:
    return term.path in rows.query.annotations or _field_of(rows, term.path).null


def _field_of(rows: QuerySet[Any], path: str) -> Field:
    """The field at the path, or that of the annotation with this name."""
    if path in rows.query.annotations:
        return rows.query.annotations[path].output_field
    *relations, name = path.split(LOOKUP_SEP)
    model = reduce(lambda model, relation: model._meta.get_field(relation).related_model, relations, rows.model)
    return model._meta.pk if name == "pk" else model._meta.get_field(name)
