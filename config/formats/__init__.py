"""How dates and times are written, where Django's own way is not ours (FORMAT_MODULE_PATH)."""
