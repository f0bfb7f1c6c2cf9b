"""Speed, shown as ratios measured in one run: `make bench BENCH=name`."""
