"""State columns: choices, check constraints and transition triggers made from an app's states.py; ends of rows."""

from collections.abc import Mapping

import pgtrigger
from django.db import models
from django.db.models import Q, TextChoices

Transitions = Mapping[str, tuple[str, ...]]
"""State → the states that may follow it."""


def state_field(label: str, states: type[TextChoices], default: TextChoices | None = None) -> models.CharField:
    """Return a column that holds one of the states."""
    if default is None:
        return models.CharField(label, max_length=20, choices=states.choices)
    return models.CharField(label, max_length=20, choices=states.choices, default=default.value)


def states_known(field: str, states: type[TextChoices], *, name: str) -> models.CheckConstraint:
    """Return a check constraint that rejects a value which is not one of the states."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": states.values}), name=name)


def keep_transitions(field: str, transitions: Transitions, *, name: str) -> pgtrigger.FSM:
    """Return a trigger that rejects a change of state which is not in the table."""
    return pgtrigger.FSM(
        name=name,
        field=field,
        transitions=[(str(old), str(new)) for old, news in transitions.items() for new in news],
    )


def ended_immutable(is_ended: pgtrigger.Q) -> pgtrigger.Protect:
    """Return a trigger that rejects every change of a row that has ended; the condition is about the row as it was."""
    return pgtrigger.Protect(name="ended_immutable", operation=pgtrigger.Update, condition=is_ended)
