"""What the standing of an enterprise on a day rests on, as the platform knew it at a moment. Only reads."""
