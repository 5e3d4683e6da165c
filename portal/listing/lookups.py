"""`ilike`: a pattern match that the trigram indexes serve, with every wildcard escaped but `*` and `?`."""

from typing import Any

from django.db.models import CharField, Lookup, TextField


@CharField.register_lookup
@TextField.register_lookup
class ILike(Lookup):
    """`field ILIKE pattern`; Django's own `icontains` goes through UPPER(), which no index on the field serves."""

    lookup_name = "ilike"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} ILIKE %s", [*left_params, self.rhs]


def literal(text: str) -> str:
    """What a person typed as a pattern for the whole value: `*` any text, `?` one character, all else literal."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped.replace("*", "%").replace("?", "_")


def pattern(text: str) -> str:
    """The same for a value in which it occurs."""
    return f"%{literal(text)}%"
