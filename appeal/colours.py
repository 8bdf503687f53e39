"""An appeal's colour: whether it can be read, the nearest that can, and its shades.

Contrast is WCAG's (relative luminance, 4.5 to 1 for letters). Only the lightness of a colour
is ever changed: its hue and its saturation are the organisers' choice.
"""

from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass

# Of an appeal without a colour of its own (css/site.css).
OUR_BLUE = "#20369c"
LEGIBLE = 4.5
# What the colour stands on: the shaded parts of a page, by day and by night (css/site.css).
# Both are harder to read on than the plain paper beside them.
BY_DAY, BY_NIGHT = "#f1f3f8", "#1c1f28"
# What a problem is written in (css/site.css), and how near to its hue is too near, of 1.
WRONG = "#a5180f"
_NEAR_HUE, _VIVID = 0.06, 0.35
_STEPS = 200
_DIGITS = set("0123456789abcdef")
_LINEAR_BELOW = 0.04045  # sRGB is a straight line below, a power above


class TooPaleError(Exception):
    """Nobody could read letters in this colour on white.

    Attributes:
        nearest: the same hue, as dark as it has to be.
    """

    def __init__(self, nearest: str) -> None:
        super().__init__(nearest)
        self.nearest = nearest


@dataclass(frozen=True)
class Shades:
    """The tokens of `css/site.css` that follow from one colour, for day and night."""

    ink: str
    deep: str
    blotter: str
    ink_by_night: str
    deep_by_night: str
    blotter_by_night: str


def check_accent(colour: str) -> None:
    """Accept a colour that letters can have; empty is accepted too, and so is what is no colour.

    Raises:
        TooPaleError: its contrast is below 4.5 to 1.
    """
    if is_colour(colour) and contrast(colour, BY_DAY) < LEGIBLE:
        raise TooPaleError(nearest_legible(colour, on=BY_DAY))


def is_colour(text: str) -> bool:
    """Say whether it is written as we store it: # and six digits or letters from a to f."""
    return len(text) == len("#20369c") and text[0] == "#" and set(text[1:]) <= _DIGITS


def looks_wrong(colour: str) -> bool:
    """Say whether a vivid colour is so red that what is signed would look like a mistake."""
    if not is_colour(colour):
        return False
    hue, _lightness, saturation = rgb_to_hls(*_channels(colour))
    away = abs(hue - rgb_to_hls(*_channels(WRONG))[0])
    return saturation >= _VIVID and min(away, 1 - away) <= _NEAR_HUE


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, from 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def nearest_legible(colour: str, *, on: str) -> str:
    """Give the colour itself, or the same hue moved just far enough away from `on`.

    Args:
        colour: six hexadecimal digits behind a #.
        on: what the letters stand on; towards black on a light one, else towards white.
    """
    hue, lightness, saturation = rgb_to_hls(*_channels(colour))
    goal = 0.0 if _luminance(on) > _luminance("#777777") else 1.0
    for step in range(_STEPS + 1):
        moved = lightness + (goal - lightness) * step / _STEPS
        shade = _hexadecimal(hls_to_rgb(hue, moved, saturation))
        if contrast(shade, on) >= LEGIBLE:
            return shade
    return "#000000" if goal == 0.0 else "#ffffff"


def shades(colour: str) -> Shades:
    """Derive every token from one legible colour."""
    by_night = nearest_legible(_lighter(colour, 0.35), on=BY_NIGHT)
    return Shades(
        ink=colour,
        deep=_darker(colour, 0.28),
        blotter=_darker(colour, 0.15),
        ink_by_night=by_night,
        deep_by_night=_lighter(by_night, 0.35),
        blotter_by_night=_darker(colour, 0.5),
    )


def _lighter(colour: str, share: float) -> str:
    hue, lightness, saturation = rgb_to_hls(*_channels(colour))
    return _hexadecimal(hls_to_rgb(hue, lightness + (1 - lightness) * share, saturation))


def _darker(colour: str, share: float) -> str:
    hue, lightness, saturation = rgb_to_hls(*_channels(colour))
    return _hexadecimal(hls_to_rgb(hue, lightness * (1 - share), saturation))


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _hexadecimal(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _luminance(colour: str) -> float:
    linear = [
        channel / 12.92 if channel <= _LINEAR_BELOW else ((channel + 0.055) / 1.055) ** 2.4
        for channel in _channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
