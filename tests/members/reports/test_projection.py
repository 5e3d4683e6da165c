"""Where the points of the map are."""

import pytest

from members.reports.projection import HALF, HEIGHT, WIDTH, project


def test_the_middle_the_pole_and_the_edge():
    assert project(0, 0) == pytest.approx((WIDTH / 2, HALF))
    assert project(90, 0)[1] == pytest.approx(0)
    assert project(0, 180) == pytest.approx((WIDTH, HALF))
    assert project(0, -180) == pytest.approx((0, HALF))


def test_between_two_parallels_of_the_table():
    """Robinson's own numbers: at 45 degrees 0.8962 of the equator, at 50 degrees 0.8679; half-way between at 47.5."""
    half = WIDTH / 2
    assert project(45, 180)[0] - half == pytest.approx(half * 0.8962)
    assert project(47.5, 180)[0] - half == pytest.approx(half * (0.8962 + 0.8679) / 2)
    assert HALF - project(45, 0)[1] == pytest.approx(HALF * 0.5571)


def test_south_mirrors_north():
    north, south = project(36, 140), project(-36, 140)
    assert north[0] == south[0]
    assert north[1] + south[1] == pytest.approx(2 * HALF)
    assert 0 < HEIGHT < 2 * HALF


@pytest.mark.parametrize("place", [(91, 0), (0, 181), (-90.1, 0)])
def test_beyond_the_globe(place):
    with pytest.raises(ValueError, match="not on the globe"):
        project(*place)
