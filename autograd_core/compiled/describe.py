"""What a program is made of, in words."""

from collections.abc import Sequence

from ..writing import Lines, columns
from .engines import chosen
from .recorded import Recording

MOST_GROUPS = 20
"""So many groups of a recording are listed."""


def description(recordings: Sequence[Recording], engine: str) -> Lines:
    """A paragraph and a table for each recording."""
    if not recordings:
        return Lines("not recorded yet: the first call does it")
    parts = []
    for recording in recordings:
        tape = recording.tape
        groups = list(tape)
        guards = len(recording.tests.tests) if recording.tests else 0
        parts.append(
            f"{tape.nodes:,} nodes in {len(groups):,} groups on {tape.levels:,} levels; {tape.given:,} inputs, "
            f"{len(tape.constants):,} constants, {guards:,} guards; {tape.bytes + 16 * tape.size:,} bytes\n"
            f"engine {chosen(engine, tape.nodes, 1)} for one call, "
            f"{chosen(engine, tape.nodes, 1000)} for 1,000 samples"
        )
        rows = [("level", "op", "arguments", "nodes")]
        for group in groups[:MOST_GROUPS]:
            kind = tape.kinds[group.kind]
            constants = sum(not free for free in kind.free)
            arguments = f"{len(kind.states)}" + (f", {constants} constant" if constants else "")
            rows.append((str(group.level), kind.op.name, arguments, f"{group.nodes:,}"))
        more = len(groups) - MOST_GROUPS
        parts.append(columns(rows) + (f"\n... and {more:,} more groups" if more > 0 else ""))
    return Lines("\n".join(parts))
