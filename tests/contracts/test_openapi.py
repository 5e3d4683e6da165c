"""The description of the API is valid, is the committed one, and is true: no parameter in it makes an error of ours."""

from pathlib import Path

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.testing import matrix
from portal.testing.baseline import compare
from portal.testing.rows import grow

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_schema_is_valid_openapi_3(schema):
    validate_schema(schema)
    assert schema["openapi"].startswith("3.")


def test_the_schema_is_the_committed_one(schema):
    compare(HERE / "openapi.json", schema)


def test_every_list_has_a_resource(schema):
    for listing in matrix.listings():
        assert f"/api/v1/{listing.path}" in schema["paths"]
        assert f"/api/v1/{listing.path}{{id}}/" in schema["paths"]
        moves = f"/api/v1/{listing.path}{{id}}/moves/{{name}}/"
        assert (moves in schema["paths"]) == (listing.moves is not None)


ODD = (
    *("", "(none)", "1", "-1", "0", "9" * 30, "1e400", "NaN", "1.5", "True", "٣", "²"),
    *("2026-02-29", "2026-11-20", "0001-01-01", "9999-12-31", "20260101"),
    *("*", "%", "_", "\\", "/", "'", "\x00", "?" * 600, "state", "-state", "active"),
)
VALUES = st.one_of(st.sampled_from(ODD), st.text(max_size=20))


@pytest.mark.parametrize("name", [listing.name for listing in matrix.listings()])
def test_no_parameter_of_a_list_makes_an_error_of_ours(name, personas, as_persona, schema):
    grow(personas, 1)
    listing = next(item for item in matrix.listings() if item.name == name)
    client = as_persona("administrator")
    parameters = [item["name"] for item in schema["paths"][f"/api/v1/{listing.path}"]["get"]["parameters"]]
    assert {"q", "sort", "page", "page_size"} <= set(parameters)

    @settings(
        max_examples=25, deadline=None, database=None, derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )  # fmt: skip
    @given(st.dictionaries(st.sampled_from(parameters), VALUES, max_size=3))
    def ask(chosen):
        api = client.get(f"/api/v1/{listing.path}", chosen)
        page = client.get(f"/{listing.path}", chosen)
        assert {api.status_code, page.status_code} <= {200, 400}
        if "page_size" not in chosen:
            assert api.status_code == page.status_code
        if api.status_code == 400:
            assert api.json()["detail"]

    ask()
