"""Documents that must say what the program does."""
