"""The JSON Schema with what only the rules know: which codes a waiver may name."""

from __future__ import annotations

from tfgen.language.schema import json_schema


def schema(*, base: bool = False) -> str:
    """Return the JSON Schema that editors check specs with; of bases with `base`."""
    from tfgen import rules

    codes = {code.code for rule in rules.RULES for code in rule.codes}
    return json_schema(base=base, codes=sorted(code for code in codes if code.startswith("SEC")))
