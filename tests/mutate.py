"""Which lines no test guards: one small change at a time, and the tests that ought to see it.

    python tests/mutate.py                  all rooms below, 40 changes each
    python tests/mutate.py --seed 3 --count 20 autograd_core/ops.py autograd_core/graph.py

A change swaps an operator, a comparison or two arguments, moves a constant, turns a condition round or drops a
statement.  It is made in a copy of the tree in a scratch folder, where the tests of that room are run until one fails.
Printed are the changes that every test survived, to be read: some are no change at all, since the new line computes
the same; they are listed with their reason in EQUIVALENT and left out of the score.
"""

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
CALCULUS = ["test_ops.py", "test_special_points.py", "test_value.py", "test_calculus.py", "test_graph.py"]
VERDICTS = [
    "test_verify_edges.py",
    "test_claims_rows.py",
    "test_kinds.py",
    "test_verify.py",
    "test_claims_bank.py",
]
ROOMS = {  # the room, and the tests that speak of it, the likeliest first
    "autograd_core/ops.py": CALCULUS,
    "autograd_core/graph.py": [*CALCULUS[::-1], "test_steps.py"],
    "autograd_core/value.py": ["test_value.py", "test_recording.py", *CALCULUS],
    "autograd_core/calculus.py": ["test_calculus.py", "test_value.py", "test_explanation.py"],
    "autograd_core/chain/factors.py": ["test_explanation.py", "test_draw.py"],
    "autograd_core/chain/links.py": ["test_explanation.py", "test_draw.py"],
    "autograd_core/chain/ways.py": ["test_explanation.py", "test_draw.py"],
    "autograd_core/namespaces/floats.py": CALCULUS,
    "autograd_core/namespaces/interval_arithmetic.py": ["test_wide_intervals.py", "test_intervals.py", *VERDICTS],
    "autograd_core/namespaces/interval_functions.py": ["test_wide_intervals.py", "test_intervals.py", *VERDICTS],
    "autograd_core/namespaces/intervals.py": ["test_wide_intervals.py", "test_intervals.py", *VERDICTS],
    "autograd_core/verify/enclosures.py": VERDICTS,
    "autograd_core/verify/ladder.py": VERDICTS,
    "autograd_core/verify/shape.py": VERDICTS,
    "autograd_core/verify/verdicts.py": VERDICTS,
    "autograd_core/verify/judging.py": VERDICTS,
    "autograd_core/verify/judging_numbers.py": VERDICTS,
    "autograd_core/verify/judging_formulas.py": VERDICTS,
    "autograd_core/verify/identities.py": VERDICTS,
    "autograd_core/verify/proving.py": VERDICTS,
    "nn/optimizers.py": ["test_training.py", "test_nn.py", "test_training_programs.py"],
    "nn/losses.py": ["test_nn.py", "test_training.py"],
    "nn/training.py": ["test_training.py", "test_training_programs.py"],
    "nn/saving.py": ["test_saving.py"],
}
EQUIVALENT: dict[str, str] = {
    "autograd_core/namespaces/interval_arithmetic.py: 0  ->  1  in  "
    "return size if size is None or x > 0 else -size": "every named constant is above 1",
    "autograd_core/namespaces/interval_functions.py: "
    "y - y * y / 2 + Interval(self, cube.copy_negate(), cube)  ->  "
    "y - y * y / 2 - Interval(self, cube.copy_negate(), cube)  in  "
    "return y - y * y / 2 + Interval(self, cube.copy_negate(), cube)": "as far up as down",
    "autograd_core/namespaces/interval_functions.py: 1  ->  2  in  if not x.is_finite() or x < -1:":
        "the decimal module finds no logarithm of what is below 0 either",
    "autograd_core/namespaces/interval_functions.py: "
    "n.adjusted() > 400  ->  n.adjusted() >= 400  in  if n.adjusted() > 400:":
        "a power of 401 digits may be worked out or left open",
    "autograd_core/namespaces/intervals.py: "
    "shifted.lo < self.digits // 2 + 8  ->  shifted.lo <= self.digits // 2 + 8  in  "
    "while shifted.lo < self.digits // 2 + 8:": "a step more of the recurrence than the series needs",
    "autograd_core/namespaces/interval_functions.py: "
    "self.digits // 2 + 1  ->  self.digits // 2 - 1  in  "
    "if -t.adjusted() > self.digits // 2 + 1:  # |log(1 + t) - t + t²/2| < |t|³": "the bound holds for every such t",
    "autograd_core/namespaces/interval_functions.py: "
    "x.adjusted() in (0, -1)  ->  x.adjusted() not in (0, -1)  in  "
    "if x.is_finite() and x != 1 and x.adjusted() in (0, -1):": "near 1 it takes longer, and comes to the same",
    "autograd_core/verify/enclosures.py: "
    "topological_order(y, held) if held else self.shape.beneath(y)  ->  "
    "topological_order(y, held) if not held else self.shape.beneath(y)  in  "
    "order = topological_order(y, held) if held else self.shape.beneath(y)":
        "beneath what is held no edge leads on, so a longer order takes time and nothing else",
    "nn/losses.py: zip(outs, signs)  ->  zip(signs, outs)  in  "
    "return _mean([ops.relu(1 - sign * out) for out, sign in zip(outs, signs)])": "a product is commutative",
    "nn/training.py: False  ->  True  in  "
    'bar.set_postfix_str(f"{history.watched} {history[history.watched][-1]:.4g}", refresh=False)':
        "a bar is drawn once more than it need be",
}  # fmt: skip
"""Changes that change nothing, as they are printed but for the number of the line, with the reason."""

