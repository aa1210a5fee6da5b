"""Which lines no test guards: one small change at a time, and the tests that ought to see it.

    python tests/mutate.py                  all rooms below, 40 changes each
    python tests/mutate.py --seed 3 --count 20 autograd_core/ops.py autograd_core/graph.py

A change swaps an operator, a comparison or two arguments, moves a constant, turns a condition round or drops a
statement.  It is made in a copy of the tree in a scratch folder, where the tests of that room that reach the changed
line, as coverage found, are run until one fails.
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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coverage import CoverageData
from equivalent_changes import EQUIVALENT

ROOT = Path(__file__).parent.parent
CALCULUS = ["test_ops.py", "test_special_points.py", "test_value.py", "test_calculus.py", "test_graph.py"]
VERDICTS = [
    "test_verdict_words.py",
    "test_verify_edges.py",
    "test_diagnosis.py",
    "test_limits.py",
    "test_second_partials.py",
    "test_given.py",
    "test_verify_special_points.py",
    "test_claims_rows.py",
    "test_kinds.py",
    "test_verify.py",
    "test_claims_bank.py",
]
INTERVALS = ["test_wide_intervals.py", "test_intervals.py", "test_verify_edges.py", "test_limits.py"]
ROOMS = {  # the room, and the tests that speak of it, the likeliest first
    "autograd_core/ops.py": CALCULUS,
    "autograd_core/graph.py": [*CALCULUS[::-1], "test_steps.py"],
    "autograd_core/in_place.py": CALCULUS[::-1],
    "autograd_core/leaves.py": ["test_training.py"],
    "autograd_core/layers.py": ["test_layers.py"],
    "autograd_core/composed.py": ["test_composed.py"],
    "autograd_core/value.py": ["test_value.py", "test_recording.py", *CALCULUS],
    "autograd_core/calculus.py": ["test_calculus.py", "test_value.py", "test_explanation.py"],
    "autograd_core/tracing.py": ["test_calculus.py", "test_made_inside.py", "test_messages.py"],
    "autograd_core/operators.py": ["test_calculus.py", "test_made_inside.py", "test_messages.py"],
    "autograd_core/chain/factors.py": ["test_explanation.py", "test_draw.py"],
    "autograd_core/chain/links.py": ["test_explanation.py", "test_draw.py"],
    "autograd_core/chain/ways.py": ["test_explanation.py", "test_draw.py"],
    "autograd_core/namespaces/floats.py": CALCULUS,
    "autograd_core/namespaces/interval_arithmetic.py": INTERVALS,
    "autograd_core/namespaces/interval_functions.py": INTERVALS,
    "autograd_core/namespaces/intervals.py": INTERVALS,
    "autograd_core/verify/enclosures.py": VERDICTS,
    "autograd_core/verify/ladder.py": VERDICTS,
    "autograd_core/verify/shape.py": VERDICTS,
    "autograd_core/verify/verdicts.py": VERDICTS,
    "autograd_core/verify/judging.py": VERDICTS,
    "autograd_core/verify/judging_numbers.py": VERDICTS,
    "autograd_core/verify/judging_formulas.py": VERDICTS,
    "autograd_core/verify/identities.py": VERDICTS,
    "autograd_core/verify/proving.py": VERDICTS,
    "nn/optimizers.py": ["test_training.py", "test_nn.py", "test_training_programs.py", "test_messages.py"],
    "nn/losses.py": ["test_nn.py", "test_training.py"],
    "nn/training.py": ["test_training.py", "test_training_programs.py"],
    "nn/saving.py": ["test_saving.py"],
}
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
    lines: range
    """Those of the statement that is changed, or of its head."""
    change: str
    source: str
    text: str = ""
    """The line as it stands now."""

    @property
    def key(self) -> str:
        """What EQUIVALENT calls it: the same wherever in the file the line may stand."""
        return f"{self.path}: {self.change}  in  {self.text}"

    def __str__(self) -> str:
        return f"{self.path}:{self.lines[0]}: {self.change}  in  {self.text}"


def mutants(path: str, count: int, seed: int) -> Iterator[Mutant]:
    """So many files that are one change away from this one, outside of annotations, docstrings and texts of errors."""
    source = (ROOT / path).read_text()
    tree, lines = ast.parse(source), ["", *source.splitlines()]
    spared, within = _spared(tree), _statements(tree)
    sites = [(i, kind) for i, n in enumerate(ast.walk(tree)) if id(n) not in spared for kind in range(len(_changes(n)))]
    random.Random(f"{seed} {path}").shuffle(sites)
    for place, kind in sites:
        changed = copy.deepcopy(tree)
        original, node = (next(n for i, n in enumerate(ast.walk(each)) if i == place) for each in (tree, changed))
        dropped, change = _changes(node)[kind]
        at = original if dropped is None else _dropped(original, kind)
        before, line = _shown(at), getattr(at, "lineno", 1)
        change()
        after = "pass" if dropped else _shown(node)
        mutant = Mutant(path, within[id(at)], f"{before}  ->  {after}", ast.unparse(changed), lines[line].strip())
        if mutant.key in EQUIVALENT:
            continue
        yield mutant
        if not (count := count - 1):
            return


def _dropped(node: ast.AST, kind: int) -> ast.stmt:
    """The statement that a change leaves out."""
    statement = _changes(node)[kind][0]
    assert statement is not None
    return statement


def _statements(tree: ast.Module) -> dict[int, range]:
    """Of every node, the lines of the statement around it; of one that holds others, those of its head."""
    found: dict[int, range] = {}
    for statement in ast.walk(tree):
        if isinstance(statement, ast.stmt | ast.ExceptHandler | ast.match_case):
            body = getattr(statement, "body", None)
            first = getattr(statement, "lineno", None) or statement.pattern.lineno
            last = body[0].lineno - 1 if isinstance(body, list) and body else statement.end_lineno
            own = [child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)]
            for node in (statement, *(each for child in own for each in ast.walk(child))):
                found[id(node)] = range(first, max(first, last) + 1)
    return found


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


def _changes(node: ast.AST) -> list[tuple[ast.stmt | None, Callable[[], Any]]]:
    """The changes that can be made to a node, each as a function that makes it, beside the statement that it drops."""
    found: list[tuple[ast.stmt | None, Callable[[], Any]]] = []
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.UnaryOp | ast.AugAssign) and type(node.op) in SWAPS:
        found.append((None, lambda: setattr(node, "op", SWAPS[type(node.op)]())))
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        found.append((None, lambda: node.ops.__setitem__(0, SWAPS[type(node.ops[0])]())))
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        found.append((None, lambda: setattr(node, "value", node.value + 1)))
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        found.append((None, lambda: setattr(node, "value", not node.value)))
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        found.append((None, lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))))
    if (
        isinstance(node, ast.Call)
        and len(node.args) >= 2
        and not any(isinstance(a, ast.Starred) for a in node.args[:2])
        and ast.dump(node.args[0]) != ast.dump(node.args[1])
        and getattr(node.func, "attr", getattr(node.func, "id", "")) not in COMMUTATIVE
    ):
        found.append((None, lambda: node.args.__setitem__(slice(2), node.args[1::-1])))
    for name in ("body", "orelse"):
        body = getattr(node, name, None)
        if isinstance(node, ast.FunctionDef | ast.If | ast.For | ast.While | ast.With) and isinstance(body, list):
            for i, statement in enumerate(body):
                if isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr) and not _docstring(statement):
                    found.append((statement, lambda body=body, i=i: body.__setitem__(i, ast.Pass())))
    return found


def _docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


class Tests:
    """The tests of a room, and which of them reach which line."""

    def __init__(self, tree: Path, files: Sequence[str], seconds: float) -> None:
        self.tree, self.seconds = tree, seconds
        self.files = [f"tests/{test}" for test in dict.fromkeys(files) if (tree / "tests" / test).exists()]
        self.kept = tree.parent / "reached"
        rules = tree.parent / "coverage.ini"
        rules.write_text(
            "[run]\ndynamic_context = test_function\ninclude =\n    autograd_core/*\n    nn/*\n"
            f"data_file = {self.kept}\n"
        )
        traced = ["-m", "coverage", "run", f"--rcfile={rules}", "-m", "pytest", "-rfE"]
        told = self._told(traced, self.files)
        self.failing = sorted({line.split()[1].partition("[")[0] for line in told if line[:6] in ("FAILED", "ERROR ")})
        """Those that fail before anything is changed, as some do while they are traced: they tell nothing."""
        self.reached = CoverageData(str(self.kept))
        self.reached.read()

    def _told(self, run: Sequence[str], chosen: Sequence[str]) -> list[str]:
        """What pytest prints of these tests; a line FAILED where it never ends."""
        command = [sys.executable, "-B", *run, "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *chosen]
        environment = {**os.environ, "PYTHONPATH": str(self.tree)}
        try:
            done = subprocess.run(
                command,
                cwd=self.tree,
                capture_output=True,
                timeout=self.seconds,
                env=environment,
                text=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return ["FAILED all: they take too long"]
        lines = done.stdout.splitlines()
        return lines if done.returncode in (0, 1) else [*lines, "FAILED all: they cannot be run"]

    def pass_with_change(self, chosen: Sequence[str]) -> bool:
        """Whether every one of these tests passes."""
        left_out = [f"--deselect={test}" for test in self.failing]
        told = self._told(["-m", "pytest", "-x", "-rfE"], [*left_out, *chosen])
        return not any(line[:6] in ("FAILED", "ERROR ") for line in told)

    def of(self, path: str, lines: range) -> tuple[list[str], bool]:
        """The test functions that reach these lines, and whether the lines run when the file is imported, too."""
        known = self.reached.contexts_by_lineno(str(self.tree / path))
        contexts = {context for line in lines for context in known.get(line, [])}
        places = [context.rpartition(".") for context in sorted(contexts - {""})]
        chosen = [(f"tests/{module.rpartition('.')[2]}.py", test) for module, _, test in places]
        texts = {file: (self.tree / file).read_text() for file in self.files}
        known_ones = [place for place in chosen if f"def {place[1]}(" in texts.get(place[0], "")]
        known_ones.sort(key=lambda place: self.files.index(place[0]))
        ids = ["::".join(place) for place in known_ones]
        return [test for test in ids if test not in self.failing], "" in contexts

    def miss(self, mutant: Mutant) -> bool:
        """Whether every test that reaches a change passes with it in place."""
        place = self.tree / mutant.path
        before = place.read_text()
        place.write_text(mutant.source)
        chosen, imported = self.of(mutant.path, mutant.lines)
        try:
            return all(map(self.pass_with_change, [chosen] * bool(chosen) + [self.files] * imported))
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
        tests, of = None, None
        for room in chosen.rooms:
            if tests is None or of != ROOMS.get(room, CALCULUS):
                of = ROOMS.get(room, CALCULUS)
                tests = Tests(tree, of, chosen.seconds)
                print(*(f"left out, since it fails unchanged: {test}" for test in tests.failing), sep="\n", flush=True)
            if "all:" in tests.failing:
                print(f"{room}: left out, its tests cannot be run, or take too long", flush=True)
                continue
            seen = rooms[room] = []
            for mutant in mutants(room, chosen.count, chosen.seed):
                seen.append(not tests.miss(mutant))
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
