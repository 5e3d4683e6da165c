"""The personas: in order, distinct, each with something to do."""

from datetime import timedelta

from members.groups.choices import Post
from members.requests.choices import RequestState


def test_the_eight_personas_in_order(demo):
    assert [persona.key for persona in demo.personas] == [
        *("outsider", "applicant", "member", "delegate", "liaison", "manager", "secretary", "administrator")
    ]
    people = [persona.person for persona in demo.personas if persona.person]
    assert len(set(people)) == len(people) == 6
    assert [persona.key for persona in demo.personas if persona.administrator] == ["administrator"]


def test_those_with_a_post_hold_it_for_another_half_year(demo):
    wanted = {
        "liaison": ("EWP", Post.LIAISON),
        "manager": ("data-production", Post.MANAGER),
        "secretary": ("publications", Post.SECRETARY),
        "administrator": ("office", Post.COORDINATOR),
    }
    for key, seat in wanted.items():
        person = demo.persona(key).person
        for day in (demo.today, demo.today + timedelta(days=183)):
            assert seat in {
                (row.group, row.post) for row in demo.appointments if row.person == person and row.holds_on(day)
            }


def test_the_member_is_a_student_in_a_working_group_without_a_post(demo):
    person = demo.persona("member").person
    now = [row for row in demo.memberships if row.person == person and row.holds_on(demo.today)]
    assert [row.category for row in now] == ["phd"]
    posts = {row.post for row in demo.appointments if row.person == person and row.holds_on(demo.today)}
    assert posts == {Post.MEMBER}
    assert person not in {row.person for row in demo.delegates}


def test_the_applicant_waits_for_the_delegate_and_is_not_known_yet(demo):
    request = next(row for row in demo.requests if row.key == demo.persona("applicant").request)
    assert request.state == RequestState.WAITING
    deciding = {row.person for row in demo.delegates if row.institute == request.institute and row.holds_on(demo.today)}
    assert demo.persona("delegate").person in deciding
    assert len(deciding) == 2
    assert request.email not in {person.email for person in demo.people}


def test_the_outsider_is_nobody(demo):
    outsider = demo.persona("outsider")
    assert (outsider.person, outsider.request) == ("", "")
