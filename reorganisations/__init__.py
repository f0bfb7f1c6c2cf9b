"""机构改革: acts on departments from a day on, by a document, agreed to by a second system administrator."""
