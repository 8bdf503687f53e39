"""Who signs on the simulated days: their names, mailboxes and networks."""

from dataclasses import dataclass
from itertools import count
from random import Random

from demo.sample.chance import Draw
from demo.sample.people import read_words
from signatures.folding import search_key
from signatures.risk.notice import Submitted
from signatures.risk.visitor import Visitor

HOUR = 3600.0
# One honest browser in two hundred runs no JavaScript.
RUNS_SCRIPTS = 0.995
# A tenth of the people in France share a few dozen family names, so that honest namesakes
# sign within one hour.
_FREQUENT = [
    "Martin",
    "Bernard",
    "Thomas",
    "Petit",
    "Robert",
    "Richard",
    "Durand",
    "Dubois",
    "Moreau",
    "Laurent",
    "Simon",
    "Michel",
    "Lefebvre",
    "Leroy",
    "Roux",
    "David",
    "Bertrand",
    "Morel",
    "Fournier",
    "Girard",
    "Bonnet",
    "Dupont",
    "Lambert",
    "Fontaine",
    "Rousseau",
    "Vincent",
    "Muller",
    "Faure",
    "Mercier",
    "Blanc",
    "Guerin",
    "Boyer",
    "Garnier",
    "Chevalier",
    "Francois",
    "Legrand",
    "Gauthier",
    "Garcia",
    "Perrin",
    "Robin",
    "Clement",
    "Morin",
    "Nicolas",
    "Henry",
    "Roussel",
    "Mathieu",
    "Gautier",
    "Masson",
    "Marchand",
    "Duval",
    "Nguyen",
    "Benali",
    "Traore",
    "Diallo",
    "Ng",
    "Srey",
    "Smrt",
    "Krc",
]
_PROVIDERS = Draw(
    {
        "gmail.com": 52,
        "orange.fr": 8,
        "hotmail.fr": 7,
        "free.fr": 7,
        "outlook.fr": 5,
        "yahoo.fr": 5,
        "laposte.net": 4,
        "icloud.com": 4,
        "sfr.fr": 3,
        "proton.me": 3,
        "": 2,  # a small domain of one's own
    }
)
_MESSAGES = (
    "",
    "",
    "",
    "Merci pour cette initiative",
    "Bravo, il était temps que quelqu’un le dise !",
    "Je signe en tant que parent d’élève.",
    "Pour nos enfants",
)
_numbers = count(1)


@dataclass(frozen=True)
class Arrival:
    """One submission of a simulated day.

    Attributes:
        at: seconds since midnight.
        wave: which crowd it belongs to.
        is_forged: whether it should be held.
        submitted: what the screening sees.
        proves: whether it would come with a proof of work, were one asked for.
        reading: seconds since its page was opened: a page from before an attack asks nothing.
        page: which page a script sends again and again; a person's is that of its moment.
    """

    at: float
    wave: str
    is_forged: bool
    submitted: Submitted
    proves: bool = False
    reading: float = 0.0
    page: str = ""


class Names:
    """French names, some far more frequent than others, and mailboxes made from them."""

    def __init__(self, chance: Random) -> None:
        words = read_words("names")["fr"]
        firsts = [*words["women"], *words["men"]]
        chance.shuffle(firsts)
        self._first = Draw({name: 1 / (rank + 8) for rank, name in enumerate(firsts)})
        self._words = words

    def __call__(self, chance: Random) -> tuple[str, str]:
        """Draw a name."""
        if chance.random() < 0.1:
            return self._first(chance), chance.choice(_FREQUENT)
        last = chance.choice(self._words["heads"]) + chance.choice(self._words["tails"])
        return self._first(chance), last


def mailbox(names: tuple[str, str], chance: Random, *, domain: str | None = None) -> str:
    """Make an address as people have them; a few look generated and are not.

    Args:
        names: first and family name.
        chance: draws the habit, and the provider when no domain is given.
        domain: after the @.
    """
    first, last = (search_key(name).replace(" ", "") for name in names)
    habit = chance.random()
    local = f"{first}.{last}"
    if habit < 0.35:
        local = f"{first[0]}{last}{chance.randrange(1950, 2010)}"
    elif habit < 0.37:
        local = f"{first[:3]}{chance.randrange(99)}{last[:4]}{chance.randrange(999)}x"
    if domain is None:
        domain = _PROVIDERS(chance) or f"{last}-{next(_numbers)}.fr"
    return f"{local}@{domain}"


def reading_time(chance: Random) -> float:
    """Draw for how long somebody has the page open: two minutes, sometimes twenty."""
    return 20 + chance.expovariate(1 / 120)


def home(chance: Random) -> str:
    """Draw a household's network; a mobile operator puts many customers behind one."""
    if chance.random() < 0.25:
        return f"operator-{chance.randrange(400)}"
    return f"home-{chance.randrange(200_000)}"


def person(
    names: tuple[str, str],
    chance: Random,
    *,
    network: str,
    email: str,
    message: str | None = None,
    quick: float = 0.01,
    browser: float = 0.998,
    rule: str = "",
    together: bool = False,
) -> Submitted:
    """Make a submission.

    Args:
        names: first and family name.
        chance: draws what is not given.
        network: stands for the address it comes from.
        email: the canonical address.
        message: to the organisers; None draws one.
        quick: how likely the form is filled in within seconds (a browser's autofill).
        browser: how likely the headers are a browser's.
        rule: what organisers said of the network.
        together: whether the addresses named "place-number" are neighbours.
    """
    return Submitted(
        visitor=Visitor(
            limit_key=network,
            network_key=network.partition("-")[0].encode() if together else network.encode(),
            rule=rule,
            looks_like_a_browser=chance.random() < browser,
        ),
        canonical=email,
        first_name=names[0],
        last_name=names[1],
        message=_own_words(chance) if message is None else message,
        was_quick=chance.random() < quick,
    )


def _own_words(chance: Random) -> str:
    """Draw a message: most write none, a few the same polite formula as others."""
    if chance.random() < 0.9:
        return ""
    formula = chance.choice(_MESSAGES)
    return formula if chance.random() < 0.2 else f"{formula} {next(_numbers)} mots à moi"
