"""Play the year: every day what falls due in the night, on working days the work of the offices."""

from datetime import date, time
from pathlib import Path

from accounts.models import User
from demo.city.files import CityFiles
from demo.clock import Clock
from demo.year.administration import plan_administration
from demo.year.city_year import BEGIN, CityYear
from demo.year.cosigning import plan_cosigning
from demo.year.credit import decide_due_hits, plan_credit
from demo.year.customs import plan_customs
from demo.year.days import YearDays
from demo.year.departments import follow_up, plan_departments
from demo.year.feedback import plan_feedback
from demo.year.list_rules import plan_rules
from demo.year.mails import plan_mails, take_mails
from demo.year.objections import plan_objections
from demo.year.reports import plan_reports
from demo.year.sectors import plan_sectors
from demo.year.webhooks import plan_webhooks, take_deliveries
from feedback.actions.follow import notify_standing_changes
from feedback.tasks import open_months, remind_of_advice, send_digests
from reports.tasks import make_due_reports
from screening.tasks import reassess_due

NIGHT, AFTERNOON = time(0, 5), time(15, 0)


def play_year(clock: Clock, days: YearDays, people: dict[str, User], files: CityFiles, folder: Path) -> None:
    """Play the year before today; `folder` takes the files that the offices send in it."""
    year = CityYear(clock, days, people, folder)
    # The lists are there before the first roster, so that its enterprises are compared with all of them at once.
    plan_sectors(year)
    plan_rules(year)
    plan_customs(year, files.mistaken_roster)
    plan_departments(year, files.application_evidence)
    plan_feedback(year)
    plan_credit(year, files.court_defaulters_later)
    plan_objections(year)
    plan_administration(year)
    plan_cosigning(year)
    plan_webhooks(year)
    plan_mails(year)
    plan_reports(year)
    for day in days.all:
        if day >= days.first:
            _play_day(year, day)


def _play_day(year: CityYear, day: date) -> None:
    year.move_to(day, NIGHT)
    reassess_due()
    send_digests()
    open_months()
    remind_of_advice()
    make_due_reports()
    notify_standing_changes()
    if day in year.days.working:
        year.move_to(day, BEGIN)
        year.do_planned(day)
        year.move_to(day, AFTERNOON)
        decide_due_hits(year)
        follow_up(year)
        notify_standing_changes()
    take_deliveries()
    take_mails()
