"""The arithmetic of colours: contrast (WCAG 2.2), dichromats' sight (Machado 2009), and how far apart two colours look.

A colour is three sRGB channels from 0 to 255.
"""

from __future__ import annotations

from math import dist

Colour = tuple[int, int, int]
Matrix = tuple[tuple[float, float, float], ...]

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009),
# severity 1.0; for linear RGB.
SIGHTS: dict[str, Matrix] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour: Colour) -> tuple[float, float, float]:
    """The light of each channel, from 0 to 1 (WCAG 2.2, relative luminance)."""
    red, green, blue = (one / 255 for one in colour)
    return _light(red), _light(green), _light(blue)


def _light(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def distance(one: Colour, other: Colour, sight: str = "") -> float:
    """How far apart two colours look, in hundredths of Oklab (Ottosson 2020): about 2 can just be told apart.

    With a `sight` of SIGHTS, to a person who lacks one kind of cone.
    """
    return 100 * dist(_oklab(seen(one, sight)), _oklab(seen(other, sight)))


def seen(colour: Colour, sight: str) -> tuple[float, float, float]:
    """The light of each channel as somebody with that sight has it."""
    light = linear(colour)
    if not sight:
        return light
    red, green, blue = (min(1.0, max(0.0, _times(row, light))) for row in SIGHTS[sight])
    return red, green, blue


def _times(row: tuple[float, float, float], light: tuple[float, float, float]) -> float:
    return sum(factor * channel for factor, channel in zip(row, light, strict=True))


_CONES: Matrix = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_LAB: Matrix = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


def _oklab(light: tuple[float, float, float]) -> tuple[float, float, float]:
    long, medium, short = (_times(row, light) ** (1 / 3) for row in _CONES)
    lightness, green_red, blue_yellow = (_times(row, (long, medium, short)) for row in _LAB)
    return lightness, green_red, blue_yellow
