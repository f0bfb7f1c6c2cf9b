"""A fictional Jinan: its enterprises, the files that its offices send, and the enterprises of the story."""
