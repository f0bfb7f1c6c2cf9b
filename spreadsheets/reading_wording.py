"""Render the counts of a reading report as a Chinese sentence: every row of the file is read, refused or set aside."""

from collections.abc import Mapping
from typing import Any

from spreadsheets.problems import DECIDED
from spreadsheets.wording import Channel


def row_counts_text(reading: Mapping[str, Any], *, channel: Channel = "file") -> str:
    """Return the sentence of the rows in the file, without a full stop; "" for a file that was not read.

    The numbers in the sentence add up: rows in the file = rows read + rows refused + rows set aside. It names the sheet
    where the file has other sheets as well, since only the rows of that sheet are counted.
    """
    if "rows_in_file" not in reading:
        return ""
    unit = "条" if channel == "push" else "行"
    has_others = any(note["code"] == "other_sheets" for note in reading["notes"])
    whole = f"工作表“{reading['sheet']}”" if has_others else "所推送的" if channel == "push" else "文件"
    left_out = reading["set_aside_reasons"].get(DECIDED, 0)
    counts = (
        (reading["rows_read"], "读出{count}{unit}", True),
        (reading["rows_refused"], "拒绝{count}{unit}", False),
        (reading["rows_set_aside"] - left_out, "另{count}{unit}不是企业", False),
        (left_out, "{count}{unit}经办人决定不采用", False),
    )
    parts = [text.format(count=count, unit=unit) for count, text, always in counts if count or always]
    return f"{whole}共{reading['rows_in_file']}{unit}：{'，'.join(parts)}"
