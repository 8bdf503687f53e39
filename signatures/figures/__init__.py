"""The count, its breakdowns, and the press page."""
