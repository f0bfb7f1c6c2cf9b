"""The API of the departments' desk (docs/api.md): one module for each part."""
