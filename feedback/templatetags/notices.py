"""`notice|notice_text:perms.screening.view_screening`: the text of a notice, as the reader may see it."""

from django import template

from feedback.wording import notice_text

register = template.Library()
register.filter("notice_text", notice_text)
