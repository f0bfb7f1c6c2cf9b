"""Lines of a small table as text, and its reading."""

import pytest

from spreadsheets.columns import BLACKLIST_COLUMNS
from spreadsheets.sheets import Sheet, SheetError
from spreadsheets.wording import failure_text
from tests.cases.reading import in_process

TITLES = ["企业名称", "统一社会信用代码", "备注"]
FIRST = ["济南沅溪贸易有限公司", "91370102MAYMLALA6B", "无"]
SECOND = ["济南蓼岚食品有限公司", "91370102MAYMLALB46", "见附件"]
LINES = [TITLES, FIRST, SECOND]


def text_of(separator: str, lines: list[list[str]] = LINES) -> str:
    return "".join(separator.join(line) + "\r\n" for line in lines)


def read(content: bytes) -> Sheet:
    (sheet,) = in_process(content)
    return sheet


def refusal(content: bytes) -> tuple[str, str]:
    """Return the code and the sentence with which the file is refused."""
    with pytest.raises(SheetError) as refused:
        in_process(content)
    error = refused.value
    return error.code, failure_text(error.code, error.params, columns=BLACKLIST_COLUMNS)
