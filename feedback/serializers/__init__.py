"""The JSON of the departments' desk (docs/api.md). Field names are part of the API."""
