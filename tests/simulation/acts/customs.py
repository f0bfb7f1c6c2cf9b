"""What customs does: rosters, transfers between the offices, revocations, suspensions and their ends."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from accounts.models import User
from incentives.models import Measure
from roster.actions.transfers import agree_to_transfer, decline_transfer, withdraw_transfer
from roster.models import Transfer
from screening.actions.revocations import approve_restoration, restore_enterprise, revoke_enterprise
from screening.actions.suspensions import approve_lifting, lift_suspension, suspend_enterprise
from screening.models import Revocation, Suspension
from screening.states import RevocationCategory
from tests.simulation import facts
from tests.simulation.city import NAMED, OFFICES
from tests.simulation.names import ENTERPRISES, Identity
from tests.simulation.year import IDENTITIES, Year, serial_of, stored

Described = tuple[str, str]
"""Name and customs code."""


def send_roster(year: Year) -> str:
    """A whole roster or changes: enterprises join, leave, are renamed, get another customs code, are to move."""
    office = year.rng.choice(OFFICES)
    as_of = max(year.days_ago(0, 0, 1, 3), year.roster_days[office])
    known = _in_force(year, office)
    is_whole = year.chance(0.5)
    left_out = year.some(list(known), 2) if is_whole else []
    changed = {uscc: _described(year, IDENTITIES[uscc]) for uscc in year.some(list(known), 2)}
    rows = {**(known if is_whole else {}), **changed, **_joining(year), **_to_be_transferred(year, office)}
    for uscc in left_out:
        rows.pop(uscc, None)
    if not rows:
        return ""
    mode = "full" if is_whole else "changes"
    year.city.confirm_roster(office, mode, rows, as_of=as_of, address=f"济南市澜汀路{year.rng.randint(1, 3)}号")
    year.roster_days[office] = as_of
    named = [(uscc, *described) for uscc, described in rows.items()]
    year.note_requests(*year.model.confirm_roster(office, named, as_of, is_whole=is_whole))
    year.follow_up.first_roster = year.follow_up.first_roster or year.today
    year.run_at_once()
    without = [serial_of(uscc) for uscc in left_out]
    shown = {serial_of(uscc): described for uscc, described in rows.items()}
    return f"{mode} roster of {office} as of {as_of}: {shown}, without {without}"


def _in_force(year: Year, office: str) -> dict[str, Described]:
    return {
        enterprise.uscc: (enterprise.names[-1], enterprise.customs_codes[-1])
        for enterprise in year.model.certified()
        if enterprise.certification and enterprise.certification.office == office
    }


def _joining(year: Year) -> dict[str, Described]:
    certified = {enterprise.uscc for enterprise in year.model.certified()}
    free = [identity for identity in ENTERPRISES if identity.uscc not in certified]
    most = 3 if year.model.enterprises else 6
    return {identity.uscc: _described(year, identity) for identity in year.some(free, most)}


def _to_be_transferred(year: Year, office: str) -> dict[str, Described]:
    """Enterprises of the other office: most of those whose transfer waits, and sometimes another one."""
    waiting = [uscc for uscc, transfer in year.model.transfers.items() if transfer.to_office == office]
    others = [uscc for uscc in _in_force(year, _other(office)) if uscc not in waiting]
    named = [uscc for uscc in waiting if year.chance(0.7)] + (year.some(others, 1) if year.chance(0.5) else [])
    return {uscc: _described(year, IDENTITIES[uscc]) for uscc in named}


def _other(office: str) -> str:
    return next(other for other in OFFICES if other != office)


def settle_transfer(year: Year) -> str:
    """The former office agrees to a transfer or declines it, or the receiving office withdraws it."""
    if not year.model.transfers:
        return ""
    uscc = year.rng.choice(list(year.model.transfers))
    receiving = year.model.transfers[uscc].to_office
    transfer = Transfer.objects.waiting().get(certification__enterprise__uscc=uscc)
    how = year.rng.choice(("agreed", "agreed", "declined", "withdrawn"))
    if how == "agreed":
        agree_to_transfer(transfer=transfer, by=year.city.officers[_other(receiving)])
        year.note_requests(*year.model.agree(uscc))
        year.run_at_once()
    elif how == "declined":
        decline_transfer(transfer=transfer, reason="企业未迁址", by=year.city.officers[_other(receiving)])
        year.model.refuse(uscc)
    else:
        withdraw_transfer(transfer=transfer, reason="报送有误", by=year.city.officers[receiving])
        year.model.refuse(uscc)
    return f"transfer of enterprise {serial_of(uscc)} to {receiving} {how}"


def _described(year: Year, identity: Identity) -> Described:
    return year.rng.choice(identity.names), year.rng.choice(identity.customs_codes)


def officer_of(year: Year, enterprise: facts.Enterprise) -> User:
    """An officer of the office that certified the enterprise last."""
    return year.city.officers[enterprise.certifications[-1].office]


def decision_about(year: Year, enterprise: facts.Enterprise) -> dict[str, Any]:
    """A revocation from today or an earlier day; every third enterprise loses one measure only."""
    named = Measure.objects.filter(number=NAMED) if serial_of(enterprise.uscc) % 3 == 0 else []
    return {
        "category": RevocationCategory.SMUGGLING,
        "reason": "走私",
        "document_number": "济关〔2026〕1号",
        "effective_on": year.days_ago(0, 0, 2, 5, 9),
        "measures": list(named),
        "by": officer_of(year, enterprise),
    }


def note_revocation(year: Year, enterprise: facts.Enterprise, decision: dict[str, Any]) -> str:
    enterprise.revoke(decision["effective_on"], tuple(measure.number for measure in decision["measures"]))
    year.model.settle()
    return f"enterprise {serial_of(enterprise.uscc)} revoked from {decision['effective_on']}"


def _has_measure(year: Year, enterprise: facts.Enterprise) -> bool:
    """Whether a measure runs for the enterprise, which is eligible."""
    runs = any(known.uscc == enterprise.uscc and known.is_running for known in year.follow_up.applications)
    return runs and year.model.state_now(enterprise.uscc) == "eligible"


def revoke(year: Year) -> str:
    known = [enterprise for enterprise in year.model.certified() if not enterprise.revocation]
    if not known:
        return ""
    enterprise = year.prefer(known, partial(_has_measure, year))
    decision = decision_about(year, enterprise)
    revoke_enterprise(enterprise=stored(enterprise), **decision)
    return note_revocation(year, enterprise, decision)


def restore(year: Year) -> str:
    """A restoration from any day between the revocation and today."""
    known = [enterprise for enterprise in year.model.enterprises.values() if enterprise.revocation]
    if not known:
        return ""
    enterprise = year.rng.choice(known)
    restored_on = _day_of_end(year, enterprise.revocation)
    officer = officer_of(year, enterprise)
    restored = restore_enterprise(
        revocation=Revocation.objects.get(enterprise__uscc=enterprise.uscc, restored_on=None),
        reason="复议撤销",
        document_number="济关〔2026〕2号",
        restored_on=restored_on,
        by=officer,
    )
    if restored.has_proposal:
        colleague = year.city.colleagues[officer.own_department.code]
        approve_restoration(revocation=restored, expected_version=str(restored.approval_id), by=colleague)
    return _end(year, enterprise.revocation, restored_on, f"enterprise {serial_of(enterprise.uscc)} restored")


def _day_of_end(year: Year, decision: facts.Decision | None) -> date:
    assert decision
    return decision.effective_on + timedelta(days=year.rng.randint(0, (year.today - decision.effective_on).days))


def _end(year: Year, decision: facts.Decision | None, day: date, what: str) -> str:
    assert decision
    decision.ended_on = day
    year.model.settle()
    return f"{what} from {day}"


def suspend(year: Year) -> str:
    """A suspension with effect from today or an earlier day."""
    known = [known for known in year.model.certified() if not known.revocation and not known.suspension]
    if not known:
        return ""
    enterprise = year.prefer(known, partial(_has_measure, year))
    effective_on = year.days_ago(0, 0, 2, 5)
    suspend_enterprise(
        enterprise=stored(enterprise),
        reason="涉嫌走私",
        document_number="济关〔2026〕3号",
        effective_on=effective_on,
        by=officer_of(year, enterprise),
    )
    enterprise.suspensions.append(facts.Decision(effective_on))
    year.model.settle()
    return f"enterprise {serial_of(enterprise.uscc)} suspended from {effective_on}"


def lift(year: Year) -> str:
    """The end of a suspension, from any day since its first."""
    known = [enterprise for enterprise in year.model.enterprises.values() if enterprise.suspension]
    if not known:
        return ""
    enterprise = year.rng.choice(known)
    lifted_on = _day_of_end(year, enterprise.suspension)
    officer = officer_of(year, enterprise)
    lifted = lift_suspension(
        suspension=Suspension.objects.get(enterprise__uscc=enterprise.uscc, lifted_on=None),
        reason="查无实据",
        document_number="济关〔2026〕4号",
        lifted_on=lifted_on,
        by=officer,
    )
    if lifted.has_proposal:
        colleague = year.city.colleagues[officer.own_department.code]
        approve_lifting(suspension=lifted, expected_version=str(lifted.approval_id), by=colleague)
    return _end(year, enterprise.suspension, lifted_on, f"suspension of {serial_of(enterprise.uscc)} lifted")
