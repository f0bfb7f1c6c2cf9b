"""Read tables of every kind into cleaned, checked cells: pure Python, no Django.

`sheets` opens a file in a child process, `rows` finds the table in it, `checks` and `entry_checks` report problems.
"""
