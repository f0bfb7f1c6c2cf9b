"""The enterprises of the simulation, their names and codes. Any two names are equal or far apart (test_names.py)."""

from dataclasses import dataclass

from tests.spreadsheet_files import uscc_of

# Distinct characters; a stem is three of them.
CHARACTERS = (
    "澜汀禾岬栩煜璟沐昀翊宸彦睿皓帆霖岚淼瀚琪诺柏筠舟棠越珩晟骁岳朔筱蓝楷钧鹤雁渤滨榆桐槿"
    "麒跃腾邦盛茂凯捷迅灵犀秋实硕果甘露丹枫青松翠微远峙洪涛涌泉奔流沛雨晴空霁月朗星辰曜夕暖"
    "冬雪梅竹兰菊荷莲菱芦苇蓬莱瀛"
)
STEMS = [CHARACTERS[start : start + 3] for start in range(0, len(CHARACTERS) - 2, 3)]
NAMES_OF_AN_ENTERPRISE = 3
CODES_OF_AN_ENTERPRISE = 3


@dataclass(frozen=True)
class Identity:
    """An enterprise with every name and customs code that it may have in turn."""

    serial: int
    uscc: str
    names: tuple[str, ...]
    customs_codes: tuple[str, ...]


def _name(stem: str) -> str:
    return f"济南{stem}贸易有限公司"


def _identity(serial: int) -> Identity:
    stems = STEMS[serial * NAMES_OF_AN_ENTERPRISE : (serial + 1) * NAMES_OF_AN_ENTERPRISE]
    codes = tuple(f"37016T{serial:02d}{turn:02d}" for turn in range(CODES_OF_AN_ENTERPRISE))
    return Identity(serial, uscc_of(serial), tuple(map(_name, stems)), codes)


ENTERPRISES = [_identity(serial) for serial in range(8)]
STRANGERS = [_name(stem) for stem in STEMS[len(ENTERPRISES) * NAMES_OF_AN_ENTERPRISE :]]
