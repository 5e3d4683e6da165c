"""Two working groups, a campaign, and one person for each role; decay files of invented channels."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.core.cache import cache

HEADER = {
    "EventType": "1110021000",
    "Descriptor": "[B0 -> (K*0 -> K+ pi-) gamma]cc",
    "NickName": "Bd_Kst0gamma_test",
    "Documentation": "Signal for the EWP group",
    "Tested": "Yes",
    "PhysicsWG": "EWP",
    "Responsible": "Ana Ruiz",
    "Email": "ana@lab.example",
    "Cuts": "None",
    "Date": "20261101",
}
BODY = """#
Alias K*0sig K*0
Alias anti-K*0sig anti-K*0
ChargeConj K*0sig anti-K*0sig

Decay Upsilon(4S)
1.0 B0sig anti-B0sig B0 anti-B0 VSS_BMIX dm;
Enddecay

Decay B0sig
1.0 K*0sig gamma SVP_HELAMP 1.0 0.0 1.0 0.0;
Enddecay
CDecay anti-B0sig

Decay K*0sig
1.0 K+ pi- PHOTOS VSS;
Enddecay
CDecay anti-K*0sig

End
"""


def _decay(**header):
    lines = [f"# {key}: {value}" for key, value in (HEADER | header).items() if value is not None]
    return ("\n".join(lines) + "\n" + BODY).encode()


@pytest.fixture(scope="session")
def decay():
    """`decay(Date=None)`: the bytes of a decay file without a finding, but for what is changed in its header."""
    return _decay


@dataclass
class Cast:
    """Who takes part. Each access to a person gives a fresh account, as each request would."""

    people: dict

    def __getattr__(self, name):
        from django.contrib.auth.models import AnonymousUser  # models load after this module

        from portal.accounts.models import User

        if name not in self.people:
            raise AttributeError(name)
        return User.objects.get(pk=self.people[name]) if self.people[name] else AnonymousUser()


ROLES = {
    "outsider": None,
    "applicant": None,
    "member": (),
    "delegate": (),
    "liaison": (("EWP", "liaison"),),
    "second_liaison": (("EWP", "liaison"),),
    "other_liaison": (("TDCPV", "liaison"),),
    "convener": (("EWP", "convener"),),
    "manager": (("data-production", "manager"),),
    "second_manager": (("data-production", "manager"),),
    "secretary": (("publication-office", "secretary"),),
    "administrator": None,
}


@pytest.fixture
def cast(db):
    """The roles of `ROLES`, as accounts with people, memberships and posts behind them."""
    return make_cast()


def make_cast():
    from members.groups.models import Appointment, Group
    from members.institutes.models import Institute
    from members.memberships.models import Delegate, Membership
    from members.people.models import Person
    from portal.accounts.models import User
    from portal.periods import Period

    cache.clear()
    always = Period(date(2020, 1, 1), None)
    institute = Institute.objects.create(name="University of Sundridge", short_name="Sundridge", period=always)
    people = {"outsider": None}
    for role, posts in ROLES.items():
        if role == "outsider":
            continue
        address = f"{role}@lab.example"
        user = User.objects.create_user(role, address, is_staff=role == "administrator")
        people[role] = user.pk
        if posts is None:
            continue
        names = {"given_name": role.capitalize().replace("_", " "), "family_name": "Tester", "paper_name": f"{role} T."}
        person = Person.objects.create(user=user, email=address, **names)
        Membership.objects.create(person=person, institute=institute, period=always)
        if role == "delegate":
            Delegate.objects.create(person=person, institute=institute, period=always)
        for code, post in posts:
            kind = "working_group" if code.isupper() else "office"
            group, _ = Group.objects.get_or_create(code=code, defaults={"name": f"Group {code}", "kind": kind})
            Appointment.objects.create(person=person, group=group, post=post, period=always)
    return Cast(people)


@pytest.fixture
def group(cast):
    from members.groups.models import Group

    return Group.objects.get(code="EWP")


@pytest.fixture
def other_group(cast):
    from members.groups.models import Group

    return Group.objects.get(code="TDCPV")


@pytest.fixture
def campaign(db):
    from datasets.campaigns.models import Campaign

    return Campaign.objects.create(name="MC16rd_proc16", kind="mc_rd", state="running")


@pytest.fixture
def keep(cast):
    """`keep(raw, name)`: a decay file on record."""
    from liaisons.decayfiles.actions import hand_in

    def kept(raw=None, file_name="1110021000.dec"):
        return hand_in(by=cast.liaison, file_name=file_name, raw=raw if raw is not None else _decay())[0]

    return kept


@pytest.fixture
def visit(client, cast):
    """`visit("liaison")`: a browser in which that person is signed in; the outsider is not."""

    def signed_in(role):
        client.logout()
        if cast.people[role]:
            client.force_login(getattr(cast, role))
        return client

    return signed_in
