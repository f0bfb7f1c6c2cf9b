"""The public site (published enterprises, cases, measures, the plan), and its administration (plan §2)."""
