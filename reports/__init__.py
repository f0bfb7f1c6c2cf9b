"""统计报告: what the departments did in a period, in figures, and what is overdue.

Start with `figures/`, which counts, and `models.py`, which keeps what was counted.
"""
