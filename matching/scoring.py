"""Score a pair that may be the same entity (docs/screening.md)."""

from dataclasses import dataclass
from typing import NamedTuple

from matching.name_rules import compare_names
from matching.names import Name
from matching.rules import MATCH_TYPES, RuleApplied, Thresholds, apply_rule
from spreadsheets.identifiers import org_code_of


class Party(NamedTuple):
    """One side of a comparison. "" or () stands for what is unknown or known to be wrong.

    Current numbers and names come first, then former ones and, of an entry, further ones. `names` come from
    names.parse_all.
    """

    pk: int
    uscc: str = ""
    org_code: str = ""
    customs_codes: tuple[str, ...] = ()
    registration_numbers: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()


def entry_party(pk: int, uscc: str, org_code: str, customs_code: str, number: str, names: tuple[Name, ...]) -> Party:
    """Return an entry as one side of a comparison; its organisation code is that of its USCC, if it has one."""
    return Party(
        pk=pk,
        uscc=uscc,
        org_code=org_code_of(uscc) or org_code,
        customs_codes=(customs_code,) if customs_code else (),
        registration_numbers=(number,) if number else (),
        names=names,
    )


@dataclass(frozen=True, slots=True)
class Match:
    """A pair with its strongest match type. `left` is the key of the enterprise, `right` that of the entry."""

    left: int
    right: int
    match_type: str
    score: int
    reasons: tuple[RuleApplied, ...]
    needs_decision: bool


def score_pair(enterprise: Party, entry: Party, thresholds: Thresholds) -> Match | None:
    """Score the pair by its strongest match type; None if it does not match.

    An entry with another USCC or organisation code is another enterprise, even if the names are alike; if one of its
    other numbers is equal, a person decides. An entry without either code is compared by name. The caller leaves
    out invalid codes.
    """
    if number := _same_number(enterprise, entry):
        match_type, reasons = number
        if MATCH_TYPES[match_type].always_needs_decision and (contradiction := _codes_contradict(enterprise, entry)):
            match_type, reasons = "contradicted_number", reasons + contradiction
        reasons += _names_far_apart(enterprise, entry, thresholds)
        return _match(
            enterprise, entry, match_type, reasons, needs_decision=MATCH_TYPES[match_type].always_needs_decision
        )
    if _codes_contradict(enterprise, entry):
        return None
    reasons = _closest_names(enterprise, entry)
    if not reasons:
        return None
    reasons += _other_numbers(enterprise, entry)
    score = _score("name", reasons)
    if score < thresholds.ignore:
        return None
    return _match(enterprise, entry, "name", reasons, needs_decision=score >= thresholds.review)


def _match(
    enterprise: Party, entry: Party, match_type: str, reasons: list[RuleApplied], *, needs_decision: bool
) -> Match:
    return Match(enterprise.pk, entry.pk, match_type, _score(match_type, reasons), tuple(reasons), needs_decision)


def _score(match_type: str, reasons: list[RuleApplied]) -> int:
    return max(0, min(MATCH_TYPES[match_type].score, sum(applied["weight"] for applied in reasons)))


def _same_number(enterprise: Party, entry: Party) -> tuple[str, list[RuleApplied]] | None:
    """The strongest match type by an equal number, and its rule; None if no number is equal."""
    if enterprise.uscc and enterprise.uscc == entry.uscc:
        return "uscc", [apply_rule("uscc_same", both=entry.uscc)]
    if enterprise.org_code and enterprise.org_code == entry.org_code:
        return "org_code", [apply_rule("org_code_same", both=entry.org_code)]
    for code in entry.customs_codes:
        if code in enterprise.customs_codes:
            former = code != enterprise.customs_codes[0]
            rule = "former_customs_code_same" if former else "customs_code_same"
            return "customs_code", [apply_rule(rule, both=code)]
    for number in entry.registration_numbers:
        if number in enterprise.registration_numbers:
            return "registration_number", [apply_rule("registration_number_same", both=number)]
    return None


def _codes_contradict(enterprise: Party, entry: Party) -> list[RuleApplied]:
    for left, right in ((enterprise.uscc, entry.uscc), (enterprise.org_code, entry.org_code)):
        if left and right and left != right:
            return [apply_rule("codes_contradict", left=left, right=right)]
    return []


def _names_far_apart(enterprise: Party, entry: Party, thresholds: Thresholds) -> list[RuleApplied]:
    if not (enterprise.names and entry.names) or _score("name", _closest_names(enterprise, entry)) >= thresholds.ignore:
        return []
    return [apply_rule("names_far_apart", left=enterprise.names[0].written, right=entry.names[0].written)]


def _closest_names(enterprise: Party, entry: Party) -> list[RuleApplied]:
    """The rules that apply to the two most similar names, former ones included; empty if none are similar."""
    closest: list[RuleApplied] = []
    best = -1
    for former, left in enumerate(enterprise.names):
        for other, right in enumerate(entry.names):
            if not (found := compare_names(left, right)):
                continue
            if former:
                found.append(apply_rule("former_name", left=left.written, right=right.written))
            if other:
                found.append(apply_rule("other_name_of_entry", left=left.written, right=right.written))
            if (score := _score("name", found)) > best:
                closest, best = found, score
    return closest


def _other_numbers(enterprise: Party, entry: Party) -> list[RuleApplied]:
    """Return the rules for numbers that differ. These do not prove two enterprises, because such numbers change."""
    found = []
    if enterprise.customs_codes and entry.customs_codes:
        left, right = enterprise.customs_codes[0], entry.customs_codes[0]
        found.append(apply_rule("customs_code_differs", left=left, right=right))
    if enterprise.registration_numbers and entry.registration_numbers:
        left, right = enterprise.registration_numbers[0], entry.registration_numbers[0]
        found.append(apply_rule("registration_number_differs", left=left, right=right))
    return found
