"""The map's projection: where on the frame a place lies, and whether it lies there at all."""

from __future__ import annotations

from math import cos, radians, sin, sqrt

# Europe's own projection (EPSG:3035 on a sphere): equal areas, so that no country looks larger than it is.
_LATITUDE, _LONGITUDE = radians(52), radians(10)
_SINE, _COSINE = sin(_LATITUDE), cos(_LATITUDE)
_RADIUS = 6371.007 / 4  # one unit of the frame is four kilometres
_LEFT, _TOP = 460, 588  # from the frame's corner to the centre of the projection

WIDTH, HEIGHT = 1050, 1084
"""The frame in units: from Portugal to Cyprus, from the North Cape to Malta, each with room for a mark."""


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees -> units of the frame, x to the right and y down (Lambert azimuthal equal-area; Snyder 1987, p. 185)."""
    north, east = radians(latitude), radians(longitude) - _LONGITUDE
    across = cos(north) * cos(east)
    stretch = _RADIUS * sqrt(2 / max(1 + _SINE * sin(north) + _COSINE * across, 1e-9))
    x = stretch * cos(north) * sin(east)
    y = stretch * (_COSINE * sin(north) - _SINE * across)
    return _LEFT + x, _TOP - y


def on_map(x: float, y: float) -> bool:
    """Whether a point lies within the frame."""
    return 0 <= x <= WIDTH and 0 <= y <= HEIGHT
