"""Who may look at the operations page and who may steer it."""

from portal.policy import grant, is_administrator

SEE = grant("portal:operations:see", "see the operations page", is_administrator)
STEER = grant("portal:operations:steer", "retry effects or hold them", is_administrator)
