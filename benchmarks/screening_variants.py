"""Pairs of an enterprise and an entry that names it otherwise."""

from collections.abc import Callable
from dataclasses import replace

from opencc import OpenCC

from benchmarks.screening_planter import Pair, Planter, RosterEnterprise, edited
from benchmarks.screening_words import (
    BRANCHES,
    DISTRICTS,
    FORMS,
    GLYPHS,
    HOMES,
    MISREAD,
    NUMBERED,
    NUMBERING,
    NUMERALS,
    OLD_CHARACTERS,
    OTHERS,
    REMARKS,
    REWORDED,
    SCRIPTS,
    SHORT_FORMS,
    SLIPS,
    ZONES,
)
from demo.city.codes import company_uscc

TO_TRADITIONAL = OpenCC("s2t")


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


def stem_slip(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    return edited(
        plant, enterprise, plant.slip(enterprise.stem, plant.rng.randrange(len(enterprise.stem))) + enterprise.trade
    )


def trade_slip(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    return edited(
        plant, enterprise, enterprise.stem + plant.slip(enterprise.trade, plant.rng.randrange(len(enterprise.trade)))
    )


def one_missing(plant: Planter) -> Pair:
    enterprise = plant.enterprise(at_least=5)
    core = enterprise.stem + enterprise.trade
    at = plant.rng.randrange(len(core))
    return edited(plant, enterprise, core[:at] + core[at + 1 :])


def one_added(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    core = enterprise.stem + enterprise.trade
    at = plant.rng.randrange(1, len(core))
    return edited(plant, enterprise, core[:at] + plant.pick((core[at], plant.pick(SLIPS))) + core[at:])


def other_order(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    if len(enterprise.trade) == 4 and plant.rng.random() < 0.5:
        return edited(plant, enterprise, enterprise.stem + enterprise.trade[2:] + enterprise.trade[:2])
    return edited(plant, enterprise, enterprise.trade + enterprise.stem)


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
    return edited(plant, enterprise, plant.slip(plant.slip(enterprise.stem, 0), 1) + enterprise.trade)


def reworded(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    trade, other = plant.rng.choice(REWORDED)
    return (replace(enterprise, trade=trade).name,), replace(enterprise, trade=other).name


def short_slip(plant: Planter) -> Pair:
    enterprise = RosterEnterprise(plant.pick(HOMES), plant.stem((2, 3)), "", plant.pick(FORMS))
    return edited(plant, enterprise, plant.slip(enterprise.stem, plant.rng.randrange(len(enterprise.stem))))


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
