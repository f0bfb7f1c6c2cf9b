"""Planted pairs of an enterprise and a blacklist entry: variants of one name, and names of two different enterprises.

The pairs are the same in every run. Each has a unique stem of uncommon characters, so that no real enterprise is
named. Some industry words are known to `matching`, others are not.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from opencc import OpenCC

from benchmarks.screening_words import (
    BRANCHES,
    CHARACTERS,
    DISTRICTS,
    FORMS,
    GLYPHS,
    HOMES,
    INSIDE,
    LIKE_TRADES,
    MISREAD,
    NUMBERED,
    NUMBERING,
    NUMERALS,
    OLD_CHARACTERS,
    OTHER_CITIES,
    OTHERS,
    REMARKS,
    REWORDED,
    SCRIPTS,
    SHORT_FORMS,
    SLIPS,
    TRADES,
    ZONES,
)
from demo.city.codes import company_uscc

TO_TRADITIONAL = OpenCC("s2t")


@dataclass(frozen=True)
class RosterEnterprise:
    """The parts of one fictional name."""

    place: str
    stem: str
    trade: str
    form: str

    @property
    def name(self) -> str:
        return f"{self.place}{self.stem}{self.trade}{self.form}"


@dataclass(frozen=True)
class Planted:
    """One pair; `names` are the enterprise's names, the current one first.

    `promised`: whether the pair, if it is of one enterprise, must require a decision.
    """

    kind: str
    names: tuple[str, ...]
    entry: str
    same: bool
    promised: bool


class Planter:
    """A generator of names with unique stems."""

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
        """Return an enterprise whose stem and trade together have at least this number of characters."""
        while True:
            enterprise = RosterEnterprise(self.pick(HOMES), self.stem(), self.pick(TRADES), self.pick(FORMS))
            if len(enterprise.stem + enterprise.trade) >= at_least:
                return enterprise

    def slip(self, text: str, at: int) -> str:
        """Return the text with another character at the index."""
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


def branch_of(plant: Planter) -> Pair:
    name = plant.enterprise().name
    names = name, name + plant.pick(BRANCHES)
    enterprise, entry = names if plant.rng.random() < 0.5 else names[::-1]
    return (enterprise,), entry


def numerals(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    one, other = plant.rng.choice(NUMERALS)
    trade = plant.pick(NUMBERED)
    return (replace(enterprise, trade=one + trade).name,), replace(enterprise, trade=other + trade).name


def latin_note(plant: Planter) -> Pair:
    name = plant.enterprise().name
    return (name,), name + plant.pick(("(JINAN {} CO.,LTD)", " JINAN {} CO., LTD.", "（{} Company Limited）")).format(
        "".join(plant.rng.sample("ABCDEFGHIKLMNOPRSTUVWXYZ", 6))
    )


def zone(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    return (replace(enterprise, place="济南").name,), replace(enterprise, place=plant.pick(ZONES)).name


def group_inside(plant: Planter) -> Pair:
    stem, trade = plant.stem((2,)), plant.pick(("动力", "卡车", "锅炉", "水泵"))
    return (f"中国{stem}集团济南{trade}有限公司",), plant.pick(
        (f"{stem}集团济南{trade}有限公司", f"{stem}济南{trade}有限公司", f"中国{stem}[集团]济南{trade}有限公司")
    )


def glyph(plant: Planter) -> Pair:
    stem = plant.stem((2,))
    one, other = plant.rng.choice(GLYPHS)
    enterprise = replace(plant.enterprise(), trade="")
    return (replace(enterprise, stem=one + stem).name,), replace(enterprise, stem=other + stem).name


def rare_lost(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    short = plant.rng.random() < 0.2
    rest = plant.pick("鑫泰盛源丰华") + plant.pick(NUMBERED) if short else enterprise.stem + enterprise.trade
    rare, lost = plant.pick("䶮堃喆犇"), plant.pick(("?", "□", "＊", "龙天", "（龙天）", ""))
    if "龙天" in lost:
        rare = "䶮"
    return (f"{enterprise.place}{rare}{rest}有限公司",), f"{enterprise.place}{lost}{rest}有限公司"


def mangled(plant: Planter) -> Pair:
    enterprise = replace(plant.enterprise(), form="有限公司", place="济南")
    other = plant.pick(("责任有限公司", "有限公司破产管理人", "有限公司（破产清算）", "有限责任"))
    return (enterprise.name,), replace(enterprise, form=other, place=plant.pick(("济南", "济甫"))).name


def remark(plant: Planter) -> Pair:
    name = plant.enterprise().name
    return (name,), name + plant.pick(REMARKS)


def numbering(plant: Planter) -> Pair:
    name = plant.enterprise().name
    return (name,), plant.pick(NUMBERING) + name


def others_unnamed(plant: Planter) -> Pair:
    name = plant.enterprise().name
    return (name,), name + plant.pick(OTHERS)


def code_beside_name(plant: Planter) -> Pair:
    name = plant.enterprise().name
    code = company_uscc("370102", plant.rng.randrange(1, 10**6))
    shapes = (
        "{name}（{code}）",
        "{code}{name}",
        "{name} {code}",
        "{name}（统一社会信用代码：{code}）",
        "{name}({org}-{check})",
    )
    return (name,), plant.pick(shapes).format(name=name, code=code, org=code[8:16], check=code[16])


def several_in_one_cell(plant: Planter) -> Pair:
    names = [plant.enterprise().name for _ in range(plant.rng.randrange(2, 4))]
    if plant.rng.random() < 0.2:
        text = "".join(f"{number}.{name}" + " " for number, name in enumerate(names, start=1))
    else:
        text = plant.pick(("、", "，", "；", "和", "/", " ")).join(names)
    return (plant.rng.choice(names),), text


def former_name_in_brackets(plant: Planter) -> Pair:
    former, now = plant.enterprise().name, plant.enterprise().name
    return (former,), now + plant.pick(
        ("（原{}）", "（曾用名：{}）", "(原名{})", "（更名前：{}）", "，曾用名{}")
    ).format(former)


def number_in_other_script(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    one, other = plant.rng.sample(plant.pick(SCRIPTS), 2)
    trade = plant.pick(NUMBERED)
    return (replace(enterprise, trade=one + trade).name,), replace(enterprise, trade=other + trade).name


def character_of_old_codec(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    one, other = plant.rng.choice(OLD_CHARACTERS)
    return (replace(enterprise, stem=one + enterprise.stem).name,), replace(
        enterprise, stem=other + enterprise.stem
    ).name


def other_number_in_script(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    one, other = (plant.pick(scripts) for scripts in plant.rng.sample(SCRIPTS, 2))
    trade = plant.pick(NUMBERED)
    return (replace(enterprise, trade=one + trade).name,), replace(enterprise, trade=other + trade).name


def other_stem_with_remark(plant: Planter) -> Pair:
    return (plant.enterprise().name,), plant.pick(NUMBERING) + plant.enterprise().name + plant.pick((*REMARKS, *OTHERS))


def part_of_the_name(plant: Planter) -> Pair:
    """Words of remarks inside a name: they distinguish enterprises."""
    stem = plant.stem((3,))
    one, other = plant.rng.sample(INSIDE, 2)
    return (f"济南{stem}{one}有限公司",), f"济南{stem}{other}有限公司"


def other_branch(plant: Planter) -> Pair:
    name = plant.enterprise().name
    one, other = plant.rng.sample(BRANCHES, 2)
    return (name + one,), name + other


def other_number(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    (one, _), (other, _) = plant.rng.sample(NUMERALS, 2)
    trade = plant.pick(NUMBERED)
    return (replace(enterprise, trade=one + trade).name,), replace(enterprise, trade=other + trade).name


def branch_elsewhere(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    return (enterprise.name,), replace(enterprise, place=plant.pick(OTHER_CITIES)).name + plant.pick(BRANCHES)


def other_latin_name(plant: Planter) -> Pair:
    one, other = ("".join(plant.rng.sample("ABCDEFGHIKLMNOPRSTUVWXYZ", 7)) for _ in range(2))
    return (f"JINAN {one} CO.,LTD",), f"JINAN {other} COMPANY LIMITED"


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
    "branch of the enterprise": branch_of,
    "numerals": numerals,
    "name in Latin letters added": latin_note,
    "zone or former district": zone,
    "country or group inside, missing": group_inside,
    "variant glyph": glyph,
    "rare character lost": rare_lost,
    "legal form or place mangled": mangled,
    "remark behind the legal form": remark,
    "numbering in front": numbering,
    "others without their names": others_unnamed,
    "code beside the name": code_beside_name,
    "several names in one cell": several_in_one_cell,
    "former name in brackets": former_name_in_brackets,
    "number in another script": number_in_other_script,
    "character of an old codec": character_of_old_codec,
}
# Pairs outside the promise, each with its number of pairs, because they are rare.
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
    "two branches of one enterprise": (other_branch, 300),
    "other number": (other_number, 300),
    "branch, other city": (branch_elsewhere, 300),
    "other name in Latin letters": (other_latin_name, 100),
    "same stem, other trade": (other_trade, 500),
    "other stem, with a remark": (other_stem_with_remark, 300),
    "other number, another script": (other_number_in_script, 300),
    "word of a remark inside": (part_of_the_name, 300),
}
EACH = 150


def planted_pairs(seed: int = 4) -> list[Planted]:
    """Return every planted pair, grouped by kind."""
    plant = Planter(seed)
    found = []
    for kind, make in VARIANTS.items():
        found += [Planted(kind, *make(plant), same=True, promised=True) for _ in range(EACH)]
    for kind, (make, count) in BEYOND.items():
        found += [Planted(kind, *make(plant), same=True, promised=False) for _ in range(count)]
    for kind, (make, count) in NEAR_MISSES.items():
        found += [Planted(kind, *make(plant), same=False, promised=False) for _ in range(count)]
    return found
