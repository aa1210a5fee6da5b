"""Which lines no test guards: one small change at a time, and the tests that ought to see it.

    python tests/mutate.py                  all rooms below, 40 changes each
    python tests/mutate.py --seed 3 --count 20 autograd_core/ops.py autograd_core/graph.py

A change swaps an operator, a comparison or two arguments, moves a constant, turns a condition round or drops a
statement.  It is made in a copy of the tree in a scratch folder, where the tests of that room that reach the changed
line, as coverage found, are run until one fails.
Printed are the changes that every test survived, to be read: some are no change at all, since the new line computes
the same; they are listed with their reason in equivalent_changes.py and left out of the score.
"""

import argparse
import compileall
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from py_compile import PycInvalidationMode

import numpy  # noqa: F401  read once, before the tests of every change need it
import pytest
import sympy  # noqa: F401
from mutants import Mutant, mutants

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
    "test_first_look.py",
    "test_direct_partials.py",
    "test_verify.py",
    "test_claims_bank.py",
    "test_bumps.py",
]
JUDGES = [
    *("test_modulo.py", "test_narrowed.py", "test_far_out.py", "test_rounding_tried.py", "test_forms.py"),
    *("test_verdict_words.py", "test_claims_rows.py", "test_worksheets.py", *VERDICTS, "test_identity.py"),
]
PROOFS = ["test_forms.py", "test_kinds.py", "test_claims_rows.py", "test_verify.py", "test_identity.py"]
SHEETS = [
    *("test_worksheets.py", "test_surroundings.py", "test_verify.py", "test_descent.py", "test_given.py"),
    *("test_five_derivations.py", "test_direct_partials.py", "test_claims_rows.py", "test_round_trip.py"),
    *("test_course_variants.py", "test_told.py", "test_notation.py"),
]
NOTATION = [
    *("test_notation.py", "test_formula.py", "test_worksheets.py", "test_surroundings.py", "test_verify.py"),
    *("test_direct_partials.py", "test_notation_bank.py", "test_given.py", "test_claims_rows.py", "test_round_trip.py"),
    *("test_second_partials.py", "test_letters.py", "test_array_claims.py"),
]
INTERVALS = ["test_wide_intervals.py", "test_intervals.py", "test_verify_edges.py", "test_limits.py"]
VALUE = [
    *("test_value.py", "test_recording.py", "test_numpy.py", "test_comparisons.py", "test_staleness.py"),
    *("test_recorders.py", "test_layers.py", "test_composed.py", "test_passing.py", "test_made_inside.py"),
    *(*CALCULUS, "test_messages.py"),
]
DERIVATIVES = [
    *("test_calculus.py", "test_value.py", "test_sizes.py", "test_made_inside.py", "test_verdict_words.py"),
    *("test_explanation.py", "test_messages.py"),
]
OPTIMIZERS = ["test_training.py", "test_nn.py", "test_training_programs.py", "test_messages.py"]
TRAINING = ["test_training.py", "test_training_programs.py", "test_training_executors.py", "test_nn.py"]
SUBJECTS = [  # a folder, the files in it that are changed, and the tests that speak of them, the likeliest first
    ("autograd_core", "ops forms spreads table adding", [*CALCULUS, "test_messages.py"]),
    (
        "autograd_core/namespaces",
        "floats ieee converting accurate exact erfinv sinc sinc_zeros gamma_zeros special",
        [*CALCULUS, "test_accuracy.py", "test_exact.py"],
    ),
    (
        "autograd_core",
        "graph in_place copying staleness",
        [*CALCULUS[::-1], "test_steps.py", "test_staleness.py", "test_made_inside.py"],
    ),
    (
        "autograd_core",
        "value recording blocks watching recorders comparing ufuncs passing layers composed",
        VALUE,
    ),
    ("autograd_core", "values", ["test_exact.py", "test_formula.py", *CALCULUS]),
    ("autograd_core", "leaves", ["test_staleness.py", "test_training.py"]),
    ("autograd_core", "calculus tracing operators", DERIVATIVES),
    ("autograd_core/chain", "factors links ways", ["test_explanation.py"]),
    ("autograd_core/namespaces", "interval interval_arithmetic interval_functions intervals monotone", INTERVALS),
    ("autograd_core/namespaces", "float_intervals", ["test_first_look.py", *INTERVALS]),
    ("autograd_core/verify/truth", "enclosures ladder limits rough rounding shape sided", VERDICTS),
    ("autograd_core/verify/verdicts", "verdict number_verdicts numbers printed report", [*VERDICTS, "test_printed.py"]),
    (
        "autograd_core/verify/partials",
        "judging judging_numbers judging_computed judging_formulas identities proving refuting points kinks zeros "
        "analytic",
        VERDICTS,
    ),
    (
        "autograd_core/verify/partials",
        "meant narrowed given places first_look arithmetic formulas comparisons valuing higher rates products own_rows",
        JUDGES,
    ),
    ("autograd_core/verify/partials", "sheet line_parts helpers", [*JUDGES, *SHEETS]),
    ("autograd_core/verify/truth", "scatter", JUDGES),
    ("autograd_core", "collecting clock", JUDGES),
    ("autograd_core/verify/partials", "modulo", ["test_modulo.py", *VERDICTS]),
    ("autograd_core/namespaces", "residue residues", ["test_modulo.py"]),
    (
        "autograd_core/verify/arrays",
        "letters array_claims",
        ["test_letters.py", "test_array_claims.py", "test_bumps.py"],
    ),
    (
        "autograd_core/verify/lines",
        "judged_lines derivations",
        ["test_worksheets.py", "test_five_derivations.py", "test_verify.py", "test_descent.py", "test_given.py"],
    ),
    ("autograd_core/verify/lines", "taken_apart defined parametric unvalued", ["test_worksheets.py", "test_verify.py"]),
    (
        "autograd_core/verify/lines",
        "sides definitions defining gradient_lines differentials descent curly",
        SHEETS,
    ),
    (
        "autograd_core/verify/proof",
        "identity normal_form algebra atoms choices division exponentials gammas numbers terms",
        PROOFS,
    ),
    ("autograd_core/notation/sheets", "points lines latex latex_commands surroundings equations sealed", NOTATION),
    (
        "autograd_core/notation/formulas",
        "units expression reader operands derivatives marks signs products ends stack spelling labels reach sums duals "
        "functions reading calls tokens called held",
        NOTATION,
    ),
    ("nn", "optimizer optimizers columns schedules", OPTIMIZERS),
    ("nn", "losses targets metrics", ["test_nn.py", "test_training.py"]),
    ("nn", "training epochs updates history cautions programs kinds", TRAINING),
    ("nn", "saving fitting reading", ["test_saving.py"]),
]
ROOMS = {f"{folder}/{name}.py": tests for folder, names, tests in SUBJECTS for name in names.split()}


