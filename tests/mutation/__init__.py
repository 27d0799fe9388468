"""Mutations of the code that must not be wrong: format, planner, completeness detection. What survives is explained."""
