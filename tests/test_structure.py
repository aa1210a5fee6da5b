"""The shape of the house."""

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest
from equivalent_changes import EQUIVALENT

ROOT = Path(__file__).parent.parent
FLOORS = {
    "autograd_core/clock.py": -6,
    "autograd_core/collecting.py": -6,
    "autograd_core/starting.py": -6,
    "autograd_core/words.py": -6,
    "autograd_core/plainly.py": -5,
    "autograd_core/hints.py": -4,
    "autograd_core/arguments.py": -3,
    "autograd_core/lacking.py": -3,
    "autograd_core/namespaces": -2,
    "autograd_core/files.py": -2,
    "autograd_core/images.py": -2,
    "autograd_core/instead.py": -2,
    "autograd_core/trees.py": -2,
    "autograd_core/blocks.py": -1,
    "autograd_core/table.py": -1,
    "autograd_core/watching.py": 0,
    "autograd_core/adding.py": 0,
    "autograd_core/forms.py": 0,
    "autograd_core/spreads.py": 0,
    "autograd_core/ops.py": 1,
    "autograd_core/graph.py": 1,
    "autograd_core/in_place.py": 1,
    "autograd_core/recording.py": 1,
    "autograd_core/methods.py": 1,
    "autograd_core/comparing.py": 2,
    "autograd_core/copying.py": 2,
    "autograd_core/leaves.py": 2,
    "autograd_core/passing.py": 2,
    "autograd_core/recorders.py": 2,
    "autograd_core/staleness.py": 2,
    "autograd_core/ufuncs.py": 2,
    "autograd_core/composed.py": 3,
    "autograd_core/layers.py": 3,
    "autograd_core/value.py": 4,
    "autograd_core/values.py": 5,
    "autograd_core/writing.py": 5,
    "autograd_core/documents.py": 6,
    "autograd_core/rules.py": 6,
    "autograd_core/sympy_text.py": 6,
    "autograd_core/names.py": 6,
    "autograd_core/notation/formulas": 6,
    "autograd_core/notation/arrays": 7,
    "autograd_core/notation/sheets": 8,
    "autograd_core/notation": 6,
    "autograd_core/formula.py": 9,
    "autograd_core/calculus.py": 9,
    "autograd_core/chain": 9,
    "autograd_core/compiled": 9,
    "autograd_core/chain_tree.py": 10,
    "autograd_core/tracing.py": 10,
    "autograd_core/shares.py": 10,
    "autograd_core/events.py": 10,
    "autograd_core/listing.py": 10,
    "autograd_core/pitfalls.py": 10,
    "autograd_core/steps.py": 10,
    "autograd_core/verify/diagnosis": 10,
    "autograd_core/verify/proof": 10,
    "autograd_core/conditions.py": 11,
    "autograd_core/operators.py": 11,
    "autograd_core/finding.py": 11,
    "autograd_core/walking.py": 11,
    "autograd_core/whereabouts.py": 11,
    "autograd_core/stepper.py": 12,
    "autograd_core/closed.py": 11,
    "autograd_core/explanation": 12,
    "autograd_core/explainer.py": 13,
    "autograd_core/pictures": 14,
    "autograd_core/solution.py": 14,
    "autograd_core/verify/truth": 14,
    "autograd_core/verify/verdicts": 15,
    "autograd_core/verify/tables": 16,
    "autograd_core/verify/partials": 17,
    "autograd_core/verify/arrays": 18,
    "autograd_core/verify/lines": 19,
    "autograd_core/verify/code": 20,
    "autograd_core/verify": 21,
    "autograd_core/shell.py": 22,
    "autograd_core/sheet_files.py": 23,
    "autograd_core/__init__.py": 23,
    "autograd_core/__main__.py": 24,
    "nn": 25,
}
FILES = sorted(path for folder in ("autograd_core", "nn") for path in (ROOT / folder).rglob("*.py"))


def place(path):
    """The room of a file: itself, or the folder that stands for it."""
    name = path.relative_to(ROOT).as_posix()
    return next(room for room in FLOORS if name == room or name.startswith(f"{room}/"))


def resolve(module):
    """The file of a module of ours, or None."""
    base = ROOT / module.replace(".", "/")
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.exists()), None)


