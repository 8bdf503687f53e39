"""Simulated days: honest crowds and attacks, screened by the rules of the running site."""
