"""The program that reads a workbook, see reader_process.py: `python -m spreadsheets.workbook_reader …`."""

from spreadsheets.reader_process import main
from spreadsheets.workbooks import workbook_sheets

if __name__ == "__main__":
    main(workbook_sheets)
