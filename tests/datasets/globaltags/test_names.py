"""Whose tag it is, by its name."""

import pytest

from datasets.globaltags.names import owner_of


@pytest.mark.parametrize(
    ("name", "kind", "account"),
    [
        ("user_ana_beam_spot", "user", "ana"),
        ("temp_ana_beam_parameters_chunk1", "temp", "ana"),
        ("AIRFLOW_operation_staging_proc16_chunk2", "automatic", ""),
        ("staging_data_proc16", "staging", ""),
        ("mcrd_proc16", "official", ""),
        ("users_guide", "official", ""),
        ("user", "user", ""),
        ("user_", "user", ""),
        ("", "official", ""),
        ("temporary_tag", "official", ""),
        ("USER_ana_x", "user", "ana"),
    ],
)
def test_the_prefix_says_whose_it_is(name, kind, account):
    found = owner_of(name)
    assert (found.kind, found.account) == (kind, account)
