"""What every uploaded table goes through: stored bytes, reading by a worker, rows and problems. Abstract models."""
