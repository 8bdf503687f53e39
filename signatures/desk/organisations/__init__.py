"""Organisations at the desk: their records, and the spellings that mean them."""
