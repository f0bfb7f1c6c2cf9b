"""The reference files have the text of the plan (tests/data/action-plan.txt), character for character."""

from pathlib import Path

from incentives.reference_data import read_reference

PLAN = (Path(__file__).resolve().parent.parent / "data" / "action-plan.txt").read_text(encoding="utf-8").split("\n")
FIRST, LAST = PLAN.index("四、激励措施及实施部门"), PLAN.index("五、其他事宜")


def printed(text: str, responsible: str) -> str:
    return text + (f"（责任单位：{responsible}）" if responsible else "")


def part_four() -> list[str]:
    """Part 四 of the plan, line by line, made from the reference files."""
    lines = []
    for section in read_reference("sections"):
        lines.append(printed(section["label"] + section["title"], section["responsible"]))
        for measure in read_reference("measures"):
            if measure["section"] == section["number"]:
                lines.append(printed(f"{measure['number']}.{measure['wording']}", measure["responsible"]))
                lines += [f"（{number}）{text}" for number, text in enumerate(measure["sub_items"], start=1)]
    return lines


def test_sections_and_measures_have_the_text_of_the_plan() -> None:
    assert part_four() == PLAN[FIRST + 1 : LAST]


def test_reference_has_11_sections_39_measures_and_three_sub_items_of_32() -> None:
    measures = read_reference("measures")
    assert [section["number"] for section in read_reference("sections")] == list(range(1, 12))
    assert [measure["number"] for measure in measures] == list(range(1, 40))
    assert {m["number"]: len(m["sub_items"]) for m in measures if m["sub_items"]} == {32: 3}


def test_other_parts_have_the_text_of_the_plan() -> None:
    lines = []
    for part in read_reference("plan")["parts"]:
        lines += [part["heading"], *part["paragraphs"]]
    start = PLAN.index("一、联合激励对象")
    end = next(i for i, line in enumerate(PLAN) if line.endswith("2019年7月10日印发"))
    assert lines == [line for i, line in enumerate(PLAN[start:end], start) if not FIRST < i < LAST]


def test_departments_are_the_15_signatories_in_their_order() -> None:
    names = [department["name"] for department in read_reference("departments")]
    assert "、".join(names) + "等15部门共同签署" in "".join(PLAN)
    assert len(names) == 15
    assert [d["name"] for d in read_reference("departments") if d["is_lead"]] == ["市发展改革委"]
    assert [d["name"] for d in read_reference("departments") if d["is_customs"]] == ["泉城海关", "莱芜海关"]


def test_departments_of_each_measure_are_those_of_the_plan() -> None:
    names = {d["code"]: d["name"] for d in read_reference("departments")}
    sections = {section["number"]: section["responsible"] for section in read_reference("sections")}
    for measure in read_reference("measures"):
        responsible = measure["responsible"] or sections[measure["section"]]
        expected = list(names.values()) if responsible == "各有关部门" else responsible.split("、")
        assert [names[code] for code in measure["departments"]] == expected, measure["number"]


def test_measures_38_and_39_belong_to_all_departments() -> None:
    measures = {measure["number"]: measure for measure in read_reference("measures")}
    assert len(measures[38]["departments"]) == len(measures[39]["departments"]) == 15


def numbers_with(**fields: object) -> list[int]:
    return [
        measure["number"]
        for measure in read_reference("measures")
        if all(measure[field] == value for field, value in fields.items())
    ]


def test_measures_35_and_37_benefit_a_person_and_39_either() -> None:
    assert numbers_with(beneficiary="person") == [35, 37]
    assert numbers_with(beneficiary="either") == [39]


def test_kind_is_tie_break_where_the_plan_has_equal_conditions() -> None:
    worded = [m["number"] for m in read_reference("measures") if "同等条件下" in m["wording"]]
    assert numbers_with(kinds=["tie_break"]) == worded == [14, 16, 20, 21, 35]


def test_kind_is_priority_for_other_preferences_in_a_selection() -> None:
    """28, 36, 37: 优先考虑; 38: 考虑优先选择; 39: 优先给予奖励和表彰."""
    assert numbers_with(kinds=["priority"]) == [28, 36, 37, 38, 39]


def test_kind_of_measures_7_13_18_19_and_22_is_chosen_at_the_application() -> None:
    assert numbers_with(kinds=["standing", "one_off"]) == [7, 13, 18, 19, 22]


def test_conditions_have_the_words_of_the_plan() -> None:
    conditions = {m["number"]: m["condition"] for m in read_reference("measures") if m["condition"]}
    assert conditions == {
        31: "一般纳税人",
        32: "符合条件的海关高级认证企业可评为出口企业管理一类企业",
        33: "增值税一般纳税人",
    }
    wordings = {m["number"]: m["wording"] for m in read_reference("measures")}
    assert all(condition in wordings[number] for number, condition in conditions.items())


def test_every_measure_has_its_own_short_title_of_at_most_16_characters() -> None:
    titles = [measure["short_title"] for measure in read_reference("measures")]
    assert len(set(titles)) == 39
    assert all(0 < len(title) <= 16 for title in titles)
