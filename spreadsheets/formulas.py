"""Recognising formulas and their errors in the texts of cells."""

import re

# As Excel and WPS show a formula error, or, behind the bar, LibreOffice.
FORMULA_ERROR = re.compile(r"#(?:N/A|GETTING_DATA|[A-Z][A-Z0-9/_]*[!?])|(?:Err|错误):\d{3}", re.IGNORECASE)
# A formula in place of its result.
FORMULA = re.compile(r"=[^=\s].*", re.DOTALL)
# First characters of these texts.
FIRST = frozenset("#=Ee错")


def is_formula_or_error(text: str) -> bool:
    """Return whether the text is a formula or the error of one."""
    return text[:1] in FIRST and bool(FORMULA.fullmatch(text) or FORMULA_ERROR.fullmatch(text))
