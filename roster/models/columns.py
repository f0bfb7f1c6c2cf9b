"""Pieces that several models share: choices from the tables of states, triggers that keep them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Lookup, Q

from roster.states import Transitions


def state_field(label: str, labels: Mapping[StrEnum, str], default: StrEnum | None = None) -> models.CharField:
    """A column that holds one state of a table in states.py."""
    choices = [(state.value, text) for state, text in labels.items()]
    if default is None:
        return models.CharField(label, max_length=20, choices=choices)
    return models.CharField(label, max_length=20, choices=choices, default=default.value)


def states_known(field: str, labels: Mapping[StrEnum, str], *, name: str) -> models.CheckConstraint:
    """No state that the table does not have."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": [str(s) for s in labels]}), name=name)


def keep_transitions(field: str, transitions: Transitions, *, name: str) -> pgtrigger.FSM:
    """Refuse, in the database, a change of state that the table does not have."""
    return pgtrigger.FSM(
        name=name,
        field=field,
        transitions=[(str(old), str(new)) for old, news in transitions.items() for new in news],
    )


@models.ForeignKey.register_lookup
@models.Field.register_lookup
class AnyOf(Lookup):
    """`code__any_of=codes`: as `in`, in one parameter; a hundred thousand parameters take a second by themselves.

    The texts have no line breaks; keys are whole numbers.
    """

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, parameters = self.process_lhs(compiler, connection)
        kind = "text" if isinstance(self.lhs.output_field, models.CharField) else "bigint"
        values = f"string_to_array(%s, E'\\n')::{kind}[]"
        return f"{left} = ANY({values})", [*parameters, "\n".join(map(str, self.rhs))]
