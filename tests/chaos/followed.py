"""The enterprises that departments have measures for: what happened to them before the rounds, and who acts on them.

Their names and numbers are on no blacklist, so the screenings of the rounds find nothing about them.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from demo.clock import clock_at
from feedback.actions.follow import notify_standing_changes
from mailing.actions.mailboxes import create_mailbox
from mailing.models import Mailbox
from roster.models import Enterprise
from screening.actions.revocations import revoke_enterprise
from tests.factories import make_department, make_user
from tests.spreadsheet_files import roster_line, uscc_of
from tests.steps import log, put_in_force
from webhooks.actions.endpoints import create_endpoint
from webhooks.models import Endpoint
from webhooks.states import EVENT_GROUPS

# Serials of the enterprises, by what becomes of them. The first were revoked long before the rounds, and the term of
# the advice about them has ended; those that a roster drops are lost just before; the others the desk of a round loses.
REVOKED_BEFORE = range(400, 403)
DROPPED = range(403, 407)
REVOKED = range(407, 411)
RESTORED = range(411, 415)
REVOKED_AGAIN = range(415, 418)
SUSPENDED = range(418, 421)
LIFTED = range(421, 424)
KEPT = range(424, 426)
FOLLOWED = range(400, 426)
# Number of a measure → its department; both run until they are stopped.
MEASURES = {25: "ecology", 26: "market-supervision"}
# The department that gets mails and events.
RECEIVER = "ecology"
# The customs office of all of them.
OFFICE = "laiwu-customs"
NINE = time(9)
# What its system wants: what follows the acts. How many notices there are differs from round to round.
KINDS = [kind for group, kinds in EVENT_GROUPS.items() if group not in ("激励资格", "消息") for kind in kinds]


def enterprise(serial: int) -> Enterprise:
    return Enterprise.objects.get(uscc=uscc_of(serial))


def usccs() -> list[str]:
    return [uscc_of(serial) for serial in FOLLOWED]


def line(serial: int) -> tuple[str, ...]:
    return roster_line(serial, name=f"济南泺岬{serial}进出口有限公司", customs_code=f"37016T{serial:04d}")


def build_followed(officer: User, *, as_of: date, address: str) -> None:
    """Certify the enterprises in the weeks before the rounds, log measures for them, and revoke the first ones."""
    today = timezone.localdate()
    receiver, administrator = make_department(RECEIVER), make_user(Role.SYSTEM)
    create_endpoint(
        endpoint=Endpoint(department=receiver, name="监管系统", address=address, kinds=KINDS),
        by=administrator,
    )
    create_mailbox(mailbox=Mailbox(department=receiver, address="bangongshi@ecology.example"), by=administrator)
    clerks = {number: make_user(Role.DEPARTMENT, department=make_department(code)) for number, code in MEASURES.items()}
    with clock_at(datetime.combine(today - timedelta(days=40), NINE)) as clock:
        put_in_force(officer, list(map(line, REVOKED_BEFORE)), as_of=as_of)
        notify_standing_changes()
        _apply(clerks, REVOKED_BEFORE)
        for serial in REVOKED_BEFORE:
            revoke(serial, officer)
        notify_standing_changes()
        # Wednesday of last week, so that the weekly digest names them.
        wednesday = today - timedelta(days=today.weekday() + 5)
        clock.move_to(datetime.combine(wednesday, NINE))
        others = [serial for serial in FOLLOWED if serial not in REVOKED_BEFORE]
        put_in_force(officer, list(map(line, others)), mode="changes", as_of=as_of)
        notify_standing_changes()
        _apply(clerks, others)


def _apply(clerks: dict[int, User], serials: Iterable[int]) -> None:
    for number, clerk in clerks.items():
        for serial in serials:
            log(enterprise(serial), clerk, number=number)


def revoke(serial: int, officer: User) -> None:
    revoke_enterprise(
        enterprise=enterprise(serial),
        reason="走私",
        document_number=f"济关〔2026〕{serial}号",
        effective_on=timezone.localdate(),
        by=officer,
    )
