"""Names by which colleagues call a person, in a remark or the name of a file: 小王, 老李, 李总, 王科长.

Such a name begins a part of a text, and stands alone or before what the person does: 小王子食品 and 老李家餐饮店 go on
with other words.
"""

import re

from spreadsheets.ordinary_words import begins_with_word, is_word_alone
from spreadsheets.person_names import FREQUENT_SURNAMES, HAN, PLACE

# Surnames that make another word with 小 or 老: 小康, 小段, 老赖 (a judgment defaulter), 老白.
NOT_SMALL = frozenset("康钱段石金毛田白江龙万方常单包汤成解项曲管柳柏苗葛")
NOT_OLD = frozenset("赖白汤毛常龙江单成")
# Behind a surname alone: 孙村所 is an office.
SHORT_TITLES = "[总工姐哥叔姨董处局科所队]"
TITLES = (
    "总(?:监|工|经理|裁)|工程师|董事长?|[处局科所队部厂店校院园庭组股站行]长|科员|经理|主任|主席"
    "|书记|会计|出纳|老师|师傅|律师|法官|警官|医生|大夫|秘书|助理|老板|专员|大[姐哥爷]|阿姨"
)
FAMILIAR = (
    rf"(?:小[{''.join(sorted(FREQUENT_SURNAMES - NOT_SMALL))}]|老[{''.join(sorted(FREQUENT_SURNAMES - NOT_OLD))}]"
    rf"|[{''.join(sorted(FREQUENT_SURNAMES))}](?:[{HAN}]{{0,2}}?(?:{TITLES})|{SHORT_TITLES}))"
)
# What a person does, behind such a name.
BEHIND = (
    r"(?:已|未|正在|说|称|处理|办|电话|来[电人访]|微信|短信|确认|回复|答复|反馈|告知|同意|批|要求|安排|负责|核|跟|催|通知|转|签|收|提供|阅|审"
    r"|知悉|上门|到[场访]|交|在办|休假|那|和|与|及)"
)
CALLED = re.compile(rf"(?P<name>{FAMILIAR})(?=[^{HAN}]|$|{BEHIND})")


def is_called(name: str) -> bool:
    """Return whether a text that CALLED has found is such a name, and no ordinary word or place: 施工, 项目经理."""
    return not (begins_with_word(name) or is_word_alone(name) or PLACE.match(name))