COMMUTATIVE = {"add", "equal", "hypot", "max", "min", "multiply"}
"""Calls whose first two arguments may change places."""

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Div, ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.And: ast.Or, ast.Or: ast.And, ast.USub: ast.UAdd,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A file with one change in it."""

    path: str
    line: int
    change: str
    source: str
    text: str = ""
    """The line as it stands now."""

    @property
    def key(self) -> str:
        """What EQUIVALENT calls it: the same wherever in the file the line may stand."""
        return f"{self.path}: {self.change}  in  {self.text}"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.change}  in  {self.text}"


def mutants(path: str, count: int, seed: int) -> Iterator[Mutant]:
    """So many files that are one change away from this one, outside of annotations, docstrings and texts of errors."""
    source = (ROOT / path).read_text()
    tree, lines = ast.parse(source), ["", *source.splitlines()]
    spared = _spared(tree)
    sites = [(i, kind) for i, n in enumerate(ast.walk(tree)) if id(n) not in spared for kind in range(len(_changes(n)))]
    random.Random(f"{seed} {path}").shuffle(sites)
    for place, kind in sites:
        changed = copy.deepcopy(tree)
        node = next(node for i, node in enumerate(ast.walk(changed)) if i == place)
        before = _shown(node)
        _changes(node)[kind]()
        line = getattr(node, "lineno", 0)
        mutant = Mutant(path, line, f"{before}  ->  {_shown(node)}", ast.unparse(changed), lines[line].strip())
        if mutant.key in EQUIVALENT:
            continue
        yield mutant
        if not (count := count - 1):
            return


def _shown(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:87]}..."


def _spared(tree: ast.Module) -> set[int]:
    """What a change in could not be seen by any test, or ought not to be: annotations, docstrings, texts of errors."""
    spared: set[int] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.arg | ast.AnnAssign):
            parts.append(node.annotation)
        elif isinstance(node, ast.FunctionDef):
            parts.append(node.returns)
        elif isinstance(node, ast.Raise | ast.JoinedStr | ast.Import | ast.ImportFrom):
            parts.append(node)
        for part in filter(None, parts):
            spared.update(map(id, ast.walk(part)))
    return spared


def _changes(node: ast.AST) -> list:
    """The changes that can be made to a node, each as a function that makes it."""
    found: list = []
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.UnaryOp | ast.AugAssign) and type(node.op) in SWAPS:
        found.append(lambda: setattr(node, "op", SWAPS[type(node.op)]()))
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        found.append(lambda: node.ops.__setitem__(0, SWAPS[type(node.ops[0])]()))
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        found.append(lambda: setattr(node, "value", node.value + 1))
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        found.append(lambda: setattr(node, "value", not node.value))
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        found.append(lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test)))
    if (
        isinstance(node, ast.Call)
        and len(node.args) >= 2
        and not any(isinstance(a, ast.Starred) for a in node.args[:2])
        and ast.dump(node.args[0]) != ast.dump(node.args[1])
        and getattr(node.func, "attr", getattr(node.func, "id", "")) not in COMMUTATIVE
    ):
        found.append(lambda: node.args.__setitem__(slice(2), node.args[1::-1]))
    for name in ("body", "orelse"):
        body = getattr(node, name, None)
        if isinstance(node, ast.FunctionDef | ast.If | ast.For | ast.While | ast.With) and isinstance(body, list):
            for i, statement in enumerate(body):
                if isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr) and not _docstring(statement):
                    found.append(lambda body=body, i=i: body.__setitem__(i, ast.Pass()))
    return found


def _docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def survives(mutant: Mutant, tree: Path, tests: list[str], seconds: float) -> bool:
    """Whether every one of these tests passes with the change in place.  One that never ends has noticed it."""
    place = tree / mutant.path
    before = place.read_text()
    place.write_text(mutant.source)
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
    command += [f"tests/{test}" for test in dict.fromkeys(tests) if (tree / "tests" / test).exists()]
    try:
        environment = {**os.environ, "PYTHONPATH": str(tree)}
        done = subprocess.run(command, cwd=tree, capture_output=True, timeout=seconds, env=environment, check=False)
        return done.returncode == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        place.write_text(before)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("rooms", nargs="*", default=list(ROOMS), help="files to change, by default those of ROOMS")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--count", type=int, default=40, help="changes a room")
    options.add_argument("--seconds", type=float, default=600, help="after which a run counts as failed")
    chosen = options.parse_args()
    rooms: dict[str, list[bool]] = {}  # of each change, whether a test saw it
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache"))
        for room in chosen.rooms:
            tests = ROOMS.get(room, CALCULUS)
            if not survives(Mutant(room, 0, "none", (ROOT / room).read_text()), tree, tests, chosen.seconds):
                print(f"{room}: left out, its tests fail, or take too long, before anything is changed", flush=True)
                continue
            seen = rooms[room] = []
            for mutant in mutants(room, chosen.count, chosen.seed):
                seen.append(not survives(mutant, tree, tests, chosen.seconds))
                if not seen[-1]:
                    print(f"alive  {mutant}", flush=True)
            print(f"       {room}: {_score(seen)}", flush=True)
    print(f"{len(rooms)} of {len(chosen.rooms)} rooms: {_score([each for seen in rooms.values() for each in seen])}")
    if len(rooms) < len(chosen.rooms):
        sys.exit(1)


def _score(seen: list[bool]) -> str:
    return f"{sum(seen)} of {len(seen)} changes seen by a test, {100 * sum(seen) / max(1, len(seen)):.1f} %"


if __name__ == "__main__":
    main()
