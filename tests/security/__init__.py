"""Attacks on ourselves, kept: what each revealed was mended."""
