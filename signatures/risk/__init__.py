"""Limits and rules against abuse, and the addresses that want no mail."""
