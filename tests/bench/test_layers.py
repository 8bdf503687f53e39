import cProfile
import pstats

import pytest

from bench.layers import OURS, REST, by_layer, layer_of
from signatures.folding import search_key


@pytest.mark.parametrize(
    ("file", "layer"),
    [
        ("/srv/lib/django/db/models/query.py", "Django's ORM"),
        ("/srv/lib/django/forms/fields.py", "Django's forms"),
        ("/srv/lib/psycopg/cursor.py", "psycopg, and waiting for PostgreSQL"),
        ("/srv/app/signatures/signing/sign.py", OURS),
        ("/usr/lib/python3.13/json/decoder.py", REST),
        ("~", ""),
    ],
)
def test_a_file_belongs_to_a_layer(file: str, layer: str) -> None:
    assert layer_of(file) == layer


def test_what_is_built_in_belongs_to_who_calls_it() -> None:
    profile = cProfile.Profile()
    profile.runcall(search_key, "Élise Exemple" * 1000)

    found = by_layer(pstats.Stats(profile))

    assert set(found) <= {OURS, REST}
    assert found[OURS] > sum(found.values()) / 2  # normalising is built in, and most of it
