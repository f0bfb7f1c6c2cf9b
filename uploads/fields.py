"""The field for the received cells of a row, and the triggers of row tables."""

from typing import Any

import pgtrigger
from django.db import models

from foundation.postgres.references import references_exist
from spreadsheets.rows import CELL_SEPARATOR
from uploads.states import SubmissionState


class CellsField(models.TextField):
    """The received cells of a row, a list of texts; stored as one text with a control character between the cells.

    A text is written twice as fast as an array.
    """

    def from_db_value(self, value: str, expression: Any, connection: Any) -> list[str]:
        return value.split(CELL_SEPARATOR) if value else []

    def to_python(self, value: Any) -> Any:
        return self.from_db_value(value, None, None) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return CELL_SEPARATOR.join(value) if isinstance(value, list) else value


def row_triggers(table: str) -> list[pgtrigger.Trigger]:
    """Return the triggers of the rows of submissions, which have no foreign key to their submission.

    A foreign key took a sixth of the time of a large file. Submissions are never deleted.
    """
    return [
        references_exist({"submission_id": table}, operation=pgtrigger.Insert),
        pgtrigger.ReadOnly(name="row_submission_readonly", fields=["submission"]),
        kept_when_confirmed(table),
    ]


def kept_when_confirmed(table: str) -> pgtrigger.Trigger:
    """Return the trigger that keeps the rows of a confirmed submission; each reading replaces those of another."""
    return pgtrigger.Trigger(
        name="kept_when_confirmed",
        level=pgtrigger.Statement,
        operation=pgtrigger.Delete,
        when=pgtrigger.After,
        referencing=pgtrigger.Referencing(old="removed"),
        func=f"""
            IF EXISTS (
                SELECT FROM (SELECT DISTINCT submission_id FROM removed) one
                JOIN {table} submission ON submission.id = one.submission_id
                WHERE submission.status = '{SubmissionState.CONFIRMED}'
            ) THEN
                RAISE EXCEPTION 'the rows of a confirmed file are kept';
            END IF;
            RETURN NULL;
        """,
    )


def confirmed_immutable() -> pgtrigger.Trigger:
    """Return the trigger that keeps a confirmed submission; only its sheets for another reading are removed.

    The state has a trigger of its own.
    """
    return pgtrigger.Trigger(
        name="confirmed_immutable",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.AnyChange(exclude=["sheets_file", "status"]),
        func=f"""
            IF OLD.status = '{SubmissionState.CONFIRMED}' THEN
                RAISE EXCEPTION 'a confirmed file is never edited';
            END IF;
            RETURN NEW;
        """,
    )
