"""Find variables that a template of the portal uses and that are not defined.

Django shows an empty string in their place, and `{% if %}` treats them as false, so that a misspelt name has no
visible effect. Two kinds of variables are found while `undefined_variables` is active:

1. A name that the context does not have, wherever it is used.
2. An attribute or key that its object does not have, where it is shown. Django then asks whether the engine's
   `string_if_invalid` is empty; `UndefinedVariable` is that empty string and records the variable.

An optional variable of a template has a default: `{{ title|default:"" }}`.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.template import Context, engines
from django.template.base import FilterExpression, Node
from django.template.defaultfilters import default

TEMPLATES = Path(settings.BASE_DIR, "templates")
resolve = FilterExpression.resolve


class UndefinedVariable(str):
    """Renders as an empty string and records the undefined variable."""

    found: set[str]

    def __bool__(self) -> bool:
        caller = sys._getframe(1)
        if caller.f_code is resolve.__code__:
            record(self.found, caller.f_locals["self"], caller)
        return False


def record(found: set[str], expression: FilterExpression, frame: FrameType) -> None:
    """Add «template: variable», if the template is the portal's and gives no default."""
    template = _template(frame)
    has_default = any(function is default for function, _ in expression.filters)
    if template and template.is_relative_to(TEMPLATES) and not has_default:
        found.add(f"{template.relative_to(TEMPLATES)}: {expression.var}")


def _template(frame: FrameType | None) -> Path | None:
    """The file of the innermost template node that is being rendered."""
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and node.origin:
            return Path(node.origin.name)
        frame = frame.f_back
    return None


@contextmanager
def undefined_variables() -> Iterator[set[str]]:
    """Yield the set of lines «template: variable»; rendering a template in any thread adds to it."""
    engine = engines["django"].engine
    variable = UndefinedVariable()
    variable.found = set()

    def resolve_and_record(expression: FilterExpression, context: Context, ignore_failures: bool = False) -> object:
        if expression.is_var and (lookups := expression.var.lookups):
            # Django's own `in` makes a generator, which takes half of the time of this check.
            for names in reversed(context.dicts):
                if lookups[0] in names:
                    break
            else:
                record(variable.found, expression, sys._getframe(1))
        return resolve(expression, context, ignore_failures)

    engine.string_if_invalid, usual = variable, engine.string_if_invalid
    FilterExpression.resolve = resolve_and_record
    try:
        yield variable.found
    finally:
        engine.string_if_invalid = usual
        FilterExpression.resolve = resolve
