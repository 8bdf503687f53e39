"""Property tests that give the same answer on every machine, however slow it is."""

from hypothesis import settings

settings.register_profile("paraphe", deadline=None, derandomize=True, database=None)
settings.load_profile("paraphe")
