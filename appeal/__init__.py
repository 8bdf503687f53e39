"""The text that is signed, its versions and its languages."""
