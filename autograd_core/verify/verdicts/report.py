"""A report of claims and their verdicts: as a table, Markdown, HTML and plain data."""

import html
from dataclasses import dataclass, field
from typing import Any

from ...arguments import public_class
from ...documents import code_markdown
from ...lacking import Hinting
from ...words import shown_in_line
from ..diagnosis import Suspect, question
from .verdict import Kind, Verdict, shown


@dataclass(frozen=True, slots=True)
class Row:
    """A claim, its verdict, and what may have gone wrong."""

    claim: str
    """What it speaks of, such as dE_total/dw5, or a line of a derivation."""
    claimed: str
    verdict: Verdict
    suspects: tuple[Suspect, ...] = ()
    notes: tuple[str, ...] = ()
    parts: tuple["Row", ...] = ()
    """The factors of a product, the terms of a sum, the worst entries of an array."""
    entries: tuple["Row", ...] = ()
    """All entries of an array, row by row."""

    def __post_init__(self) -> None:
        """Whatever a claim holds, it is a line that is safe to print."""
        object.__setattr__(self, "claim", shown_in_line(self.claim))
        object.__setattr__(self, "claimed", shown_in_line(self.claimed))

    @property
    def true(self) -> str:
        """What is true, to as many digits as are shown."""
        return "" if self.verdict.true is None or not self.verdict.true.finite else shown(self.verdict.true)

    @property
    def diagnosis(self) -> list[str]:
        """Sentences on what may have gone wrong, and the question that would tell."""
        asked = question(self.suspects) if len(self.suspects) > 1 else None
        told = [*self.notes, *(suspect.sentence for suspect in self.suspects), *([asked] if asked else [])]
        return list(map(shown_in_line, told))

    def as_dict(self) -> dict[str, Any]:
        """The row for JSON."""
        v = self.verdict
        plain: dict[str, Any] = {
            "claim": self.claim,
            "claimed": self.claimed,
            "true": self.true or None,
            "enclosure": [str(v.true.lo), str(v.true.hi)] if v.true is not None else None,
            "verdict": v.kind.value,
            "sentence": v.sentence,
            "passes": v.kind.passes,
            "ratio": v.ratio,
            "witness": dict(v.witness) if v.witness else None,
            "diagnosis": self.diagnosis,
            "suspects": [suspect.kind for suspect in self.suspects],
        }
        if self.entries:
            right = sum(entry.verdict.kind.passes for entry in self.entries)
            plain |= {"credit": right / len(self.entries), "entries": len(self.entries), "right": right}
            plain["parts"] = [part.as_dict() for part in self.parts]
        elif self.parts:
            right = sum(part.verdict.kind.passes for part in self.parts)
            plain |= {"credit": right / len(self.parts), "parts": [part.as_dict() for part in self.parts]}
        else:
            plain["credit"] = None if v.kind.defines else float(v.kind.passes)
        return plain


