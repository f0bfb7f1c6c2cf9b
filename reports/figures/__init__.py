"""What reports and dashboards count: aggregates of PostgreSQL, each with the address of the list that it counts.

No function reads applications, advice or standings one by one. An address is that of a list of all departments, for a
reader who sees all feedback.
"""
