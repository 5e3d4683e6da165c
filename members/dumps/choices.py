"""What a column of a dump can hold, how its dates are written, and how a conflict is decided."""

from django.db import models


class Field(models.TextChoices):
    """A fact that a dump can state; the values are the headers of our own export."""

    UUID = "uuid", "id of the person here"
    EXTERNAL = "external_id", "id in the registry"
    GIVEN = "given_name", "given name"
    FAMILY = "family_name", "family name"
    SUFFIX = "suffix", "suffix (Jr., III)"
    NATIVE = "native_name", "name in native script"
    PAPER = "paper_name", "name on papers"
    EMAIL = "email", "e-mail"
    ORCID = "orcid", "ORCID"
    INSPIRE = "inspire_id", "INSPIRE id"
    PLACE = "institute_uuid", "id of the institute here"
    ROR = "institute_ror", "institute: ROR"
    PLACE_INSPIRE = "institute_inspire_name", "institute: INSPIRE name"
    PLACE_SHORT = "institute_short_name", "institute: short name"
    PLACE_NAME = "institute_name", "institute: name"
    CONNECTION = "connection", "connection (affiliated with, also at …)"
    CATEGORY = "category", "category"
    FROM = "from", "first day"
    UNTIL = "until", "until (first day without)"
    LAST_DAY = "last_day", "last day"
    SHARE = "share", "share (percent)"
    SIGNS_FROM = "authorship_from", "signs from"
    SIGNS_UNTIL = "authorship_until", "signs until (first day without)"
    SIGNS_LAST_DAY = "authorship_last_day", "signs, last day"
    STATUS = "status", "status"


DAYS = (Field.FROM, Field.UNTIL, Field.LAST_DAY, Field.SIGNS_FROM, Field.SIGNS_UNTIL, Field.SIGNS_LAST_DAY)
PLACES = (Field.PLACE, Field.ROR, Field.PLACE_INSPIRE, Field.PLACE_SHORT, Field.PLACE_NAME)
EXPORTED = tuple(field for field in Field if field not in (Field.LAST_DAY, Field.SIGNS_LAST_DAY))
"""The columns of our own export, in order."""


class DateOrder(models.TextChoices):
    """How dates with slashes are meant where they could be read either way."""

    DAY = "dmy", "day/month/year"
    MONTH = "mdy", "month/day/year"


class Subject(models.TextChoices):
    """What is in conflict."""

    PERSON = "person", "who it is"
    NAME = "name", "changed name"
    PLACE = "place", "which institute"
    PERIOD = "period", "overlapping periods"


class Verdict(models.TextChoices):
    """How somebody decided."""

    THIS = "this", "this one"
    NEW = "new", "a new person"
    OUT = "out", "leave out"
