"""Checks of actions. Each raises ActionDenied with the message that the page shows."""

from collections.abc import Mapping, Sequence
from datetime import date

from accounts.models import User
from approvals.models import Approval
from approvals.policies import check_not_own, check_nothing_pending, check_proposal_shown
from blacklists.models import Blacklist, BlacklistFeed, BlacklistImport
from blacklists.models.blacklists import SwitchProposal
from blacklists.reasons import HoldCode, Message, PullCode, message
from blacklists.wording import pull_text
from foundation.denials import ActionDenied
from uploads.models import Mode
from uploads.policies import exceeds_tenth

# The word on the pages for the proposed change.
SWITCH = "效力变更"
CONFIRMATION = "确认"
TERM_NEEDS_REASON = "缩短条目有效期会使条目提前到期，须由另一名信用管理人员复核，请写明缘由。"
# The lines that the reason of a hold names for each rule; the page of the import lists all problems.
LINES_NAMED = 5


def ends_over_a_tenth(ended: int, live: int) -> bool:
    """Whether a file ends over a tenth of the entries and needs a person's confirmation; a single one never does."""
    return ended > 1 and exceeds_tenth(ended, live)


def hold_reason(
    submission: BlacklistImport,
    *,
    live: int,
    newest: date | None,
    ended_earlier: int,
    not_taken: int,
    to_verify: Mapping[str, Sequence[int]],
) -> Message | None:
    """The reason why a file that a program sent waits for a person; None where it may take effect automatically.

    `live` is the number of entries of the blacklist that have not ended, `newest` the as-of day of its newest confirmed
    data. `ended_earlier` is the number of entries that programs ended recently without a person, so that many small
    files end no more than a large one. `not_taken` is the number of new entries that a newer full list does not name.
    `to_verify` has the problems that a person must verify: rule → lines.
    A file that was held, or that a person had read again, never takes effect by itself.
    """
    as_of = submission.as_of.isoformat()
    if submission.mode == Mode.FULL and newest and submission.as_of < newest:
        return message(HoldCode.OLDER_THAN_KNOWN, as_of=as_of, newest=newest.isoformat())
    if submission.ended_count and ends_over_a_tenth(submission.ended_count + ended_earlier, live + ended_earlier):
        return message(
            HoldCode.ENDS_TOO_MANY,
            mode=submission.mode,
            live=live,
            ended=submission.ended_count,
            ended_earlier=ended_earlier,
        )
    if count := submission.losing_identifier_count:
        return message(HoldCode.LOSES_IDENTIFIERS, count=count)
    if not_taken:
        return message(HoldCode.NOT_IN_NEWER_LIST, as_of=as_of, not_taken=not_taken)
    if to_verify:
        rules = [
            {"rule": rule, "count": len(lines), "lines": list(dict.fromkeys(lines))[:LINES_NAMED]}
            for rule, lines in to_verify.items()
        ]
        return message(HoldCode.TO_VERIFY, channel=submission.channel, rules=rules)
    if submission.hold_reason or submission.is_adjusted:
        return message(HoldCode.READ_AGAIN)
    return None


def needs_end_count(submission: BlacklistImport, *, live: int) -> bool:
    """Whether a person has to type how many entries the file ends."""
    return ends_over_a_tenth(submission.ended_count, live) or submission.losing_identifier_count > 0


def check_end_count_confirmed(submission: BlacklistImport, *, live: int, ended_count: int | None) -> None:
    """Require the number of ended entries for a file that ends over a tenth of the live entries or removes their names
    or codes.

    A number that is given must be right even where none is required.
    """
    if ended_count is not None and ended_count != submission.ended_count:
        raise ActionDenied(
            f"您填写的移出条数是{ended_count}，这份名单将移出{submission.ended_count}条，请核对后再确认。"
        )
    if ends_over_a_tenth(submission.ended_count, live) and ended_count != submission.ended_count:
        raise ActionDenied(
            f"这份{submission.get_mode_display()}名单将使现行{live}条中的{submission.ended_count}条移出，超过十分之一。"
            "如确属实，请填写移出的条数后再确认。"
        )
    if submission.losing_identifier_count and ended_count != submission.ended_count:
        raise ActionDenied(
            f"这份名单将清除或改写{submission.losing_identifier_count}条的名称或代码，这些条目可能不再命中原来的企业，按移出对待。"
            "如确属实，请填写移出的条数后再确认。"
        )


def check_may_propose_switch(blacklist: Blacklist, change: SwitchProposal) -> None:
    """Require another effect than the present one, and a document and paragraph to exclude (国办发〔2020〕49号)."""
    check_nothing_pending(blacklist, noun=SWITCH)
    if blacklist.excludes == change["excludes"]:
        raise ActionDenied("该领域的效力已经改变，请按现在的效力核对。")
    if change["excludes"] and not (change["document"].strip() and change["paragraph"].strip()):
        raise ActionDenied("“命中即暂不纳入”须有法律依据，请写明文件和条款。")


