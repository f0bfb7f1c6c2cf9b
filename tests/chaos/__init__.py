"""Faults at random moments: SIGKILL of workers, broker and database while many runs are at work (`make chaos`)."""
