"""The ladder of matches, each rung with its own consequence (domain: standing; field notes: identifiers)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rung:
    """How two parties match: in words, whether that counts by itself, its score of 100, whether a person reviews it."""

    label: str
    counts: bool
    score: int
    asks_review: bool = False


# The highest rung first.
RUNGS = {
    "uscc": Rung("统一社会信用代码相同", counts=True, score=100),
    "org_code": Rung("组织机构代码相同", counts=True, score=100),
    "name": Rung("名称相同，名单未载代码", counts=False, score=90),
}