def imports(path):
    """The files of ours that a file imports, wherever in it the import stands."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = [*package[: len(package) - node.level + 1]] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            modules = [f"{base}.{alias.name}" if resolve(f"{base}.{alias.name}") else base for alias in node.names]
        else:
            continue
        yield from filter(None, map(resolve, modules))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_imports_only_lower_floors(path):
    """No import goes up, and none across but inside one room."""
    for imported in imports(path):
        here, there = place(path), place(imported)
        assert here == there or FLOORS[there] < FLOORS[here], f"{path.name} imports {imported.name}"


def test_rooms_have_floors_inside():
    """No file imports itself by way of others, so that inside a folder too each has a floor,
    and none of one floor imports another.
    """
    beneath = {path: set(imports(path)) - {path} for path in FILES}
    while lowest := {path for path, below in beneath.items() if not below}:
        beneath = {path: below - lowest for path, below in beneath.items() if path not in lowest}
    circle = ", ".join(sorted(path.relative_to(ROOT).as_posix() for path in beneath))
    assert not beneath, f"these import each other, or what does: {circle}"


@pytest.mark.parametrize("path", [path for path in FILES if place(path) == "nn"], ids=lambda path: path.name)
def test_nn_uses_the_public_face(path):
    """nn imports autograd_core itself, and inside it only what all public functions, commands and files share."""
    assert {imported for imported in imports(path) if place(imported) != "nn"} <= {
        ROOT / "autograd_core/__init__.py",
        ROOT / "autograd_core/arguments.py",
        ROOT / "autograd_core/files.py",
        ROOT / "autograd_core/lacking.py",
        ROOT / "autograd_core/leaves.py",
        ROOT / "autograd_core/ops.py",
        ROOT / "autograd_core/shell.py",
        ROOT / "autograd_core/words.py",
        ROOT / "autograd_core/pictures/__init__.py",  # whose function of the same name is public
    }


def test_importing_is_light():
    """`import autograd_core` brings no heavy module along; `python -X importtime` prints how long it takes."""
    program = (
        "import sys, autograd_core;"
        "print(*({'numpy', 'sympy', 'matplotlib', 'graphviz', 'dataclasses', 'inspect'} & set(sys.modules)))"
    )
    heavy = subprocess.run(
        [sys.executable, "-S", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert heavy == []


def test_the_lecture_needs_no_judge():
    """`python -m nn` brings along what it computes with, and neither what judges nor what draws and steps."""
    program = "import sys; sys.argv = ['nn']; import runpy, nn; runpy.run_module('nn', run_name='__main__')"
    watched = "import atexit, sys; atexit.register(lambda: print(*sorted(sys.modules))); " + program
    done = subprocess.run([sys.executable, "-c", watched], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = done.stdout.splitlines()[-1].split()
    assert "autograd_core.compiled.program" in modules
    rooms = (
        "autograd_core.verify",
        "autograd_core.stepper",
        "autograd_core.solution",
        "autograd_core.notation",
        "numba",
    )
    assert [name for name in modules if name.startswith(rooms)] == []


@pytest.mark.parametrize("package", ["autograd_core", "nn", "autograd_core.ops"])
def test_every_public_name_is_offered(package):
    """Completion asks `dir` what there is, before anything was used."""
    program = f"import {package} as m; print(*(set(getattr(m, '__all__', m.__dict__)) - set(dir(m))))"
    missing = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert missing.stdout.split() == []


def test_the_top_level():
    """What stands at the top is what README and CONTRIBUTING speak of."""
    shown = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if shown.returncode:
        pytest.skip("not a git checkout")
    top = {name.split("/")[0] for name in shown.stdout.splitlines()}
    assert top <= {
        "pyproject.toml", "README.md", "autograd_core", "nn", "tests", "notebooks", "benchmarks",
        "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", ".ci", ".gitignore",
    }  # fmt: skip


def named_in(thing):
    """What a module or class defines under its own public name: functions, classes, methods and properties."""
    for name, each in vars(thing).items():
        of = each.fget if isinstance(each, property) else getattr(each, "__func__", each)
        ours = str(getattr(of, "__module__", "")).startswith(("autograd_core", "nn"))
        if ours and getattr(of, "__name__", "") == name and not name.startswith("_"):
            yield name, of, getattr(thing, name)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_public_name_has_a_docstring(path):
    """What `help` prints: a sentence for each function, class, method and property, be it that of the class above."""
    if path.name == "__main__.py":
        return
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    own = [(name, of, it) for name, of, it in named_in(module) if of.__module__ == module.__name__]
    own += [(f"{name}.{each}", *it) for name, _, cls in own if inspect.isclass(cls) for each, *it in named_in(cls)]
    assert [name for name, of, it in own if not (inspect.getdoc(it) or inspect.getdoc(of))] == []


@pytest.mark.parametrize("change", EQUIVALENT)
def test_a_change_that_changes_nothing_is_of_a_line_that_stands(change):
    """What the mutation run leaves out, with a reason, is a change of some line as it is now."""
    path, line = change.partition(": ")[0], change.rpartition("  in  ")[2]
    assert line in map(str.strip, (ROOT / path).read_text().splitlines())
    assert EQUIVALENT[change]
