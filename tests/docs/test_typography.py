"""The look at typography (.ci/typography.py), on texts that it has to refuse.

A space that does not break is written `~` here.
"""

import importlib.util
from collections.abc import Callable

import pytest

from stack.layout import ROOT

type Look = Callable[..., list[str]]


@pytest.fixture(scope="module")
def look() -> Look:
    spec = importlib.util.spec_from_file_location("typography", ROOT / ".ci/typography.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return lambda text, rules="RULES": [
        fault.partition(":")[0]
        for fault in module.faults_of(text.replace("~", "\u00a0"), getattr(module, rules))
    ]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("L'appel de Montpellier", "a straight apostrophe for ’"),
        ("Voir la suite...", "three full stops for …"),
        ("Votre nom :", "no U+00A0 before "),
        ("Votre nom: visible", "no U+00A0 before "),
        ("Une erreur ? Écrivez.", "no U+00A0 before "),
        ("Une <b>erreur</b>! Écrivez.", "no U+00A0 before "),
        ("Il l’a lu ; il signe.", "no U+00A0 before "),
        ("Un **mot** : gras", "no U+00A0 before "),
        ("« Signez~»", "no U+00A0 after «"),
        ("«~Signez »", "no U+00A0 before "),
        ("«~Signez~», dit-elle :", "no U+00A0 before "),
        ("75 % des signataires", "no U+00A0 before %"),
        ("75% des signataires", "no U+00A0 before %"),
        ("%(percent)s %%", "no U+00A0 before %"),
        ("plus de 20 000 lignes", "no U+202F inside a number"),
        ("1~033 en ligne", "no U+202F inside a number"),
        ("Il l’a lu\u202f; il signe.", "U+202F outside a number"),
        ("«~Signez\u202f»", "U+202F outside a number"),
    ],
)
def test_what_is_set_wrongly_is_found(look: Look, text: str, rule: str) -> None:
    assert [fault[: len(rule)] for fault in look(text)] == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "L’appel~: «~Signez~!~», à 12:30… 75~% des «~voix~», %(percent)s~%% de %(total)s",
        "1\u202f033 en 2026, 120 à 18 heures, 04 67 00 00 00",
        "Quoi~?! Rien&nbsp;: %s, %(first)s%(second)s",
        'Écrivez à <a href="mailto:a@example.org">nous</a>~: <code class="x">oui</code>.',
        "![L’image~: rien](images/x.webp) puis `a: b` et https://example.org/?a=b; fin",
        '<p lang="en">Don\'t say: "50%"...</p>',
        "<style>p { width: 50%; }</style>{# don't #}{% comment %} a: b {% endcomment %}",
    ],
)
def test_what_is_set_well_and_what_is_no_french_passes(look: Look, text: str) -> None:
    assert look(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The appeal's dates", 1),
        ('“My signature” and its signatories\' "page"', 3),
        ('The appeal’s “page”: <a href="/x/">`it\'s`</a>', 0),
    ],
)
def test_straight_marks_in_english_are_found(look: Look, text: str, number: int) -> None:
    assert len(look(text, "ENGLISH_RULES")) == number
