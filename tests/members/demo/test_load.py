"""What the loaded demo is: today's record, in agreement with the constraints and verbs, and its past."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F
from django.urls import reverse
from django.utils import timezone

from members.authorship.choices import ListState
from members.authorship.queries import published_list
from members.authorship.snapshots import digest, dump, load
from members.demo.admissions import QUEUE
from members.demo.load import generated, people
from members.groups.choices import Post
from members.memberships.expiry.actions import sweep
from members.models import (
    Appointment,
    AuthorList,
    Authorship,
    Category,
    Delegate,
    Institute,
    Membership,
    MembershipRequest,
    Person,
    Reminder,
)
from members.people.queries import status
from members.requests.actions import approve
from members.requests.choices import RequestState
from members.requests.queries import waiting_for
from portal.accounts.access import access_of
from portal.accounts.demo import personas
from portal.accounts.models import User
from portal.demo import uuid_of
from portal.history import entries
from portal.outbox.choices import EffectState
from portal.outbox.models import Effect
from portal.policy import facts

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def persona(key: str) -> User:
    return User.objects.get(demo_label=generated(TODAY).persona(key).label)


def test_everybody_of_the_generator_is_in_the_tables(loaded):
    demo = generated(TODAY)
    assert Institute.objects.exclude(kind="cluster").count() == len(demo.institutes) == 120
    assert Institute.objects.filter(kind="cluster").count() == 2
    assert Institute.objects.values("country").distinct().count() == 26
    assert Person.objects.count() == len(demo.people) == 1000
    assert Membership.objects.count() == len(demo.memberships)
    assert Appointment.objects.count() == len(demo.appointments)
    assert Delegate.objects.count() == len(demo.delegates)
    assert Authorship.objects.count() == len(demo.authorships)
    names = {category.code: category.name for category in demo.categories}
    assert dict(Category.objects.values_list("code", "name")) == names
    states = MembershipRequest.objects.values_list("state").annotate(Count("pk")).order_by("state")
    assert dict(states) == {
        state: number
        for state in RequestState.values
        if (number := sum(request.state == state for request in demo.requests))
    }


def test_a_person_is_kept_as_generated(loaded):
    by_key = people(TODAY)
    for person in generated(TODAY).people:
        row = by_key[person.key]
        name = person.name
        assert (row.full_name, row.native_name, row.paper_name) == (name.display, name.native, name.printed)
        assert (row.email, row.user.username, row.user.email) == (person.email, person.username, person.email)
        assert (row.deceased, row.deceased_on) == (person.deceased_on is not None, person.deceased_on)
        assert {item.value for item in row.identifiers.all()} == {person.orcid, person.inspire_id} - {""}
        derived = Person(**{field.attname: getattr(row, field.attname) for field in Person._meta.concrete_fields})
        derived.derive()
        assert (row.sort_key, row.search_name) == (derived.sort_key, derived.search_name)


def test_memberships_are_kept_as_generated(loaded):
    by_uuid = {row.person.uuid: key for key, row in _with_person(people(TODAY))}
    found = sorted(
        (by_uuid[row.person.uuid], row.institute.short_name, row.period.lower, row.period.upper or date.max)
        for row in Membership.objects.select_related("person", "institute")
    )
    short = {one.key: one.short_name for one in generated(TODAY).institutes}
    assert found == sorted(
        (row.person, short[row.institute], row.from_on, row.until or date.max) for row in generated(TODAY).memberships
    )


def _with_person(rows):
    return [(key, type("Row", (), {"person": person})) for key, person in rows.items()]


def test_every_status_is_there_and_most_are_active(loaded):
    found = dict(
        Person.objects.annotate(on_day=status(TODAY)).values_list("on_day").annotate(Count("pk")).order_by("on_day")
    )
    # whether somebody is in the days of grace depends on the day
    assert found.keys() - {"expired"} == {"active", "expiring", "suspended", "former", "future", "deceased"}
    assert found["active"] > 700
    assert (found["suspended"], found["deceased"]) == (1, 2)


def test_memberships_tell_why_they_ended_who_answers_and_how_time_is_shared(loaded):
    found = dict(Membership.objects.values_list("ending").annotate(Count("pk")).order_by("ending"))
    assert {"", "left", "transferred", "category", "deceased"} <= found.keys()
    assert found["deceased"] == 2
    guests = Membership.objects.filter(category__needs_sponsor=True)
    assert guests.filter(sponsor__isnull=False).count() > guests.count() / 2
    assert not guests.exclude(sponsor__memberships__institute=F("institute")).filter(sponsor__isnull=False).exists()
    shared = Membership.objects.filter(share__isnull=False)
    assert set(shared.values_list("position", "share")) == {(0, 60), (1, 40)}


def test_who_expires_was_reminded_so_that_the_first_sweep_has_little_to_say(loaded):
    assert Reminder.objects.exists()
    assert sweep(TODAY)["reminded"] == 0


def test_what_was_approved_is_a_membership_of_that_request(loaded):
    approved = MembershipRequest.objects.filter(state=RequestState.APPROVED)
    assert approved.count() > 50
    for request in approved.select_related("membership__person", "decided_by__person"):
        membership = request.membership
        until = request.ends_on and request.ends_on + timedelta(days=1)
        assert (membership.institute_id, membership.category_id) == (request.institute_id, request.category_id)
        assert (membership.period.lower, membership.period.upper) == (request.starts_on, until)
        assert membership.person.email == request.email
        day = request.decided_at.date()
        assert Delegate.objects.filter(
            person=request.decided_by.person, institute=request.institute, period__contains=day
        ).exists()
        assert request.filed_at < request.confirmed_at < request.decided_at
    others = MembershipRequest.objects.exclude(state=RequestState.APPROVED)
    assert set(others.values_list("membership", flat=True)) == {None}


def test_instants_are_those_of_the_story_and_none_lies_ahead(loaded):
    now = timezone.now()
    assert not MembershipRequest.objects.filter(filed_at__gt=now).exists()
    assert MembershipRequest.objects.filter(filed_at__lt=now - timedelta(days=100)).count() > 20
    generation = {request.email: request.filed_at for request in generated(TODAY).requests}
    assert dict(MembershipRequest.objects.values_list("email", "filed_at")) == generation
    assert not User.objects.filter(created_at__gt=now).exists()
    assert User.objects.filter(created_at__lt=now - timedelta(days=7 * 365)).count() > 100


def test_the_history_of_a_request_tells_who_when_and_why(loaded):
    declined = MembershipRequest.objects.filter(state=RequestState.DECLINED).exclude(decided_by=None).first()
    decided, confirmed, filed = entries(declined)
    assert [entry.verb for entry in (filed, confirmed, decided)] == ["file", "confirm", "decline"]
    assert [entry.at for entry in (filed, confirmed, decided)] == [
        declined.filed_at,
        declined.confirmed_at,
        declined.decided_at,
    ]
    assert filed.who == confirmed.who == "the applicant"
    assert decided.who == declined.decided_by.person.full_name
    assert decided.reason == declined.reason != ""


def test_the_history_of_a_person_begins_with_the_admission(loaded):
    person = Person.objects.get(pk=MembershipRequest.objects.filter(state="approved").first().membership.person_id)
    told = entries(person, related=("memberships", "identifiers", "appointments"))
    request = person.memberships.earliest("period").request
    assert (told[-1].verb, told[-1].at) == ("approve", request.decided_at)
    assert told[-1].who == request.decided_by.person.full_name
    assert {"family name", "from, until"} <= {change.field_label for change in told[-1].changes}
    assert [entry.at for entry in told] == sorted((entry.at for entry in told), reverse=True)


def test_a_transfer_ends_one_membership_and_begins_the_next_in_one_act(loaded):
    transfers = Membership.pgh_event_model.objects.filter(pgh_context__verb="transfer")
    assert transfers.filter(pgh_label="insert").count() > 100
    open_ended = transfers.filter(pgh_label="update")
    assert open_ended.count() > 3
    for ended in open_ended:
        begun = Membership.pgh_event_model.objects.get(pgh_context_id=ended.pgh_context_id, pgh_label="insert")
        assert begun.person_id == ended.person_id
        assert begun.period.lower == ended.period.upper
        assert begun.institute_id != ended.institute_id


@pytest.mark.parametrize("model", [Person, Membership, Institute, MembershipRequest, Authorship, AuthorList, User])
def test_every_row_has_one_beginning_and_its_last_event_is_the_row(loaded, model):
    events = model.pgh_event_model
    assert set(events.objects.values_list("pgh_label", flat=True)) <= {"insert", "update"}
    begun = events.objects.filter(pgh_label="insert").values_list("pgh_obj_id", flat=True)
    assert sorted(begun) == sorted(model.objects.values_list("pk", flat=True))
    columns = [field.attname for field in events._meta.concrete_fields if not field.name.startswith("pgh_")]
    last = events.objects.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id").values(*columns)
    assert list(last) == list(model.objects.order_by("pk").values(*columns))


def test_the_address_follows_the_institute(loaded):
    moved = Person.pgh_event_model.objects.filter(pgh_context__verb="transfer").latest("pgh_id")
    person = Person.objects.get(pk=moved.pgh_obj_id)
    home = person.memberships.filter(position=0).latest("period").institute
    assert person.email == person.user.email == moved.email == f"{moved.email.partition('@')[0]}@{home.domain}"
    first = Person.pgh_event_model.objects.filter(pgh_obj_id=person.pk).earliest("pgh_id")
    assert first.email.partition("@")[0] == moved.email.partition("@")[0]
    assert first.email != moved.email


def test_the_history_after_the_demo_is_written_by_the_triggers_again(loaded):
    person = Person.objects.first()
    person.funding = "the demo foundation"
    person.save()
    newest = Person.pgh_event_model.objects.latest("pgh_id")
    assert (newest.pgh_obj_id, newest.funding, newest.pgh_label) == (person.pk, "the demo foundation", "update")


def test_keys_go_on_after_the_last_one(loaded):
    person = Person.objects.create(family_name="Newcomer", paper_name="Newcomer")
    assert person.pk == Person.objects.exclude(pk=person.pk).latest("pk").pk + 1


def test_the_frozen_list_is_what_freezing_keeps(loaded):
    frozen = AuthorList.objects.get(state=ListState.FROZEN)
    published = published_list(frozen.on, frozen.reference)
    assert load(frozen.content) == published
    assert (frozen.sha256, frozen.author_count) == (digest(dump(published)), len(published.authors))
    assert frozen.author_count > 300
    opened = AuthorList.objects.get(state=ListState.OPEN)
    assert len(published_list(opened.on).authors) > 300
    freezing = entries(frozen)[0]
    assert (freezing.verb, freezing.at) == ("freeze", frozen.frozen_at)
    assert freezing.who != "the portal"


def test_every_author_on_the_open_list_has_an_address_also_who_left(loaded):
    opened = AuthorList.objects.get(state=ListState.OPEN)
    authors = published_list(opened.on).authors
    assert [author.printed for author in authors if not author.affiliations] == []
    assert Person.objects.filter(uuid__in=[author.uuid for author in authors]).exclude(
        memberships__period__contains=opened.on
    )


def test_mails_of_the_last_weeks_have_left_and_one_came_back(loaded):
    about = Effect.objects.filter(about_model="members.membershiprequest")
    assert set(about.values_list("state", flat=True)) == {EffectState.DONE, EffectState.FAILED}
    bounced = about.get(state=EffectState.FAILED)
    assert bounced.about_object().state == RequestState.UNCONFIRMED
    assert bounced.payload["to"] == bounced.about_object().email
    assert "550" in bounced.last_error
    waiting = MembershipRequest.objects.filter(state=RequestState.WAITING).latest("confirmed_at")
    told = about.filter(about_pk=str(waiting.pk), verb="confirm")
    addresses = Person.objects.filter(
        delegations__institute=waiting.institute, delegations__period__contains=TODAY
    ).values_list("email", flat=True)
    assert sorted(mail.payload["to"] for mail in told) == sorted(addresses)
    assert {mail.created_at for mail in told} == {waiting.confirmed_at}
    assert all(timedelta(0) < mail.done_at - mail.created_at < timedelta(minutes=1) for mail in told)


def test_who_works_in_a_group_is_told_to_end_only_when_that_was_known(loaded):
    events = Appointment.pgh_event_model.objects.filter(post=Post.MEMBER)
    limited = events.filter(pgh_context__verb="limit appointment")
    assert limited.count() > 100
    begun = events.filter(pgh_label="insert", pgh_obj_id__in=limited.values("pgh_obj_id"))
    assert begun.count() == limited.count()
    assert all(event.period.upper is None for event in begun)


def test_the_personas_may_sign_in_and_find_their_work(loaded, settings):
    settings.DEMO = True
    assert [who.label for who in personas()] == [one.label for one in generated(TODAY).personas[1:]]
    assert all(access_of(persona(one.key)).allowed for one in generated(TODAY).personas[1:])
    assert User.objects.filter(is_staff=True).get() == persona("administrator")
    waiting = waiting_for(persona("delegate"))
    [busy] = {row.institute.uuid for row in waiting}
    asked = [one for one in generated(TODAY).requests if uuid_of(one.institute) == busy]
    assert waiting.count() == sum(one.state == "waiting" for one in asked) >= QUEUE
    assert facts(persona("member"))["is_member"]
    assert ("data-production", Post.MANAGER) in facts(persona("manager"))["posts"]
    assert ("publications", Post.SECRETARY) in facts(persona("secretary"))["posts"]
    assert "person_id" not in facts(persona("applicant"))


def test_the_sign_in_page_offers_all_eight_by_one_click(loaded, settings, client):
    settings.DEMO = True
    page = client.get(reverse("account_login")).content.decode()
    card = page.partition('<ul class="personas">')[2].partition("</ul>")[0]
    assert card.count("<li>") == len(generated(TODAY).personas) == 8
    assert card.count("<button") == 7
    assert [one.label for one in generated(TODAY).personas if one.label not in card] == []


def test_the_applicant_keeps_the_account_when_the_delegate_approves(loaded):
    applicant, delegate = persona("applicant"), persona("delegate")
    request = MembershipRequest.objects.get(email=applicant.email, state=RequestState.WAITING)
    assert request in waiting_for(delegate)
    approve(request, by=delegate)
    assert request.membership.person.user == applicant


def test_nobody_can_sign_in_with_a_password(loaded):
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_a_second_time_is_refused_in_one_sentence_and_changes_nothing(loaded):
    before = Person.pgh_event_model.objects.count()
    with pytest.raises(CommandError, match=r"^The database is not empty; [^.]*\.$"):
        call_command("load_demo")
    assert Person.pgh_event_model.objects.count() == before
