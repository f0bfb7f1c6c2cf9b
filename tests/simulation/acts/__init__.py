"""The acts of a simulated year, by who does them. Each takes the year and returns what it did, "" for nothing."""
