"""`csrf_token` of the portal's templates: the token of Django, and the form's key beside it (drafts/keys.py).

It takes the place of Django's tag in every template, those of Django admin included, so that no form lacks the key.
"""

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from drafts.keys import FORM_KEY, form_key

register = template.Library()


class FormTokensNode(CsrfTokenNode):
    """The hidden fields of a form that is posted."""

    def render(self, context: template.Context) -> str:
        token = super().render(context)
        request = context.get("request")
        if request is None or not request.user.is_authenticated:
            return token
        # The forms of a page share a key; it counts together with what is posted, and where.
        if not hasattr(request, "form_key_shown"):
            request.form_key_shown = form_key(request)
        return token + format_html('<input type="hidden" name="{}" value="{}">', FORM_KEY, request.form_key_shown)


@register.tag("csrf_token")
def form_tokens(parser: template.base.Parser, token: template.base.Token) -> FormTokensNode:
    """Write the hidden fields of a form that is posted."""
    return FormTokensNode()
