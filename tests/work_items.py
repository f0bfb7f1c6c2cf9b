"""The rows behind the items of the home page."""

from typing import Any

from django.db.models import QuerySet

from foundation.web.work_items import Kind, Rows


def rows_of(kind: Kind) -> QuerySet[Any]:
    """Return the rows that the item of the kind counts."""
    if isinstance(kind.rows, Rows):
        return kind.rows.compose(*kind.rows.values, *kind.rows.given)
    return kind.rows
