"""Is it possible now? Each check raises ActionDenied with the sentence that the page shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.days import in_words
from accounts.models import User
from accounts.policies import ActionDenied
from roster.crosscheck.rules import Thresholds
from roster.models import (
    Blacklist,
    BlacklistFeed,
    BlacklistImport,
    Enterprise,
    MatchPolicy,
    Revocation,
    RosterLeaving,
    RosterSubmission,
    Screening,
    ScreeningHit,
)
from roster.models.files import FileSubmission, Mode
from roster.states import Decision, ScreeningState, SubmissionState

DECIDED_AT_ONCE = 200


class RosterMoved(ActionDenied):
    """The roster changed after the difference was shown."""


def add_working_days(day: date, count: int) -> date:
    """The day `count` working days (Monday to Friday) after `day`."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
    return day


def no_term(day: date) -> date:
    """The last day of a term of which nothing is left: the day before."""
    return day - timedelta(days=1)


def check_is_checked(submission: FileSubmission) -> None:
    """Only what was checked and shown can be confirmed, and only once."""
    if submission.status == SubmissionState.CONFIRMED:
        raise ActionDenied(f"这份文件已由{submission.confirmed_by}确认，无需再次确认。")
    if submission.status != SubmissionState.CHECKED:
        raise ActionDenied(f"这份文件目前是“{submission.get_status_display()}”，不能确认。")


@dataclass(frozen=True)
class Consent:
    """What the person who confirms a roster says to what was shown.

    USCC → reason of each leaving firm; whether the questions were looked into; how many leave, typed once more.
    """

    reasons: Mapping[str, str] = field(default_factory=dict)
    questions_answered: bool = False
    leaving_count: int | None = None


def leave_many(leaving: int, in_force: int) -> bool:
    """Whether so many firms would leave that the person is asked twice: more than a tenth of the roster."""
    return leaving * 10 > in_force


def check_may_confirm_roster(
    submission: RosterSubmission,
    *,
    newest: RosterSubmission | None,
    leavings: Sequence[RosterLeaving],
    in_force: int,
    consent: Consent,
) -> None:
    """A roster is confirmed as it was shown: without refused rows, unmoved, every question answered (domain loop, 2).

    `newest` is the newest confirmed submission of any office, `in_force` the number of the office's firms now.
    """
    check_is_checked(submission)
    if submission.refused_count:
        raise ActionDenied(f"名单有{submission.refused_count}处问题未改正，请改正后重新上传。")
    if submission.base != newest:
        raise RosterMoved(f"您预览之后名单已有变化（{newest}已确认），正在按最新名单重新校验、比较，请核对后再次确认。")
    previous = RosterSubmission.objects.filter(office=submission.office).newest_confirmed()
    if previous and submission.as_of < previous.as_of:
        raise ActionDenied(
            f"截至日期{in_words(submission.as_of)}早于本关已确认名单的截至日期{in_words(previous.as_of)}，"
            "请撤回后以正确的截至日期重新上传。"
        )
    if submission.asked_count and not consent.questions_answered:
        raise ActionDenied(f"有{submission.asked_count}处须核实的问题，请逐处核实后勾选。")
    unexplained = [leaving.name for leaving in leavings if not consent.reasons.get(leaving.uscc)]
    if unexplained:
        named = "、".join(unexplained[:5]) + ("等" if len(unexplained) > 5 else "")
        raise ActionDenied(f"有{len(leavings)}家企业将退出名单，请逐家填写退出原因；尚未填写的有{named}。")
    if leave_many(len(leavings), in_force) and consent.leaving_count != len(leavings):
        raise ActionDenied(
            f"退出的企业有{len(leavings)}家，超过现行名单{in_force}家的十分之一。如确属实，请再次填写退出的家数。"
        )


def ends_many(ended: int, live: int) -> bool:
    """Whether a file ends so many entries that a person answers for it; one alone, of however few, is never many."""
    return ended > 1 and leave_many(ended, live)


def check_day_has_come(as_of: date) -> None:
    """Nobody knows what a list says on a day to come; it would be newer than all that comes until then."""
    if as_of > timezone.localdate():
        raise ActionDenied(f"截至日期{in_words(as_of)}晚于今天，请改正后再送。")


