"""Invented names. Every stem is made of three uncommon characters, so that no real enterprise is meant."""

from itertools import product
from random import Random

FIRST = "泺沄岬峤洄渚浔溆岫崦珩璟瑄栩槿蘅"
SECOND = "澜漪汀澍岚嵘琤玥翎翀菀芃鹭霁煦昀"
THIRD = "岑淙沅湄峦崟瑀玙楠桁蓼芷鸫霖晗旻"
TRADES = (
    *("进出口", "国际贸易", "机械制造", "精密铸造", "食品", "纺织", "电子科技", "生物科技", "新材料"),
    *("供应链管理", "国际物流", "汽车零部件", "农产品", "医疗器械", "五金工具", "玻璃制品", "轴承", "包装"),
)
FORMS = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "集团有限公司")


def stems(rng: Random) -> list[str]:
    """Return every stem, shuffled. No character ends one stem and begins another; the same holds for the cast."""
    found = ["".join(characters) for characters in product(FIRST, SECOND, THIRD)]
    rng.shuffle(found)
    return found


def enterprise_name(stem: str, places: tuple[str, ...], rng: Random) -> str:
    """Return a name: the place (济南, 山东 …) before the stem or in brackets after it, a trade and a legal form."""
    place = rng.choice(places)
    head = f"{stem}（{place}）" if rng.random() < 0.2 else f"{place}{stem}"
    return head + rng.choice(TRADES) + rng.choice(FORMS)
