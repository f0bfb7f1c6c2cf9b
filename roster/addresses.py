"""The address of an enterprise: it has the USCC, and other spellings and codes lead to it."""

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url

from roster.models.enterprises import EnterpriseQuerySet


def redirect_to_uscc(request: HttpRequest, enterprises: EnterpriseQuerySet, code: str) -> HttpResponseRedirect:
    """Redirect an address with another code or spelling to the same page under the USCC.

    Raises Http404 where none of the enterprises has the code.
    """
    uscc = enterprises.with_code(code).values_list("uscc", flat=True).first()
    if uscc in (None, code) or request.resolver_match is None:
        raise Http404
    address, query = resolve_url(request.resolver_match.view_name, uscc=uscc), request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