def check_may_confirm_by_itself(
    submission: BlacklistImport, *, live: int, newest: date | None, ended_unseen: int, not_taken: int
) -> None:
    """What a program sent takes effect without a person unless the file as a whole is doubtful.

    `live` is how many entries of the list have not ended, `newest` the day that its newest confirmed data speaks of,
    `ended_unseen` how many programs have ended lately without a person: many small files end no more than a large one;
    `not_taken` how many new entries a newer whole list does not name.
    """
    if submission.mode == Mode.FULL and newest and submission.as_of < newest:
        raise ActionDenied(
            f"程序送来的全量名单截至{in_words(submission.as_of)}，早于现有数据的{in_words(newest)}，没有自动生效。"
            "现行名单继续有效，请核对后确认或撤回。"
        )
    if submission.ended_count and ends_many(submission.ended_count + ended_unseen, live + ended_unseen):
        before = f"程序近七日已自动移出{ended_unseen}条，" if ended_unseen else ""
        raise ActionDenied(
            f"{before}程序送来的{submission.get_mode_display()}名单将使现行{live}条中的{submission.ended_count}条移出，"
            f"{'合计' if before else ''}超过十分之一，可能数据不全或有误，没有自动生效。"
            "现行名单继续有效，请核对后确认或撤回。"
        )
    if not_taken:
        raise ActionDenied(
            f"程序送来的数据截至{in_words(submission.as_of)}，其中{not_taken}条在更新的全量名单中没有，不能列入，没有自动生效。"
            "现行名单继续有效，请向来源单位核对后确认其余各条，或撤回。"
        )


def check_ends_knowingly(submission: BlacklistImport, *, live: int, ended_count: int | None) -> None:
    """A file that ends more than a tenth of what is in force is confirmed with the number typed once more.

    A number that is typed is the right one, whether it was asked for or not.
    """
    if ended_count is not None and ended_count != submission.ended_count:
        raise ActionDenied(
            f"您填写的移出条数是{ended_count}，这份名单将移出{submission.ended_count}条，请核对后再确认。"
        )
    if ends_many(submission.ended_count, live) and ended_count != submission.ended_count:
        raise ActionDenied(
            f"这份{submission.get_mode_display()}名单将使现行{live}条中的{submission.ended_count}条移出，超过十分之一。"
            "如确属实，请填写移出的条数后再确认。"
        )


def check_may_exclude(blacklist: Blacklist) -> None:
    """Only a list with a legal basis keeps firms out (国办发〔2020〕49号)."""
    if blacklist.excludes and not blacklist.legal_basis.strip():
        raise ActionDenied("“命中即暂不纳入”须有法律依据，请填写后再保存。")


def check_switch_is_meant(confirmed: bool) -> None:
    """The switch between excluding and hint only asks first."""
    if not confirmed:
        raise ActionDenied("改变效力会立即影响已命中的企业，请先核对所涉企业并确认。")


def check_may_withdraw(submission: FileSubmission) -> None:
    """A file may be taken back until it is confirmed."""
    if not submission.can_withdraw:
        raise ActionDenied(f"这份文件目前是“{submission.get_status_display()}”，不能撤回。")


def check_may_read_again(submission: FileSubmission) -> None:
    """What has been read may be read in another way until it is confirmed or withdrawn."""
    if not submission.can_read_again:
        raise ActionDenied(f"这份文件目前是“{submission.get_status_display()}”，不能重新读取。")


def check_only_whole_list(feed: BlacklistFeed) -> None:
    """Of the feeds of one sector that are on, only one may bring whole lists."""
    others = BlacklistFeed.objects.filter(blacklist=feed.blacklist, mode=Mode.FULL, enabled=True).exclude(pk=feed.pk)
    if feed.enabled and feed.mode == Mode.FULL and others.exists():
        raise ActionDenied(f"{feed.blacklist}已有一个启用的全量接口，两份全量名单会互相移出条目。请先停用那一个。")


def check_may_pull(feed: BlacklistFeed) -> None:
    """One file at a time; changes are taken in their order, so one that is stuck stops those behind it."""
    last = feed.last_import
    if not feed.enabled:
        raise ActionDenied("该接口已停用，启用后才能拉取。")
    if last and last.is_waiting:
        raise ActionDenied("上次取得的文件正在处理，处理完毕后再拉取。")
    if last and feed.mode == Mode.CHANGES and last.is_unsettled:
        raise ActionDenied("上次取得的增量文件尚未生效。变更须按先后导入，请先确认或撤回该文件，在此之前不再拉取。")


