"""The pinyin of Chinese names: the order of lists, and the readings by which names are looked up.

Lists are sorted by pinyin, then by tone, then by the character. PostgreSQL knows this order only when it is built with
ICU, and the embedded one is not. Each name is therefore stored with a key whose order by bytes (COLLATE "C") is the
order that is wanted:

    济南云帆 → ji3济nan2南yun2云fan1帆

1. A surname before 氏, 记 or 家 at the beginning gets its reading as a surname (SURNAMES): 单记 begins with shan4.
2. A place or word of READINGS gets its own reading: 济南 begins with ji3, 济民 with ji4.
3. Every other character gets its reading in names (CHARACTERS), or else the most frequent one (pypinyin).
4. Each character becomes its syllable, its tone and itself. A digit is less than any letter, so that fan1 stands before
   fang1. A letter or digit of the name stands as it is, before all Chinese characters.
"""

import os
import re
from collections.abc import Sequence
from functools import cache

# The phrases of pypinyin are not used: finding them takes longer than all other work on a name together.
os.environ["PYPINYIN_NO_PHRASES"] = "true"

from pypinyin import Style, pinyin

SURNAMES = {
    "单": "shan4",
    "曾": "zeng1",
    "仇": "qiu2",
    "任": "ren2",
    "查": "zha1",
    "区": "ou1",
    "盖": "ge3",
    "解": "xie4",
    "缪": "miao4",
    "朴": "piao2",
    "翟": "zhai2",
    "华": "hua4",
    "纪": "ji3",
    "尉": "yu4",
    "冼": "xian3",
    "乐": "yue4",
    "宁": "ning4",
    "燕": "yan1",
}
# The readings of these characters in names of enterprises, where others are more frequent elsewhere.
CHARACTERS = {"长": "chang2", "都": "du1", "佛": "fo2", "调": "tiao2", "藏": "zang4", "参": "shen1", "弹": "tan2"}
READINGS = {
    # Places
    "济南": "ji3 nan2",
    "济宁": "ji3 ning2",
    "济阳": "ji3 yang2",
    "济源": "ji3 yuan2",
    "单县": "shan4 xian4",
    "冠县": "guan1 xian4",
    "莘县": "shen1 xian4",
    "东阿": "dong1 e1",
    "牟平": "mu4 ping2",
    "乐陵": "lao4 ling2",
    "乐亭": "lao4 ting2",
    "台州": "tai1 zhou1",
    "丽水": "li2 shui3",
    "六安": "lu4 an1",
    "六合": "lu4 he2",
    "厦门": "xia4 men2",
    "喀什": "ka1 shi2",
    "朝阳": "chao2 yang2",
    "蚌埠": "beng4 bu4",
    "重庆": "chong2 qing4",
    "枞阳": "zong1 yang2",
    "铅山": "yan2 shan1",
    "秘鲁": "bi4 lu3",
    "尉犁": "yu4 li2",
    "蔚县": "yu4 xian4",
    "洪洞": "hong2 tong2",
    "番禺": "pan1 yu2",
    "东莞": "dong1 guan3",
    "浚县": "xun4 xian4",
    # Words
    "银行": "yin2 hang2",
    "商行": "shang1 hang2",
    "车行": "che1 hang2",
    "洋行": "yang2 hang2",
    "行业": "hang2 ye4",
    "会计": "kuai4 ji4",
    "音乐": "yin1 yue4",
    "乐器": "yue4 qi4",
    "阿胶": "e1 jiao1",
    "重组": "chong2 zu3",
    "供应": "gong1 ying4",
    "应用": "ying4 yong4",
    "响应": "xiang3 ying4",
    "供给": "gong1 ji3",
    "给水": "ji3 shui3",
    "给排水": "ji3 pai2 shui3",
    "处理": "chu3 li3",
    "切削": "qie1 xue1",
    "切割": "qie1 ge1",
    "钻石": "zuan4 shi2",
    "薄荷": "bo4 he2",
    "种植": "zhong4 zhi2",
    "间隔": "jian4 ge2",
    "畜牧": "xu4 mu4",
    "校准": "jiao4 zhun3",
    "轧钢": "zha2 gang1",
    "调度": "diao4 du4",
    "调查": "diao4 cha2",
    "成长": "cheng2 zhang3",
    "参观": "can1 guan1",
    "参与": "can1 yu4",
    "收藏": "shou1 cang2",
    "冷藏": "leng3 cang2",
    "贮藏": "zhu4 cang2",
    "歌曲": "ge1 qu3",
    "数据": "shu4 ju4",
}
FIRST = re.compile(f"^[{''.join(SURNAMES)}](?=[氏记家])", re.MULTILINE)
# In characters, for a name of 200: each becomes at most six letters, the tone and itself.
LONGEST_KEY = 200 * 8
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
# Separates names that are processed as one text.
BETWEEN = "\n"
# Characters of a private plane stand for the words and surnames while a text is processed. The longest words come
# first, so that 给排水 is replaced before 给水.
STANDS_FOR = {word: chr(0xF0000 + place) for place, word in enumerate(sorted(READINGS, key=len, reverse=True))}
STANDS_FOR_SURNAME = {surname: chr(0xF8000 + place) for place, surname in enumerate(SURNAMES)}


