"""A fictional Jinan: its enterprises, the files that its offices send, and the cast of the story told with them."""
