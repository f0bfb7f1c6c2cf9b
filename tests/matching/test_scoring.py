"""The match of a pair: match type, rules and score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.screening_in_memory import match_sides
from matching.names import parse_all
from matching.rules import MATCH_TYPES, RULES, Thresholds
from matching.scoring import Match, Party, score_pair

NAME, FORMER, OTHER = "济南泺岬澜进出口有限公司", "济南漪珩翎食品有限公司", "济南岚璟鹭包装有限公司"


def party(
    pk: int,
    *names: str,
    uscc: str = "",
    org_code: str = "",
    customs: tuple[str, ...] = (),
    registration: tuple[str, ...] = (),
) -> Party:
    return Party(pk, uscc, org_code or org_of(uscc), customs, registration, tuple(parse_all(names)))


def org_of(uscc: str) -> str:
    """The organisation code that the USCC contains."""
    return uscc.replace("U", "O")


ENTERPRISE = party(1, NAME, FORMER, uscc="U1", org_code="O1", customs=("C1", "C0"), registration=("R1",))


def found(entry: Party, enterprise: Party = ENTERPRISE) -> Match | None:
    """The match of the pair, found by blocking keys; equal to the match of the pair alone."""
    matches = list(match_sides([enterprise], [entry]))
    assert matches == [match for match in [score_pair(enterprise, entry, Thresholds())] if match]
    return matches[0] if matches else None


def rules(match: Match | None) -> list[str]:
    return [reason["rule"] for reason in match.reasons] if match else []


@pytest.mark.parametrize(
    ("entry", "match_type", "expected"),
    [
        (party(9, NAME, uscc="U1", org_code="O1"), "uscc", ["uscc_same"]),
        (party(9, OTHER, uscc="U1"), "uscc", ["uscc_same", "names_far_apart"]),
        (party(9, uscc="U1"), "uscc", ["uscc_same"]),
        (party(9, FORMER, org_code="O1"), "org_code", ["org_code_same"]),
        (party(9, NAME, uscc="U2", org_code="O1"), "org_code", ["org_code_same"]),
        (party(9, NAME, customs=("C1",)), "customs_code", ["customs_code_same"]),
        (party(9, OTHER, customs=("C0",)), "customs_code", ["former_customs_code_same", "names_far_apart"]),
        (
            party(9, NAME, uscc="U2", customs=("C1",)),
            "contradicted_number",
            ["customs_code_same", "codes_contradict"],
        ),
        (
            party(9, OTHER, uscc="U2", customs=("C0",)),
            "contradicted_number",
            ["former_customs_code_same", "codes_contradict", "names_far_apart"],
        ),
        (
            party(9, NAME, org_code="O2", registration=("R1",)),
            "contradicted_number",
            ["registration_number_same", "codes_contradict"],
        ),
        (party(9, NAME, registration=("R1",)), "registration_number", ["registration_number_same"]),
        (party(9, NAME), "name", ["name_same"]),
        (party(9, FORMER), "name", ["name_same", "former_name"]),
        (party(9, OTHER, NAME), "name", ["name_same", "other_name_of_entry"]),
        (party(9, NAME, customs=("C9",)), "name", ["name_same", "customs_code_differs"]),
        (party(9, NAME, registration=("R9",)), "name", ["name_same", "registration_number_differs"]),
        (party(9, NAME, uscc="U2", org_code="O2"), None, []),
        (party(9, NAME, org_code="O2"), None, []),
        (party(9, OTHER), None, []),
        (party(9), None, []),
    ],
)
def test_pair_with_several_equal_identifiers_has_the_strongest_match_type(
    entry: Party, match_type: str | None, expected: list[str]
) -> None:
    match = found(entry)
    assert (match.match_type if match else None) == match_type
    assert rules(match) == expected


def test_match_by_name_needs_decision_and_does_not_count_by_itself() -> None:
    assert [code for code, match_type in MATCH_TYPES.items() if not match_type.counts] == [
        "contradicted_number",
        "name",
    ]
    assert found(party(9, NAME)).needs_decision
    assert not found(party(9, NAME, uscc="U1")).needs_decision
    assert found(party(9, NAME, customs=("C1",))).needs_decision
    assert found(party(9, NAME, registration=("R1",))).needs_decision


def test_contradicted_number_needs_decision_at_every_threshold() -> None:
    entry = party(9, OTHER, uscc="U2", customs=("C0",))
    match = score_pair(ENTERPRISE, entry, Thresholds(review=100, ignore=100))
    assert match is not None
    assert match.needs_decision


def test_match_at_thresholds_needs_decision_or_is_ignored() -> None:
    entry = party(9, "泺岬澜进出口公司")
    score = sum(RULES[rule].weight for rule in ("core_same", "place_missing", "legal_form_shortened"))
    for review, ignore, needs_decision in ((score, 0, True), (score + 1, score, False), (100, score + 1, None)):
        match = score_pair(ENTERPRISE, entry, Thresholds(review=review, ignore=ignore))
        assert (match.needs_decision if match else None) == needs_decision
        assert match is None or match.score == score


def test_match_by_number_with_dissimilar_names_has_lower_score() -> None:
    near, far = found(party(9, NAME, uscc="U1")), found(party(9, OTHER, uscc="U1"))
    assert (near.score, far.score) == (100, 80)


codes = st.sampled_from(["", "U1", "U2", "U3"])
numbers = st.lists(st.sampled_from(["C1", "C2", "C3"]), max_size=2, unique=True).map(tuple)
written = st.sampled_from(
    [NAME, FORMER, OTHER, "泺岬澜(济南)进出口公司", "青岛泺岬澜进出口有限公司", f"{NAME}分公司", ""]
)
parties = st.lists(st.tuples(codes, codes, numbers, numbers, st.lists(written, max_size=2)), max_size=6).map(
    lambda sides: [
        Party(pk, uscc, org_of(uscc or org_code), customs, registration, names=tuple(parse_all(names)))
        for pk, (uscc, org_code, customs, registration, names) in enumerate(sides)
    ]
)


@given(enterprises=parties, entries=parties)
def test_matching_pairs_among_parties_are_found_exactly_once(enterprises: list[Party], entries: list[Party]) -> None:
    """Blocking keys leave out no pair that scoring every pair would find."""
    matches = list(match_sides(enterprises, entries))
    scored = [
        match
        for entry in entries
        for enterprise in enterprises
        if (match := score_pair(enterprise, entry, Thresholds()))
    ]
    assert sorted(matches, key=lambda match: (match.right, match.left)) == scored
    assert all(match.reasons and 0 <= match.score <= MATCH_TYPES[match.match_type].score for match in matches)
    for applied in (applied for match in matches for applied in match.reasons):
        assert {name: type(value) for name, value in applied["params"].items()} == RULES[applied["rule"]].params


cores = st.text("泺岬澜漪", min_size=2, max_size=6)


@given(enterprise_cores=st.lists(cores, max_size=6), entry_cores=st.lists(cores, max_size=6))
def test_blocking_of_similar_names_loses_no_pair(enterprise_cores: list[str], entry_cores: list[str]) -> None:
    enterprises = [party(pk, f"济南{core}有限公司") for pk, core in enumerate(enterprise_cores)]
    entries = [party(pk, f"济南{core}有限公司") for pk, core in enumerate(entry_cores)]
    thresholds = Thresholds(review=60, ignore=0)
    expected = {(left.pk, right.pk) for left in enterprises for right in entries if score_pair(left, right, thresholds)}
    assert {(match.left, match.right) for match in match_sides(enterprises, entries, thresholds)} == expected
