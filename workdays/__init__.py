"""Terms in working days."""
