"""What a version of a measure holds, and what the proposals of two administrators store."""

from typing import NotRequired, TypedDict

from django.db import models


class Beneficiary(models.TextChoices):
    """Whom a measure benefits. Where both are possible, the department chooses when it logs an application."""

    ENTERPRISE = "enterprise", "企业"
    PERSON = "person", "自然人"
    EITHER = "either", "企业或自然人"


class MeasureKind(models.TextChoices):
    """How a measure works. Only a standing measure has to be stopped when the enterprise loses its standing.

    Priority is what the plan words as 优先考虑 without the condition 同等条件下, which is the tie-break.
    """

    STANDING = "standing", "持续适用"
    ONE_OFF = "one_off", "按次办理"
    PRIORITY = "priority", "优先考虑"
    TIE_BREAK = "tie_break", "同等条件下优先"


class EffectKind(models.TextChoices):
    """A figure in which an application states its effect; the field of the application has the same name."""

    DAYS_SAVED = "days_saved", "节省天数"
    AMOUNT = "amount", "涉及金额（元）"
    INSPECTIONS_AVOIDED = "inspections_avoided", "减少检查次数"


class MeasureContent(TypedDict):
    """What a version holds beside its day and its legal basis, as JSON; `departments` are their codes, in order."""

    short_title: str
    departments: list[str]
    beneficiary: str
    kinds: list[str]
    wording: str
    sub_items: list[str]
    condition: str
    effects: list[str]


class NewMeasure(TypedDict):
    """A measure that a plan is to have; `section` is the label and title of its section."""

    section: str
    number: int
    legal_basis: str
    content: MeasureContent


class PlanChange(TypedDict):
    """A proposed change of a plan, as its approval stores it: a PlanAct, its day (ISO 8601), and new measures.

    `legal_basis` is the number of the plan itself, or of the document that adds a measure to it or ends it. A
    withdrawal has no measures; `withdrawn` is the key of the approval that it withdraws.
    """

    act: str
    in_force_from: str
    legal_basis: str
    measures: list[NewMeasure]
    withdrawn: NotRequired[int]


class MeasureChange(TypedDict):
    """A proposed change of a measure, as its approval stores it: a MeasureAct, its day (ISO 8601), and the content.

    The content of a suspension, a resumption, an abolition and a withdrawal is that of the newest version.
    """

    act: str
    in_force_from: str
    legal_basis: str
    content: MeasureContent
