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

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        kind = "text" if isinstance(self.lhs.output_field, models.CharField) else "bigint"
        values = f"string_to_array(%s, E'\\n')::{kind}[]"
        return f"{left} = ANY({values})", (*parameters, "\n".join(map(str, self.rhs)))
