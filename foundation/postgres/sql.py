"""Statements composed of SQL text and quoted names. No other package imports the driver for it (docs/adr/0002)."""

from collections.abc import Iterable

from psycopg2.sql import SQL, Composed, Identifier, Literal

__all__ = ["SQL", "Composed", "Identifier", "Literal", "column_list"]


def column_list(fields: Iterable[str], table: str = "") -> Composed:
    """Return the columns separated by commas, each qualified by the table or alias where one is named."""
    names = (Identifier(table, field) if table else Identifier(field) for field in fields)
    return SQL(", ").join(names)
