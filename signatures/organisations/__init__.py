"""Who belongs to which organisation: domains, spellings, and what they are merged into."""
