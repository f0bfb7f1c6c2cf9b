"""Planted pairs of an enterprise and a blacklist entry: variants of one name, and names of two different enterprises.

The pairs are the same in every run. Each has a stem of its own, drawn from uncommon characters, so that no real
enterprise is named. Industry words are drawn from those that `matching` knows and from others.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from opencc import OpenCC

TO_TRADITIONAL = OpenCC("s2t")
CHARACTERS = (
    "泺沄岬峤洄渚浔溆岫崦珩璟瑄栩槿蘅澜漪汀澍岚嵘琤玥翎翀菀芃鹭霁煦昀岑淙沅湄峦崟瑀玙楠桁蓼芷鸫霖晗旻"
    "琪瑛璇玟珺琬琰瑶璘珞琚珣璐瑗璆洺湜淏淼潆滢沚泓渌湉潞岱嵋崧峪桐梓椿榆柘栎樾苒荇茗菡蕤蔚萱芊薇茵骁骐骊骥"
    "晞晔昱曜暄晟昕钰钧铎锴铉翊翮鹂鸢鹄鹇雯霏霓霄烨炜焓煊弈彧彦奕璠琛"
)
TRADES = (
    *("进出口", "国际贸易", "贸易", "机械制造", "精密铸造", "食品", "纺织", "电子科技", "生物科技", "新材料", "工贸"),
    *("供应链管理", "国际物流", "汽车零部件", "农产品", "医疗器械", "五金工具", "玻璃制品", "轴承", "包装", "化工"),
    *("水泵", "锅炉", "刀具", "茶业", "珠宝首饰", "地毯", "钢琴", "蜂产品", "石墨", "磨料磨具"),
)
FORMS = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "集团有限公司")
HOMES = ("济南", "济南", "济南", "济南市", "莱芜", "章丘")
DISTRICTS = ("历下区", "槐荫区", "历城区", "长清区", "章丘区", "莱芜区", "钢城区", "平阴县")
OTHER_CITIES = (
    *("青岛", "烟台市", "潍坊", "临沂", "淄博市", "青岛即墨", "滕州", "威海荣成市", "寿光市"),
    *("北京", "上海市", "江苏苏州", "浙江省杭州市", "深圳", "河北省石家庄市", "义乌"),
)
# What a hand, an ear or a scanner puts in place of another character.
SLIPS = "口日目田由申木本未末士土工干千人入八大太天夫王玉主生牛午方万力刀己已巳白自百米来丰手毛戈弋公分今令"
MISREAD = {
    "有限公司": ("有眼公司", "有限公词", "育限公司", "有限公同", "有限司"),
    "有限责任公司": ("有限贵任公司", "有限责仼公司", "有眼责任公司", "有限责公司"),
    "股份有限公司": ("股份有眼公司", "股分有限公司", "股份有限公词", "股有限公司"),
    "集团有限公司": ("集团有眼公司", "集团有限公词"),
}
SHORT_FORMS = {
    "有限公司": ("公司", "有限"),
    "有限责任公司": ("公司", "有限公司"),
    "股份有限公司": ("股份公司", "股份"),
    "集团有限公司": ("集团公司", "集团"),
}
REWORDED = (
    *(("进出口", "进出口贸易"), ("贸易", "经贸发展"), ("机械制造", "机械"), ("电子科技", "电子技术开发")),
    *(("化工", "化工产品销售"), ("食品", "食品加工")),
)
BRANCHES = ("分公司", "青岛分公司", "（烟台）分公司", "第一分公司", "上海办事处", "济南营业部")
LIKE_TRADES = (("食品", "药品"), ("纺织", "纺纱"), ("农业", "种业"), ("电机", "电器"), ("铝业", "铜业"))


@dataclass(frozen=True)
class RosterEnterprise:
    """The parts of one invented name."""

    place: str
    stem: str
    trade: str
    form: str

    @property
    def name(self) -> str:
        return f"{self.place}{self.stem}{self.trade}{self.form}"


@dataclass(frozen=True)
class Planted:
    """One pair; `names` are those of the enterprise, the current one first.

    `promised` is whether a pair of one enterprise must require a decision.
    """

    kind: str
    names: tuple[str, ...]
    entry: str
    same: bool
    promised: bool


class Planter:
    """Draws names with unique stems."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.taken: set[str] = set()

    def pick(self, choices: tuple[str, ...] | str) -> str:
        return self.rng.choice(choices)

    def stem(self, lengths: tuple[int, ...] = (2, 3, 3, 3, 3, 4)) -> str:
        while True:
            stem = "".join(self.rng.sample(CHARACTERS, self.rng.choice(lengths)))
            if stem not in self.taken:
                self.taken.add(stem)
                return stem

    def enterprise(self, *, at_least: int = 4) -> RosterEnterprise:
        """Return an enterprise whose stem and trade have this number of characters together."""
        while True:
            enterprise = RosterEnterprise(self.pick(HOMES), self.stem(), self.pick(TRADES), self.pick(FORMS))
            if len(enterprise.stem + enterprise.trade) >= at_least:
                return enterprise

    def slip(self, text: str, at: int) -> str:
        """Return the text with another character at that place."""
        other = self.pick(SLIPS.replace(text[at], ""))
        return text[:at] + other + text[at + 1 :]


