"""Tables of a few rows, for the tests of rows that are read or set aside."""

from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS
from spreadsheets.rows import Table, parse_table
from spreadsheets.sheets import Sheet

FULL_NAME = "济南泺岬贸易有限公司"


def roster(*rows: tuple[str, ...], decisions: dict[int, bool] | None = None) -> Table:
    sheet = Sheet("名单", [list(row) for row in rows])
    return parse_table([sheet], ROSTER_COLUMNS, row_decisions=decisions or {})


def names(*rows: tuple[str, ...], head: tuple[str, ...] = ("主体名称", "所属地区")) -> Table:
    return parse_table([Sheet("名单", [list(head), *map(list, rows)])], BLACKLIST_COLUMNS)


def reasons(table: Table) -> dict[int, str]:
    return {row.line: row.reason for row in table.set_aside}
