"""Triggers that record an event (webhooks/models.py) in the statement that writes the fact.

Whatever writes the fact, and however many rows at once, each row has its event: one statement records those of a whole
statement. The tables of facts belong to packages above this one, and to `screening`, whose models stand in `models.py`
as proxies.
"""

from collections.abc import Mapping

import pgtrigger

from webhooks.states import EventKind

# What the triggers call the rows of a statement: as it wrote them, and in an update as they were.
WRITTEN, EARLIER = "written", "earlier"
# Everybody may see the event.
EVERYBODY = "NULL"
# The event is about the enterprise that is joined under this name.
OF_ENTERPRISE = "enterprise.uscc"


def recipients_and(*columns: str) -> str:
    """Return SQL for the departments of these columns and those that receive every feedback (plan §3)."""
    every = "SELECT array_agg(id) FROM accounts_department WHERE is_lead OR is_customs"
    return f"ARRAY[{', '.join(columns)}]::bigint[] || ({every})"


def on_insert(
    kind: EventKind,
    *,
    data: Mapping[str, str],
    subject: str = OF_ENTERPRISE,
    departments: str = EVERYBODY,
    joins: str = "",
) -> pgtrigger.Trigger:
    """Return the trigger that records an event of each new row.

    `data`: key of the message → SQL, in which the new row is `written`. `subject`: SQL for what it is about.
    `departments`: SQL for the keys of those that may see it.
    """
    return _trigger(
        kind,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new=WRITTEN),
        source=f"{WRITTEN} {joins}",
        data=data,
        subject=subject,
        departments=departments,
    )


def on_update(
    kind: EventKind,
    *,
    where: str,
    data: Mapping[str, str],
    subject: str = OF_ENTERPRISE,
    departments: str = EVERYBODY,
    joins: str = "",
) -> pgtrigger.Trigger:
    """Return the trigger that records an event of each row that an update changed so that `where` holds.

    In its SQL the row is `written` as it is now, and `earlier` as it was. The rest is that of `on_insert`.
    """
    return _trigger(
        kind,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(old=EARLIER, new=WRITTEN),
        source=f"{WRITTEN} JOIN {EARLIER} USING (id) {joins} WHERE {where}",
        data=data,
        subject=subject,
        departments=departments,
    )


def _trigger(
    kind: EventKind,
    *,
    operation: pgtrigger.Operation,
    referencing: pgtrigger.Referencing,
    source: str,
    data: Mapping[str, str],
    subject: str,
    departments: str,
) -> pgtrigger.Trigger:
    pairs = ", ".join(f"'{key}', {value}" for key, value in data.items())
    return pgtrigger.Trigger(
        name=f"event_{kind.value.replace('.', '_')}",
        level=pgtrigger.Statement,
        operation=operation,
        when=pgtrigger.After,
        referencing=referencing,
        func=f"""
            INSERT INTO webhooks_event (kind, subject, departments, data, occurred_at)
            SELECT '{kind.value}', {subject}, {departments}, jsonb_build_object({pairs}), clock_timestamp()
            FROM {source} ORDER BY {WRITTEN}.id;
            RETURN NULL;
        """,  # noqa: S608 the SQL is that of models
    )
