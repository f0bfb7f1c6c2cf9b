"""Reading codes as people write them: what is no part of a code is cut from its cell."""

import re
from collections.abc import Sequence

from spreadsheets.identifiers import clean_code
from spreadsheets.joined_lines import BETWEEN
from spreadsheets.words_for_none import states_none

# A cell of letters only, or the beginning of an AEO编码; the cells are joined by BETWEEN, which is NUL.
WORD = re.compile(r"\0[A-Z]+(?=\0)|AEO")
LABEL = re.compile(
    r"^[^0-9A-Z]*(?:代码|编码|信用码|机构码|识别号|注册号|备案号|登记号|执照号|证号|税号|号码)(?:为|是)?[:.]?(?=[0-9A-Z])"
    r"|^(?:USCC|USCI|CODE|NO)\.?:(?=[0-9A-Z])"
)
# The number of a licence's copy, or a remark, behind the code.
BEHIND = re.compile(r"\((?:[0-9]{1,2}-[0-9]{1,2}|[^()0-9A-Z]{1,8})\)$")
AROUND = " \"'“”‘’()[]《》「」。.,;、:*_-"
# ="3701600001" and =3701600001, which keep a spreadsheet program from changing a number; no other formula.
GUARD = re.compile(r"=+\s*\"?([0-9A-Z.-]+)\"?")
DECIMAL = re.compile(r"([0-9]{8,18})\.0+")
INSIDE = re.compile(r"[-\u2010-\u2015\u2212_.·•]")
# Column key → a code without the marks that people write inside one.
SHAPES = {
    "uscc": re.compile(r"[0-9A-Z]{18}"),
    "org_code": re.compile(r"[0-9A-Z]{9}"),
    "customs_code": re.compile(r"[0-9A-Z]{10}"),
    "registration_number": re.compile(r"[0-9]{13}|[0-9]{15}"),
    "tax_number": re.compile(r"[0-9A-Z]{15}|[0-9A-Z]{18}|[0-9A-Z]{20}"),
}
# An AEO编码 is AEOCN and the customs code.
AEO_CODE = re.compile(r"AEO-?CN-?(?=[0-9A-Z]{10}$)")


def clean_codes(key: str, texts: Sequence[str]) -> list[str]:
    """Clean the cells of a column of codes."""
    joined = BETWEEN.join(texts)
    codes = clean_code(joined)
    cells = list(texts) if codes == joined else codes.split(BETWEEN)
    if _is_plain(codes):
        return cells
    read = {text: text if _is_plain(text) else read_code(key, text) for text in set(cells)}
    return [read[text] for text in cells]


def _is_plain(codes: str) -> bool:
    """Return whether none of the cells, joined by BETWEEN, needs a further look."""
    characters = codes.replace(BETWEEN, "")
    if not characters:
        return True
    return characters.isascii() and characters.isalnum() and not WORD.search(f"{BETWEEN}{codes}{BETWEEN}")


def read_code(key: str, text: str) -> str:
    """Return the code in a normalised text of the column with this key; "" where the text states that there is none."""
    if states_none(key, text):
        return ""
    if guarded := GUARD.fullmatch(text):
        text = guarded[1]
    if text.startswith("="):
        return text
    code = LABEL.sub("", BEHIND.sub("", text).strip(AROUND)).strip(AROUND)
    code = AEO_CODE.sub("", code) if key == "customs_code" else code
    code = DECIMAL.sub(r"\1", code)
    without_marks = INSIDE.sub("", code)
    return without_marks if SHAPES[key].fullmatch(without_marks) else code