def check_each(hits: Sequence[ScreeningHit], *checks: Callable[[ScreeningHit], None]) -> None:
    """All of them or none: one sentence names those of which it is not possible, each with its own."""
    if not hits:
        raise ActionDenied("没有勾选任何命中，请先勾选。")
    if len(hits) > DECIDED_AT_ONCE:
        raise ActionDenied(f"一次最多处理{DECIDED_AT_ONCE}条，现有{len(hits)}条，请分次处理。")
    denied = {}
    for hit in hits:
        try:
            for check in checks:
                check(hit)
        except ActionDenied as no:
            denied[hit] = no.sentence
    if denied and len(hits) == 1:
        raise ActionDenied(denied[hits[0]])
    if denied:
        named = "；".join(f"{hit.enterprise}与“{hit.entry.name}”：{sentence}" for hit, sentence in denied.items())
        raise ActionDenied(f"全部{len(hits)}条均未处理，其中{len(denied)}条现在不能处理：{named}")


def check_may_decide(hit: ScreeningHit) -> None:
    """A hit is decided while it still matches and nobody has decided it or proposed an answer."""
    if not hit.holds:
        raise ActionDenied("双方资料已变化，不再匹配，无需核实。")
    if hit.decision != Decision.UNDECIDED:
        raise ActionDenied(f"该命中已由{hit.decided_by}核实：{hit.get_decision_display()}。")
    if hit.has_proposal:
        raise ActionDenied(f"{hit.proposed_by}已提出结论（{hit.get_proposed_decision_display()}），待第二人复核。")


def check_may_agree(hit: ScreeningHit, user: User) -> None:
    """A proposed answer is agreed to by another person than the one who proposed it."""
    check_may_return(hit)
    if hit.proposed_by == user:
        raise ActionDenied("结论是您本人提出的，须由另一名信用管理人员复核。")


def check_is_as_seen(hit: ScreeningHit, seen: Mapping[int, str]) -> None:
    """An answer is given to what the person was shown, not to what has come in its place."""
    if seen.get(hit.pk) != hit.version:
        raise ActionDenied("您打开页面之后，双方资料或拟定的结论已有变化，请重新核对后再提交。")


def check_may_return(hit: ScreeningHit) -> None:
    """Only an answer that waits for agreement is sent back."""
    if not hit.has_proposal:
        raise ActionDenied("该命中没有待复核的结论，可能已由他人处理，或双方资料已变化。")


def check_may_reopen(hit: ScreeningHit) -> None:
    """What was decided can be put anew while the two still match."""
    if not hit.holds:
        raise ActionDenied("双方资料已变化，不再匹配，无需重新核实。")
    if hit.decision == Decision.UNDECIDED:
        raise ActionDenied("该命中尚未核实，无需重新核实。")


def check_may_retry(screening: Screening) -> None:
    """Only a failed run is run again."""
    if screening.state != ScreeningState.FAILED:
        raise ActionDenied(f"{screening}目前是“{screening.get_state_display()}”，不能重试。")


def check_may_repeat(screening: Screening) -> None:
    """Only what came to its end is run once more; a trial is asked for anew instead."""
    if screening.is_trial or screening.state != ScreeningState.DONE:
        raise ActionDenied(f"{screening}目前是“{screening.get_state_display()}”，不能重跑。")


def check_may_screen_everything() -> None:
    """One comparison of everything at a time."""
    running = Screening.objects.of_everything().waiting().first()
    if running:
        raise ActionDenied(f"{running}正在对全部企业和条目进行，完成后再发起。")


def check_nothing_proposed(policy: MatchPolicy) -> None:
    """One proposed change at a time: another would be set against values that are about to change."""
    if policy.has_proposal:
        raise ActionDenied(f"{policy.proposed_by}提出的修改还待第二人复核，请先同意、退回或撤回，再作其他修改。")


def check_may_agree_to_policy(policy: MatchPolicy, *, seen: str, user: User) -> None:
    """A proposed change is agreed to by another person than the one who proposed it, as that person was shown it."""
    if policy.has_proposal and policy.proposed_by == user:
        raise ActionDenied("修改是您本人提出的，须由另一名信用管理人员复核。")
    check_may_return_policy(policy, seen=seen)


