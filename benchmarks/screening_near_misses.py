"""Pairs of an enterprise and an entry of another one whose name is almost the same."""

from collections.abc import Callable
from dataclasses import replace

from benchmarks.screening_planter import Pair, Planter, RosterEnterprise, edited
from benchmarks.screening_words import (
    BRANCHES,
    CHARACTERS,
    FORMS,
    HOMES,
    INSIDE,
    LIKE_TRADES,
    NUMBERED,
    NUMBERING,
    NUMERALS,
    OTHER_CITIES,
    OTHERS,
    REMARKS,
    SCRIPTS,
    TRADES,
)


def other_city(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    place = plant.pick(OTHER_CITIES)
    head = f"{enterprise.stem}（{place}）" if plant.rng.random() < 0.2 else f"{place}{enterprise.stem}"
    return (enterprise.name,), f"{head}{enterprise.trade}{enterprise.form}"


def other_stem(plant: Planter) -> Pair:
    enterprise = plant.enterprise()
    at = plant.rng.randrange(len(enterprise.stem))
    other = plant.pick(CHARACTERS.replace(enterprise.stem[at], ""))
    return edited(plant, enterprise, enterprise.stem[:at] + other + enterprise.stem[at + 1 :] + enterprise.trade)


def other_short_stem(plant: Planter) -> Pair:
    enterprise = RosterEnterprise(plant.pick(HOMES), plant.stem((2, 3)), "", plant.pick(FORMS))
    at = plant.rng.randrange(len(enterprise.stem))
    other = plant.pick(CHARACTERS.replace(enterprise.stem[at], ""))
    return edited(plant, enterprise, enterprise.stem[:at] + other + enterprise.stem[at + 1 :])


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
    return edited(plant, enterprise, enterprise.stem + other)


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
