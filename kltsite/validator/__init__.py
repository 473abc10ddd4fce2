"""Judging: the six criteria, and what fits together."""
