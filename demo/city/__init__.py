"""A fictional Jinan: its firms, the files that its offices send, and the cast of the story told with them."""
