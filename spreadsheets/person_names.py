"""Tell names of natural persons from names of enterprises.

The portal stores no data of natural persons: of a row with such a name it keeps the line number only.
"""

import re
import unicodedata
from enum import Enum
from functools import lru_cache

from spreadsheets.industries import INDUSTRIES
from spreadsheets.resident_ids import MASK


class Subject(Enum):
    """What a name in the column of names may stand for.

    `TRADE`: an enterprise by a word of its trade or place, without a word for a kind of enterprise (云帆建设).
    `UNCLEAR`: neither a word of enterprises nor the form of a personal name.
    """

    ENTERPRISE = "enterprise"
    TRADE = "trade"
    UNCLEAR = "unclear"
    PERSON = "person"


# Stands in place of a name that was cut from a text.
NAME_MASK = "【已删去姓名】"
HAN = "\u3400-\u9fff\ue000-\uf8ff\U00020000-\U0003ffff"
LATIN = "A-Za-z\u00c0-\u024f"
# Words for kinds of enterprises and other bodies.
WORDS = re.compile(
    "公司|集团|中心|企业|工作室|合作社|联合社|合伙|事务所|研究所|研究院|设计院|医院|卫生院|学校|学院|大学|幼儿园|银行|[支分]行|酒店|宾馆|饭店|旅馆"
    "|餐厅|餐馆|面馆|茶楼|酒楼|超市|商店|商行|商厦|商场|商城|大厦|商贸|贸易|经贸|药房|药店|诊所|网吧|网咖|门市|个体工商户|个体户|协会|商会|学会"
    "|基金会|基地|农场|林场|牧场|渔场|工厂|作坊|矿业|俱乐部|旅行社|供销社|信用社|出版社|杂志社|报社|委员会|村委|居委|街道|办事处|代表处|管理局|管理处"
    "|管理站|管理人|清算组|法院|政府|[經經]?公司|集團|企業|銀行|株式会社|株式會社|有限会社|주식회사|유한회사"
)
ENGLISH_WORDS = re.compile(
    r"\b(?:co\b|corp|corporation|company|ltd|limited|inc\b|incorporated|llc|llp|gmbh|plc|pte|s\.?a\.?\b|s\.?r\.?l|b\.?v\b|ag\b|kg\b|oy\b"
    r"|group|holding|enterprise|trading|trade|industr|factory|international|technolog|logistic|import|export|bank|hotel|school"
    r"|university|institute|centre|center|association|electronic|machinery|chemical|textile|food|motor|shipping|steel|pharma"
    r"|services?\b|systems?\b|solutions?\b|manufactur|studio|store|shop\b|ООО|ОАО|ЗАО|ПАО)",
    re.IGNORECASE,
)
# Endings of names of enterprises. No given name ends so.
ENDS = re.compile(r".{2,}(?:[部所院馆館站局吧矿队组处]|经营户|加工点|海关|小学|中学)|.+[厂廠店]")
# Endings of names of enterprises (云帆行) that given names have as well (李景行).
EITHER_ENDS = re.compile(rf"[{HAN}]+[社行场会庄坊屋居轩阁斋堂铺园城苑楼寺桥港湾]")
PLACE = re.compile(
    "(?:中国|北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃"
    "|青海|宁夏|新疆|内蒙古|香港|澳门|台湾|济南|青岛|淄博|枣庄|东营|烟台|潍坊|济宁|泰安|威海|日照|临沂|德州|聊城|滨州|菏泽|莱芜|深圳|广州|杭州"
    f"|南京|苏州|宁波|大连|成都|武汉|厦门|[{HAN}]{{2,4}}[省市区县镇])"
)
# Words that are no industry by themselves.
TRADE_ENDS = re.compile(
    "(?:机械|食品|餐饮|物流|建材|服饰|五金|百货|广场|市场|花园|国旅|传媒|影业|书城|书店|服务|制造|加工|养殖|种植|美容|美发|烧烤|火锅|小吃|早餐|快餐|汽修|洗车|驾校|电器|家电|家居|建筑|装饰|广告|文具|水果|蔬菜|海鲜|烟酒|茶叶|眼镜|珠宝|数码|通讯)"
)
COMPOUND_SURNAMES = re.compile(
    "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|司空|夏侯|宇文|长孙|轩辕|端木|百里|东郭|南宫|西门|独孤|呼延|歐陽|諸葛|東方|司馬|令狐|長孫|軒轅|聞人|鍾離|濮陽|鮮于|閭丘|萬俟|赫連|澹臺|慕容|尉遲"
    "|澹台|赫连|申屠|太史|闻人|钟离|淳于|单于|完颜|拓跋|公羊|濮阳|万俟|仲孙|鲜于|闾丘|亓官|公冶|宗政|梁丘|左丘|第五|羊舌|微生|南门|东门|叶赫|爱新"
)
# Surnames that are frequent enough to make a name with such an ending that of a person.
FREQUENT_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "庄闫肖庞樊殷翟倪严牛温季俞鲁葛毕聂焦向柳邢岳齐梅莫辛管祝左涂谷祁时舒耿卜詹关苗费柴纪靳盛童欧甄项曲成游阳裴席卫查屈鲍霍翁隋甘景薄单包司柏宁柯阮桂闵解强邸"
)
# Surnames of one character: those of the 百家姓 and others that are frequent, also in traditional characters.
SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛"
    "林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫"
    "乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳"
    "逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师"
    "巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖闫付代覃佟仝苟岳帅亢况归海晋楚鄢涂钦佘楼揭谌隋冼候牟么禚亓綦麦邝丘修"
    "原展战门鹿初由丛迟矫衣昃仉尉寻谯续郇苑药户母智阳降员巨弋檀达铁刀岩普罕玉才扎格仁旦缑郈粘迮寸宾尧戢谭邸解"
    "張陳劉楊黃趙吳孫馬羅鄭謝韓馮蕭許鄧蘇盧蔣賈閻葉鍾陸龔嚴賴譚鄒湯鄔樂齊康顧孟黃穆蕭龐紀項婁顏駱萬盧單諸鈕榮儲車寧欒厲劉詹龍藺喬陰雙聞黨貢勞華邊溫莊閻連習魚廖滿國東歐聶關遊"
)
# Characters with which names of minorities are written in Chinese.
TRANSLITERATION = frozenset(
    "阿艾买提木江巴克热依古丽吐尔逊逊尼亚孜斯拉坦其格娜日苏乌云勒图布和特扎西卓玛次仁旺堆央金桑珠达瓦多吉合沙塔库别迪力再努帕夏肉孜玉素甫卡的不都曼麦海米"
    "来哈森那音赛罕毕朝鲁高娃其木德嘎代钦呼和敖登托娅萨仁索南才让加措贡布平措白姆强巴罗追益西洛桑边普琼顿珠尕伊马赫默德汗热娜祖拜比罕萨帕提古扎里"
)
# A name of minorities, with a point between its parts or of such characters only.
BY_SOUND = re.compile(rf"[{HAN}]{{2,}}(?:[·•・‧][{HAN}]+)+|[{''.join(sorted(TRANSLITERATION))}]{{4,}}")
# What stands before or behind the name of a person.
ROLES = (
    "法定代表人|法人代表|法人|主要负责人|负责人|经营者|投资人|业主|代表人|联系人|股东|实际控制人|责任人|经办人|委托代理人|出资人|合伙人|户主|监护人"
    "|自然人|个人|姓名|身份人|个体(?:工商户|经营者|业主|户)?"
)
# Words for enterprises that name none.
NO_NAME = re.compile("(?:个体(?:工商户|经营者|业主|户)?|商户|企业|单位|门市|商店|超市|饭店)+")
BEFORE_NAME = re.compile(
    rf"(?P<role>{ROLES})(?:姓名)?\s*(?P<colon>[:为是]?)\s*|(?:被执行人|失信被?执?行?人|当事人|被告|原告|申请人)\s*:\s*|[(][^()]*[)]\s*"
)
TITLES = "先生|女士|小姐|太太|夫人|同志|老师|师傅|医生|大夫|律师|会计|老板|本人"
BEHIND_NAME = re.compile(
    rf"\s*(?P<title>{TITLES}|(?:总?经理|董事长?|厂长|店长|主任)$|等\s*[0-9一二三四五六七八九十两几多]*\s*人?|[(（][^()（）]*[)）]?)\s*$"
)
# A text in brackets, or between commas, that describes a person.
DESCRIPTION = re.compile(
    r"男|女|.{1,5}族|(?:19|20)\d\d年?.{0,9}生?|生于.*|住.*|系.*(?:法定代表人|负责人|股东|员工|职工).*|身份证.*|\d{1,3}岁|已故|未成年"
)
HIDDEN_NAME = re.compile(
    rf"[{HAN}]?[*＊×xX○〇□_●某]{{1,3}}[{HAN}]{{0,2}}|[{HAN}]{{1,2}}[*＊×xX○〇□_●某]{{1,3}}[甲乙丙丁0-9]{{0,2}}"
)
SEPARATOR = re.compile(r"[、,，;；/|&＆+\n]|(?<=.)[和与及](?=.)")
NUMBERING = re.compile(r"\s*(?:\d{1,4}\s*[.、:：)）]|[(（]\d{1,4}[)）])\s*")
APART = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
LATIN_NAME = re.compile(rf"[{LATIN}][{LATIN}.'’-]*(?:[ ,，]+[{LATIN}][{LATIN}.'’-]*){{1,4}}")
LONGEST_FOREIGN = 50
# Longer texts are no names.
LONGEST = 100
# Only so many characters of a text are searched for words of enterprises, and kept by the cache.
LONGEST_READ = 1_000