def check_may_return_policy(policy: MatchPolicy, *, seen: str) -> None:
    """Only a change that waits for agreement is sent back, and only the one that the person was shown."""
    if not policy.has_proposal or policy.proposed_at is None:
        raise ActionDenied("没有待复核的修改，可能已由他人处理。")
    if policy.proposed_at.isoformat() != seen:
        raise ActionDenied("您打开页面之后，拟定的修改已换成另一份，请核对后再处理。")


def check_thresholds(thresholds: Thresholds) -> None:
    """0 ≤ ignore ≤ ask ≤ 100."""
    for label, value in (("提请核实的分值", thresholds.ask), ("不记录的分值", thresholds.ignore)):
        if not 0 <= value <= 100:
            raise ActionDenied(f"{label}应为0至100之间的整数，现为{value}。")
    if thresholds.ignore > thresholds.ask:
        raise ActionDenied(
            f"不记录的分值（{thresholds.ignore}）不能高于提请核实的分值（{thresholds.ask}）：不记录的命中无从提请核实。"
        )


def check_may_try_thresholds(thresholds: Thresholds, in_force: Thresholds) -> None:
    """Other values than today's, one trial at a time."""
    check_thresholds(thresholds)
    if thresholds == in_force:
        raise ActionDenied(f"与现行分值（{thresholds.ask}、{thresholds.ignore}）相同，无需试算。")
    check_may_screen_everything()


def check_may_apply_thresholds(trial: Screening, *, policy: MatchPolicy, sides: Mapping[str, Any], user: User) -> None:
    """What a trial showed is put into force while it is the newest word and both sides are as it saw them.

    Where the policy asks for a second person, higher thresholds are put into force by another than who tried them.
    """
    if not trial.is_trial:
        raise ActionDenied(f"{trial}不是试算，不能据以施行分值。")
    if trial.state != ScreeningState.DONE:
        raise ActionDenied(f"{trial}目前是“{trial.get_state_display()}”，试算完成后才能施行。")
    if trial.thresholds == policy.thresholds:
        raise ActionDenied(f"{trial}的分值已在施行。")
    later = Screening.objects.of_everything().filter(pk__gt=trial.pk).order_by("-pk").first()
    if later:
        raise ActionDenied(f"{trial}之后又进行过{later}，请重新试算，按最新的试算施行。")
    if trial.day != timezone.localdate() or trial.sides != sides:
        raise ActionDenied(f"{trial}之后企业名单或“黑名单”已有变化，试算结果不再准确，请重新试算。")
    owed = Screening.objects.not_done().order_by("pk").first()
    if owed:
        raise ActionDenied(f"{owed}尚未完成（{owed.get_state_display()}），完成后再施行。")
    is_raised = trial.thresholds.ask > policy.ask_from or trial.thresholds.ignore > policy.ignore_below
    if policy.asks_second and is_raised and trial.asked_by == user:
        raise ActionDenied(
            "提高分值会使一些命中不再提请核实。现行规则要求第二人复核，您试算的须由另一名信用管理人员据以施行。"
        )


def check_competent(enterprise: Enterprise, user: User) -> None:
    """The office that certified the firm, and no other, decides on its qualification (plan §3)."""
    certification = enterprise.certifications.order_by("pk").last()
    if certification is None or certification.office != user.department:
        office = certification.office if certification else "任何海关"
        raise ActionDenied(f"{enterprise}由{office}主管，{user.department}不能处理其资格。")


def check_may_revoke(enterprise: Enterprise, user: User) -> None:
    """Customs revokes what is certified and not revoked already (plan §3)."""
    check_competent(enterprise, user)
    if not enterprise.certifications.open().exists():
        raise ActionDenied(f"{enterprise}已退出名单，无资格可取消。")
    revocation = enterprise.revocations.open().first()
    if revocation:
        raise ActionDenied(
            f"{enterprise}的资格已于{in_words(revocation.effective_on)}取消（{revocation.document_number}）。"
        )


def check_may_restore(revocation: Revocation, user: User) -> None:
    """The competent office restores what is revoked."""
    check_competent(revocation.enterprise, user)
    if revocation.restored_on:
        raise ActionDenied(f"{revocation.enterprise}的资格已于{in_words(revocation.restored_on)}恢复。")
