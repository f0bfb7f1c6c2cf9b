"""The action plans and their measures."""

from incentives.models.contents import (
    Beneficiary,
    EffectKind,
    MeasureChange,
    MeasureContent,
    MeasureKind,
    NewMeasure,
    PlanChange,
)
from incentives.models.measures import SOON_DAYS, Measure, MeasureQuerySet, MeasureVersion, MeasureVersionQuerySet
from incentives.models.plans import ActionPlan, Section

__all__ = [
    "SOON_DAYS",
    "ActionPlan",
    "Beneficiary",
    "EffectKind",
    "Measure",
    "MeasureChange",
    "MeasureContent",
    "MeasureKind",
    "MeasureQuerySet",
    "MeasureVersion",
    "MeasureVersionQuerySet",
    "NewMeasure",
    "PlanChange",
    "Section",
]
