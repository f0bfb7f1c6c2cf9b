"""python -m demo.city FOLDER: write the city's files as of today."""

import argparse
from datetime import date
from pathlib import Path

from demo.city.files import write_files


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m demo.city", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the files go")
    folder = parser.parse_args().folder
    write_files(folder, today=date.today())
    print(f"已写入 {folder}")


if __name__ == "__main__":
    main()
