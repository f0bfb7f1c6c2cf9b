"""Recognise the names of natural persons among short names of enterprises.

The portal stores no data of natural persons: of a row with such a name it keeps the line number only.
"""

import re

from spreadsheets.industries import INDUSTRIES

PERSON_NAME = re.compile(r"[\u3400-\u9fff·*某Xx]{2,4}|[\u3400-\u9fff]+·[\u3400-\u9fff·]+")
# A name that contains one of these words is the name of an enterprise.
ALWAYS = re.compile(r"公司|厂|店|集团|中心|企业|工作室|合作社|基地|超市|商厦|商贸|贸易")
# Endings of names of enterprises. No given name ends so.
ENTERPRISE_ENDS = re.compile(
    r"..+[部所院馆站局吧]|.+(?:网咖|药房|商场|大厦|商城|机械|食品|餐饮|物流|建材|服饰|五金|百货|合伙|个体户)"
)
# Endings of names of enterprises (云帆行) that given names have as well (李景行).
EITHER_ENDS = re.compile(r"..+[社行场会庄坊屋居轩阁斋堂铺园城苑楼]")
COMPOUND_SURNAMES = re.compile(
    "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|司空|夏侯|宇文|长孙|轩辕|端木|百里|东郭|南宫|西门|独孤|呼延"
    "|澹台|赫连|申屠|太史|闻人|钟离|淳于|单于|完颜|拓跋|公羊|濮阳|万俟|仲孙|鲜于|闾丘|亓官|公冶|宗政|梁丘|左丘"
)
# Frequent surnames of one character, collected by hand.
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "庄闫肖庞樊殷翟倪严牛温季俞鲁葛毕聂焦向柳邢岳齐梅莫辛管祝左涂谷祁时舒耿卜詹关苗费柴纪靳盛童欧甄项曲成游阳裴席卫查屈鲍霍翁隋甘景薄单包司柏宁柯阮桂闵解强邸"
)


def is_person_name(name: str) -> bool:
    """Return whether the name is probably that of a natural person: short, and without a word of enterprises.

    A word for an industry makes four characters an enterprise (云帆建设), except after a compound surname (欧阳建设).
    Three characters with such a word are a person (王建设), unless the word is never a given name (泉超市).
    """
    if not PERSON_NAME.fullmatch(name):
        return False
    return not (ALWAYS.search(name) or ENTERPRISE_ENDS.fullmatch(name) or _may_be_enterprise(name))


def _may_be_enterprise(name: str) -> bool:
    """Return whether a short name without a word of enterprises has the form of an abbreviated enterprise name."""
    if COMPOUND_SURNAMES.match(name):
        return False
    if len(name) == 4 and name[2:] in INDUSTRIES:
        return True
    return EITHER_ENDS.fullmatch(name) is not None and (len(name) == 4 or name[0] not in SURNAMES)