@public_class()
@dataclass(frozen=True, slots=True)
class Report(Hinting):
    """What can be said of every claim.

    `ok` holds where all pass and no definition is questioned, `first_wrong` is the first that is proved wrong, and
    `assert_ok()` is for tests.
    """

    rows: tuple[Row, ...] = field(default=())

    @property
    def judged(self) -> tuple[Row, ...]:
        """The rows that claim something: all but the definitions."""
        return tuple(row for row in self.rows if not row.verdict.kind.defines)

    @property
    def ok(self) -> bool:
        """Whether every claim passes, there is one, and no definition is questioned."""
        return bool(self.judged) and all(row.verdict.kind.passes for row in self.rows)

    def __bool__(self) -> bool:
        """The same, so that `assert check(y, claims)` means what it says."""
        return self.ok

    def _count(self, *kinds: Kind) -> int:
        return sum(row.verdict.kind in kinds for row in self.rows)

    @property
    def first_wrong(self) -> Row | None:
        """The first claim that is proved wrong: within a product its first wrong factor."""
        for row in self.rows:
            if row.verdict.kind is Kind.WRONG or any(part.verdict.kind is Kind.WRONG for part in row.parts):
                return next((part for part in row.parts if part.verdict.kind is Kind.WRONG), row)
        return None

    @property
    def status(self) -> int:
        """The exit status: 0 where all pass, 1 where something is wrong, 2 where something is open."""
        return 0 if self.ok else 1 if self.first_wrong is not None else 2

    def assert_ok(self) -> None:
        """Raise AssertionError with the whole report unless every claim passes."""
        if not self.ok:
            raise AssertionError(f"\n{self}")

    def table(self, claim: str | int = 0) -> "Report":
        """All entries of an array, each in a row of its own; `claim` is the array's, such as "dL/dW", or its place.

        Raises LookupError for what is no claim about an array.
        """
        arrays = {row.claim: row for row in self.rows if row.entries}
        places = list(arrays.values())
        if isinstance(claim, int) and not isinstance(claim, bool) and -len(places) <= claim < len(places):
            return Report(places[claim].entries)
        if claim not in arrays:
            sentence = f"the arrays in this report are {', '.join(map(repr, arrays))}" if arrays else "it has no arrays"
            raise LookupError(f"no array was judged as {claim!r}; {sentence}")
        return Report(arrays[str(claim)].entries)

    def _flat(self) -> list[tuple[int, Row]]:
        return [pair for row in self.rows for pair in [(0, row), *((1, part) for part in row.parts)]]

    def __str__(self) -> str:
        first, flat = self.first_wrong, self._flat()
        cells = [("claim", "claimed", "true", "verdict")]
        cells += [("  " * depth + row.claim, _cut(row.claimed, 48), row.true, str(row.verdict)) for depth, row in flat]
        widths = [min(max(len(row[i]) for row in cells), 48) for i in range(3)]
        lines = []
        for i, row in enumerate(cells):
            mark = ">" if i and flat[i - 1][1] is first else " "
            lines.append(
                f"{mark} {'  '.join(f'{cell:{width}}' for cell, width in zip(row, widths))}  {row[3]}".rstrip()
            )
            lines += [f"{' ' * (6 + sum(widths))}  {sentence}" for sentence in (flat[i - 1][1].diagnosis if i else ())]
        return "\n".join([*lines, self.summary])

    @property
    def summary(self) -> str:
        """How many of the claims pass, are wrong, stay open and were not understood; and how many lines define."""
        judged = self.judged
        passed = sum(row.verdict.kind.passes for row in judged)
        wrong, lost = self._count(Kind.WRONG), self._count(Kind.NOT_UNDERSTOOD)
        conditions = self._count(Kind.CONDITION)
        definitions, questioned = self._count(Kind.DEFINITION), self._count(Kind.QUESTIONED)
        counts = {
            "wrong": wrong,
            "open": len(judged) - passed - wrong - lost,
            "not understood": lost,
            "definition" if definitions == 1 else "definitions": definitions,
            "condition" if conditions == 1 else "conditions": conditions,
            "definition in question" if questioned == 1 else "definitions in question": questioned,
        }
        return ", ".join(
            [f"{passed} of {len(judged)} pass", *(f"{count} {what}" for what, count in counts.items() if count)]
        )

    __repr__ = __str__

    def markdown(self) -> str:
        """The same table in Markdown."""

        def escaped(text: str) -> str:
            return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "&#96;")

        lines = ["| claim | claimed | true | verdict |", "|---|---|---|---|"]
        for depth, row in self._flat():
            told = "<br>".join(map(escaped, [row.verdict.sentence, *row.diagnosis]))
            wrong = "**" if row is self.first_wrong else ""
            claim, claimed = (code_markdown(text).replace("|", "\\|") for text in (row.claim, row.claimed))
            cells = f"{'&emsp;' * depth}{claim} | {claimed} | {row.true}"
            lines.append(f"| {cells} | {wrong}{told}{wrong} |")
        return "\n".join([*lines, "", self.summary])

    _repr_markdown_ = markdown

    def _repr_html_(self) -> str:
        """The same table in HTML, with every text escaped."""
        heads = "".join(f"<th>{name}</th>" for name in ("claim", "claimed", "true", "verdict"))
        lines = [f"<table><thead><tr>{heads}</tr></thead><tbody>"]
        for depth, row in self._flat():
            verdict = "<br>".join(map(html.escape, [row.verdict.sentence, *row.diagnosis]))
            if row is self.first_wrong:
                verdict = f"<strong>{verdict}</strong>"
            indent = f' style="padding-left:{1.5 * depth + 0.5}em"' if depth else ""
            claimed = f"<td><code>{html.escape(row.claimed)}</code></td>"
            lines.append(
                f"<tr><td{indent}><code>{html.escape(row.claim)}</code></td>{claimed}"
                f"<td>{html.escape(row.true)}</td><td style='text-align:left'>{verdict}</td></tr>"
            )
        return "\n".join([*lines, f"</tbody></table><p>{html.escape(self.summary)}</p>"])

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON: with the credit of every claim, by factor where it has some, and their mean as
        score.
        """
        rows = [row.as_dict() for row in self.rows]
        credits = [row["credit"] for row in rows if row["credit"] is not None]
        lost = self._count(Kind.NOT_UNDERSTOOD)
        return {
            "ok": self.ok,
            "score": sum(credits) / len(credits) if credits else 0.0,
            "summary": self.summary,
            "judged": len(self.judged) - lost,
            "definitions": self._count(Kind.DEFINITION, Kind.QUESTIONED),
            "conditions": self._count(Kind.CONDITION),
            "not_understood": lost,
            "claims": rows,
        }


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."
