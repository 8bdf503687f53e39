"""The look at French typography (.ci/typography.py), on texts that it has to refuse.

A space that does not break is written `~` here.
"""

import importlib.util
from collections.abc import Callable

import pytest

from stack.layout import ROOT

type Look = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def look() -> Look:
    spec = importlib.util.spec_from_file_location("typography", ROOT / ".ci/typography.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return lambda text: [
        fault.partition(":")[0] for fault in module.faults_of(text.replace("~", "\u00a0"))
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
    ],
)
def test_what_is_set_wrongly_is_found(look: Look, text: str, rule: str) -> None:
    assert [fault[: len(rule)] for fault in look(text)] == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "L’appel~: «~Signez~!~», à 12:30… 75~% des «\u202fvoix\u202f», %(percent)s~%% de %(total)s",
        "Quoi~?! Rien&nbsp;: %s, %(first)s%(second)s",
        'Écrivez à <a href="mailto:a@example.org">nous</a>~: <code class="x">oui</code>.',
        "![L’image~: rien](images/x.webp) puis `a: b` et https://example.org/?a=b; fin",
        '<p lang="en">Don\'t say: "50%"...</p>',
        "<style>p { width: 50%; }</style>{# don't #}{% comment %} a: b {% endcomment %}",
    ],
)
def test_what_is_set_well_and_what_is_no_french_passes(look: Look, text: str) -> None:
    assert look(text) == []