def is_person_name(name: str) -> bool:
    """Return whether the name is that of a natural person."""
    return subject_of(name) is Subject.PERSON


def subject_of(name: str) -> Subject:
    """Return what the name stands for: words of enterprises decide, then the form of personal names."""
    return Subject.ENTERPRISE if name.endswith("公司") else _subject_of(name[:LONGEST_READ])


@lru_cache(maxsize=16_384)
def _subject_of(name: str) -> Subject:
    text = unicodedata.normalize("NFKC", name.replace(MASK, "")).strip(" \t\n。.,:;-—'\"“”")
    text = NUMBERING.sub("", text, count=1)
    if len(text) > LONGEST:
        return Subject.ENTERPRISE if WORDS.search(text) else Subject.UNCLEAR
    if LATIN_NAME.fullmatch(text) and not ENGLISH_WORDS.search(text):
        return Subject.PERSON
    found = BEFORE_NAME.match(text)
    if found and found.end() < len(text):
        rest = _subject_of(text[found.end() :])
        is_described = found["colon"] and found["role"] and rest is not Subject.ENTERPRISE
        return Subject.PERSON if is_described else rest
    found = BEHIND_NAME.search(text)
    if found and found.start():
        rest = _subject_of(text[: found.start()])
        inside = text[found.start() :]
        if rest in (Subject.UNCLEAR, Subject.TRADE) and WORDS.search(inside) and not re.search(ROLES, inside):
            return Subject.ENTERPRISE
        has_title = found["title"][:1] not in "(（等" and rest is not Subject.ENTERPRISE
        return Subject.PERSON if has_title and rest is not Subject.TRADE else rest
    if BY_SOUND.fullmatch(text) and not WORDS.search(text):
        # 苏和 and 和田 are parts of such names.
        return _of_one(text)
    parts = [part.strip() for part in SEPARATOR.split(text) if part.strip() and not DESCRIPTION.fullmatch(part.strip())]
    if len(parts) > 1 or (parts and parts[0] != text):
        return _subject_of_all(parts)
    words = APART.split(text)
    if len(words) > 1 and _subject_of_all(words) is Subject.PERSON:
        return Subject.PERSON
    return _of_one("".join(words))


