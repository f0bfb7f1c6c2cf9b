"""How days are written in sentences."""

import pytest

from foundation.web.dates import chinese_dates


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("认证日期2020-03-02）", "认证日期2020年3月2日）"),
        ("自2026-07-10，至2026-12-31", "自2026年7月10日，至2026年12月31日"),
        ("文号SX-2026-0001", "文号SX-2026-0001"),
        ("2026-02-30", "2026-02-30"),
        ("2026-07-10-1", "2026-07-10-1"),
        ("", ""),
    ],
)
def test_days_are_read_in_words_and_nothing_else_is_touched(text: str, shown: str) -> None:
    assert chinese_dates(text) == shown
