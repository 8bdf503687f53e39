"""Sign, confirm, withdraw: the citizen’s acts."""
