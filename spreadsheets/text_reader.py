"""The program that reads a text file, see reader_process.py: `python -m spreadsheets.text_reader …`."""

from spreadsheets.reader_process import main
from spreadsheets.text_files import text_sheets

if __name__ == "__main__":
    main(text_sheets)
