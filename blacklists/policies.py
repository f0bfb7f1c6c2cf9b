"""Is it possible now? Each check raises ActionDenied with the sentence that the page shows."""

from datetime import date

from django.utils import timezone

from blacklists.models import Blacklist, BlacklistFeed, BlacklistImport
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from uploads.models import Mode
from uploads.policies import exceeds_tenth


def ends_over_a_tenth(ended: int, live: int) -> bool:
    """Whether a file ends so many entries that a person answers for it; one alone, of however few, is never many."""
    return ended > 1 and exceeds_tenth(ended, live)


def check_day_has_come(as_of: date) -> None:
    """Nobody knows what a list says on a day to come; it would be newer than all that comes until then."""
    if as_of > timezone.localdate():
        raise ActionDenied(f"截至日期{chinese_date(as_of)}晚于今天，请改正后再送。")


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
            f"程序送来的全量名单截至{chinese_date(submission.as_of)}，早于现有数据的{chinese_date(newest)}，没有自动生效。"
            "现行名单继续有效，请核对后确认或撤回。"
        )
    if submission.ended_count and ends_over_a_tenth(submission.ended_count + ended_unseen, live + ended_unseen):
        before = f"程序近七日已自动移出{ended_unseen}条，" if ended_unseen else ""
        raise ActionDenied(
            f"{before}程序送来的{submission.get_mode_display()}名单将使现行{live}条中的{submission.ended_count}条移出，"
            f"{'合计' if before else ''}超过十分之一，可能数据不全或有误，没有自动生效。"
            "现行名单继续有效，请核对后确认或撤回。"
        )
    if not_taken:
        raise ActionDenied(
            f"程序送来的数据截至{chinese_date(submission.as_of)}，其中{not_taken}条在更新的全量名单中没有，不能列入，没有自动生效。"
            "现行名单继续有效，请向来源单位核对后确认其余各条，或撤回。"
        )


def check_end_count_confirmed(submission: BlacklistImport, *, live: int, ended_count: int | None) -> None:
    """A file that ends more than a tenth of what is in force is confirmed with the number typed once more.

    A number that is typed is the right one, whether it was asked for or not.
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


def check_may_exclude(blacklist: Blacklist) -> None:
    """Only a list with a legal basis keeps enterprises out (国办发〔2020〕49号)."""
    if blacklist.excludes and not blacklist.legal_basis.strip():
        raise ActionDenied("“命中即暂不纳入”须有法律依据，请填写后再保存。")


def check_switch_confirmed(confirmed: bool) -> None:
    """The switch between excluding and hint only asks first."""
    if not confirmed:
        raise ActionDenied("改变效力会立即影响已命中的企业，请先核对所涉企业并确认。")


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
