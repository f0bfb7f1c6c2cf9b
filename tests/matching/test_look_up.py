"""What people type, and the names that it finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.look_up import FoundBy, SlipKind, Step, match_names, read_look_up, steps_of
from matching.names import normalise, parse
from matching.search_keys import search_keys

NAMES = (
    *("济南泺岬澜机械有限公司", "莱芜泺岬机械贸易有限公司", "华泰食品有限公司", "济南长乐行商贸有限公司", "泺"),
    *("ABB（济南）电气有限公司", "济南市单县路重庆火锅店", "𠮷岬澜沄进出口有限公司"),
)
CHARACTERS = "济南泺岬澜机械长乐行有限公司ABb1（）"


def first_step(typed: str, *names: str) -> list[tuple[FoundBy, str, SlipKind | None]]:
    """Return what the first step finds that finds any of the names, the best first, each with its slip."""
    for step in steps_of(read_look_up(typed)):
        matches = [match for name in names if (match := match_names(step, normalise(name), []))]
        if matches:
            found = sorted(matches, key=lambda match: match.order)
            return [(match.found_by, match.key, match.slip.kind if match.slip else None) for match in found]
    return []


@pytest.mark.parametrize(
    ("typed", "found_by", "key", "slip"),
    [
        ("泺岬澜", FoundBy.NAME, "济南泺岬澜机械有限公司", None),
        ("濟南（濼岬瀾）", FoundBy.NAME, "济南泺岬澜机械有限公司", None),
        ("abb", FoundBy.NAME, "ABB济南电气有限公司", None),
        ("机械贸易泺岬", FoundBy.PARTS, "莱芜泺岬机械贸易有限公司", None),
        ("机械 泺岬 莱芜", FoundBy.PARTS, "莱芜泺岬机械贸易有限公司", None),
        ("泺岬贸易", FoundBy.PARTS, "莱芜泺岬机械贸易有限公司", None),
        ("山东莱芜泺岬机械贸易公司", FoundBy.PARTS, "莱芜泺岬机械贸易有限公司", None),
        ("泰", FoundBy.CHARACTER, "华泰食品有限公司", None),
        ("华太食品", FoundBy.TYPO, "华泰食品有限公司", SlipKind.SOUNDS_ALIKE),
        ("华秦食品", FoundBy.TYPO, "华泰食品有限公司", SlipKind.LOOKS_ALIKE),
        ("华某食品", FoundBy.TYPO, "华泰食品有限公司", SlipKind.WRONG),
        ("泰华食品", FoundBy.TYPO, "华泰食品有限公司", SlipKind.SWAPPED),
        ("泺澜机械", FoundBy.TYPO, "济南泺岬澜机械有限公司", SlipKind.MISSING),
        ("泺岬峤澜机械", FoundBy.TYPO, "济南泺岬澜机械有限公司", SlipKind.TOO_MANY),
        ("济南泺峤澜机械有限公司", FoundBy.TYPO, "济南泺岬澜机械有限公司", SlipKind.WRONG),
        ("挤南泺岬澜", FoundBy.PARTS, "济南泺岬澜机械有限公司", None),
        ("ljl", FoundBy.PINYIN, "济南泺岬澜机械有限公司", None),
        ("jinan", FoundBy.PINYIN, "济南泺岬澜机械有限公司", None),
        ("jnljl", FoundBy.PINYIN, "济南泺岬澜机械有限公司", None),
        ("luo'jia lan", FoundBy.PINYIN, "济南泺岬澜机械有限公司", None),
        ("luojialanj", FoundBy.PINYIN, "济南泺岬澜机械有限公司", None),
        ("changlehang", FoundBy.PINYIN, "济南长乐行商贸有限公司", None),
        ("zhangyuexing", FoundBy.PINYIN, "济南长乐行商贸有限公司", None),
        ("clh", FoundBy.PINYIN, "济南长乐行商贸有限公司", None),
    ],
)
def test_typed_text_finds_the_name_by(typed: str, found_by: FoundBy, key: str, slip: SlipKind | None) -> None:
    assert (found_by, key, slip) in first_step(typed, *NAMES)


@pytest.mark.parametrize("typed", ["", " ", "（）", "？！", "华秦", "泺峤澜沅机械", "xyz", "q", "\u200b", "王小明"])
def test_text_that_is_near_no_name_finds_nothing(typed: str) -> None:
    assert first_step(typed, *NAMES) == []


def test_best_matches_come_first() -> None:
    """The whole name, then names that begin with the text, then shorter ones; a likely slip before another."""
    names = ("济南泺岬", "济南新泺岬公司", "泺岬机械总公司", "济南泺岬公司", "泺岬")
    assert [key for _, key, _ in first_step("泺岬", *names)] == [names[4], names[0], names[3], names[2], names[1]]
    names = ("华某食品公司", "华太食品公司", "华秦食品公司", "食华泰品公司")
    assert [key for _, key, _ in first_step("华泰食品", *names)] == [names[1], names[2], names[0]]


def test_former_name_is_found_after_a_present_one_and_named() -> None:
    (step, *_) = steps_of(read_look_up("泺岬"))
    former = match_names(step, "济南汀岚有限公司", ["济南泺岬有限公司", "泺岬集团"])
    present = match_names(step, "济南泺岬有限公司", ["泺岬"])
    assert former
    assert present
    assert (former.found_by, former.key) == (FoundBy.FORMER_NAME, "泺岬集团")
    assert present.found_by == FoundBy.NAME
    assert present.order < former.order


def has_keys(step: Step, name: str) -> bool:
    """Whether an enterprise with the name is read for the step."""
    (keys,) = search_keys([parse(name)]).lists()
    key_sets = step.key_sets if all(step.key_sets) else step.best_key_sets or [()]
    return any(set(key_set) <= set(keys) for key_set in key_sets)


names = st.text("济南泺岬澜机械", min_size=1, max_size=9)


@given(name=names, data=st.data())
def test_every_part_of_a_name_is_read_and_found(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    (step, *_) = steps_of(read_look_up(part))
    assert match_names(step, normalise(name), [])
    assert has_keys(Step(step.key_sets, step.match), name)


@given(
    core=st.text("泺岬澜沄峤机", min_size=4, max_size=9),
    end=st.sampled_from(["有限公司", ""]),
    data=st.data(),
)
def test_one_slip_in_the_beginning_of_a_core_is_read_and_found(core: str, end: str, data: st.DataObject) -> None:
    """Whatever the slip, unless an earlier step finds the name all the same."""
    typed = core[: data.draw(st.integers(4, len(core)))]
    place = data.draw(st.integers(0, len(typed) - 1))
    wrong = data.draw(st.sampled_from("峤崟"))
    slips = [
        typed[:place] + wrong + typed[place + 1 :],
        typed[:place] + wrong + typed[place:],
        typed[:place] + typed[place + 1 :] if len(typed) > 4 else typed,
        typed[:place] + typed[place : place + 2][::-1] + typed[place + 2 :],
    ]
    name = f"济南{core}{end}"
    assert_found(data.draw(st.sampled_from(slips)), name)


@given(core=st.text("长乐行单重泺岬", min_size=2, max_size=6), data=st.data())
def test_initials_and_pinyin_of_usual_readings_are_read_and_found(core: str, data: st.DataObject) -> None:
    syllables = {"长": "chang", "乐": "le", "行": "xing", "单": "dan", "重": "zhong", "泺": "luo", "岬": "jia"}
    count = data.draw(st.integers(2, len(core)))
    read = [syllables[character] for character in core[:count]]
    for typed in ("".join(syllable[0] for syllable in read), "".join(read)):
        assert_found(typed, f"济南{core}有限公司")


def assert_found(typed: str, name: str) -> None:
    """Assert that the first step that finds the name reads it as well."""
    found = [step for step in steps_of(read_look_up(typed)) if match_names(step, normalise(name), [])]
    assert found, (typed, name)
    assert has_keys(found[0], name), (typed, name)


@given(typed=st.text(CHARACTERS, max_size=12) | st.text(max_size=30))
def test_any_text_is_read(typed: str) -> None:
    """No text is an error, and every step matches any name."""
    for step in steps_of(read_look_up(typed)):
        for name in NAMES:
            match_names(step, normalise(name), [])
