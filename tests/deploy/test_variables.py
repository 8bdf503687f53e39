"""Every variable and secret of the deployment exists, and every one that is needed is set."""

import re

from config.environment import REQUIRED
from stack.layout import APPLICATION, ROOT, SERVICES, dockerfile


def variables_read() -> set[str]:
    """Return the variables that the application reads."""
    sources = [ROOT / f"config/{name}.py" for name in ("settings", "environment", "gunicorn")]
    found = [
        name
        for source in sources
        for name in re.findall(
            r"""(?:env\.\w+|environ\.get)\(\s*["']([A-Z_]+)""", source.read_text()
        )
    ]
    return {*found, *REQUIRED}


def variables_offered() -> set[str]:
    """Return the variables of .env.example, those in comments too."""
    return set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_every_variable_exists_and_every_required_one_is_set() -> None:
    set_here = {
        name.removesuffix("_FILE")
        for service in APPLICATION
        for name in SERVICES[service]["environment"]
    }
    in_image = set(re.findall(r"\b([A-Z_]{4,})=", dockerfile()))

    assert set_here <= variables_read()
    assert variables_offered() <= variables_read()
    # The one that migrate alone has its own value of.
    assert variables_offered() & set_here == {"STATEMENT_TIMEOUT"}
    assert set(REQUIRED) <= set_here | variables_offered()
    # What neither names belongs to the demo, to developers, or to the image.
    rest = variables_read() - set_here - variables_offered()
    assert rest == {"DEBUG", "MAIL_DIR", "BIND", "STATIC_ROOT"}
    assert {"BIND", "STATIC_ROOT"} <= in_image


def test_nginx_is_told_all_that_its_templates_ask_for() -> None:
    templates = (ROOT / "deploy/nginx").glob("*.template")
    asked = {
        name
        for template in templates
        for name in re.findall(r"\$\{(FRONT_[A-Z]+(?:_[A-Z]+)*)\}", template.read_text())
    }

    told = {name for name in SERVICES["nginx"]["environment"] if name.startswith("FRONT_")}

    assert asked == told


def test_the_example_alone_is_refused() -> None:
    text = (ROOT / ".env.example").read_text()

    for name in ("SITE_URL", "DEFAULT_FROM_EMAIL"):
        assert re.search(rf"^{name}=.*change-me", text, re.MULTILINE)
