"""Queries that are composed once and run with many values.

Django takes longer to compose most queries than PostgreSQL takes to answer them.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, wraps
from inspect import signature
from typing import Any

from django.db import connection
from django.db.models import Expression, QuerySet

Row = tuple[Any, ...]


class Parameter(Expression):
    """The place of a value in a query, for conditions with expressions: `filter(department=Parameter(0))`.

    The value is one that the driver takes, such as a key or a day; for `any_of` it is `lookups.as_lines(values)`. None
    is equal to nothing, as NULL is.
    """

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


def fill(parameters: Iterable[Any], values: Sequence[Any]) -> list[Any]:
    """Return the parameters of a composed query with these values in their places."""
    return [values[each.place] if isinstance(each, Parameter) else each for each in parameters]


def composed_once(compose: Callable[..., QuerySet[Any, Row]]) -> Callable[..., list[Row]]:
    """Turn a function from Parameters to a `values_list` into one from values to its rows.

    The query depends on nothing but the values, so that it is composed at the first call in each process.
    """

    @cache
    def composed() -> tuple[str, Row, list[tuple[int, list[Any], Any]]]:
        parameters = map(Parameter, range(len(signature(compose).parameters)))
        compiler = compose(*parameters).query.get_compiler(connection=connection)
        text, filled = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return text, filled, [(place, found, column) for place, (found, column) in converters.items()]

    @wraps(compose)
    def rows(*values: Any) -> list[Row]:
        text, parameters, converters = composed()
        with connection.cursor() as cursor:
            cursor.execute(text, fill(parameters, values))
            found = cursor.fetchall()
        return [_converted(row, converters) for row in found] if converters else found

    return rows


def _converted(row: Row, converters: Iterable[tuple[int, list[Any], Any]]) -> Row:
    values = list(row)
    for place, convert_in_turn, column in converters:
        for convert in convert_in_turn:
            values[place] = convert(values[place], column, connection)
    return tuple(values)
