"""Look enterprises up (查询企业): by a code, and by the steps of `matching/look_up.py`, in a bounded number of rows.

1. A whole code or another identifier answers alone: USCC; customs code now or before, also as AEO code; organisation
   code, characters 9–17 of the USCC; registration number.
2. Otherwise enterprises whose code begins with what was typed, and those that the first step finds that finds any.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from matching.blocking import number_keys
from matching.look_up import FoundBy, Slip, Step, match_names, read_look_up, steps_of
from roster.models import Enterprise
from roster.models.enterprises import EnterpriseQuerySet, without_aeo
from spreadsheets.identifiers import REGISTRATION_NUMBER, clean_code, clean_org_code

# Enterprises that one look-up reads at most; at most half of them by the keys that all names of a step have.
MOST_READ = 2_000
# Enterprises that may share a number; more are not read.
MOST_SHARING = 20
# A code, or the beginning of one, has a digit.
CODE = re.compile(r"(?=\D*\d)[0-9A-Z]{2,18}")
ORG_CODE_LENGTH, CUSTOMS_CODE_LENGTH = 9, 10


class Hit(NamedTuple):
    """An enterprise that was found, and by what.

    `text` is the code or the normalised name by which it was found. `field` names the identifier: org_code,
    customs_code, former_customs_code or registration_number.
    """

    pk: int
    found_by: FoundBy
    text: str
    field: str = ""
    slip: Slip | None = None

    @property
    def is_whole_code(self) -> bool:
        """Whether what was typed is the USCC or the customs code of the enterprise."""
        return self.found_by == FoundBy.CODE or self.field == "customs_code"


@dataclass(frozen=True)
class Found:
    """What a look-up finds, the best first. `is_cut`: more may be found if more is typed."""

    hits: list[Hit]
    is_cut: bool

    @property
    def is_exact(self) -> bool:
        """Whether something was found of which what was typed is a part."""
        return bool(self.hits) and self.hits[0].found_by not in (FoundBy.TYPO, FoundBy.PINYIN)

    @cached_property
    def by_key(self) -> dict[int, Hit]:
        """Primary key of an enterprise → by what it was found."""
        return {hit.pk: hit for hit in self.hits}


def find_enterprises(text: str, *, among: EnterpriseQuerySet | None = None, most: int | None = None) -> Found:
    """Return the enterprises that the text may mean, the best first.

    Of `among` only, where it is given: no other enterprise is read or changes what is found. At most `most` are read.
    """
    enterprises = Enterprise.objects.all() if among is None else among
    with transaction.atomic(), connection.cursor() as cursor:
        # The planner does not know how rare a key is, and would rather read the whole table.
        cursor.execute("SET LOCAL enable_seqscan = off")
        return _find(enterprises, text, most or MOST_READ)


def _find(enterprises: EnterpriseQuerySet, text: str, most: int) -> Found:
    if hits := _by_whole_code(enterprises, text) or _by_identifier(enterprises, text):
        return Found(hits, is_cut=False)
    hits = _by_part_of_code(enterprises, text, most // 2)
    is_cut, left = len(hits) == most // 2, most - len(hits)
    look_up = read_look_up(text)
    for step in steps_of(look_up):
        rows, step_is_cut = _candidates(enterprises, step, left)
        left -= len(rows)
        is_cut |= step_is_cut
        if hits := [*hits, *_matching(step, rows)]:
            break
    # A single letter is the beginning of pinyin.
    return Found(hits, is_cut or (not hits and len(look_up.key) == 1))


def _by_whole_code(enterprises: EnterpriseQuerySet, text: str) -> list[Hit]:
    """The enterprise with this USCC or customs code, in any spelling."""
    if not CODE.fullmatch(without_aeo(clean_org_code(text))):
        return []
    found = enterprises.with_code(text).values_list("pk", "uscc", "customs_code")
    return [
        Hit(pk, FoundBy.CODE, uscc)
        if uscc == clean_org_code(text)
        else Hit(pk, FoundBy.IDENTIFIER, customs_code, "customs_code")
        for pk, uscc, customs_code in found
    ]


def _by_identifier(enterprises: EnterpriseQuerySet, text: str) -> list[Hit]:
    """The enterprises with this organisation code, former customs code or registration number."""
    code, number = without_aeo(clean_org_code(text)), clean_code(text)
    columns = {
        "org_code": code if len(code) == ORG_CODE_LENGTH else "",
        "former_customs_code": code if len(code) == CUSTOMS_CODE_LENGTH else "",
        "registration_number": number if REGISTRATION_NUMBER.fullmatch(number) else "",
    }
    (keys,) = number_keys(*([code] for code in columns.values())).lists()
    if not keys:
        return []
    # The planner does not know how rare a key is, and would read the table in the order that it is asked for.
    candidates = enterprises.filter(blocking_keys__overlap=keys).order_by()[:MOST_SHARING]
    hits = []
    for enterprise in sorted(candidates, key=lambda enterprise: enterprise.pk):
        stated = {
            "org_code": [enterprise.org_code],
            "former_customs_code": enterprise.former("customs_code"),
            "registration_number": [enterprise.registration_number],
        }
        for field, typed in columns.items():
            if typed and typed in stated[field]:
                hits.append(Hit(enterprise.pk, FoundBy.IDENTIFIER, typed, field))
                break
    return hits


def _by_part_of_code(enterprises: EnterpriseQuerySet, text: str, most: int) -> list[Hit]:
    """The enterprises whose USCC or customs code begins with the text, in any spelling."""
    code = without_aeo(clean_org_code(text))
    if not CODE.fullmatch(code):
        return []
    found = enterprises.filter(Q(uscc__startswith=code) | Q(customs_code__startswith=code)).order_by("pk")
    codes = found.values_list("pk", "uscc", "customs_code")[:most]
    return [
        Hit(pk, FoundBy.CODE_PART, uscc if uscc.startswith(code) else customs_code) for pk, uscc, customs_code in codes
    ]


Row = tuple[int, str, str, str]
"""Primary key, normalised name, former names, each in a line, and the place in lists."""


def _candidates(enterprises: EnterpriseQuerySet, step: Step, most: int) -> tuple[list[Row], bool]:
    """Return at most so many enterprises that the step may find, and whether there may be more."""
    first = most // 2 if step.best_key_sets else most
    rows = _read(enterprises, step.key_sets, first)
    if len(rows) < first:
        return rows, False
    best = _read(enterprises, step.best_key_sets, most - first) if step.best_key_sets else []
    return list(dict.fromkeys([*rows, *best])), True


def _read(enterprises: EnterpriseQuerySet, key_sets: Sequence[tuple[int, ...]], most: int) -> list[Row]:
    """Return at most so many enterprises that have all keys of one of the sets; any, by name, where a set is empty."""
    enterprises = enterprises.order_by("sort_key", "pk")
    if all(key_sets):
        single = [keys[0] for keys in key_sets if len(keys) == 1]
        condition = Q(search_keys__overlap=single) if single else Q()
        for keys in key_sets:
            if len(keys) > 1:
                condition |= Q(search_keys__contains=list(keys))
        enterprises = enterprises.filter(condition).order_by()
    return list(enterprises.values_list("pk", "name_key", "former_keys", "sort_key")[:most])


def _matching(step: Step, rows: Sequence[Row]) -> list[Hit]:
    """The enterprises that the step finds among the rows, the best first."""
    found = []
    for pk, name, former_names, sort_key in rows:
        if match := match_names(step, name, former_names.split("\n") if former_names else []):
            found.append((match.order, sort_key, Hit(pk, match.found_by, match.key, slip=match.slip)))
    return [hit for *_, hit in sorted(found)]
