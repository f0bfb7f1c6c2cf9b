"""Triggers that check references once per statement, in place of foreign keys, which look them up for every row.

They are for columns of tables that take thousands of rows in one statement. A foreign key also locks each row that it
finds, and so writes that row again. The referenced rows must never be deleted: these triggers do not notice it.
"""

from collections.abc import Collection, Mapping

import pgtrigger


def references_exist(
    references: Mapping[str, str], *, operation: pgtrigger.Operation, optional: Collection[str] = ()
) -> pgtrigger.Trigger:
    """Return a trigger that refuses rows that reference no row.

    `references`: column → referenced table; the `optional` columns may be null.
    """
    columns = ", ".join(references)
    joined = " ".join(
        f"LEFT JOIN {table} AS {column}s ON {column}s.id = {column}" for column, table in references.items()
    )
    missing = " OR ".join(
        f"{column}s.id IS NULL" + (f" AND one.{column} IS NOT NULL" if column in optional else "")
        for column in references
    )
    return pgtrigger.Trigger(
        name=f"references_exist_on_{str(operation).lower()}",
        level=pgtrigger.Statement,
        operation=operation,
        when=pgtrigger.After,
        referencing=pgtrigger.Referencing(new="written"),
        func=f"""
            IF EXISTS (
                SELECT FROM (SELECT DISTINCT {columns} FROM written) one {joined} WHERE {missing}
            ) THEN
                RAISE EXCEPTION 'a row of % references nothing', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
            END IF;
            RETURN NULL;
        """,
    )
