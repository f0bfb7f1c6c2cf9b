"""The dashboard as its pages show it: the stored figures of one span, each with the address of the rows it counts.

Start with `page.py`. Each other module has one part of the page.
"""
