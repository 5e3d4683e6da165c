"""Completing the names of a person: lists leave out the given name, the printed name or the family name."""

from __future__ import annotations

from dataclasses import dataclass, field

from members.people.names import fold, paper_name, split_printed


@dataclass(slots=True)
class Names:
    """The names of one person as the file has them; `complete` fills what follows from the others."""

    family: str = ""
    given: str = ""
    suffix: str = ""
    full: str = ""
    paper: str = ""
    paper_given: str = ""
    paper_family: str = ""
    guesses: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, fields: dict[str, str]) -> Names:
        return cls(
            family=fields.get("familyname", ""),
            given=fields.get("givenname", ""),
            suffix=fields.get("authorsuffix", ""),
            full=fields.get("name", ""),
            paper=fields.get("authornamepaper", ""),
            paper_given=fields.get("authornamepapergiven", ""),
            paper_family=fields.get("authornamepaperfamily", ""),
        )

    def complete(self) -> Names:
        """Fill what is missing and say so in `guesses`; a mononym stays one. Without any name `family` stays empty."""
        if not self.family and not self._find_family():
            return self
        if not self.given and (known := self._given()):
            self.given = known
            self.guesses.append(f"no given name; {known!r} is taken from the other names of {self.family}")
        if not self.paper:
            parts = " ".join(filter(None, (self.paper_given, self.paper_family)))
            self.paper = parts or paper_name(self.given, self.family, self.suffix)
            self.guesses.append(f"no name on papers; it is {self.paper!r} here")
        printed = split_printed(self.paper, self.paper_family or self.family)
        self.paper_given = self.paper_given or printed.given
        self.paper_family = self.paper_family or printed.family
        return self

    def _find_family(self) -> bool:
        printed = self.full or self.paper
        known = self.paper_family or split_printed(printed).family or printed
        if not known and (known := self.given or self.paper_given):  # a mononym in the wrong place
            self.given = self.paper_given = ""
        self.family = known
        if known:
            self.guesses.append(f"no family name; {known!r} is taken from the other names")
        return bool(known)

    def _given(self) -> str:
        full = split_printed(self.full, self.family)
        if full.given and fold(full.family) == fold(self.family):
            return full.given
        if self.paper_given:
            return self.paper_given
        paper = split_printed(self.paper, self.family)
        return paper.given if fold(paper.family) == fold(self.family) else ""
