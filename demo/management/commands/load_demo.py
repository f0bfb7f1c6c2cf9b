"""Play the fictional city through the portal's own actions, so that no page of the demo is empty."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Department, User
from blacklists.actions.blacklist_declaration import declare_unused
from blacklists.actions.feeds import save_feed, switch_feed
from blacklists.actions.imports import confirm_import, process_import, receive_import
from blacklists.models import Blacklist, BlacklistFeed
from demo.city.enterprises import CAST, CUSTOMS_ZONES, CityEnterprise
from demo.city.files import CityFile, CityFiles, write_files
from demo.logins import EVERYBODY, PASSWORD, Login
from feedback.actions.applications import log_application
from feedback.actions.follow import notify_standing_changes
from feedback.actions.reports import report_violation
from feedback.policies import ApplicationChoices
from incentives.models import Measure
from publicity.actions import publish_case, publish_enterprises, write_case
from roster.actions.confirmations import confirm_roster
from roster.actions.submissions import process_roster, receive_roster
from roster.models import Enterprise
from roster.policies import RosterConfirmation
from screening.actions.finishing import run_screening
from screening.actions.match_policy import try_thresholds
from screening.actions.revocations import revoke_enterprise
from screening.actions.screenings import repeat_screening
from screening.models import Screening, Standing

CHECKED = ApplicationChoices(condition_met=True)
LANE = ApplicationChoices(kind="one_off")
REFUNDS_FIRST = ApplicationChoices(condition_met=True, sub_item=2)
UNCHOSEN = ApplicationChoices()
# Which department applied which measure, with which choices, to which enterprise, and what it did.
APPLICATIONS = (
    ("shuiwu", 31, CHECKED, CAST.case_hero, "核定单次领取3个月的增值税发票用量，调整用量即时办结。"),
    ("shuiwu", 32, REFUNDS_FIRST, CAST.case_hero, "评为出口企业管理一类企业，出口退税优先办理，指定专人联系。"),
    ("quancheng", 1, UNCHOSEN, CAST.case_hero, "平均查验率降至一般信用企业的20%以下。"),
    ("shenpi", 22, LANE, CAST.case_hero, "对外贸易经营者变更事项走绿色通道，当日办结。"),
    ("maocu", 28, UNCHOSEN, CAST.case_hero, "优先安排境外建材展展位一个。"),
    ("shuiwu", 31, CHECKED, CAST.revoked, "核定单次领取3个月的增值税发票用量。"),
    ("shengtai", 25, UNCHOSEN, CAST.revoked, "无举报情况下，年度例行检查由两次减为一次。"),
    ("caizheng", 20, UNCHOSEN, CAST.reported, "外贸稳增长专项资金评审，同等条件下优先。"),
    ("quancheng", 24, UNCHOSEN, CAST.hinted, "口岸查验率按较低档执行。"),
)
STORY = (
    f"{CAST.case_hero.name}自2019年起为海关高级认证企业。税务部门将其评为出口企业管理一类企业，出口退税优先办理；"
    "市行政审批服务局为其变更事项开通绿色通道，当日办结；泉城海关降低查验率，货物当天放行。\n\n"
    "一家守信的企业，在多个部门得到实实在在的便利。"
)
# The others are left to be published by hand.
PUBLISHED = 120


def _run_screenings() -> None:
    for pk in Screening.objects.unfinished().order_by("pk").values_list("pk", flat=True):
        run_screening(pk)


def _upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def _enterprise(enterprise: CityEnterprise) -> Enterprise:
    return Enterprise.objects.get(uscc=enterprise.uscc)


class Command(BaseCommand):
    help = "载入虚构的演示城市（已载入则不做任何事；仅限演示环境）"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("load_demo 只能在演示环境（DEMO=true）中运行。")
        if Enterprise.objects.exists():
            return
        for office, prefix in CUSTOMS_ZONES.items():
            Department.objects.filter(code=office).update(customs_code_prefixes=[prefix])
        # Hashed once: that is slow, as it should be, and all have the same password.
        password = make_password(PASSWORD)
        people = {login.username: self._person(login, password) for login in EVERYBODY}
        files = write_files(settings.VAR_DIR / "city", today=timezone.localdate())
        self._lists(files, people)
        self._work(files, people)

    def _person(self, login: Login, password: str) -> User:
        department = Department.objects.get(code=login.department) if login.department else None
        return User.objects.create(
            username=login.username,
            password=password,
            full_name=login.full_name,
            role=login.role,
            department=department,
        )

    def _lists(self, files: CityFiles, people: dict[str, User]) -> None:
        """Put the rosters and blacklists into force; leave one roster with mistakes to be corrected."""
        self._roster(files.quancheng_roster, people["quancheng"])
        self._roster(files.laiwu_roster, people["laiwu"])
        self._roster(files.mistaken_roster, people["quancheng"], confirm=False)
        for file in files.blacklists:
            self._blacklist(file, people["xinyong"])
        for blacklist in Blacklist.objects.missing():
            declare_unused(blacklist=blacklist, reason="来源单位尚未提供名单（演示）", by=people["xinyong"])
        self._feed(files.court_defaulters_later, people["xinyong"])
        _run_screenings()
        repeat_screening(screening=Screening.objects.filter(trigger="blacklist").latest("pk"), by=people["xinyong"])
        try_thresholds(review_threshold=95, ignore_below=40, by=people["xinyong"])
        _run_screenings()

    def _roster(self, file: CityFile, officer: User, *, confirm: bool = True) -> None:
        submission, _ = receive_roster(upload=_upload(file.path), mode=file.mode, as_of=file.as_of, by=officer)
        process_roster(submission.pk)
        if confirm:
            confirm_roster(submission=submission, confirmation=RosterConfirmation(), by=officer)

    def _blacklist(self, file: CityFile, credit: User) -> None:
        blacklist = Blacklist.objects.get(code=file.owner)
        submission, _ = receive_import(
            blacklist=blacklist, upload=_upload(file.path), mode=file.mode, as_of=file.as_of, by=credit
        )
        process_import(submission.pk)
        confirm_import(submission=submission, problems_verified=True, by=credit)

    def _feed(self, file: CityFile, credit: User) -> None:
        """Add a feed that is switched off until the folder is served (docs/feeds.md)."""
        data = {
            "blacklist": Blacklist.objects.get(code=file.owner),
            "address": f"http://127.0.0.1:9000/{file.path.name}",
            "mode": file.mode,
        }
        switch_feed(feed=save_feed(feed=BlacklistFeed(), data=data, by=credit), enabled=False, by=credit)

    def _work(self, files: CityFiles, people: dict[str, User]) -> None:
        """Log applications, publish, report and revoke, as the departments and customs do."""
        today = timezone.localdate()
        logged = [
            log_application(
                enterprise=_enterprise(enterprise),
                measure=Measure.objects.get(number=number),
                applied_on=today,
                description=description,
                evidence=_upload(files.application_evidence) if enterprise == CAST.case_hero else None,
                choices=choices,
                by=people[username],
            )
            for username, number, choices, enterprise, description in APPLICATIONS
        ]
        eligible = Standing.objects.current().eligible().order_by("enterprise_id").values("enterprise_id")
        publish_enterprises(enterprises=Enterprise.objects.filter(pk__in=eligible[:PUBLISHED]), by=people["xinyong"])
        case = write_case(
            application=logged[1], title="一类企业的一天：退税快、审批快、通关快", body=STORY, by=people["xinyong"]
        )
        publish_case(case=case, by=people["xinyong"])
        report_violation(
            enterprise=_enterprise(CAST.reported),
            found_on=today,
            facts="申报专项资金时提供的进出口额与报关数据不符，已责令说明。",
            by=people["caizheng"],
        )
        revoke_enterprise(
            enterprise=_enterprise(CAST.revoked),
            reason="发生走私行为，不再符合高级认证企业标准",
            document_number="泉关企管〔2026〕3号",
            effective_on=today,
            by=people["quancheng"],
        )
        notify_standing_changes()
