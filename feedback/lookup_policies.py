"""Checks of saved searches and of look-ups of many. Each raises ActionDenied with the message that the page shows."""

from accounts.models import User
from feedback.models import LookupLine
from feedback.models.searches import LONGEST_QUERY
from foundation.denials import ActionDenied
from roster.look_up import Found

# Searches that one user saves.
MOST_SEARCHES = 20


def check_may_save_search(user: User, query: str, found: Found | None) -> None:
    """Require that the query is short, its text is found exactly, and that the user has not saved too many.

    Another text may be the name of a person, which is not kept. `found` is what the text finds, None without a text.
    """
    if len(query) > LONGEST_QUERY:
        raise ActionDenied("查询条件过长，不能保存，请缩短所填的内容。")
    if found and not found.is_exact:
        raise ActionDenied(
            "所填的企业名称或代码没有查到，可能是自然人的姓名，不予保存；请核对，或清空后只保存其他条件。"
        )
    if user.saved_searches.count() >= MOST_SEARCHES:
        raise ActionDenied(f"最多保存{MOST_SEARCHES}个查询，请先删除不用的，再保存。")


def check_may_choose(line: LookupLine, enterprise: int | None) -> None:
    """Require one of the enterprises that the line of a look-up offers; None chooses none of them."""
    if enterprise is not None and enterprise not in line.candidates:
        raise ActionDenied(f"第{line.number}行没有列出所选的企业，请重新选定。")
