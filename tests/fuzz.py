"""Text that nobody meant: every reader of text is fed with what is nearly right, and may only answer or refuse.

    python tests/fuzz.py --seconds 60                  all readers in turn, from seeds that are spliced and bent
    python tests/fuzz.py --seconds 600 formula         one of them
    python tests/fuzz.py --guided --seconds 600 csv    led by coverage, where atheris is installed: pip install atheris

A reader passes where it returns, or raises what its docstring declares, within a second of its own time.  What does not is printed with
the input as a Python literal, and the status is 1.
"""

import argparse
import contextlib
import csv
import io
import json
import math
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from autograd_core import Value, check, derivation, draw, explain, gradient, ops, parse, program, tree, view
from autograd_core import compile as compile_program
from autograd_core.__main__ import main as autograd_main
from autograd_core.graph import topological_order
from autograd_core.verify import check_worksheet
from nn import MLP, History, load, save
from nn.__main__ import main as nn_main
from nn.data import read_csv

HERE = Path(__file__).parent
SECONDS = 1.0
"""No single input may take longer."""

PIECES = [
    *"0123456789.eE+-*/^%()[]{}|,;:='\"`#$&\\_~<> \t\n", "**", "//", "dy/dx", "∂y/∂x", "y = ", "w+ = ", "w_new = ",
    "lr = 0.5", "10⁻³", "½", "√", "×", "−", "≈", "σ(", "sigmoid(", "log(", "exp(", "x", "w", "b", "net_o1", "out_o1",
    "pi", "e", "1e308", "5e-324", "nan", "inf", "\0", "\x1b[31m", "\u202e", "é", "e\u0301", "٣", "𝟙", "²", "₁",
    "\\frac{", "\\partial", "}", "\r\n", ",,", '""', "null", "-1e999", "999999999999999999999999", "0x10", "1_000",
    "True", "None", "where(x > 0, 1, 2)", "(" * 40, ")" * 40, "x" * 400, "-" * 200,
]  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """Something that reads text, seeds that it understands, and what it may raise."""

    read: Callable[[str], object]
    seeds: tuple[str, ...]
    declared: tuple[type[BaseException], ...] = ()


def _graph() -> Value:
    x, w, b = Value(0.5, label="x"), Value(0.4, label="w"), Value(0.1, label="b")
    net = (w * x + b).named("net_o1")
    return (0.5 * (ops.sigmoid(net).named("out_o1") - 1) ** 2).named("y")


def _formula(text: str) -> object:
    return parse(text, {"x": Value(0.5, label="x"), "w": Value(0.4, label="w"), "b": 0.1})


def _label(text: str) -> object:
    x = Value(0.5, label=text)
    y = (x * 2 + x.exp()).named(text + "!")
    shown = (
        str(tree(y)),
        str(program(y)),
        explain(y, x).latex(),
        explain(y, x).markdown(),
        derivation(y, x),
        draw(y).dot,
    )
    assert not any("\x1b" in str(each) for each in shown), "a control character is sent, not shown"
    return shown


def _compiled(text: str) -> object:
    """A formula as a program: its source in every language, and the same numbers as recorded."""
    leaves = {"x": Value(0.5, label="x"), "w": Value(0.4, label="w"), "b": Value(0.1, label="b")}
    y = parse(text, leaves)
    if not isinstance(y, Value):
        return None
    used = [leaf for leaf in leaves.values() if leaf in set(topological_order(y))]
    made = compile_program(y, used, engine="source")
    value, slopes = made.value_and_gradient(*(leaf.data for leaf in used))
    assert value == y.data or value != value, f"{value!r} is not {y.data!r}"
    for slope, recorded in zip(slopes, gradient(y, used)):
        assert slope == recorded or slope != slope or math.isclose(slope, recorded, rel_tol=1e-9), (
            f"{slope!r} {recorded!r}"
        )
    return [made.source(language) for language in ("python", "c", "javascript")]


def _page(text: str) -> object:
    x = Value(0.5, label=text)
    page = view((x * 2 + x.exp()).named(text + "!")).html
    assert "\x1b" not in page, "a control character is sent, not shown"
    assert page.lower().count("<script") == page.lower().count("</script>"), "a label opens or closes a script"
    return page


def _table(text: str) -> object:
    """The name of a metric in an exported history: one cell, which no spreadsheet takes for a formula."""
    history = History()
    history.rows.append({text: 0.5})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "h.csv")
        history.to_csv(path)
        with path.open(newline="", encoding="utf-8") as file:
            (names, *_) = list(csv.reader(file))
    assert len(names) == 2, names
    assert names[1][:1] not in ("=", "+", "-", "@"), names
    return names


def _command(main: Callable[..., object]) -> Callable[[str], object]:
    def read(text: str) -> object:
        if any(
            word in text
            for word in ("-o", "--save", "--plot", "--svg", "--html", "--open", "--step", "train", "walk", "doc")
        ):
            return None  # what writes, opens a window, waits for keys or trains
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code: object = 0
            try:
                main(text.replace("\0", "").split("\n"))
            except SystemExit as end:
                code = end.code
        assert code in (None, 0, 1, 2), f"ended with {code!r}"
        assert "Traceback" not in said.getvalue()
        return None

    return read