class Guards:
    """The tests of a room, and which of them reach which line."""

    def __init__(self, tree: Path, files: Sequence[str], seconds: int, traced: bool) -> None:
        self.tree, self.seconds = tree, seconds
        self.files = [f"tests/{test}" for test in dict.fromkeys(files) if (tree / "tests" / test).exists()]
        self.kept = tree.parent / "reached"
        rules = tree.parent / "coverage.ini"
        rules.write_text(
            "[run]\ndynamic_context = test_function\ninclude =\n    autograd_core/*\n    nn/*\n"
            f"data_file = {self.kept}\n"
        )
        began = self._spent()
        told = self._told(self.files, rules if traced else None)
        self.seconds = min(seconds, 10 + 2 * round(self._spent() - began))  # what takes longer has no end
        self.failing = sorted({line.split()[1].partition("[")[0] for line in told if line[:6] in ("FAILED", "ERROR ")})
        """Those that fail before anything is changed, as some do while they are traced: they tell nothing."""
        self.reached = None
        if traced:
            from coverage import CoverageData

            self.reached = CoverageData(str(self.kept))
            self.reached.read()

    def _told(self, chosen: Sequence[str], rules: Path | None = None) -> list[str]:
        """What pytest prints of these tests, traced by rules of coverage or not; a line FAILED where it never ends."""
        with tempfile.TemporaryFile("w+") as said:
            if not (child := os.fork()):  # this process has read the libraries already, and nothing of the tree
                for stream in (1, 2):
                    os.dup2(said.fileno(), stream)
                os._exit(self._run(chosen, rules))
            ends = time.monotonic() + 10 * self.seconds
            while not (ended := os.waitpid(child, os.WNOHANG))[0] and time.monotonic() < ends:
                time.sleep(0.02)
            if not ended[0]:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return ["FAILED all: they take too long"]
            said.seek(0)
            lines = said.read().splitlines()
        return lines if os.waitstatus_to_exitcode(ended[1]) in (0, 1) else [*lines, "FAILED all: they cannot be run"]

    def _run(self, chosen: Sequence[str], rules: Path | None) -> int:
        """Run pytest in the tree; the seconds are the processor's, so that a busy machine changes no score."""
        resource.setrlimit(resource.RLIMIT_CPU, (self.seconds, self.seconds))
        os.chdir(self.tree)
        os.environ["PYTHONPATH"] = str(self.tree)
        sys.path[:] = [str(self.tree), *(place for place in sys.path if not place.startswith(str(ROOT)))]
        tracing = None
        if rules:
            from coverage import Coverage

            tracing = Coverage(config_file=str(rules))
            tracing.start()
        ended = pytest.main(["-q", "-rfE", "-p", "no:cacheprovider", "-p", "no:randomly", *chosen])
        if tracing:
            tracing.stop()
            tracing.save()
        sys.stdout.flush()
        return ended

    @staticmethod
    def _spent() -> float:
        """How many seconds of the processor the runs until now took."""
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

    def pass_with_change(self, chosen: Sequence[str]) -> bool:
        """Whether every one of these tests passes."""
        left_out = [f"--deselect={test}" for test in self.failing]
        told = self._told(["-x", *left_out, *chosen])
        return not any(line[:6] in ("FAILED", "ERROR ") for line in told)

    def of(self, path: str, lines: range) -> tuple[list[str], bool]:
        """The test functions that reach these lines, and whether the lines run when the file is imported, too; what was
        not traced may be reached by all.
        """
        if self.reached is None:
            return [], True
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
    options.add_argument(
        "--seconds", type=int, default=600, help="of the processor, after which a run counts as failed"
    )
    options.add_argument(
        "--untraced", action="store_true", help="run all tests of a room for every change: sooner, where there are few"
    )
    chosen = options.parse_args()
    rooms: dict[str, list[bool]] = {}  # of each change, whether a test saw it
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache"))
        # by its hash a changed file is compiled again, and the others are not: a run begins in half the time
        compileall.compile_dir(tree, quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
        tests, of = None, None
        for room in chosen.rooms:
            if tests is None or of != ROOMS.get(room, CALCULUS):
                of = ROOMS.get(room, CALCULUS)
                tests = Guards(tree, of, chosen.seconds, not chosen.untraced)
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
