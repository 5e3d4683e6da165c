"""Every written form of a certificate's name becomes one text, and that text again."""

import pytest

from members.people.certificates import distinguished_name

ANA = "CN=Ana Ruiz,OU=people,O=Grid,C=NO"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("/C=NO/O=Grid/OU=people/CN=Ana Ruiz", ANA),
        ("CN=Ana Ruiz,OU=people,O=Grid,C=NO", ANA),
        ("CN=Ana Ruiz, OU=people, O=Grid, C=NO", ANA),
        ("cn=Ana Ruiz;ou=people;o=Grid;c=NO", ANA),
        ("C = NO, O = Grid, OU = people, CN = Ana Ruiz", ANA),  # as OpenSSL 1.1 and later print it
        ("subject=C = NO, O = Grid, OU = people, CN = Ana Ruiz", ANA),
        ("subject= /C=NO/O=Grid/OU=people/CN=Ana Ruiz", ANA),
        ("/DC=org/DC=grid/CN=Ana Ruiz/CN=ana/01", "CN=ana/01,CN=Ana Ruiz,DC=grid,DC=org"),
        ("/O=Grid/CN=host/ce.grid.example", "CN=host/ce.grid.example,O=Grid"),
        ("/O=Grid/CN=Ruiz, Ana", r"CN=Ruiz\, Ana,O=Grid"),
        (r"CN=Ruiz\, Ana,O=Grid", r"CN=Ruiz\, Ana,O=Grid"),
        (r'CN="Ruiz, Ana",O=Grid', r"CN=Ruiz\, Ana,O=Grid"),
        (r"CN=Aur\C3\A9lie,O=Grid", "CN=Aurélie,O=Grid"),
        ("/O=Grid/CN=Ana/Email=ana@lab.example", "emailAddress=ana@lab.example,CN=Ana,O=Grid"),
        ("E=ana@lab.example,CN=Ana,O=Grid", "emailAddress=ana@lab.example,CN=Ana,O=Grid"),
        ("/O=Grid/CN=Robot: copies = done", "CN=Robot: copies = done,O=Grid"),
        ("", ""),
        ("none", ""),
    ],
)
def test_one_text_for_every_form(text, name):
    assert distinguished_name(text) == (name, "")
    assert distinguished_name(name).value == name  # idempotent


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ana Ruiz", "'Ana Ruiz' is no part"),
        ("/Ana Ruiz", "after a slash a part"),
        ("CN=Ana Ruiz", "has to have parts"),
        ("CN=,O=Grid", "CN is empty"),
        ('CN="Ana,O=Grid', "quotation mark is not closed"),
        (r"CN=\C3\28,O=Grid", "is no UTF-8"),
        ("/O=Grid/CN=" + "x" * 400, "longer than 300"),
        ("CN=Ana,,O=Grid", "'' is no part"),
    ],
)
def test_what_is_none_says_why(text, words):
    checked = distinguished_name(text)
    assert checked.value == ""
    assert words in checked.problem
