"""Files that people attach to records: what they are, numbers of persons in their texts, images without metadata."""