def sort_keys(names: Sequence[str]) -> list[str]:
    """Return the key of each name, by whose bytes names are in the order of their pinyin.

    The names are normalised (Name.key). All are processed as one text, because a call for each would be slow.
    """
    text = FIRST.sub(lambda found: STANDS_FOR_SURNAME[found[0]], BETWEEN.join(names))
    for word, character in STANDS_FOR.items():
        text = text.replace(word, character)
    return text.translate(_readings()).split(BETWEEN) if names else []


def _with_syllables(word: str, syllables: str) -> str:
    return "".join(f"{syllable}{character}" for syllable, character in zip(syllables.split(), word, strict=True))


class _Readings(dict[int, str]):
    """Code point → what stands for it in a key; the reading of a character is looked up when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = f"{_most_frequent(character)}{character}" if HAN.match(character) else character
        return self[code]


def _most_frequent(character: str) -> str:
    """Return syllable and tone of the character; "" for one without a reading."""
    found = pinyin(character, style=Style.TONE3, errors="ignore", neutral_tone_with_five=True)
    return found[0][0] if found else ""


@cache
def _readings() -> _Readings:
    words = {ord(STANDS_FOR[word]): _with_syllables(word, syllables) for word, syllables in READINGS.items()}
    surnames = {ord(STANDS_FOR_SURNAME[name]): f"{syllable}{name}" for name, syllable in SURNAMES.items()}
    characters = {ord(character): f"{syllable}{character}" for character, syllable in CHARACTERS.items()}
    return _Readings(words | surnames | characters)


# Readings that are looked up: the usual one, and at most so many others with another initial.
OTHER_INITIALS = 2


@cache
def syllables_of(character: str) -> tuple[str, ...]:
    """Return the syllables of the character without tones, the most frequent in names first; () for one without.

    ü is written v, as people type it.
    """
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    usual = CHARACTERS.get(character, "")[:-1]
    return tuple(dict.fromkeys([usual, *found[0]] if usual else found[0])) if found else ()


def initials_by_rank(texts: Sequence[str]) -> list[list[str]]:
    """Return the texts with the initial of each character's usual reading in place of it, and with those of others.

    The first list has the usual initials. In the lists after it stands the initial of another reading, and the usual
    one where a character has none. Letters and digits stay; texts without line breaks.
    """
    joined = BETWEEN.join(texts)
    return [joined.translate(_initials(rank)).split(BETWEEN) for rank in range(1 + OTHER_INITIALS)] if texts else [[]]


@cache
def _initials(rank: int) -> "_Initials":
    return _Initials(rank)


class _Initials(dict[int, str]):
    """Code point → the initial of its reading of this rank, of its usual one where it has none of this rank."""

    def __init__(self, rank: int) -> None:
        self.rank = rank

    def __missing__(self, code: int) -> str:
        character = chr(code)
        initials = list(dict.fromkeys(syllable[0].upper() for syllable in syllables_of(character))) or [character]
        self[code] = initials[self.rank] if self.rank < len(initials) else initials[0]
        return self[code]