def check_may_change_term(blacklist: Blacklist) -> None:
    """Require that no change of the effect is proposed: one waits at a time."""
    check_nothing_pending(blacklist, noun=SWITCH)


def check_may_propose_term(blacklist: Blacklist, entry_months: int, reason: str) -> None:
    """Require a term that ends entries earlier than the present one, and the reason for it."""
    check_may_change_term(blacklist)
    if not blacklist.is_shortened_by(entry_months):
        raise ActionDenied("条目有效期已经改变，请按现在的有效期核对。")
    if not reason.strip():
        raise ActionDenied(TERM_NEEDS_REASON)


def check_may_approve_proposal(blacklist: Blacklist, *, expected_version: str, user: User) -> Approval:
    """Return the proposal that the page showed; require another user than the proposer."""
    if blacklist.approval:
        check_not_own(blacklist.approval, user, noun=SWITCH)
    return check_may_reject_proposal(blacklist, expected_version=expected_version)


def check_may_reject_proposal(blacklist: Blacklist, *, expected_version: str) -> Approval:
    """Return the proposal that the page showed."""
    return check_proposal_shown(blacklist.approval, expected_version=expected_version, noun=SWITCH)


def check_no_confirmation_proposed(submission: BlacklistImport) -> None:
    """Require that nobody has proposed the confirmation: a second user approves or rejects it."""
    check_nothing_pending(submission, noun=CONFIRMATION)


def check_may_propose_confirmation(approval_reason: str, reason: str) -> None:
    """Require the reason for a confirmation that a second user has to approve."""
    if not reason.strip():
        raise ActionDenied(
            f"{approval_reason}。现行比对规则要求全部结论都须第二人复核，这份文件也须由另一名信用管理人员复核，请写明缘由再提请确认。"
        )


def check_may_approve_import(submission: BlacklistImport, *, expected_version: str, user: User) -> Approval:
    """Return the proposed confirmation that the page showed; require another user than the proposer."""
    if submission.approval:
        check_not_own(submission.approval, user, noun=CONFIRMATION)
    return check_may_reject_import(submission, expected_version=expected_version)


def check_may_reject_import(submission: BlacklistImport, *, expected_version: str) -> Approval:
    """Return the proposed confirmation that the page showed."""
    return check_proposal_shown(submission.approval, expected_version=expected_version, noun=CONFIRMATION)


def check_may_declare_unused(blacklist: Blacklist) -> None:
    """Only an excluding blacklist without a confirmed file is declared not yet in use, and only once."""
    if not blacklist.excludes:
        raise ActionDenied("该领域仅作提示，不影响资格，无需声明。")
    if blacklist.newest is not None:
        raise ActionDenied("该领域已有确认的名单，不能声明尚未启用。")
    if blacklist.is_declared_unused:
        raise ActionDenied(f"{blacklist.unused_declared_by}已声明该领域尚未启用，无需再次声明。")


def check_may_withdraw_declaration(blacklist: Blacklist) -> None:
    """A declaration is withdrawn before it has ended."""
    if not blacklist.is_declared_unused:
        raise ActionDenied("没有有效的声明可以撤回：可能已由他人撤回，或首份名单已确认。")


def check_only_full_feed(feed: BlacklistFeed) -> None:
    """Require that no other enabled feed of the blacklist delivers full lists."""
    others = BlacklistFeed.objects.filter(blacklist=feed.blacklist, mode=Mode.FULL, enabled=True).exclude(pk=feed.pk)
    if feed.enabled and feed.mode == Mode.FULL and others.exists():
        raise ActionDenied(f"{feed.blacklist}已有一个启用的全量接口，两份全量名单会互相移出条目。请先停用那一个。")


def pull_obstacle(feed: BlacklistFeed) -> PullCode | None:
    """The reason why a feed cannot be pulled now; None where it can.

    A feed has one unread file at a time. Changes take effect in order, so changes that are not in force yet block the
    next ones.
    """
    last = feed.last_import
    if not feed.enabled:
        return PullCode.DISABLED
    if last and last.is_waiting:
        return PullCode.FILE_WAITING
    if last and feed.mode == Mode.CHANGES and last.is_unsettled:
        return PullCode.FILE_UNSETTLED
    return None


def check_may_pull(feed: BlacklistFeed) -> None:
    """Require that the feed can be pulled now."""
    if obstacle := pull_obstacle(feed):
        raise ActionDenied(pull_text(message(obstacle)))
