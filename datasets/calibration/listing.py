"""The list of calibrations."""

from __future__ import annotations

from typing import Any

from datasets.calibration import policy
from datasets.calibration.actions import begin, edit
from datasets.calibration.choices import TONES, CalibrationState
from datasets.calibration.forms import form_for, page_form
from datasets.calibration.models import Calibration
from datasets.calibration.panels import MOVES
from datasets.campaigns.models import Campaign
from datasets.luminosity.units import lined_up
from portal.listing import Action, Column, Context, Listing
from portal.listing.writing import Writes
from portal.ui.addresses import page_url


class CalibrationsListing(Listing):
    """Buckets and chunks with how far their calibration is."""

    name, path, detail = "calibrations", "calibrations/", "calibration"
    model, noun, noun_plural, group = Calibration, "calibration", "calibrations", "Data"
    needs = policy.SEE
    ordering = ("campaign__name", "part")
    search = ("part", "remark")
    search_label = "Part or remark"
    counted = (Calibration, Campaign)
    empty_text = "Calibrations are entered by the production manager, for the parts of a campaign."
    actions = (Action("New calibration", "calibration_new", policy.KEEP, primary=True),)
    moves = MOVES
    writes = Writes(policy.KEEP, form_for, begin, edit, page_form)
    columns = (
        Column("part", "Part", primary=True),
        Column(
            "campaign.name",
            "Campaign",
            name="campaign",
            filter="choice",
            href=lambda row: page_url("campaign", row["campaign_id"]),
            uses=("campaign_id",),
        ),
        Column("state", filter="choice", choices=CalibrationState, tones=TONES),
        Column("started_on", "Running", kind="date", filter="dates"),
        Column("validation_on", "Validation", kind="date"),
        Column("signed_off_on", "Signed off", kind="date"),
        Column("released_on", "Released", kind="date", filter="dates"),
        Column("luminosity", "Luminosity (fb⁻¹)", kind="number", short=lined_up),
        Column("experiments", shown=False),
        Column("runs", shown=False),
        Column("global_tag", "Global tag", filter="choice"),
        Column("validators", "Validated by", shown=False),
        Column("remark", shown=False),
    )

    def scope(self, context: Context) -> Any:
        return "all"
