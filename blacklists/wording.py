"""Chinese wording of stored codes: messages of feeds and pulls, reasons of holds, and results of imports."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from blacklists.models import Blacklist, BlacklistFeed, BlacklistImport, FeedPull
from blacklists.models.feeds import Outcome
from blacklists.reasons import FeedAlert, FetchCode, HoldCode, Message, PullCode
from foundation.outbound_wording import request_text
from foundation.web.dates import chinese_date
from spreadsheets.problems import RULES, WHOLE_FILE
from uploads.models import Mode
from uploads.states import SubmissionState

Params = Mapping[str, Any]
Texts = dict[str, Callable[[Params], str]]

OUTCOME_TEXTS = {
    SubmissionState.RECEIVED: "正在读取、校验，通过后自动生效。",
    SubmissionState.PROCESSING: "正在读取、校验，通过后自动生效。",
    SubmissionState.CHECKED: "等待人工确认。",
    SubmissionState.CONFIRMED: "已生效。",
    SubmissionState.FAILED: "未能处理，现行名单不变：",
    SubmissionState.WITHDRAWN: "已撤回，没有生效。",
}


def _day(text: str) -> str:
    return chinese_date(date.fromisoformat(text))


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}MB"


def _over(params: Params) -> str:
    return f"超过{_megabytes(params['limit'])}的上限"


def _invalid_json(params: Params) -> str:
    place = f"（第{params['line']}行第{params['column']}字）" if "line" in params else ""
    return f"上游的 JSON 不完整或有误{place}"


# Clauses without a full stop.
FETCH_TEXTS: Texts = {
    FetchCode.INVALID_REDIRECT: lambda p: "上游转向的地址无效",
    FetchCode.FORBIDDEN_REDIRECT: lambda p: f"上游转向到不允许的地址；{fetch_text(p['reason'])}",
    FetchCode.TOO_MANY_REDIRECTS: lambda p: f"上游转向超过{p['limit']}次",
    FetchCode.COMPRESSED: lambda p: "上游以压缩方式传送，请上游按原样传送",
    FetchCode.ANNOUNCED_TOO_LARGE: lambda p: f"上游的文件有{_megabytes(p['announced'])}，{_over(p)}，没有下载",
    FetchCode.TOO_LARGE: lambda p: f"上游的文件{_over(p)}，传到此处已中断",
    FetchCode.STALLED: lambda p: f"上游只传来{p['size']}字节就停了，是半份文件",
    FetchCode.TRUNCATED: lambda p: f"上游应传{p['announced']}字节，只传来{p['size']}字节，是半份文件",
    FetchCode.EMPTY: lambda p: "上游返回的内容是空的",
    FetchCode.WEB_PAGE: lambda p: "上游返回的是网页（可能是登录页或报错页），不是名单数据",
    FetchCode.NOT_A_TABLE: lambda p: "上游返回的不是 JSON、CSV 或工作簿",
    FetchCode.INVALID_CURSOR: lambda p: f"上游给出的游标超过{p['limit']}字或含有不可见字符",
    FetchCode.INVALID_JSON: _invalid_json,
    FetchCode.NO_LIST: lambda p: f"上游返回{p['status']}，没有给出名单",
    FetchCode.WRONG_KEY: lambda p: "保存的授权令牌不能解密（密钥已更换），请重新填写，或请运维人员恢复原来的密钥",
    FetchCode.INFECTED: lambda p: "上游的文件没有通过病毒检查，没有保存",
    FetchCode.NO_SCANNER: lambda p: "病毒检查暂时不可用，取得的文件没有保存",
}


def fetch_text(reason: Message) -> str:
    """The reason why fetching failed, as a clause without a full stop. Raises KeyError for an unknown code."""
    if text := FETCH_TEXTS.get(reason["code"]):
        return text(reason["params"])
    return request_text(reason, party="上游")


def _in_force(params: Params) -> str:
    """The as-of day of the blacklist in force at the time of the message."""
    day = params["in_force"]
    return f"现行名单仍是{_day(day)}的数据" if day else "该领域尚无名单"


def _retry_at(params: Params) -> str:
    """The time of the next attempt, with its day where that is another than the day of the message."""
    moment = timezone.localtime(datetime.fromisoformat(params["retry_at"]))
    day = "" if moment.date().isoformat() == params["noted_on"] else date_format(moment.date())
    return f"{day}{moment:%H:%M}"


def _with_cursor(text: str, params: Params) -> str:
    field = params["missing_cursor"]
    return text + (f"应答中没有新游标（{field}），下次仍从原处拉取。" if field else "")


def _failed(params: Params) -> str:
    reason = fetch_text(params["reason"])
    return f"{reason}。第{params['attempts']}次重试定于{_retry_at(params)}；{_in_force(params)}。"


PULL_TEXTS: Texts = {
    PullCode.NEW: lambda p: _with_cursor(f"取得新数据{p['size']}字节。", p),
    PullCode.NOT_MODIFIED: lambda p: f"上游没有新数据（304）；{_in_force(p)}。",
    PullCode.NO_CHANGES: lambda p: _with_cursor(f"上游没有新的变更；{_in_force(p)}。", p),
    PullCode.SAME_FILE: lambda p: _with_cursor(f"上游的文件与上次相同；{_in_force(p)}。", p),
    PullCode.FAILED: _failed,
    PullCode.INTERRUPTED: lambda p: "拉取程序意外中止，没有取用任何数据。",
    PullCode.FEED_CHANGED: lambda p: "拉取期间接口被停用或改了设置，没有取用这次的数据。",
    PullCode.DISABLED: lambda p: "该接口已停用，启用后才能拉取。",
    PullCode.FILE_WAITING: lambda p: "上次取得的文件正在处理，处理完毕后再拉取。",
    PullCode.FILE_UNSETTLED: lambda p: (
        "上次取得的增量文件尚未生效。变更须按先后导入，请先确认或撤回该文件，在此之前不再拉取。"
    ),
}


def pull_text(noted: Message | None) -> str:
    """The message of a pull; "" without one. Raises KeyError for an unknown code."""
    return PULL_TEXTS[noted["code"]](noted["params"]) if noted else ""


def _older_than_known(params: Params) -> str:
    return (
        f"程序送来的全量名单截至{_day(params['as_of'])}，早于现有数据的{_day(params['newest'])}，没有自动生效。"
        "现行名单继续有效，请核对后确认或撤回。"
    )


def _ends_too_many(params: Params) -> str:
    earlier = params["ended_earlier"]
    before = f"程序近七日已自动移出{earlier}条，" if earlier else ""
    return (
        f"{before}程序送来的{Mode(params['mode']).label}名单将使现行{params['live']}条中的{params['ended']}条移出，"
        f"{'合计' if before else ''}超过十分之一，可能数据不全或有误，没有自动生效。"
        "现行名单继续有效，请核对后确认或撤回。"
    )


def _loses_identifiers(params: Params) -> str:
    return (
        f"程序送来的数据将清除或改写{params['count']}条的名称或代码，这些条目可能不再命中原来的企业，没有自动生效。"
        "现行名单继续有效，请向来源单位核对后确认或撤回。"
    )


def _not_in_newer_list(params: Params) -> str:
    return (
        f"程序送来的数据截至{_day(params['as_of'])}，其中{params['not_taken']}条在更新的全量名单中没有，不能列入，没有自动生效。"
        "现行名单继续有效，请向来源单位核对后确认其余各条，或撤回。"
    )


def _to_verify(params: Params) -> str:
    is_pushed = params["channel"] == "push"
    named = "，".join(_rule_to_verify(noted, is_pushed=is_pushed) for noted in params["rules"])
    count = sum(noted["count"] for noted in params["rules"])
    return f"程序送来的数据有{count}处须由人核实：{named}，没有自动生效。现行名单继续有效，请逐处核对后确认，或撤回。"


def _rule_to_verify(noted: Params, *, is_pushed: bool) -> str:
    """One rule with the rows that it concerns; of pushed entries their places, which begin in line 2 of the table."""
    lines = noted["lines"]
    if lines == [WHOLE_FILE]:
        return RULES[noted["rule"]]
    places = "、".join(str(line - 1 if is_pushed else line) for line in lines)
    rest = f"等{noted['count']}处" if noted["count"] > len(lines) else ""
    return f"{RULES[noted['rule']]}（第{places}{'条' if is_pushed else '行'}{rest}）"


HOLD_TEXTS: Texts = {
    HoldCode.OLDER_THAN_KNOWN: _older_than_known,
    HoldCode.ENDS_TOO_MANY: _ends_too_many,
    HoldCode.LOSES_IDENTIFIERS: _loses_identifiers,
    HoldCode.NOT_IN_NEWER_LIST: _not_in_newer_list,
    HoldCode.TO_VERIFY: _to_verify,
    HoldCode.READ_AGAIN: lambda p: "已按经办人的意见重新读取，须由人工确认。",
}


def hold_text(submission: BlacklistImport) -> str:
    """The reason why a file waits for a person; "" where it does not. Raises KeyError for an unknown code.

    It is also stated where the confirmation is proposed and a second user has to approve it.
    """
    if submission.approval and submission.awaits_approval:
        return f"{submission.approval.change['approval_reason']}，已提请确认，待第二人复核。"
    reason = submission.hold_reason
    return HOLD_TEXTS[reason["code"]](reason["params"]) if reason else ""


def duration_text(span: timedelta) -> str:
    """Return a span of time in one unit: 45分钟, 3小时, 2天."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 120 and minutes != 60:
        return f"{minutes}分钟"
    hours = minutes // 60
    return f"{hours}小时" if hours < 48 else f"{hours // 24}天"


