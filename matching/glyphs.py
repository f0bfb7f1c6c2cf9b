"""Spellings of one name that differ in glyphs: variants, characters taken apart or lost, numerals, contractions.

They are unified in the core and the branch of a name, never in its key. GB/T 2312 is the oldest character set that
programs of registers still have; a character outside it is often replaced by a similar one, by a mark, or lost.
"""

import re
from collections.abc import Sequence

# Variant → the character for which it stands, as far as OpenCC does not unify them; collected by hand. Some are no
# variants but usual replacements where a program lacks the character (垚 by 尧).
VARIANT_PAIRS = """
    喆=哲 嚞=哲 堃=坤 犇=奔 垚=尧 淼=渺 甦=苏 珎=珍 氷=冰 旾=春 晧=皓 皜=皓 暠=皓 煇=辉 菓=果 邨=村 仝=同 祐=佑
    龢=和 槑=梅 楳=梅 囍=喜 棊=棋 碁=棋 湧=涌 埜=野 壄=野 豊=丰 竒=奇 翶=翱 濬=浚 叡=睿 炤=照 曌=照 燄=焰 焱=焰
    昺=炳 昞=炳 栢=柏 枏=楠 柟=楠 頴=颖 逰=游 嵒=岩 喦=岩 巗=岩 峩=峨 镕=熔 钜=巨 澂=澄 渕=渊 麐=麟 猋=飙 鱻=鲜
    㛃=洁 龑=䶮 勣=绩 畧=略 弌=一 弍=二 弎=三 贠=员 珮=佩 璿=璇 琁=璇 瑠=琉 塩=盐 図=图 広=广 栄=荣 沢=泽 浜=滨
    桜=樱 恵=惠 徳=德 暁=晓 竜=龙 斉=齐 済=济 気=气 鉄=铁 駅=驿 厳=严 凈=净 浄=净 甯=宁 寗=宁 崐=昆 崑=昆 菴=庵
    蘂=蕊 蕋=蕊 芲=花 犟=强 旹=时 恆=恒 昿=旷 珤=宝 寳=宝 靁=雷 朙=明 眀=明 秌=秋 烱=炯 絃=弦 縂=总
"""
VARIANTS = dict(pair.split("=") for pair in VARIANT_PAIRS.split())
# The parts of a rare character, written one after the other, → the character.
PART_PAIRS = """
    龙天=䶮 吉吉=哲 方方土=坤 文武贝=赟 牛牛牛=奔 水水水=渺 土土土=尧 火火火=焰 金金金=鑫 王月=玥
    王争=琤 羽中=翀 火昱=煜 火华=烨 火韦=炜 女洁=洁 王韦=玮 日斤=昕 日华=晔 水吉=洁
    王炎=琰 王宛=琬
"""
PARTS = dict(pair.split("=") for pair in PART_PAIRS.split())
# Words of industries that enterprises contract: 重型汽车 and 重汽.
CONTRACTIONS = {"型汽车": "汽", "型机械": "机"}
DIGITS = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
NUMERALS = "".join(DIGITS)
# Each begins with literals or a set, so that the search skips other characters quickly.
NUMBER = re.compile(f"[第0-9{NUMERALS}][0-9{NUMERALS}十百千万亿]+")
OF_DIGITS = re.compile(f"[0-9{NUMERALS}]+")
BELOW_HUNDRED = re.compile(f"[0-9{NUMERALS}]?十?[0-9{NUMERALS}]?|{OF_DIGITS.pattern}")
TEXTS = VARIANTS | PARTS | CONTRACTIONS
WRITTEN_OTHERWISE = re.compile("|".join(sorted(TEXTS, key=len, reverse=True)))
# Marks that programs put in place of a character they lack; LOST stands for them in a core.
LOST = "\u1106"
LOST_MARK = re.compile(r"[?？□＊*■〓●�▢◇◆]")
# A circle between numerals is a zero: 三○二.
ZERO_MARK = re.compile(rf"(?<=[{NUMERALS}])[○O〇](?=[{NUMERALS}])")
MARKED = re.compile(f"{LOST_MARK.pattern}|○")


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


# Characters of GB/T 2312, and ASCII.
COMMON = "".join(filter(_in_gb2312, map(chr, range(0x4E00, 0xA000))))
RARE = re.compile(f"[^\n0-9A-Z{COMMON}]")


def unify_all(texts: Sequence[str]) -> list[str]:
    """Unify variants, parts, numerals and contractions in the texts. They are processed as one text, which is faster.

    The texts have no line breaks.
    """
    joined = WRITTEN_OTHERWISE.sub(lambda found: TEXTS[found[0]], "\n".join(texts))
    return NUMBER.sub(_unify_number, joined).split("\n") if texts else []


def _unify_number(found: re.Match[str]) -> str:
    """Convert a numeral after 第, or one of two or more digits, to digits (第一 → 1, 三〇二 → 302); keep others."""
    number = found[0].removeprefix("第")
    if number == found[0] and not OF_DIGITS.fullmatch(number):
        return number
    return _number(number)


def _number(text: str) -> str:
    """Return the number in digits; 十 and 百 are read as in 十二 and 二十."""
    if not BELOW_HUNDRED.fullmatch(text):
        return text
    if "十" not in text:
        return "".join(DIGITS.get(character, character) for character in text)
    tens, _, ones = text.partition("十")
    return f"{_number(tens) or '1'}{_number(ones) or '0'}"


def replace_marks(name: str) -> str:
    """Put LOST in place of each mark for a lost character, and zeros in place of circles between numerals."""
    return LOST_MARK.sub(LOST, ZERO_MARK.sub("〇", name))
