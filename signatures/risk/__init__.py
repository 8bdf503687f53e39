"""Limits and rules against abuse."""
