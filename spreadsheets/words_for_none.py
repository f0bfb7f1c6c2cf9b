"""Words and marks with which people and programs state that there is nothing: 无, —, /, NULL, 未移出, 长期."""

import re
import unicodedata
from datetime import date

from spreadsheets.columns import CODES

# A term without an end, as the row keeps it. The entry then has no last day, and no term is reckoned for it.
ENDLESS = "长期"
# The greatest days of databases stand for no end, and as a day of removal for none. 2099-12-31 is kept as an expiry.
GREATEST_YEAR = 9999
FAR_REMOVAL = date(2099, 12, 31)
# Longer texts are no such word.
LONGEST = 12
AROUND = re.compile(r"[\s\u00ad\u200b-\u200f\u2060-\u206f\ufeff\"'`“”‘’()\[\]<>【】《》=。.,;、!]+")
NOTHING = re.compile(
    r"[\W_]*"
    r"|空|空白|空值|无|暂无|尚无|没有|暂缺|缺|缺失|未知|不详|待查|待补|待补充|不适用|略"
    r"|未(?:填|填写|填报|载|载明|提供|注明|知|录入)"
    r"|NULL|NIL|NONE|NAN|NA|N/A|N\\A|UNDEFINED|UNKNOWN|EMPTY|BLANK"
)
NO_CODE = re.compile(
    r"(?:暂无|尚无|没有|未有|未办|未领|未取得|未提供|无|无此|无法提供).{0,8}(?:码|号|号码|证)|未办理|未登记|未取得|三证合一"
)
NO_END = re.compile(
    r"(?:长期|永久|永续|无限|无限期|不限|不限期|不设期限|不定期|终身|持续|一直)(?:有效|公示|公布|列入|惩戒|失信)?"
    r"|无(?:固定|明确)?(?:期限|有效期|有效期限|截止日期|截止期|到期日|到期日期|终止日期|限制)(?:限制)?|无固定"
    r"|至今|未到期|未届满|未定|LONG-?TERM|PERMANENT|INDEFINITE|FOREVER|NOEND"
)
NOT_YET = re.compile(
    r"(?:暂|尚|还|仍|目前|现)?(?:未|没|没有|无)(?:被)?"
    r"(?:移出|移除|移|退出|删除|修复|解除|撤销|撤下|屏蔽|下架|失效|终止|停止公示)(?:名单|名录|日期|记录)?"
    r"|仍?在列|仍在名单|公示中|列入中|执行中|未|否|0|N|NO|FALSE"
)


def states_none(key: str, text: str) -> bool:
    """Return whether a cell of the column with this key states that there is nothing; a mark alone states it.

    长期 in a column of expiries is another statement: states_no_end.
    """
    word = _word(text)
    if word is None:
        return False
    if NOTHING.fullmatch(word):
        return True
    if key in CODES:
        return NO_CODE.fullmatch(word) is not None
    if key in ("removed_on", "review_due_on") and NO_END.fullmatch(word):
        return True
    return key in ("expires_on", "removed_on") and NOT_YET.fullmatch(word) is not None


def states_no_end(text: str) -> bool:
    """Return whether a cell of a column of expiries states that the term has no end."""
    word = _word(text)
    return word is not None and NO_END.fullmatch(word) is not None


def stands_for_never(key: str, day: date) -> bool:
    """Return whether the last day of a term, or the day of a removal, stands for none."""
    if key == "removed_on" and day == FAR_REMOVAL:
        return True
    return key in ("expires_on", "removed_on", "review_due_on") and day.year == GREATEST_YEAR


def _word(text: str) -> str | None:
    """Return the text without blanks and punctuation; None for one that is too long for such a word."""
    if len(text) > 3 * LONGEST:
        return None
    word = AROUND.sub("", unicodedata.normalize("NFKC", text)).upper()
    return word if len(word) <= LONGEST else None
