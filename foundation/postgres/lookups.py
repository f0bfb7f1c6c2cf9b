"""Lookups for queries with many values."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Lookup, Value

from foundation.postgres.composed import Parameter


def place_in(keys: Sequence[int]) -> Func:
    """Return the expression of the place of a row's primary key among these."""
    values = Value(list(keys), output_field=ArrayField(models.BigIntegerField()))
    return Func(values, F("pk"), function="array_position", output_field=models.IntegerField())


def as_lines(values: Iterable[str | int]) -> str:
    """Return the values as the lookups below send them: a line for each."""
    return "\n".join(map(str, values))


@models.ForeignKey.register_lookup
@models.Field.register_lookup
class AnyOf(Lookup):
    """`code__any_of=codes`: the same as `in`, but with one parameter instead of one for each value.

    Texts must not contain line breaks; other values must be integers.
    """

    lookup_name = "any_of"
    prepare_rhs = False
    condition = "{left} = ANY({values})"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        kind = "text" if isinstance(self.lhs.output_field, models.CharField) else "bigint"
        values = f"string_to_array(%s, E'\\n')::{kind}[]"
        lines = self.rhs if isinstance(self.rhs, Parameter) else as_lines(self.rhs)
        return self.condition.format(left=left, values=values), (*parameters, lines)


@models.Field.register_lookup
class AmongMany(AnyOf):
    """`code__among_many=codes`: the same for very many values, most of which the table lacks.

    The planner estimates each item of an array, which takes longer than the query; it does not for a subquery.
    """

    lookup_name = "among_many"
    condition = "{left} IN (SELECT unnest({values}))"
