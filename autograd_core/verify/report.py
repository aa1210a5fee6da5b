"""A report of claims and their verdicts: as a table, Markdown, HTML and plain data."""

import html
from dataclasses import dataclass, field
from typing import Any

from .diagnosis import Suspect, question
from .verdicts import Kind, Verdict, shown


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
    """The factors of a product, the terms of a sum, the sides of a line."""

    @property
    def true(self) -> str:
        return "" if self.verdict.true is None or not self.verdict.true.finite else shown(self.verdict.true)

    @property
    def diagnosis(self) -> list[str]:
        """Sentences on what may have gone wrong, and the question that would tell."""
        asked = question(self.suspects) if len(self.suspects) > 1 else None
        return [*self.notes, *(suspect.sentence for suspect in self.suspects), *([asked] if asked else [])]

    def as_dict(self) -> dict[str, Any]:
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
        if self.parts:
            right = sum(part.verdict.kind.passes for part in self.parts)
            plain |= {"credit": right / len(self.parts), "parts": [part.as_dict() for part in self.parts]}
        else:
            plain["credit"] = float(v.kind.passes)
        return plain


@dataclass(frozen=True, slots=True)
class Report:
    """What can be said of every claim.

    `ok` holds where all pass, `first_wrong` is the first that is proved wrong, and `assert_ok()` is for tests.
    """

    rows: tuple[Row, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether every claim passes, and there is one."""
        return bool(self.rows) and all(row.verdict.kind.passes for row in self.rows)

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
        """How many of the claims pass, are wrong, and stay open."""
        kinds = [row.verdict.kind for row in self.rows]
        passed, wrong = sum(kind.passes for kind in kinds), sum(kind is Kind.WRONG for kind in kinds)
        rest = len(kinds) - passed - wrong
        return (
            f"{passed} of {len(kinds)} pass"
            + (f", {wrong} wrong" if wrong else "")
            + (f", {rest} open" if rest else "")
        )

    __repr__ = __str__

    def markdown(self) -> str:
        """The same table in Markdown."""

        def escaped(text: str) -> str:
            return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")

        lines = ["| claim | claimed | true | verdict |", "|---|---|---|---|"]
        for depth, row in self._flat():
            told = "<br>".join(map(escaped, [row.verdict.sentence, *row.diagnosis]))
            wrong = "**" if row is self.first_wrong else ""
            lines.append(
                f"| {'&emsp;' * depth}`{escaped(row.claim)}` | `{escaped(row.claimed)}` | {row.true} | {wrong}{told}{wrong} |"
            )
        return "\n".join([*lines, "", self.summary])

    _repr_markdown_ = markdown

    def _repr_html_(self) -> str:
        """The same table in HTML, with every text escaped."""
        lines = ["<table><thead><tr><th>claim</th><th>claimed</th><th>true</th><th>verdict</th></tr></thead><tbody>"]
        for depth, row in self._flat():
            verdict = "<br>".join(map(html.escape, [row.verdict.sentence, *row.diagnosis]))
            if row is self.first_wrong:
                verdict = f"<strong>{verdict}</strong>"
            indent = f' style="padding-left:{1.5 * depth + 0.5}em"' if depth else ""
            lines.append(
                f"<tr><td{indent}><code>{html.escape(row.claim)}</code></td><td><code>{html.escape(row.claimed)}</code></td>"
                f"<td>{html.escape(row.true)}</td><td style='text-align:left'>{verdict}</td></tr>"
            )
        return "\n".join([*lines, f"</tbody></table><p>{html.escape(self.summary)}</p>"])

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON: with the credit of every claim, by factor where it has some, and their mean as the score."""
        rows = [row.as_dict() for row in self.rows]
        score = sum(row["credit"] for row in rows) / len(rows) if rows else 0.0
        return {"ok": self.ok, "score": score, "summary": self.summary, "claims": rows}


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."
