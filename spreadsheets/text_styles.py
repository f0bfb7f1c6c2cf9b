"""Whether the text of a cell is struck through or cannot be seen: its style, and colours as workbooks state them."""

import colorsys
from dataclasses import dataclass

from spreadsheets.sheets import MarkKind

Colour = tuple[int, int, int]
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
# The colours with the indexes from 8 on in all formats of Excel ([MS-XLS] 2.5.161); 0 to 7 are the same as 8 to 15.
PALETTE = bytes.fromhex(
    "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF800000008000000080808000800080008080C0C0C0808080"
    "9999FF993366FFFFCCCCFFFF660066FF80800066CCCCCCFF000080FF00FFFFFF0000FFFF8000808000000080800000FF"
    "00CCFFCCFFFFCCFFCCFFFF9999CCFFFF99CCCC99FFFFCC993366FF33CCCC99CC00FFCC00FF9900FF6600666699969696"
    "003366339966003300333300993300993366333399333333"
)
# A contrast (WCAG 2.2, 1.4.3) below this is that of a text in very light grey on white.
LEAST_RATIO = 1.2
# Letters of fewer points are too small to read, so they are treated as invisible.
LEAST_POINTS = 3


@dataclass
class TextStyle:
    """A font and the fill behind it; a colour that is not stated is None: black for a text, white behind it.

    `is_pattern`: the fill has several colours, on which a text of any colour is taken to be seen. `is_crossed`: a
    diagonal border goes through the cell.
    """

    is_struck: bool = False
    text: Colour | None = None
    points: float = 0
    fill: Colour | None = None
    is_pattern: bool = False
    is_crossed: bool = False

    @property
    def mark(self) -> MarkKind | None:
        """The mark of a cell in this style."""
        if self.is_struck:
            return "struck"
        if self.is_crossed:
            return "crossed"
        is_dot = 0 < self.points < LEAST_POINTS
        is_invisible = not self.is_pattern and brightness_ratio(self.text or BLACK, self.fill or WHITE) < LEAST_RATIO
        return "invisible" if is_dot or is_invisible else None


def brightness_ratio(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def of_hexadecimal(code: str) -> Colour | None:
    """Return the colour of RRGGBB, or of more digits before it; None for another text."""
    digits = code.strip().removeprefix("#")[-6:]
    try:
        return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))
    except ValueError:
        return None


def of_index(index: int) -> Colour | None:
    """Return the colour of the palette with this index; None for those of the window."""
    place = 3 * (index - 8 if index >= 8 else index)
    return (PALETTE[place], PALETTE[place + 1], PALETTE[place + 2]) if 0 <= place < len(PALETTE) else None


def tinted(colour: Colour, tint: float) -> Colour:
    """Return the colour lighter (up to 1) or darker (down to -1), as a theme's colours are varied."""
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    red, green, blue = colorsys.hls_to_rgb(hue, min(max(light, 0), 1), saturation)
    return (round(red * 255), round(green * 255), round(blue * 255))


def _luminance(colour: Colour) -> float:
    parts = (part / 255 for part in colour)
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
