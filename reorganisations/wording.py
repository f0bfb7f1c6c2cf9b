"""What pages and notices say of a reorganisation."""

from django.db.models import QuerySet

from accounts.models import User
from feedback.notice_params import ReorganisationParams
from incentives.models import Measure
from reorganisations.holdings import left_out_of, moved_measures
from reorganisations.models import Reorganisation


def params_of(reorganisation: Reorganisation, *, withdrawn_for: str = "") -> ReorganisationParams:
    """Return the parameters of its sentence; `withdrawn_for` is the reason why it was taken back."""
    return ReorganisationParams(
        act=reorganisation.act,
        day=reorganisation.day.isoformat(),
        document_number=reorganisation.document_number,
        measures=list(map(str, moved_measures(reorganisation))),
        withdrawn_for=withdrawn_for,
        **reorganisation.names,
    )


def left_out_texts(reorganisation: Reorganisation) -> list[str]:
    """Return what the reorganisation names and did not move, or would not move, a clause for each kind."""
    left_out = reorganisation.left_out if reorganisation.is_done else left_out_of(reorganisation)
    department, texts = reorganisation.names["department"], []
    if measures := Measure.objects.filter(pk__in=left_out.get("measures", [])):
        texts.append(f"{_joined(measures)}届时已废止或不由{department}负责")
    if accounts := User.objects.filter(pk__in=left_out.get("accounts", [])):
        texts.append(f"账号{_joined(accounts)}届时已停用或不属于{department}")
    return texts


def _joined(rows: QuerySet) -> str:
    return "、".join(map(str, rows))
