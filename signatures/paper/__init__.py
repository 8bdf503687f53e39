"""Signatures on paper: typed or imported, checked, counted apart."""
