"""What the credit desk and its workers do: screenings, decisions, match policy, public list."""

from collections.abc import Callable
from functools import partial

from publicity.actions.publications import lift_hold, withdraw_publication
from publicity.models import Hold, Publication
from roster.models import Enterprise
from screening.actions.decisions import approve_decisions, decide_hits, reject_proposal, reopen_decision
from screening.actions.match_policy import apply_thresholds, approve_policy, change_match_policy, try_thresholds
from screening.actions.screenings import plan_screening, repeat_screening, retry_screening, screen_everything
from screening.models import MatchPolicy, Screening
from screening.models.match_policy import ApprovalRule
from screening.states import Decision
from tests.simulation.facts import Hit
from tests.simulation.facts import Screening as Known
from tests.simulation.year import Year, serial_of, stored_hit
from tests.steps import publish_enterprises, versions_of


def run_waiting(year: Year) -> str:
    return year.run_waiting()


def run_one(year: Year) -> str:
    """One waiting screening is done, given up, or only planned; the others go on waiting."""
    if not (waiting := year.waiting()):
        return ""
    screening = year.rng.choice(waiting)
    how = year.rng.choice(("done", "failed", "failed", "planned"))
    pk = year.screenings[screening.number]
    if how == "done":
        year.city.run(pk)
        year.model.finish(screening)
    elif how == "failed":
        year.model.fail(screening, year.city.fail(pk, year.rng))
    else:
        plan_screening(pk)
        year.model.plan(screening)
    return f"screening {screening.number} {how}"


def retry(year: Year) -> str:
    failed = [known for known in year.model.screenings if known.state == "failed"]
    if not failed:
        return ""
    chosen = year.rng.choice(failed)
    may = not (_is_of_everything(chosen) and _everything_waits(year))
    act = partial(retry_screening, screening=_stored(year, chosen.number), by=year.city.credit)
    done = year.attempt(act, may=may, what=f"screening {chosen.number} retried")
    if may:
        year.model.retry(chosen)
        year.run_at_once()
    return done


def _is_of_everything(screening: Known) -> bool:
    return screening.compares.trigger == "everything"


def _everything_waits(year: Year) -> bool:
    """Whether a screening of everything is unfinished; until it is done, no other one may begin."""
    return any(map(_is_of_everything, year.waiting()))


def _stored(year: Year, number: int) -> Screening:
    return Screening.objects.get(pk=year.screenings[number])


def screen_again(year: Year) -> str:
    """Everything again, a trial of other thresholds, or a repetition; refused while another compares everything."""
    kind = year.rng.choice(("everything", "trial", "repetition"))
    done = [known for known in year.model.screenings if known.state == "done" and not known.is_trial]
    if kind == "repetition" and not done:
        return ""
    scope = year.rng.choice(done) if kind == "repetition" else None
    act = {
        "everything": partial(screen_everything, by=year.city.credit),
        "trial": partial(try_thresholds, review_threshold=80, ignore_below=50, by=year.city.credit),
        "repetition": partial(repeat_screening, screening=scope and _stored(year, scope.number), by=year.city.credit),
    }[kind]
    may = not ((scope is None or _is_of_everything(scope)) and _everything_waits(year))
    requested = year.attempt(act, may=may, what=f"{kind} requested")
    if may:
        year.note_requests(
            year.model.request_repetition(scope) if scope else year.model.request_everything(is_trial=kind == "trial")
        )
        year.run_at_once()
    return requested


def _hit(year: Year, wanted: Callable[[Hit], bool]) -> Hit | None:
    """One of the current hits that are wanted; of an entry that excludes, if there is one."""
    hits = [hit for hit in year.model.hits.values() if hit.now.is_current and wanted(hit)]
    return year.rng.choice(hits) if hits else None


def decide(year: Year) -> str:
    hit = _hit(year, lambda hit: hit.now.decision == "undecided" and not hit.proposed)
    if hit is None:
        return ""
    decision = year.rng.choice((Decision.CONFIRMED, Decision.DISMISSED, Decision.DISMISSED))
    found = stored_hit(hit)
    versions = versions_of(found)
    decide_hits(
        hits=[found], expected_versions=versions, decision=decision, reason="已核对登记资料", by=year.city.credit
    )
    year.model.decide(hit, decision.value)
    return f"{_named(hit)} {'proposed' if year.model.needs_approval else 'decided'}: {decision.value}"


