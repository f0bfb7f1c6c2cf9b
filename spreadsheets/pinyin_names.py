"""Names of natural persons in Chinese that are written in Latin letters: ZHANG San, Li Huixu, Huixu Li.

Such a name has a frequent surname and a given name of one or two syllables, in either order, and stands between
separators. Names of places, and words of tables, stay.
"""

import re
from collections.abc import Iterator

from spreadsheets.resident_ids import Span

SYLLABLE = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|er|a|o|e|i|u|v)"
)
WRITTEN_SURNAMES = """
    wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie han
    tang feng yu dong xiao cheng cao yuan deng fu shen zeng peng lu lv su jiang cai jia ding wei xue ye yan pan du
    dai xia zhong tian ren fan fang shi yao tan liao zou xiong jin hao kong bai cui kang mao qiu qin gu hou shao
    meng long wan duan qian yin chang qiao lai gong wen zhuang pang ni bi nie you ouyang situ shangguan
"""
SURNAMES = frozenset(WRITTEN_SURNAMES.split())
GIVEN = re.compile(f"{SYLLABLE}(?:-?{SYLLABLE})?")
PINYIN = re.compile(f"(?:{SYLLABLE}-?){{1,3}}")
# A word; in LiHuixu each capital letter begins one.
WORD = re.compile(r"(?:[A-Z]+(?![a-z])|[A-Z]?[a-z]+)(?:-[A-Za-z]+)?")
# What separates the two parts of a name.
BETWEEN_PARTS = re.compile(r"[ _,.]{0,2}")
MOST_WORDS = 3
# What is no name, without blanks: cities and districts, and words of tables.
WRITTEN_OTHERWISE = """
    shandong guangdong liaodong jiaodong henan hunan hubei hebei jiangsu jiangxi anhui fujian yunnan guizhou
    hangzhou suzhou changzhou zhengzhou xuzhou lanzhou dezhou binzhou yangzhou wenzhou guangzhou weifang weihai
    yantai taian linyi liaocheng heze zaozhuang dongying laiwu zhangqiu lixia licheng tianqiao changqing shizhong
    gangcheng jiyang shanghe gaoxin quancheng jiaxing tianjin chengdu wuhan xian shenzhen xiamen changsha shenyang
    dalian hongkong taiwan haikou guiyang luoyang wuxi dongfang hainan jinan qingdao rizhao jining pingyin mingdan
    gongsi haiguan qiye shixin gongshi hetong fangan fuben fujian xinxi shuju cailiao zongbiao yilan gaoji chengji
    dangan
"""
NO_NAMES = frozenset(WRITTEN_OTHERWISE.split())


def find_pinyin_names(text: str) -> Iterator[Span]:
    """Yield start and end of each name between words that are no pinyin; longer texts in pinyin are no names."""
    for run in _runs(text):
        if 1 < len(run) <= MOST_WORDS and _is_name([text[start:end].casefold() for start, end in run]):
            yield run[0][0], run[-1][1]


def is_pinyin_name(text: str) -> bool:
    """Return whether the text is such a name and nothing else."""
    return list(find_pinyin_names(text)) == [(0, len(text))]


def _runs(text: str) -> Iterator[list[Span]]:
    """Yield the places of neighbouring words in pinyin."""
    run: list[Span] = []
    for found in WORD.finditer(text):
        is_pinyin = PINYIN.fullmatch(found[0].casefold()) is not None
        if not (is_pinyin and run and BETWEEN_PARTS.fullmatch(text, run[-1][1], found.start())):
            yield run
            run = []
        if is_pinyin:
            run.append(found.span())
    yield run


def _is_name(words: list[str]) -> bool:
    if "".join(words) in NO_NAMES:
        return False
    first, *middle, last = words
    return (first in SURNAMES and _is_given([*middle, last])) or (last in SURNAMES and _is_given([first, *middle]))


def _is_given(words: list[str]) -> bool:
    return GIVEN.fullmatch("".join(words)) is not None
