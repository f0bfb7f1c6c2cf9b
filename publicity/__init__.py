"""What the public sees: published enterprises, cases, measures, the plan; and the desk for publishing (plan §2)."""
