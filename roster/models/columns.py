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


class CellsField(models.TextField):
    """The cells of a row as they stood, a list of texts; in the database one text, a control character between them.

    The reader drops control characters from every file. A text is written twice as quickly as an array.
    """

    BETWEEN = "\x1f"

    def from_db_value(self, value: str, expression: Any, connection: Any) -> list[str]:
        return value.split(self.BETWEEN) if value else []

    def to_python(self, value: Any) -> Any:
        return self.from_db_value(value, None, None) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return self.BETWEEN.join(value) if isinstance(value, list) else value


def of_submission(table: str) -> list[pgtrigger.Trigger]:
    """Rows belong to a submission that exists, as a foreign key would say; asked once for all that a statement brings.

    A key asks for every row, which took a sixth of a large file's time. Submissions are never deleted.
    """
    return [
        pgtrigger.Trigger(
            name="of_a_submission",
            level=pgtrigger.Statement,
            operation=pgtrigger.Insert,
            when=pgtrigger.After,
            referencing=pgtrigger.Referencing(new="added"),
            func=f"""
                IF EXISTS (
                    SELECT FROM (SELECT DISTINCT submission_id FROM added) one
                    WHERE NOT EXISTS (SELECT FROM {table} WHERE id = one.submission_id)
                ) THEN
                    RAISE EXCEPTION 'a row belongs to a submission' USING ERRCODE = 'foreign_key_violation';
                END IF;
                RETURN NULL;
            """,
        ),
        pgtrigger.ReadOnly(name="of_one_submission", fields=["submission"]),
    ]


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
