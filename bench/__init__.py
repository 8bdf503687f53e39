"""`make bench`: what Paraphe reaches on this machine, beside the floor of the same run."""
