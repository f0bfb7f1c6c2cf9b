"""Metrics for Prometheus (docs/ops.md). They are kept only where the setting PROMETHEUS_MULTIPROC_DIR names a folder.

Each process of web and of the workers writes its own files there. The command `serve_metrics` adds them up, asks the
database for the rest, and has a port of its own.
"""
