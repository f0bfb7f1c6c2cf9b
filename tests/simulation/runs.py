"""Run simulated years: which acts are drawn how often, and when the product is compared with the model."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random

from django.test import override_settings

from demo.clock import clock_at
from tests.http_server import LOOPBACK, serving
from tests.simulation.acts import administrators, blacklists, credit, customs, departments, reports, staff
from tests.simulation.comparison import differences
from tests.simulation.year import START, Differs, Year

# Every so many steps everything is compared.
COMPARE_EVERY = 10
SAMPLES = 20
TIMES = (time(0, 1), time(9, 0), time(23, 50))
# Everything at once, or chunks of three entries for any number of enterprises.
CHUNKS: tuple[dict[str, int], ...] = ({}, {"SCREENING_CHUNK_ENTRIES": 3, "SCREENING_FEW_ENTERPRISES": 0})
Act = Callable[[Year], str]


def move_on(year: Year) -> str:
    """The clock moves on by hours or days, to one of three times of the day."""
    later = year.today + timedelta(days=year.rng.choice((0, 1, 1, 1, 2, 3, 5, 8)))
    moment = datetime.combine(later, year.rng.choice(TIMES))
    if moment <= year.city.now:
        return ""
    year.move_to(moment)
    return f"the clock moves on to {moment}"


# Act → how often it is drawn.
ACTS: dict[Act, int] = {
    move_on: 22,
    customs.send_roster: 12,
    customs.revoke: 3,
    customs.restore: 3,
    customs.suspend: 2,
    customs.lift: 2,
    reports.report: 3,
    reports.supplement: 1,
    reports.withdraw: 1,
    reports.receive: 2,
    reports.decide: 2,
    customs.settle_transfer: 6,
    blacklists.send_file: 18,
    blacklists.switch: 2,
    blacklists.declare: 2,
    credit.run_one: 7,
    credit.run_waiting: 6,
    credit.retry: 3,
    credit.screen_again: 3,
    credit.decide: 9,
    credit.settle_proposal: 4,
    credit.reopen: 3,
    credit.change_policy: 2,
    credit.change_thresholds: 2,
    credit.publish: 4,
    credit.withdraw: 1,
    credit.lift_a_hold: 1,
    departments.apply: 14,
    departments.answer: 4,
    departments.correct: 1,
    departments.end: 2,
    departments.ask: 2,
    departments.answer_question: 2,
    departments.receive: 2,
    departments.read: 4,
    departments.confirm: 3,
    staff.assign: 4,
    staff.leave: 1,
    staff.be_absent: 1,
    administrators.reorganise: 2,
}


def draw(year: Year) -> Act:
    """An act by its weight; the first one is a roster."""
    if not year.model.enterprises:
        return customs.send_roster
    return year.rng.choices(list(ACTS), weights=list(ACTS.values()))[0]


def run_year(seed: int, steps: int, *, compare_every: int = COMPARE_EVERY, has_two_workers: bool = True) -> Year:
    """Run a year from an empty database. Raises Differs, with all acts, at the first difference."""
    settings = override_settings(FEED_ALLOWED_NETWORKS=[LOOPBACK], MAIL_IN_USE=True, **CHUNKS[seed % len(CHUNKS)])
    with clock_at(START) as clock, serving() as upstream, settings:
        year = Year(seed, clock, upstream, has_two_workers=has_two_workers)
        try:
            for number in range(steps):
                year.step(number, draw)
                if number % compare_every == compare_every - 1 or number == steps - 1:
                    compare(year, number)
        except AssertionError as error:
            raise Differs("\n".join([f"seed {seed}", *year.log, str(error)])) from error
        return year


def compare(year: Year, number: int) -> None:
    """Compare everything, once notices and advice are sent. Raises Differs."""
    year.follow()
    if found := differences(year, Random(f"{year.seed}/{number}/samples"), samples=SAMPLES):
        raise Differs("\n".join(found))
