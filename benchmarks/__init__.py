"""Benchmarks (`make bench BENCH=name`). Figures are ratios of times that are measured together."""