def _subject_of_all(parts: list[str]) -> Subject:
    """Return what several names stand for: an enterprise among them decides, then the least certain one."""
    kinds = {_subject_of(part) for part in parts if not DESCRIPTION.fullmatch(part)}
    order = (Subject.ENTERPRISE, Subject.UNCLEAR, Subject.TRADE, Subject.PERSON)
    return next((kind for kind in order if kind in kinds), Subject.PERSON)


def _of_one(text: str) -> Subject:
    """Return what one name without anything beside it stands for."""
    if NO_NAME.fullmatch(text):
        return Subject.UNCLEAR
    if WORDS.search(text) or ENDS.fullmatch(text):
        return Subject.ENTERPRISE
    if HIDDEN_NAME.fullmatch(text):
        return Subject.PERSON
    text = text.rstrip("0123456789")
    if re.fullmatch(rf"[{HAN}]+", text):
        return _of_chinese(text)
    if re.fullmatch(rf"[{HAN}]+(?:[·•・‧.][{HAN}A-Za-z]+)+", text):
        return Subject.PERSON
    if ENGLISH_WORDS.search(text):
        return Subject.ENTERPRISE
    if LATIN_NAME.fullmatch(text):
        return Subject.PERSON
    han = re.sub(rf"[^{HAN}]", "", text)
    latin = re.sub(rf"[{HAN}()\[\]]", " ", text).strip()
    if han and LATIN_NAME.fullmatch(latin):
        return _of_chinese(han)
    if len(text) >= 4 and PLACE.match(text):
        return Subject.TRADE
    is_foreign = all(character.isalpha() or character in " .-'’·،" or not character.isascii() for character in text)
    is_other_script = not re.search(rf"[{HAN}A-Za-z0-9]", text) and any(map(str.isalpha, text))
    return Subject.PERSON if is_foreign and is_other_script and len(text) <= LONGEST_FOREIGN else Subject.UNCLEAR


def _of_chinese(text: str) -> Subject:
    """Return what a text of Chinese characters without a word of enterprises stands for."""
    has_compound = COMPOUND_SURNAMES.match(text) is not None and len(text) > 2
    if has_compound and len(text) <= 5:
        return Subject.PERSON
    has_surname = text[0] in SURNAMES
    if len(text) >= 4 and (text[-2:] in INDUSTRIES or TRADE_ENDS.fullmatch(text[-2:]) or PLACE.match(text)):
        return Subject.TRADE
    if EITHER_ENDS.fullmatch(text) and (len(text) >= 4 or text[0] not in FREQUENT_SURNAMES):
        return Subject.TRADE
    if (len(text) in (2, 3) and has_surname) or (len(text) == 4 and FREQUENT_SURNAMES.issuperset(text[:2])):
        return Subject.PERSON
    is_transliterated = len(text) >= 4 and all(character in TRANSLITERATION for character in text)
    return Subject.PERSON if is_transliterated else Subject.UNCLEAR
