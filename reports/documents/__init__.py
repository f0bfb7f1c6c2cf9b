"""Official documents: what one says (`content.py`), and its files for a word processor and as a workbook."""
