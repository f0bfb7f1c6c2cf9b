"""The twelve months before the day on which the demo starts, played by the portal's own actions under a set clock."""
