"""Invented names. A stem joins two words that are hardly ever joined, so that no real enterprise is meant."""

from itertools import product
from random import Random

# No two words have the same character in the same place, so that two stems differ in two characters at least.
FIRST = (
    *("晴川", "荷风", "松涛", "竹溪", "听泉", "映月", "春晖", "秋实", "碧波", "翠屏", "金穗", "青禾", "白鹭", "归雁"),
    *("紫藤", "丹枫", "石桥", "星河", "朝霞", "柳岸", "鹊华", "汇流", "望岳", "玉壶", "芦花", "雪松", "冬青", "南亭"),
)
SECOND = (
    *("同舟", "致远", "知行", "诚达", "正和", "弘毅", "广济", "万里", "百川", "聚源", "匠心", "巧作", "勤耕", "丰年"),
    *("永续", "承志", "拓新", "飞越", "连城", "润泽", "守拙", "敏学", "明德", "兴邦", "起帆", "博闻", "思齐", "安然"),
)
TRADES = (
    *("进出口", "国际贸易", "机械制造", "精密铸造", "食品", "纺织", "电子科技", "生物科技", "新材料"),
    *("供应链管理", "国际物流", "汽车零部件", "农产品", "医疗器械", "五金工具", "玻璃制品", "轴承", "包装"),
)
FORMS = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "集团有限公司")


def stems(rng: Random) -> list[str]:
    """Return every stem, shuffled. The enterprises of the story have other first words."""
    found = ["".join(words) for words in product(FIRST, SECOND)]
    rng.shuffle(found)
    return found


def enterprise_name(stem: str, places: tuple[str, ...], rng: Random) -> str:
    """Return a name: the place (济南, 山东 …) before the stem or in brackets after it, a trade and a legal form."""
    place = rng.choice(places)
    head = f"{stem}（{place}）" if rng.random() < 0.2 else f"{place}{stem}"
    return head + rng.choice(TRADES) + rng.choice(FORMS)
