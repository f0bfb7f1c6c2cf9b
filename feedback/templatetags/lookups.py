"""What the page of a look-up of many needs of its lines."""

from django import template

from feedback.lookup_answers import LineAnswer, LookupAnswers
from feedback.models import LookupLine

register = template.Library()


@register.simple_tag
def answer_to(answers: LookupAnswers, line: LookupLine) -> LineAnswer:
    """Return what the reader is told about the line."""
    return answers.answer_to(line)
