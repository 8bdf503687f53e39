"""Organisations that sign as bodies: their form, mandate, approval, and conversions."""
