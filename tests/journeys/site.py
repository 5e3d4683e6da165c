"""A running portal with the demo collaboration, as its visitors see it: pages, mail, and nothing else."""

import json
import re
import time
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import Page, expect

from portal.testing.servers import SMTPSink
from tests.portal.launch.portals import Portal, run

PATIENCE = 30  # seconds for what a worker does; the machine may be busy
PASSWORD = "a long walk by the sea"
RECORD = """
import json
from django.utils import timezone
from members.institutes.models import Institute
from members.memberships.models import Delegate
from portal.accounts.models import User
today = timezone.localdate()
persona = User.objects.get(demo_label="Institute delegate")
institute = Institute.objects.get(delegates__in=Delegate.objects.filter(person__user=persona).current(today))
others = Delegate.objects.filter(institute=institute).current(today).exclude(person__user=persona)
other = others.exclude(person__user=None).first().person
other.user.set_password({password!r})
other.user.save()
heads = Delegate.objects.filter(deputy=False, person__user__demo_label="", institute__period__contains=today)
head = heads.current(today).exclude(institute=institute).exclude(institute__kind="external").order_by("pk").first()
head.person.user.set_password({password!r})
head.person.user.save()
member = User.objects.get(demo_label="Member").person
print(json.dumps({{
    "member": member.full_name,
    "member_address": member.email,
    "today": today.isoformat(),
    "institute": str(institute),
    "institute_key": str(institute.pk),
    "delegate": persona.person.full_name,
    "delegate_address": persona.person.email,
    "other_account": other.user.username,
    "elsewhere": str(head.institute),
    "elsewhere_key": str(head.institute_id),
    "elsewhere_address": head.person.email,
    "elsewhere_account": head.person.user.username,
}}))
"""


@dataclass(frozen=True)
class Story:
    """Who is who in the demo of today.

    The member and the delegate among the personas, a colleague who has a password, and an institute `elsewhere` whose
    delegate has one, too.
    """

    today: date
    institute: str
    institute_key: str
    delegate: str
    delegate_address: str
    other_account: str
    member: str
    member_address: str
    elsewhere: str
    elsewhere_key: str
    elsewhere_address: str
    elsewhere_account: str


class Site:
    """A portal at `url` that mails through `sink`."""

    def __init__(self, portal: Portal, sink: SMTPSink) -> None:
        self.portal, self.sink = portal, sink
        self.url = f"http://127.0.0.1:{portal.port}"

    def story(self) -> Story:
        """Look up who is who; give the other delegate a password."""
        told = run("manage.py", "shell", "-c", RECORD.format(password=PASSWORD), PORTAL_VAR=str(self.portal.var))
        assert told.returncode == 0, told.stderr
        facts = json.loads(told.stdout.strip().splitlines()[-1])
        return Story(**facts | {"today": date.fromisoformat(facts["today"])})

    def mail(self, to: str, subject: str, saying: str = "") -> EmailMessage:
        """The one mail to `to` with this subject that says this, once it has arrived."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = [mail for mail in self.sink.messages if to in mail["to"] and subject in mail["subject"]]
            if saying:
                found = [mail for mail in found if saying in " ".join(mail.get_content().split())]
            if found:
                assert len(found) == 1
                return found[0]
            time.sleep(0.05)
        raise AssertionError(
            f"no mail to {to} about {subject!r}: {[(m['to'], m['subject']) for m in self.sink.messages]}"
        )


def links(mail: EmailMessage) -> list[str]:
    """The addresses in a mail, from its top."""
    return re.findall(r"https?://\S+", mail.get_content())


def sign_in(page: Page, persona: str) -> None:
    """One click on the sign-in page, wherever it leads."""
    page.get_by_role("button", name=re.compile(f"^{persona}")).click()


def sign_in_with_password(page: Page, name: str) -> None:
    """By an account that has `PASSWORD`, on the sign-in page."""
    page.get_by_label("Name or e-mail address").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def open_menu(page: Page, name: str) -> None:
    """A page of the sidebar, behind the menu on a phone."""
    if page.viewport_size["width"] < 640:
        page.get_by_role("button", name="Menu", exact=True).click()
    page.locator("#nav").get_by_role("link", name=re.compile(f"^{name}")).click()


def as_of(page: Page, day: date) -> None:
    """Turn the record back (or forward) to `day` with the control in the top bar."""
    page.locator("summary", has_text="as of").click()
    page.get_by_label("The record as it stood on").fill(day.isoformat())
    page.get_by_role("banner").get_by_role("button", name="Show").click()
    page.wait_for_url(f"**as_of={day}*")


def search_list(page: Page, label: str, text: str) -> None:
    """Type into the search of a list and wait until the list has followed."""
    page.get_by_label(label).fill(text)
    expect(page.locator(".pill", has_text=text).first).to_be_visible()


def saved(page: Page, name: str, folder: Path) -> Path:
    """Download what the link `name` offers into `folder`."""
    with page.expect_download() as started:
        page.get_by_role("link", name=name).click()
    kept = folder / started.value.suggested_filename
    started.value.save_as(kept)
    return kept
