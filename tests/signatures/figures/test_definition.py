"""The words of the definition and its version change together."""

import hashlib

from signatures.figures.definition import VERSION, definition

# Somebody who changes a sentence adds the next version here, and keeps the old ones.
HASHES = {1: "a0c21678e2c303dc", 2: "fb22153e6898b99b"}


def test_the_words_are_those_of_their_version() -> None:
    words = "\n".join([*definition("en"), *definition("fr")])

    found = hashlib.sha256(words.encode()).hexdigest()
    assert found[:16] == HASHES[VERSION], "a new wording is a new VERSION in definition.py"


def test_the_definition_is_said_in_both_languages() -> None:
    english, french = definition("en"), definition("fr")

    assert len(english) == len(french)
    assert not set(english) & set(french)
