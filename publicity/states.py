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
    """The way by which an objection came: taken down by the credit desk, or filed on the public site."""

    PHONE = "phone", "来电"
    VISIT = "visit", "来访"
    LETTER = "letter", "来信"
    ONLINE = "online", "网上提交"


class Subject(TextChoices):
    """What an objection is about."""

    CERTIFICATION = "certification", "海关高级认证"
    PUBLICATION = "publication", "名单公布"
    MISSING = "missing", "名单遗漏"
    CASE = "case", "联合激励案例"
    MEASURE = "measure", "激励措施"
    OTHER = "other", "其他公开内容"


# What stands in the public list about one enterprise: such an objection may be marked beside it.
ABOUT_ENTRY = (Subject.CERTIFICATION, Subject.PUBLICATION)
# What the customs office of the enterprise knows about.
ABOUT_ENTERPRISE = (*ABOUT_ENTRY, Subject.MISSING)


class ObjectorKind(TextChoices):
    """Who objects."""

    ENTERPRISE = "enterprise", "企业"
    CITIZEN = "citizen", "公民"
