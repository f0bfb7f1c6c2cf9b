"""The texts of notices, as the reader may see them."""

from django import template

from feedback.models import Notice, StandingChange
from feedback.wording import change_text, notice_text, receipt_of_answers

register = template.Library()
# `notice|notice_text:perms.screening.view_screening`
register.filter("notice_text", notice_text)
register.filter("receipt_of_answers", receipt_of_answers)


@register.simple_tag
def text_of_change(change: StandingChange, notice: Notice, sees_screening: bool) -> str:
    """Return the clause about one enterprise of a notice."""
    return change_text(change, notice, sees_screening)
