"""The states of publications of the list and of objections, how objections come in, and what they are about."""

from django.db.models import TextChoices

from foundation.postgres.states import Transitions


class BulletinState(TextChoices):
    """The state of a publication of the list (名单公布)."""

    WAITING = "waiting", "待审批"
    SCHEDULED = "scheduled", "待定时公布"
    PUBLISHED = "published", "已公布"
    RETURNED = "returned", "已退回"
    CANCELLED = "cancelled", "已取消"


OPEN_BULLETINS = (BulletinState.WAITING, BulletinState.SCHEDULED)
CLOSED_BULLETINS = (BulletinState.RETURNED, BulletinState.CANCELLED)
BULLETIN_TRANSITIONS: Transitions = {
    BulletinState.WAITING: (
        BulletinState.SCHEDULED,
        BulletinState.PUBLISHED,
        BulletinState.RETURNED,
        BulletinState.CANCELLED,
    ),
    BulletinState.SCHEDULED: (BulletinState.PUBLISHED, BulletinState.CANCELLED),
    BulletinState.PUBLISHED: (),
    BulletinState.RETURNED: (),
    BulletinState.CANCELLED: (),
}


class ObjectionState(TextChoices):
    """The state of an objection (异议)."""

    WAITING = "waiting", "待核实"
    CORRECTED = "corrected", "已答复（更正）"
    KEPT = "kept", "已答复（不予更正）"


OBJECTION_TRANSITIONS: Transitions = {
    ObjectionState.WAITING: (ObjectionState.CORRECTED, ObjectionState.KEPT),
    ObjectionState.CORRECTED: (),
    ObjectionState.KEPT: (),
}


class Channel(TextChoices):
    """The way by which an objection came to the credit desk."""

    PHONE = "phone", "来电"
    VISIT = "visit", "来访"
    LETTER = "letter", "来信"


class Subject(TextChoices):
    """What an objection is about."""

    CERTIFICATION = "certification", "海关高级认证"
    PUBLICATION = "publication", "名单公布"
    CASE = "case", "联合激励案例"
    OTHER = "other", "其他公开内容"
