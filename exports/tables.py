"""A list as a table: its rows, its columns, and its filter in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django_filters import FilterSet

from foundation.web.dates import chinese_date

Columns = Mapping[str, Callable[[Any], object]]
"""Heading of a column → function that returns its value for a row."""


class FieldColumn(NamedTuple):
    """A column with the value of a field, or of an annotation, of each row.

    A CSV file of a table whose columns are all of this kind is written by PostgreSQL.
    """

    field: str

    def __call__(self, row: Any) -> object:
        return getattr(row, self.field)


Cell = str | int | float | date
"""The value of a cell; a moment is a datetime of the local time without a zone."""
# Rows that are read from the database at once.
CHUNK = 2000


@dataclass(frozen=True)
class Table:
    """One list, as its page and its files show it.

    `name` is its title and the name of its files. `filter` are the parameters that choose its rows, and no other
    parameter does. `as_of` is the day of the data where it is not the moment of reading. `rows_move`: rows come, go or
    change their place while somebody reads, so that pages have no numbers. `is_counted`: the page says how many rows
    there are.
    """

    name: str
    rows: QuerySet[Any] | Sequence[Any]
    columns: Columns
    filter: FilterSet | forms.Form | None = None
    as_of: date | None = None
    rows_move: bool = False
    is_counted: bool = True

    @cached_property
    def count(self) -> int:
        """The number of rows."""
        return self.rows.count() if isinstance(self.rows, QuerySet) else len(self.rows)

    @property
    def form(self) -> forms.Form:
        """The form of the filter; one without fields where there is no filter."""
        if self.filter is None:
            return forms.Form({})
        return self.filter.form if isinstance(self.filter, FilterSet) else self.filter

    @property
    def query(self) -> str:
        """The query string that chooses these rows."""
        data = cast(QueryDict, self.form.data)
        return urlencode([(name, text) for name in self.form.fields for text in data.getlist(name) if text])

    @property
    def is_filtered(self) -> bool:
        """Whether the filter leaves rows out."""
        return bool(self.filter_text)

    @property
    def filter_text(self) -> str:
        """The chosen values of the filter; "" where nothing is chosen."""
        return filter_text(self.form)

    @property
    def fields(self) -> list[str]:
        """The fields of its columns; none where a column, or the table, does not come from the database as it is."""
        fields = [column.field for column in self.columns.values() if isinstance(column, FieldColumn)]
        return fields if isinstance(self.rows, QuerySet) and len(fields) == len(self.columns) else []

    def cells(self) -> Iterator[list[Cell]]:
        """Yield the cells of each row. Rows of the database are read in chunks, inside of a transaction."""
        rows = self.rows.iterator(chunk_size=CHUNK) if isinstance(self.rows, QuerySet) else self.rows
        for row in rows:
            yield [_cell(value_of(row)) for value_of in self.columns.values()]


def filter_text(form: forms.Form) -> str:
    """The chosen values of the valid form, such as 状态：待核实；企业名称：汀岚; "" where nothing is chosen.

    The order of the rows is no part of it.
    """
    chosen = [field for field in form if field.name != "order" and _is_chosen(field)]
    return "；".join(f"{field.label}：{_chosen_text(field)}" for field in chosen)


def _is_chosen(field: forms.BoundField) -> bool:
    """Whether the valid form has a value in the field."""
    value = field.form.cleaned_data.get(field.name)
    return value is not None and value is not False and value not in ("", [])


def _chosen_text(field: forms.BoundField) -> str:
    """The label of each choice that was made; of a field without choices, its value."""
    value = field.form.cleaned_data[field.name]
    typed = field.data if isinstance(field.data, list) else [field.data]
    choices = getattr(field.field.widget, "choices", ()) or getattr(field.field, "choices", ())
    labels = {str(choice): str(label) for choice, label in choices if str(choice)}
    if chosen := [labels[text] for text in typed if text in labels]:
        return "、".join(chosen)
    if isinstance(value, date):
        return chinese_date(value)
    return "是" if value is True else str(value)


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, second=0, microsecond=0)
    if isinstance(value, date | int | float) and not isinstance(value, bool):
        return value
    return "" if value is None else str(value)
