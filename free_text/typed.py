"""Input of a form whose act was refused, kept in the session until the act is done.

Numbers of identity documents are cut out of it: the session is stored.
"""

from collections.abc import Collection, Mapping

from django.http import HttpRequest

from foundation.web.forms import NOT_TYPED
from free_text.numbers import cut_document_numbers


def keep_typed(request: HttpRequest, form: str, *, without: Collection[str] = ()) -> None:
    """Keep the posted fields under the name of the form; one that is kept already is replaced.

    `without` are names of fields that must not be stored.
    """
    fields = {name: text for name, text in request.POST.items() if name != NOT_TYPED and name not in without}
    request.session[_key(form)] = {name: cut_document_numbers(str(text)) for name, text in fields.items()}


def kept_typed(request: HttpRequest, form: str) -> Mapping[str, str] | None:
    """Return the fields kept under the name, None where there are none."""
    fields: Mapping[str, str] | None = request.session.get(_key(form))
    return fields


def forget_typed(request: HttpRequest, form: str) -> None:
    """Forget the fields kept under the name, after the act was done."""
    request.session.pop(_key(form), None)


def _key(form: str) -> str:
    return f"typed {form}"
