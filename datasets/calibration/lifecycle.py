"""How a calibration moves: forward when it is proved, back when it has to be done again."""

from datasets.calibration import policy
from datasets.calibration.choices import CalibrationState
from datasets.calibration.models import Calibration
from portal.lifecycle import Lifecycle, Move


def _unproved(found: Calibration) -> str:
    return "" if found.validators else "say first who validates it"


def _without_tag(found: Calibration) -> str:
    return "" if found.global_tag else "say first which global tag holds its constants"


CALIBRATION = Lifecycle(
    "calibration",
    "state",
    CalibrationState,
    (
        Move("start", (CalibrationState.PLANNED,), CalibrationState.RUNNING, policy.KEEP, primary=True),
        Move(
            "validate",
            (CalibrationState.RUNNING,),
            CalibrationState.VALIDATION,
            policy.KEEP,
            label="Give to validation",
            primary=True,
        ),
        Move(
            "sign_off",
            (CalibrationState.VALIDATION,),
            CalibrationState.SIGNED_OFF,
            policy.KEEP,
            label="Sign off",
            primary=True,
            blocked=_unproved,
        ),
        Move(
            "release",
            (CalibrationState.SIGNED_OFF,),
            CalibrationState.RELEASED,
            policy.KEEP,
            primary=True,
            blocked=_without_tag,
            confirm="The constants are in the global tag, and the part may be processed.",
        ),
        Move(
            "repeat",
            (CalibrationState.VALIDATION, CalibrationState.SIGNED_OFF, CalibrationState.RELEASED),
            CalibrationState.RUNNING,
            policy.KEEP,
            label="Calibrate again",
            asks_reason=True,
        ),
    ),
)