def readers(folder: Path) -> dict[str, Reader]:
    model, path = MLP([2, 2, 1], seed=0), folder / "model.json"
    save(model, path)
    saved = path.read_text()

    def _saved(text: str) -> object:
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        return load(model, path)

    def _csv(text: str) -> object:
        path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
        return read_csv(path, target="kind")

    sheets = (
        (HERE / "lecture_derivation.txt").read_text(),
        "w = 0.4\nx = 0.5\ny = sigmoid(w*x) = 0.549834\ndy/dw = y*(1 - y)*x",
    )
    return {
        "formula": Reader(_formula, ("sigmoid(w*x + 0.1)", "x**2 - 3*x + log(x)/2", "max(x, w, 0)*½"), (ValueError,)),
        "derivation": Reader(
            lambda text: check(_graph(), text), ("dy/dw = (out_o1 - 1)*out_o1*(1 - out_o1)*x", *sheets)
        ),
        "worksheet": Reader(lambda text: check_worksheet(text), sheets),
        "latex": Reader(
            lambda text: check(_graph(), text),
            (
                r"\frac{\partial y}{\partial w} = (\text{out\_o1} - 1) \cdot x",
                r"\begin{align} y &= \frac{1}{2}(out_{o1} - 1)^2 \\ \frac{dy}{dw} &= \left(out_{o1} - 1\right) x \end{align}",
            ),
        ),
        "code": Reader(
            lambda text: check(_graph(), text),
            ("dout = out_o1 - 1\ndnet = out_o1*(1 - out_o1)*dout\ndw = x*dnet\ndx = w * dnet", "dw += np.dot(x, dnet)"),
        ),
        "compiled": Reader(
            _compiled, ("sigmoid(w*x + b)", "x**2 - 3*x + log(x)/w", "max(x, w, 0)*b % 2"), (ValueError,)
        ),
        "page": Reader(_page, ("w", "out_o1", "</script>", "<!--", "α & β %"), (ValueError,)),
        "table": Reader(_table, ("loss", "=cmd|' /C calc'!A0", "a,b", "validation loss")),
        "claim": Reader(lambda text: check(_graph(), {"w": text}), ("0.0822", "(out_o1 - 1)*x", "1.2×10⁻³")),
        "saved": Reader(_saved, (saved, json.dumps(json.loads(saved))), (ValueError,)),
        "csv": Reader(_csv, ("a,b,kind\n1,2,x\n3,4,y\n", '"a","b","kind"\r\n-1e3,"3",0\r\n'), (ValueError,)),
        "label": Reader(_label, ("w", "out_o1", "a|b", "α & β %", "</script>"), (ValueError,)),
        "command": Reader(_command(autograd_main), ("grad\nsigmoid(w*x)\nw=0.4\nx=0.5", "draw\nx**2\nx=3")),
        "nn": Reader(_command(nn_main), ("--json\n--updates\n3", "predict\n--model\nno.json\n1\n2")),
    }


def bent(seeds: tuple[str, ...], generator: random.Random) -> str:
    """A seed after a few cuts, repeats, splices and insertions."""
    text = generator.choice(seeds)
    for _ in range(generator.choice((1, 1, 2, 3, 6))):
        i, j = sorted(generator.randint(0, len(text)) for _ in "ij")
        kind = generator.randrange(5)
        if kind == 0:
            text = text[:i] + text[min(j, i + 9) :]
        elif kind == 1:
            text = text[:i] + text[i:j][:200] + text[i:]
        elif kind == 2:
            other = generator.choice(seeds)
            text = text[:i] + other[generator.randint(0, len(other)) :]
        else:
            text = text[:i] + "".join(generator.choices(PIECES, k=generator.choice((1, 1, 2, 4)))) + text[i:]
    return text[:20_000]


def fault(reader: Reader, text: str, seconds: float = SECONDS) -> str | None:
    """What a reader does that it may not; None where all is well."""
    start = time.process_time()
    try:
        reader.read(text)
    except reader.declared as error:
        if not str(error):
            return f"{type(error).__name__} without a word"
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    took = time.process_time() - start
    return f"took {took:.1f} s" if took > seconds else None


def guided(name: str, reader: Reader, seconds: float) -> None:
    """The same, led by coverage; ends the process."""
    import atheris

    def one(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        if (found := fault(reader, text)) is not None:
            raise AssertionError(f"{name}: {found}: {text!r}")

    atheris.instrument_all()
    with tempfile.TemporaryDirectory() as corpus:
        for i, seed in enumerate(reader.seeds):
            Path(corpus, str(i)).write_text(seed)
        atheris.Setup(
            [sys.argv[0], corpus, f"-max_total_time={seconds:.0f}", "-max_len=4000", f"-artifact_prefix={corpus}/"], one
        )
        atheris.Fuzz()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("readers", nargs="*", help="which of them, by default all")
    options.add_argument("--seconds", type=float, default=60, help="for each")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--guided", action="store_true", help="led by coverage: one reader only")
    chosen = options.parse_args()
    faults = 0
    with tempfile.TemporaryDirectory() as scratch:
        every = readers(Path(scratch))
        names = chosen.readers or list(every)
        if unknown := set(names) - set(every):
            options.error(f"there is no reader {', '.join(sorted(unknown))}; there are {', '.join(every)}")
        if chosen.guided:
            guided(names[0], every[names[0]], chosen.seconds)
        for name in names:
            generator, count, seen = random.Random(f"{chosen.seed} {name}"), 0, set()
            end = time.monotonic() + chosen.seconds
            while time.monotonic() < end:
                text, count = bent(every[name].seeds, generator), count + 1
                if (found := fault(every[name], text)) is not None:
                    faults += 1
                    if (kind := found.partition(":")[0].rstrip("0123456789. s")) not in seen:  # not each time taken
                        seen.add(kind)
                        print(f"{name}: {found}\n    {text!r:.2000}", flush=True)
            print(f"{name:10}  {count:,} inputs", flush=True)
    print(f"{faults} faults")
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(main())