def minutes_text(minutes: int) -> str:
    """Return a number of minutes as a span of time."""
    return duration_text(timedelta(minutes=minutes))


def feed_message(feed: BlacklistFeed) -> str:
    """The message of the last pull of a feed."""
    return pull_text(feed.last_message)


def feed_status_text(feed: BlacklistFeed) -> str:
    """The message of the last pull, and the state of the newest file."""
    return feed_message(feed) + (f"最近取得的文件{outcome_text(feed.last_import)}" if feed.last_import else "")


def pull_status_text(pull: FeedPull) -> str:
    """The message of a pull, and the state of its new file."""
    text = pull_text(pull.message)
    if pull.outcome == Outcome.NEW and pull.submission:
        text += f"该文件{outcome_text(pull.submission)}"
    return text


def _newest_file(feed: BlacklistFeed) -> BlacklistImport:
    """The newest file of a feed that has an alert about it."""
    assert feed.last_import is not None
    return feed.last_import


def _alert_stale(feed: BlacklistFeed) -> str:
    silence = duration_text(timezone.now() - feed.without_success_since)
    interval = minutes_text(feed.every_minutes)
    return f"已有{silence}没有成功拉取（应每{interval}一次），现行名单可能已过时。{feed_message(feed)}"


ALERT_TEXTS: dict[str, Callable[[BlacklistFeed], str]] = {
    FeedAlert.STALE: _alert_stale,
    FeedAlert.FILE_FAILED: lambda feed: f"最近取得的文件{outcome_text(_newest_file(feed))}",
    FeedAlert.FILE_HELD: lambda feed: (
        f"最近取得的文件等待人工确认，确认之前现行名单不变。{hold_text(_newest_file(feed))}"
    ),
}


def alert_texts(feed: BlacklistFeed) -> list[str]:
    """The alerts of a feed as sentences."""
    return [ALERT_TEXTS[alert](feed) for alert in feed.alerts]


def outcome_text(submission: BlacklistImport) -> str:
    """The state of a file that a program sent."""
    if submission.awaits_approval:
        return "已提请确认，待第二人复核。"
    text = OUTCOME_TEXTS[SubmissionState(submission.status)]
    return text + (submission.failure if submission.status == SubmissionState.FAILED else "")


def stale_text(blacklist: Blacklist) -> str:
    """The reason why a blacklist of with_newest() is out of date today; "" for one that is not."""
    today = timezone.localdate()
    if not blacklist.is_stale(on=today):
        return ""
    if blacklist.newest is None:
        return f"尚未导入过数据；约定每{blacklist.update_habit}天更新。"
    days = (today - blacklist.newest).days
    return f"最近数据截至{chinese_date(blacklist.newest)}，已{days}天未更新，超过约定的{blacklist.update_habit}天。"
