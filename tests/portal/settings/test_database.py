import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.settings.database import _from_url


def test_reads_every_part():
    given = _from_url("postgresql://por%40tal:ge%2Fheim@db.example.org:5433/portal%20one?sslmode=require")
    assert given == {
        "NAME": "portal one",
        "USER": "por@tal",
        "PASSWORD": "ge/heim",
        "HOST": "db.example.org",
        "PORT": "5433",
        "OPTIONS": {"connect_timeout": 10, "sslmode": "require"},
    }


def test_reads_a_socket_folder_with_capitals_and_spaces():
    given = _from_url("postgres://portal@/portal?host=%2FUsers%2FA%20b&connect_timeout=3")
    assert (given["HOST"], given["PORT"], given["PASSWORD"]) == ("/Users/A b", "", "")
    assert given["OPTIONS"] == {"connect_timeout": "3"}


@pytest.mark.parametrize(
    "url",
    ["mysql://a:secret@b/c", "postgresql://a:secret@b", "postgresql://a:secret@b:port/c", "postgresql://a:secret@[b/c",
     "host=b dbname=c password=secret", "nonsense secret"],
)  # fmt: skip
def test_refuses_others_without_showing_the_password(url):
    with pytest.raises(ImproperlyConfigured) as refusal:
        _from_url(url)
    assert str(refusal.value) == "DATABASE_URL must read postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