def settle_proposal(year: Year) -> str:
    """A second user approves or rejects a proposed decision."""
    if (hit := _hit(year, lambda hit: bool(hit.proposed))) is None:
        return ""
    found = stored_hit(hit)
    versions = versions_of(found)
    if year.chance(0.7):
        approve_decisions(hits=[found], expected_versions=versions, by=year.city.second)
        year.model.approve(hit)
        return f"{_named(hit)} approved"
    reject_proposal(hit=found, expected_versions=versions, reason="资料不足", by=year.city.second)
    year.model.reject(hit)
    return f"{_named(hit)} rejected"


def reopen(year: Year) -> str:
    if (hit := _hit(year, lambda hit: hit.now.decision != "undecided")) is None:
        return ""
    found = stored_hit(hit)
    reopen_decision(hit=found, expected_versions=versions_of(found), reason="资料有误", by=year.city.credit)
    year.model.reopen(hit)
    return f"{_named(hit)} reopened"


def _named(hit: Hit) -> str:
    return f"enterprise {serial_of(hit.enterprise.uscc)} ↔ {hit.entry.record.source_id}"


def change_policy(year: Year) -> str:
    """Decisions need approval, or no longer; the term changes. What is relaxed is approved by a second user."""
    rule = year.rng.choice((ApprovalRule.ALL, ApprovalRule.NONE))
    term = year.rng.choice((3, 5, 5, 8))
    policy = change_match_policy(approval_rule=rule, term_working_days=term, reason="局长办公会议", by=year.city.credit)
    if policy.has_proposal:
        approve_policy(expected_version=str(MatchPolicy.current().approval_id), by=year.city.second)
    year.model.needs_approval, year.model.term_working_days = rule == ApprovalRule.ALL, term
    return f"policy: {rule.value}, {term} working days"


def change_thresholds(year: Year) -> str:
    """Other thresholds, between which no match of the simulation lies, are tried and then applied by a second user."""
    thresholds = year.rng.choice(((60, 40), (65, 45), (70, 50)))
    policy = MatchPolicy.current()
    if year.waiting() or thresholds == (policy.review_threshold, policy.ignore_below):
        return ""
    trial = try_thresholds(review_threshold=thresholds[0], ignore_below=thresholds[1], by=year.city.credit)
    tried = year.model.request_everything(is_trial=True)
    year.note_requests(tried)
    # A failed trial stands in no way: it changes nothing, and nobody has to retry it.
    others_are_done = all(known.state == "done" for known in year.model.screenings if not known.is_trial)
    is_run = year.chance(0.8)
    if is_run:
        year.city.run(trial.pk)
        year.model.finish(tried)
    may = is_run and others_are_done
    act = partial(apply_thresholds, trial=trial, reason="试算可行", by=year.city.second)
    done = year.attempt(act, may=may, what=f"thresholds {thresholds}")
    if may:
        year.note_requests(year.model.request_everything())
        year.run_at_once()
    return done


def publish(year: Year) -> str:
    """Publish some enterprises; refused unless all are eligible, not public and not held."""
    if not year.model.enterprises:
        return ""
    known = list(year.model.enterprises)
    eligible = {uscc for uscc in known if year.model.state_now(uscc) == "eligible"}
    allowed = sorted(eligible - year.model.withdrawn - year.model.published)
    chosen = (allowed if year.chance(0.8) else year.some(known, 4)) or known[:1]
    may = set(chosen) <= set(allowed)
    act = partial(publish_enterprises, enterprises=Enterprise.objects.filter(uscc__in=chosen), by=year.city.credit)
    done = year.attempt(act, may=may, what=f"publication of {[serial_of(uscc) for uscc in chosen]}")
    if may:
        year.model.published.update(chosen)
    return done


def withdraw(year: Year) -> str:
    if not year.model.published:
        return ""
    uscc = year.rng.choice(sorted(year.model.published))
    publication = Publication.objects.in_force().get(enterprise__uscc=uscc)
    withdraw_publication(
        publication=publication, withdrawal_reason="requested", withdrawal_note="企业来函", by=year.city.credit
    )
    year.model.published.remove(uscc)
    year.model.withdrawn.add(uscc)
    return f"publication of {serial_of(uscc)} withdrawn"


def lift_a_hold(year: Year) -> str:
    """Let an enterprise that was taken off the list be published again with the next bulletin."""
    if not year.model.withdrawn:
        return ""
    uscc = year.rng.choice(sorted(year.model.withdrawn))
    lift_hold(hold=Hold.objects.in_force().get(enterprise__uscc=uscc), by=year.city.credit)
    year.model.withdrawn.remove(uscc)
    return f"hold of {serial_of(uscc)} lifted"
