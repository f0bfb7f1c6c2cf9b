"""The evidence for the standing of an enterprise on a day, as the platform knew it at a moment; read-only."""
