"""A viral hour: everybody looks, some sign, more look at the counter; then three times too many."""
