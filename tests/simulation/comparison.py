"""Compare the product with the model: timelines now, timelines as known earlier, public list, and what follows."""

from collections import defaultdict
from datetime import timedelta
from random import Random

from blacklists.models import BlacklistEntry
from demo.clock import JINAN
from publicity.models import Publication
from screening.models import Standing
from tests.simulation.determination import Period, Timeline, state_in
from tests.simulation.followup_comparison import follow_up_differences
from tests.simulation.model import Model
from tests.simulation.year import Year
from workbench.invariants import broken_invariants

ONE_DAY = timedelta(days=1)
# The reasons that rest on an entry.
ENTRY_REASONS = {"blacklisted", "possible_match", "hint"}


def differences(year: Year, rng: Random, *, samples: int) -> list[str]:
    """Where the product differs from the model: `samples` days are asked as known at an earlier moment."""
    model = year.model
    broken = [f"{text}: {subjects}" for text, subjects in broken_invariants().items()]
    return [
        *_timelines(model),
        *_as_known(model, rng, samples),
        *_public(model),
        *follow_up_differences(year),
        *broken,
    ]


def product_timelines() -> dict[str, Timeline]:
    """USCC → its timeline as known now; neighbouring rows with the same state and entries are one period."""
    sources = dict(BlacklistEntry.objects.values_list("pk", "source_id"))
    found: dict[str, list[Period]] = defaultdict(list)
    rows = Standing.objects.known().order_by("enterprise", "since")
    for uscc, since, state, reasons in rows.values_list("enterprise__uscc", "since", "state", "reasons"):
        entries = frozenset(
            (reason["code"], sources[reason["evidence"]["entry"]])
            for reason in reasons
            if reason["code"] in ENTRY_REASONS
        )
        if not found[uscc] or found[uscc][-1][1:] != (state, entries):
            found[uscc].append(Period(since, state, entries))
    return {uscc: tuple(periods) for uscc, periods in found.items()}


def _timelines(model: Model) -> list[str]:
    ours = product_timelines()
    return [
        f"{uscc} (product, model):\n  {_text(ours.get(uscc, ()))}\n  {_text(model.timelines.get(uscc, ()))}"
        for uscc in sorted(ours.keys() | model.timelines.keys())
        if ours.get(uscc) != model.timelines.get(uscc)
    ]


def _text(timeline: Timeline) -> str:
    return "; ".join(
        f"{since:%m-%d} {state} {sorted(entries) if entries else ''}".strip() for since, state, entries in timeline
    )


def _as_known(model: Model, rng: Random, samples: int) -> list[str]:
    if not model.enterprises:
        return []
    found = []
    for _ in range(samples):
        moment, timelines = rng.choice(model.beliefs)
        uscc = rng.choice(list(model.enterprises))
        first = min(enterprise.certifications[0].since for enterprise in model.enterprises.values())
        day = first + ONE_DAY * rng.randint(-1, (moment.date() - first).days if moment.date() > first else 0)
        standing = Standing.objects.standing_on(day, moment.replace(tzinfo=JINAN)).filter(enterprise__uscc=uscc)
        state = standing.values_list("state", flat=True).first() or ""
        expected = state_in(timelines.get(uscc, ()), day)
        if state != expected:
            found.append(f"{uscc} on {day} as known at {moment}: {state}, not {expected}")
    return found


def _public(model: Model) -> list[str]:
    shown = set(Publication.objects.visible().values_list("enterprise__uscc", flat=True))
    expected = {uscc for uscc in model.published if model.state_now(uscc) == "eligible"}
    return [f"public: {sorted(shown)}, not {sorted(expected)}"] if shown != expected else []
