"""Who may see and hand in decay files."""

from liaisons.assignments.policy import is_liaison, is_production_manager
from members.people.policy import is_member
from portal.policy import grant, is_administrator

LIST = grant(
    "liaisons:decay_file:list", "see decay files", is_member, is_liaison, is_production_manager, is_administrator
)
HAND_IN = grant("liaisons:decay_file:hand_in", "hand in decay files", is_liaison, is_production_manager)
