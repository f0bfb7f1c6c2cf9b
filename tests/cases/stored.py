"""Files that no test library writes: encrypted workbooks, kept as bytes in tests/data/cases."""

from pathlib import Path

from tests.cases.case import Enterprise, enterprise, roster

FOLDER = Path(__file__).resolve().parent.parent / "data" / "cases"
ENCRYPTED = [
    Enterprise(enterprise(149).name, "91370100MAXGLY463K", "3701600149", "2018-06-10", "济南市虚构区149号"),
    Enterprise(enterprise(150).name, "91370100MANU5N2Y7G", "3701600150", "2019-07-11", "济南市虚构区150号"),
]


@roster(*ENCRYPTED)
def read_only_workbook() -> bytes:
    """A workbook that is encrypted with the default password, which Excel does not ask for."""
    return (FOLDER / "read-only.xlsx").read_bytes()


@roster(refused="密码")
def workbook_with_password() -> bytes:
    """A workbook that only its password opens."""
    return (FOLDER / "password.xlsx").read_bytes()
