"""The outline of the continents, from a file of two islands."""

import json

import pytest
from django.core.management import CommandError, call_command

from members.reports.outline import rings, svg
from members.reports.projection import project

ISLANDS = {
    "transform": {"scale": [0.5, 0.5], "translate": [10, 20]},
    "arcs": [[[0, 0], [4, 0]], [[4, 0], [0, 4], [-4, -4]], [[0, -164], [2, 0], [0, 2], [-2, -2]]],
    "objects": {"land": {"geometries": [{"type": "MultiPolygon", "arcs": [[[0, 1]], [[2]]]}]}},
}


def test_arcs_are_decoded_and_joined():
    island, south = rings(ISLANDS)
    assert island == [(20, 10), (20, 12), (22, 12), (20, 10)]
    assert south[0] == (-62, 10)


def test_what_lies_south_of_the_map_is_left_out():
    drawn = svg(ISLANDS)
    assert drawn.count("M") == 1
    x, y = project(20, 10)
    assert f"M{x:.1f} {y:.1f}L" in drawn


def test_the_command(tmp_path):
    source, output = tmp_path / "land.json", tmp_path / "land.svg"
    source.write_text(json.dumps(ISLANDS))
    call_command("make_world_outline", source, output)
    assert output.read_text() == svg(ISLANDS)
    source.write_text("{}")
    with pytest.raises(CommandError, match="no TopoJSON file"):
        call_command("make_world_outline", source, output)
    with pytest.raises(CommandError, match="cannot read"):
        call_command("make_world_outline", tmp_path / "none", output)
