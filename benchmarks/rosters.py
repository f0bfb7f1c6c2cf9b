"""Large fictional rosters for the benchmarks."""

import io
from random import Random

import xlsxwriter

from demo.city.codes import company_uscc

HEAD = ("序号", "企业名称", "统一社会信用代码", "海关注册编码", "认证日期", "注册地址")
WORDS = "澜汀溆湄崦嵘珩翎鹭洄栩岚泺岬澍霖沄淏玥珺璟玟琮瑄璇瑾瑜珂琪琅"


def lines(count: int, *, seed: int = 7) -> list[tuple[str, ...]]:
    """Return the roster lines of `count` enterprises, without errors and with unique codes."""
    rng = Random(seed)
    return [
        (
            str(number),
            f"济南{''.join(rng.choices(WORDS, k=4))}进出口有限公司",
            company_uscc("370102", number),
            f"370{number:07d}",
            f"20{rng.randrange(10, 26)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}",
            f"济南市历下区{''.join(rng.choices(WORDS, k=2))}路{rng.randrange(1, 999)}号",
        )
        for number in range(1, count + 1)
    ]


def workbook(rows: list[tuple[str, ...]]) -> bytes:
    """Return the rows as .xlsx with shared strings, as Excel and WPS write them."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        for line, row in enumerate([HEAD, *rows]):
            for column, text in enumerate(row):
                sheet.write_string(line, column, text)
    return stream.getvalue()
