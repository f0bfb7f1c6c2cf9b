"""The answer of a look-up again, from the standings that it showed, beside what it is today."""

from collections.abc import Sequence
from dataclasses import dataclass

from roster.models import Enterprise
from screening.explanation.evidence import events_of
from screening.models import LookUpReceipt, Standing
from screening.models.standings import with_current_standing
from screening.wording import reason_text


@dataclass(frozen=True, slots=True)
class StandingAnswer:
    """A standing with its reasons in Chinese, as the reader may see them; `standing` is None without a record."""

    standing: Standing | None
    texts: list[str]


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One enterprise of a receipt: with the name that the platform knew then, and its standing then and today."""

    enterprise: Enterprise
    name: str
    then: StandingAnswer
    today: StandingAnswer


def answer_again(receipt: LookUpReceipt, standings: Sequence[int], *, sees_screening: bool) -> list[ReceiptLine]:
    """Return a line for each of these standings of the receipt, or for its enterprise where it has none.

    The number of database queries does not grow with them.
    """
    rows = Standing.objects.in_bulk(standings)
    shown = {rows[key].enterprise_id: rows[key] for key in standings}
    keys = list(shown) or [key for key in (receipt.enterprise_id,) if key]
    enterprises = with_current_standing(Enterprise.objects.all()).in_bulk(keys)
    versions = events_of(Enterprise, keys, at=receipt.known_at)
    lines = []
    for key in keys:
        enterprise, then = enterprises[key], shown.get(key)
        if then:
            # With its current standing, on which depends what of the reasons is shared.
            then.enterprise = enterprise
        lines.append(
            ReceiptLine(
                enterprise=enterprise,
                name=versions[key][-1].name,
                then=_answer(then, sees_screening=sees_screening),
                today=_answer(enterprise.standing, sees_screening=sees_screening),
            )
        )
    return lines


def _answer(standing: Standing | None, *, sees_screening: bool) -> StandingAnswer:
    reasons = standing.reasons_for(sees_screening=sees_screening) if standing else []
    return StandingAnswer(standing, [reason_text(reason) for reason in reasons])
