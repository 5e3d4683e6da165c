"""The mails of a request on their way through a real SMTP server, also one that is down at first."""

from __future__ import annotations

import pytest
from django.utils import timezone

from members.requests import actions
from portal.outbox.choices import EffectState
from portal.outbox.delivery import sweep
from portal.outbox.models import Effect
from portal.testing.servers import SMTPSink, free_port, smtp_sink


def use(settings, sink):
    for name, value in sink.settings().items():
        setattr(settings, name, value)


def subjects(sink):
    return [(str(mail["To"]), str(mail["Subject"]).strip()) for mail in sink.messages]


def test_every_mail_of_a_story_arrives_once(world, settings):
    settings.BASE_URL = "https://portal.example"
    with smtp_sink() as sink:
        use(settings, sink)
        request = world.waiting(given_name="Łucja", family_name="Żółkiewska")
        declined = world.waiting()
        sweep()
        world.approve(request)
        actions.decline(declined, by=world.user("delegate"), reason="Please ask at Northgate.")
        sweep()
        sweep()
        who = "Łucja Żółkiewska asks for membership at Sundridge"
        assert [item for item in subjects(sink) if item[1] == who] == [
            ("delegate@lab.example", who),
            ("deputy@lab.example", who),
        ]
        mine = [subject for to, subject in subjects(sink) if to == request.email]
        assert mine[0] == "Confirm your address for your request at Sundridge"
        assert sorted(mine[1:]) == [
            f"You are a member from {request.starts_on}",
            f"Your account at {settings.SITE_NAME}",  # with the link to choose a password
        ]
        assert (declined.email, "Your request at Sundridge was declined") in subjects(sink)
        texts = [mail.get_content() for mail in sink.messages if str(mail["Subject"]).strip() == who]
        assert all(f"https://portal.example/approvals/{request.pk}/approve/" in text for text in texts)


def test_with_the_server_down_the_approval_stands_and_the_mail_leaves_later_once(world, settings):
    port = free_port()
    use(settings, SMTPSink(port=port))
    request = world.waiting()
    person = world.approve(request)
    assert sweep() == 5  # tried: confirm, two delegates, approved, password
    assert (request.state, person.memberships.count()) == ("approved", 1)
    assert not Effect.objects.filter(state=EffectState.DONE).exists()
    Effect.objects.waiting().update(due_at=timezone.now())
    with smtp_sink(port) as sink:
        sweep()
        sweep()
        assert len(sink.messages) == 5
        assert len({mail["Message-ID"] for mail in sink.messages}) == 5
    assert Effect.objects.exclude(state=EffectState.DONE).count() == 0


@pytest.mark.parametrize("verb", ["approve", "decline"])
def test_a_decision_that_is_undone_mails_nobody(world, mails, verb):
    request = world.waiting()
    before = len(mails())
    with pytest.raises(Exception, match="only delegates"):
        getattr(actions, verb)(request, by=world.user("stranger"), reason="x")
    assert len(mails()) == before