Pair = tuple[tuple[str, ...], str]


def width_brackets_spaces(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    mark = plant.pick(("ABC", "K9", "E-", "")) if plant.rng.random() < 0.5 else ""
    name = f"{enterprise.stem}（济南）{mark}{enterprise.trade}{enterprise.form}"
    text = name.replace("（", plant.pick(("(", "【", "〔", " ("))).replace("）", plant.pick((")", "】", "〕", ") ")))
    text = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)
    cut = plant.rng.randrange(1, len(text))
    return (name,), text[:cut] + plant.pick((" ", "\u3000", "·", "")) + text[cut:]


def traditional(plant: Planter) -> Pair:
    name = plant.enterprise().name
    return (name,), TO_TRADITIONAL.convert(name)


def form_shortened(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    return (enterprise.name,), replace(enterprise, form=plant.pick(SHORT_FORMS[enterprise.form])).name


def form_missing(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    return (enterprise.name,), replace(enterprise, form="").name


def form_misread(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    return (enterprise.name,), replace(enterprise, form=plant.pick(MISREAD[enterprise.form])).name


def place_missing(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    return (enterprise.name,), replace(enterprise, place="").name


def place_moved(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    place = plant.pick(("（{}）", "({})", "{}")).format(enterprise.place)
    return (enterprise.name,), f"{enterprise.stem}{place}{enterprise.trade}{enterprise.form}"


def place_wider(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    wider = plant.pick(("山东", "山东省", f"山东{enterprise.place}", f"山东省{enterprise.place}"))
    return (enterprise.name,), replace(enterprise, place=wider).name


def place_narrower(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    place = plant.pick(("济南市", "济南", "山东省济南市", "")) + plant.pick(DISTRICTS)
    return (replace(enterprise, place="济南").name,), replace(enterprise, place=place).name


def _edited(plant: Planter, enterprise: RosterEnterprise, core: str) -> Pair:
    return (enterprise.name,), f"{enterprise.place}{core}{enterprise.form}"


def stem_slip(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    return _edited(
        plant, enterprise, plant.slip(enterprise.stem, plant.rng.randrange(len(enterprise.stem))) + enterprise.trade
    )


def trade_slip(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    return _edited(
        plant, enterprise, enterprise.stem + plant.slip(enterprise.trade, plant.rng.randrange(len(enterprise.trade)))
    )


def one_missing(plant: Planter) -> Pair:
    enterprise = plant.enterprise(at_least=5)
    core = enterprise.stem + enterprise.trade
    at = plant.rng.randrange(len(core))
    return _edited(plant, enterprise, core[:at] + core[at + 1 :])


def one_added(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    core = enterprise.stem + enterprise.trade
    at = plant.rng.randrange(1, len(core))
    return _edited(plant, enterprise, core[:at] + plant.pick((core[at], plant.pick(SLIPS))) + core[at:])


def other_order(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    if len(enterprise.trade) == 4 and plant.rng.random() < 0.5:
        return _edited(plant, enterprise, enterprise.stem + enterprise.trade[2:] + enterprise.trade[:2])
    return _edited(plant, enterprise, enterprise.trade + enterprise.stem)


def former_name(plant: Planter) -> Pair:
    now, former = plant.enterprise(), plant.enterprise()
    return (now.name, former.name), former.name


def note_behind(plant: Planter) -> Pair:
    name, former = plant.enterprise().name, plant.enterprise().name
    return (name,), name + plant.pick(("（已注销）", "(吊销)", f"（原{former}）", f"(曾用名：{former})"))


def slip_and_no_place(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    core = enterprise.stem + enterprise.trade
    return (enterprise.name,), plant.slip(core, plant.rng.randrange(len(core))) + enterprise.form


def two_slips(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    return _edited(plant, enterprise, plant.slip(plant.slip(enterprise.stem, 0), 1) + enterprise.trade)


def reworded(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    trade, other = plant.rng.choice(REWORDED)
    return (replace(enterprise, trade=trade).name,), replace(enterprise, trade=other).name


def short_slip(plant: Planter) -> Pair:
    enterprise = RosterEnterprise(plant.pick(HOMES), plant.stem((2, 3)), "", plant.pick(FORMS))
    return _edited(plant, enterprise, plant.slip(enterprise.stem, plant.rng.randrange(len(enterprise.stem))))


def other_city(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    place = plant.pick(OTHER_CITIES)
    head = f"{enterprise.stem}（{place}）" if plant.rng.random() < 0.2 else f"{place}{enterprise.stem}"
    return (enterprise.name,), f"{head}{enterprise.trade}{enterprise.form}"


def other_stem(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    at = plant.rng.randrange(len(enterprise.stem))
    other = plant.pick(CHARACTERS.replace(enterprise.stem[at], ""))
    return _edited(plant, enterprise, enterprise.stem[:at] + other + enterprise.stem[at + 1 :] + enterprise.trade)


def other_short_stem(plant: Planter) -> Pair:
    enterprise = RosterEnterprise(plant.pick(HOMES), plant.stem((2, 3)), "", plant.pick(FORMS))
    at = plant.rng.randrange(len(enterprise.stem))
    other = plant.pick(CHARACTERS.replace(enterprise.stem[at], ""))
    return _edited(plant, enterprise, enterprise.stem[:at] + other + enterprise.stem[at + 1 :])


def branch(plant: Planter) -> Pair:
    name = plant.enterprise().name
    one, other = plant.rng.sample(BRANCHES, 2)
    return (name if plant.rng.random() < 0.7 else name + one,), name + other


def other_trade(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    if plant.rng.random() < 0.2:
        one, other = plant.rng.choice(LIKE_TRADES)
        return (replace(enterprise, trade=one).name,), replace(enterprise, trade=other).name
    other = plant.pick(tuple(trade for trade in TRADES if trade != enterprise.trade))
    return _edited(plant, enterprise, enterprise.stem + other)


VARIANTS: dict[str, Callable[[Planter], Pair]] = {
    "width, brackets, spaces": width_brackets_spaces,
    "traditional characters": traditional,
    "legal form shortened": form_shortened,
    "legal form missing": form_missing,
    "legal form misread": form_misread,
    "place missing": place_missing,
    "place moved or in brackets": place_moved,
    "province for city, or added": place_wider,
    "district added": place_narrower,
    "one character of the stem wrong": stem_slip,
    "one character of the trade wrong": trade_slip,
    "one character missing": one_missing,
    "one character too many": one_added,
    "words in another order": other_order,
    "former name": former_name,
    "note in brackets": note_behind,
}
# Beyond the promise, as rare as given here.
BEYOND: dict[str, tuple[Callable[[Planter], Pair], int]] = {
    "one wrong and place missing": (slip_and_no_place, 60),
    "two characters wrong": (two_slips, 12),
    "trade in other words": (reworded, 12),
    "short name, one character wrong": (short_slip, 12),
}
NEAR_MISSES: dict[str, tuple[Callable[[Planter], Pair], int]] = {
    "same core, other city": (other_city, 500),
    "one character, another enterprise": (other_stem, 500),
    "the same, short name": (other_short_stem, 100),
    "parent and branch": (branch, 500),
    "same stem, other trade": (other_trade, 500),
}
EACH = 150


def planted_pairs(seed: int = 4) -> list[Planted]:
    """Every planted pair, kind by kind."""
    plant = Planter(seed)
    found = []
    for kind, make in VARIANTS.items():
        found += [Planted(kind, *make(plant), same=True, promised=True) for _ in range(EACH)]
    for kind, (make, count) in BEYOND.items():
        found += [Planted(kind, *make(plant), same=True, promised=False) for _ in range(count)]
    for kind, (make, count) in NEAR_MISSES.items():
        found += [Planted(kind, *make(plant), same=False, promised=False) for _ in range(count)]
    return found
