"""Robinson's projection of the globe onto a drawing 1000 wide (A. H. Robinson, 1974; his table, interpolated)."""

from __future__ import annotations

from math import pi

LENGTH = (
    *(1.0, 0.9986, 0.9954, 0.99, 0.9822, 0.973, 0.96, 0.9427, 0.9216, 0.8962),
    *(0.8679, 0.835, 0.7986, 0.7597, 0.7186, 0.6732, 0.6213, 0.5722, 0.5322),
)
"""Length of each fifth parallel, as a share of the equator."""
DISTANCE = (
    *(0.0, 0.062, 0.124, 0.186, 0.248, 0.31, 0.372, 0.434, 0.4958, 0.5571),
    *(0.6176, 0.6769, 0.7346, 0.7903, 0.8435, 0.8936, 0.9394, 0.9761, 1.0),
)
"""Distance of each fifth parallel from the equator, as a share of that of the pole."""
WIDTH = 1000.0
SCALE = WIDTH / (2 * 0.8487 * pi)
HALF = 1.3523 * SCALE
SOUTH = -58.0
"""The map ends here: nobody has an institute further south."""


def _at(table: tuple[float, ...], latitude: float) -> float:
    steps = min(abs(latitude), 90.0) / 5
    low = min(int(steps), len(table) - 2)
    return table[low] + (table[low + 1] - table[low]) * (steps - low)


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees north and east to (x, y) of the drawing, y downwards. Raises ValueError beyond the globe."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"{latitude}, {longitude} is not on the globe")
    x = WIDTH / 2 + 0.8487 * SCALE * _at(LENGTH, latitude) * longitude * pi / 180
    y = HALF - (HALF * _at(DISTANCE, latitude) * (1 if latitude >= 0 else -1))
    return x, y


HEIGHT = round(project(SOUTH, 0)[1])
