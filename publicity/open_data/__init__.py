"""数据开放: what the public may copy, as files, as a feed and by the API (docs/adr/0022-open-data.md)."""
