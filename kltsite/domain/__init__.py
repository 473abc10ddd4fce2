"""The field's words, frozen: what a collaboration is, and what surrounds it."""
