"""Find the events of the audit log by a person or an object, under any name that it has or had.

A name is looked up among the accounts, enterprises and so on, which are few; the events are then found by their keys,
of which the audit log has indexes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model, Q

from accounts.models import Department, User
from audit.models import AuditEvent
from audit.types import EventKind, EventType
from blacklists.models import Blacklist, BlacklistImport
from feedback.models import LookupBatch
from incentives.models import Measure
from roster.models import Enterprise, RosterSubmission
from screening.models import LookUpReceipt

# A text that more accounts or objects have is to be completed.
MOST = 20
# Beside enterprises and accounts: what has a name, and the field of it.
NAMED = (
    (Department, "name"),
    (Blacklist, "name"),
    (Measure, "versions__short_title"),
    (RosterSubmission, "filename"),
    (BlacklistImport, "filename"),
)
# As the pages show it (2026-000123), or the key alone; the kind of record may stand before it.
NUMBER = re.compile(r"(?P<kind>\D*?)\s*第?(?:20[0-9]{2}-0*)?(?P<number>[0-9]{1,15})号?")
# The event of a look-up is recorded so soon after its receipt.
RECORDED_WITHIN = timedelta(minutes=1)
# Enterprises and accounts are found by their names; their numbers stand on no page.
WITHOUT_NUMBER = (Enterprise._meta.label, User._meta.label)


@dataclass(frozen=True)
class Found:
    """What a typed text names: the condition for the events; `text` is as it was typed."""

    text: str
    condition: Q

    def __str__(self) -> str:
        return self.text


def find_person(text: str) -> Found:
    """Return the accounts with this user name or shown name, or with a part of one, now or before.

    Raises ValidationError where there are none or too many.
    """
    keys = _accounts(text)
    if not keys:
        raise ValidationError(f"没有找到姓名或用户名含“{text}”的账号，可以只填其中几个字。")
    return Found(text, Q(actor_id__in=_not_too_many(keys, text, "个账号")))


def find_object(text: str) -> Found:
    """Return the events about an enterprise, an account, another object with a name, or a record with a number.

    Raises ValidationError where nothing is found, or too much.
    """
    if condition := _by_name(text) or _by_number(text):
        return Found(text, condition)
    raise ValidationError(f"没有找到名称、代码或编号为“{text}”的企业、账号或业务记录，可以只填名称中的几个字。")


def _by_name(text: str) -> Q:
    """The events about what has the name; an empty condition where nothing has it."""
    if enterprises := list(Enterprise.objects.with_code(text).values_list("pk", flat=True)):
        return _about_enterprises(enterprises)
    condition = Q()
    if enterprises := list(Enterprise.objects.search(text).values_list("pk", flat=True)[: MOST + 1]):
        condition |= _about_enterprises(_not_too_many(enterprises, text, "家企业"))
    if accounts := _accounts(text):
        condition |= _targets(User, _not_too_many(accounts, text, "个账号"))
    for model, field in NAMED:
        objects = model.objects.filter(**{f"{field}__icontains": text}).order_by().values_list("pk", flat=True)
        if keys := list(objects.distinct()[: MOST + 1]):
            condition |= _targets(model, _not_too_many(keys, text, "个对象"))
    return condition


def _about_enterprises(keys: list[int]) -> Q:
    """The events about the enterprises, and about look-ups of many in which one of them was found."""
    return Q(enterprise_id__in=keys) | _targets(
        LookupBatch, LookupBatch.objects.with_enterprises(keys).values_list("pk", flat=True)
    )


def _by_number(text: str) -> Q:
    """The events about records with the number, such as 2026-000012, 12 or 措施实施12; also of those that are gone.

    The number of a receipt also finds the look-up that handed it out.
    """
    match = NUMBER.fullmatch(text.strip())
    if not match:
        return Q()
    number = int(match["number"])
    condition = Q(target_key=str(number)) & ~Q(target_label__in=WITHOUT_NUMBER)
    labels = [model._meta.label for model in apps.get_models() if model._meta.verbose_name == match["kind"]]
    if match["kind"] and not labels:
        return Q()
    if labels:
        condition &= Q(target_label__in=labels)
    is_receipt = not labels or LookUpReceipt._meta.label in labels
    return condition | _look_up(number) if is_receipt else condition


def _look_up(number: int) -> Q:
    """The look-up that handed the receipt out, which was recorded in the same transaction."""
    receipt = LookUpReceipt.objects.filter(pk=number).first()
    if receipt is None:
        return Q()
    recorded = (receipt.issued_at, receipt.issued_at + RECORDED_WITHIN)
    return Q(at__range=recorded, data__receipt=receipt.number)


def _targets(model: type[Model], keys: Iterable[int]) -> Q:
    return Q(target_label=model._meta.label, target_key__in=[str(key) for key in keys])


def _accounts(text: str) -> list[int]:
    """Return the keys of the accounts that have exactly this name, or else a part of it, now or before."""
    exact = User.objects.filter(Q(username=text) | Q(full_name=text)).values_list("pk", flat=True)
    if keys := list(exact[: MOST + 1]):
        return keys
    partly = Q(username__icontains=text) | Q(full_name__icontains=text)
    return list(User.objects.filter(partly | Q(pk__in=_renamed(text))).values_list("pk", flat=True)[: MOST + 1])


def _renamed(text: str) -> list[int]:
    """Return the keys of the accounts that had the name before it was changed."""
    former = Q(changes__full_name__0__icontains=text) | Q(changes__username__0__icontains=text)
    changed = AuditEvent.objects.filter(former, kind=EventKind.ACCOUNT, type=EventType.ACCOUNT_CHANGED)
    return [int(key) for key in changed.order_by().values_list("target_key", flat=True).distinct()[: MOST + 1]]


def _not_too_many(keys: list[int], text: str, unit: str) -> list[int]:
    if len(keys) > MOST:
        raise ValidationError(f"含“{text}”的超过{MOST}{unit}，请写得更完整。")
    return keys
