"""What the schedule does about groups."""

from celery import shared_task
from django.utils import timezone

from members.groups import actions
from members.groups.vacancies.actions import tell_office
from portal.policy import SYSTEM


@shared_task(name="members.groups.warn_of_ends")
def warn_of_ends() -> None:
    """Tell who holds a post, and who leads the group, that the term ends soon; each end once."""
    actions.warn_of_ends(by=SYSTEM)


@shared_task(name="members.groups.tell_vacancies")
def tell_vacancies() -> None:
    """Tell the office of institutes without a delegate and of vacant seats; each vacancy once."""
    tell_office(timezone.localdate(), by=SYSTEM)
