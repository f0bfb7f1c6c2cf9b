"""`csrf_token` of the portal's templates: the token of Django, and the form's key beside it (drafts/keys.py).

It takes the place of Django's tag in every template, those of Django admin included, so that no form lacks the key.
"""

from collections import Counter

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from drafts.keys import FORM_KEY, form_key

register = template.Library()


class FormTokensNode(CsrfTokenNode):
    """The hidden fields of a form that is posted. A form is named by where its tag is, and which time that is shown."""

    def render(self, context: template.Context) -> str:
        tokens = super().render(context)
        request = context.get("request")
        if request is None or not request.user.is_authenticated:
            return tokens
        place = f"{self.origin.template_name}:{self.token.lineno}"
        if not hasattr(request, "forms_shown"):
            request.forms_shown = Counter()
        request.forms_shown[place] += 1
        key = form_key(request, f"{place}:{request.forms_shown[place]}")
        return tokens + format_html('<input type="hidden" name="{}" value="{}">', FORM_KEY, key)


@register.tag("csrf_token")
def form_tokens(parser: template.base.Parser, token: template.base.Token) -> FormTokensNode:
    """Write the hidden fields of a form that is posted."""
    return FormTokensNode()
