"""Private-use characters that GB18030 names: older fonts and codecs store Chinese characters there."""

import re

# Two-byte codes of GBK from FE50 on, which older codecs decode to U+E815 and the following code points.
_GBK_ROW = [0xFE00 + low for low in range(0x50, 0xA1) if low != 0x7F]
_FIRST_OF_GBK_ROW = 0xE815
# The characters that GB18030-2005 still stored in the private use area; GB18030-2022 and Unicode assign these.
_ASSIGNED_LATER = {
    0xE5E5: 0x3000,
    0xE76C: 0x20AC,
    0xE7C7: 0x1E3F,
    0xE7C8: 0x01F9,
    0xE7E7: 0x303E,
    **{0xE7E8 + place: 0x2FF0 + place for place in range(12)},
    0xE78D: 0xFE10,
    0xE78E: 0xFE12,
    0xE78F: 0xFE11,
    **{0xE790 + place: 0xFE13 + place for place in range(7)},
    0xE816: 0x20087,
    0xE817: 0x20089,
    0xE818: 0x200CC,
    0xE81E: 0x9FB4,
    0xE826: 0x9FB5,
    0xE82B: 0x9FB6,
    0xE82C: 0x9FB7,
    0xE831: 0x215D7,
    0xE832: 0x9FB8,
    0xE83B: 0x2298F,
    0xE843: 0x9FB9,
    0xE854: 0x9FBA,
    0xE855: 0x241FE,
    0xE864: 0x9FBB,
}
_CHARACTERS = {
    _FIRST_OF_GBK_ROW + place: ord(code.to_bytes(2, "big").decode("gb18030")) for place, code in enumerate(_GBK_ROW)
} | _ASSIGNED_LATER
PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")


def map_private_use(text: str) -> str:
    """Return the text with each private-use character that GB18030 names replaced by its Unicode character.

    Other private-use characters stay. Source: GB 18030-2005, annex; GB 18030-2022.
    """
    return text.translate(_CHARACTERS) if PRIVATE_USE.search(text) else text
