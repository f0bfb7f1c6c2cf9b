"""Benchmarks; figures are ratios of times measured in one run: `make bench BENCH=name`."""
