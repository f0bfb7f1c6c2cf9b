"""Uploaded tables: stored bytes, reading by a worker, rows and problems, as abstract models and shared actions."""
