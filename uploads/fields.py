"""The column that holds the cells of a row as they stood, and the triggers of row tables."""

from typing import Any

import pgtrigger
from django.db import models


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
            name="row_submission_exists",
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
        pgtrigger.ReadOnly(name="row_submission_readonly", fields=["submission"]),
    ]
