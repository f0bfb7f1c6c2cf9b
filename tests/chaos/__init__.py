"""SIGKILL of workers, broker and database at random moments while many screenings run (`make chaos`)."""
