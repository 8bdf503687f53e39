"""Signatures: signing, confirming, counting, showing, moderating, exporting."""
