"""Lookups for queries with many values."""

from typing import Any

from django.db import models
from django.db.models import Lookup


@models.ForeignKey.register_lookup
@models.Field.register_lookup
class AnyOf(Lookup):
    """`code__any_of=codes`: the same as `in`, but with one parameter instead of one for each value.

    Texts must not contain line breaks; other values must be integers.
    """

    lookup_name = "any_of"
    prepare_rhs = False
    condition = "{left} = ANY({values})"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        kind = "text" if isinstance(self.lhs.output_field, models.CharField) else "bigint"
        values = f"string_to_array(%s, E'\\n')::{kind}[]"
        return self.condition.format(left=left, values=values), (*parameters, "\n".join(map(str, self.rhs)))


@models.Field.register_lookup
class AmongMany(AnyOf):
    """`code__among_many=codes`: the same for very many values, most of which the table lacks.

    The planner estimates each item of an array, which takes longer than the query; it does not for a subquery.
    """

    lookup_name = "among_many"
    condition = "{left} IN (SELECT unnest({values}))"
