"""The command that checks the invariants names what was damaged in the database, and nothing else."""

from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from blacklists.models import BlacklistEntry
from feedback.models import MeasureApplication, StopAdvice
from publicity.models import Publication
from roster.models import Enterprise
from screening.models import ScreenedPeriod, ScreeningHit
from tests.roles import without_triggers
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import clerk_of, list_entries, log, publish_enterprises, put_in_force, revoke
from workbench.invariants import INVARIANTS

pytestmark = pytest.mark.usefixtures("blacklists", "reference_data")
NAME = "济南泺岬0002进出口有限公司"


@pytest.fixture
def portal(officer: User, credit: User) -> None:
    """An eligible enterprise with a measure, one with a possible match, a blocked one, and a revoked one."""
    put_in_force(officer, [roster_line(serial) for serial in (1, 2, 3, 4)])
    list_entries(credit, "court-defaulters", [blacklist_line(NAME), blacklist_line("某公司", uscc=uscc_of(3))])
    for serial in (1, 4):
        log(Enterprise.objects.get(uscc=uscc_of(serial)), clerk_of("tax"))
    leaves = Enterprise.objects.get(uscc=uscc_of(4))
    publish_enterprises(enterprises=[leaves], by=credit)
    revoke(leaves, officer)


def test_check_of_sound_data_finds_nothing(portal: None) -> None:
    output = StringIO()
    call_command("check_invariants", stdout=output)
    assert output.getvalue() == f"{len(INVARIANTS)}条规则均成立。\n"


def _forget_number_match() -> None:
    ScreeningHit.objects.filter(match_type="uscc").update(is_current=False)


def _remove_entry() -> None:
    BlacklistEntry.objects.filter(uscc=uscc_of(3)).update(removed_on=timezone.localdate())


def _advise_about_eligible() -> None:
    application = MeasureApplication.objects.get(enterprise__uscc=uscc_of(1))
    StopAdvice.objects.create(
        department=application.department,
        application=application,
        standing=application.standing,
        working_days=7,
        due_on=timezone.localdate(),
    )


def _show_after_a_loss() -> None:
    Publication.objects.filter(enterprise__uscc=uscc_of(4)).update(ended_at=None)


@pytest.mark.parametrize(
    ("damage", "text", "subject"),
    [
        (_show_after_a_loss, "失去资格的企业，公布均已终止（1处）", "0004"),
        (_forget_number_match, "名单上的企业与有效条目号码相同的，均有命中（1处）", "某公司"),
        (_remove_entry, "资格与按现有事实重新认定的结果一致（1处）", "0003"),
        (_advise_about_eligible, "联合激励对象没有待答复的停用建议（1处）", "0001"),
        (
            lambda: ScreeningHit.objects.filter(match_type="name").update(score=1),
            "没有等候中的比对时，命中与双方现有资料一致（1处）",
            NAME,
        ),
        (
            lambda: ScreenedPeriod.objects.filter(certification__enterprise__uscc=uscc_of(1)).update(is_complete=False),
            "联合激励对象均已与各“黑名单”完成比对（1处）",
            "0001",
        ),
        (
            lambda: StopAdvice.objects.update(state="lifted"),
            "失去资格的企业，持续适用的措施均有停用建议（1处）",
            "0004",
        ),
        (
            lambda: MeasureApplication.objects.filter(enterprise__uscc=uscc_of(1)).update(applied_on=date(2026, 1, 1)),
            "登记的措施，按当时所知，企业当日是联合激励对象（1处）",
            "0001",
        ),
    ],
)
def test_check_names_what_was_damaged(portal: None, damage: Callable[[], object], text: str, subject: str) -> None:
    with without_triggers():
        damage()
    output = StringIO()
    with pytest.raises(CommandError, match=r"条不成立。") as raised:
        call_command("check_invariants", stdout=output)
    assert raised.value.returncode == 1
    _, listed = output.getvalue().split(f"不成立：{text}\n")
    assert subject in listed.splitlines()[0]
