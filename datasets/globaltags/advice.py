"""What a campaign says about how to run on its samples: the release and the global tags, or that nobody has said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from datasets.campaigns.models import Campaign
from datasets.globaltags.models import TagChain


@dataclass(frozen=True)
class Advice:
    """Release and chain of a campaign; empty where nobody has said so."""

    campaign: str
    release: str = ""
    tags: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Where what the commands say comes from, and what they cannot say."""
        source = self.campaign or "the campaign"
        parts = []
        if self.release:
            parts.append(f"Release {self.release} is what {source} recommends.")
        else:
            parts.append(f"Nobody has said which release {source} recommends: put yours in place of RELEASE.")
        if self.tags:
            parts.append(f"Global tags: the chain of {source}.")
        else:
            parts.append(f"Nobody has said which global tags {source} uses: the steering file sets none.")
        return " ".join(parts)


def advice(name: str, on: date) -> Advice:
    """What the campaign of this name says on the day."""
    campaign = Campaign.objects.filter(name=name).first() if name else None
    if campaign is None:
        return Advice(name)
    chain = TagChain.objects.filter(campaign=campaign).current(on).first()
    return Advice(name, campaign.recommended_release, tuple(chain.names) if chain else ())
