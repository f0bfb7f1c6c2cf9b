"""Compile the catalogues of messages in locale/ (.po) into the form that Django reads (.mo).

They hold what Django has no Chinese for, and what an office says in other words. `make` compiles them at set-up, in
Python, because Django's own command needs the programs of gettext.
"""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_catalogues() -> None:
    """Compile each catalogue that has changed since it was compiled."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))


if __name__ == "__main__":
    compile_catalogues()
