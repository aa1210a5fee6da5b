"""Text that nobody meant: every reader of text is fed with what is nearly right, and may only answer or refuse.

    python tests/fuzz.py --seconds 60                  all readers in turn, from seeds that are spliced and bent
    python tests/fuzz.py --seconds 600 formula         one of them
    python tests/fuzz.py --guided --seconds 600 csv    led by coverage, where atheris is installed: pip install atheris

A reader passes where it returns, or raises what its docstring declares, within a second of its own time.  What does not
is printed with the input as a Python literal, and the status is 1.  An input that is answered in words that no other
was becomes a seed itself, so that what comes next goes on from there.  Labels are put into one graph by the dozen, and
tried alone where that graph is refused.
"""

import argparse
import contextlib
import csv
import io
import json
import math
import random
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from autograd_core import Value, check, derivation, draw, explain, gradient, ops, parse, program, tree, view
from autograd_core import __main__ as autograd_main
from autograd_core import compile as compile_program
from autograd_core.graph import topological_order
from autograd_core.verify import Report, check_worksheet
from nn import MLP, History, load, save
from nn import __main__ as nn_main
from nn.data import read_csv

HERE = Path(__file__).parent
SECONDS = 1.0
"""No single input may take longer."""
ENDLESS = 10.0
"""After so many seconds of its own time an input is given up."""
TOGETHER = 12
"""How many labels are put into one graph."""
SEEDS = 3_000
"""How many inputs that were answered in words of their own are gone on from;
a new one then takes the place of one of them.
"""

PIECES = [
    *"0123456789.eE+-*/^%()[]{}|,;:='\"`#$&\\_~<> \t\n", "**", "//", "dy/dx", "∂y/∂x", "y = ", "w+ = ", "w_new = ",
    "lr = 0.5", "10⁻³", "½", "√", "×", "−", "≈", "σ(", "sigmoid(", "log(", "exp(", "x", "w", "b", "net_o1", "out_o1",
    "pi", "e", "1e308", "5e-324", "nan", "inf", "\0", "\x1b[31m", "\u202e", "é", "e\u0301", "٣", "𝟙", "²", "₁",
    "\\frac{", "\\partial", "}", "\r\n", ",,", '""', "null", "-1e999", "999999999999999999999999", "0x10", "1_000",
    "True", "None", "where(x > 0, 1, 2)", "(" * 40, ")" * 40, "x" * 400, "-" * 200,
]  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """Something that reads texts, seeds that it understands, what it may raise, and how many texts it takes at once."""

    read: Callable[..., object]
    seeds: tuple[str, ...]
    declared: tuple[type[BaseException], ...] = ()
    together: int = 1


def _graph() -> Value:
    x, w, b = Value(0.5, label="x"), Value(0.4, label="w"), Value(0.1, label="b")
    net = (w * x + b).named("net_o1")
    return (0.5 * (ops.sigmoid(net).named("out_o1") - 1) ** 2).named("y")


def _formula(text: str) -> object:
    return parse(text, {"x": Value(0.5, label="x"), "w": Value(0.4, label="w"), "b": 0.1})


def _labelled(texts: tuple[str, ...]) -> tuple[Value, Value]:
    """A graph in which each text is the label of a leaf and ends that of a computed node, and its first leaf."""
    leaves = [Value(0.5, label=text) for text in texts]
    y = ops.sum([(x * 2 + x.exp()).named(text + "!") for x, text in zip(leaves, texts)])
    return y.named(texts[0] + "?"), leaves[0]


def _label(*texts: str) -> object:
    y, x = _labelled(texts)
    said = explain(y, x)
    shown = (str(tree(y)), str(program(y)), str(said), said.latex(), said.markdown(), derivation(y, x), draw(y).dot)
    assert not any("\x1b" in str(each) for each in shown), "a control character is sent, not shown"


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


def _page(*texts: str) -> object:
    page = view(_labelled(texts)[0]).html
    assert "\x1b" not in page, "a control character is sent, not shown"
    page = page.lower()
    assert page.count("<script") == page.count("</script>"), "a label opens or closes a script"


def _command(main: Callable[..., object]) -> Callable[[str], object]:
    """A command line, a word on each line; the words of its one line of refusal are the answer."""

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
        return said.getvalue() if code else None

    return read


def _rewrite(path: Path, content: bytes) -> None:
    """Put other content into a file that is there: a file that is emptied first is waited for on many disks."""
    with path.open("r+b") as file:
        file.write(content)
        file.truncate()


def readers(folder: Path) -> dict[str, Reader]:
    model, path = MLP([2, 2, 1], seed=0), folder / "model.json"
    save(model, path)
    saved = path.read_text()

    def _saved(text: str) -> object:
        _rewrite(path, text.encode("utf-8", "surrogatepass"))
        load(model, path)

    def _csv(text: str) -> object:
        _rewrite(path, text.encode("utf-8", "surrogatepass"))
        read_csv(path, target="kind")

    def _table(text: str) -> object:
        """The name of a metric in an exported history: one cell, which no spreadsheet takes for a formula."""
        history = History()
        history.rows.append({text: 0.5})
        history.to_csv(folder / "history.csv")
        with (folder / "history.csv").open(newline="", encoding="utf-8") as file:
            (names, *_) = list(csv.reader(file))
        assert len(names) == 2, names
        assert names[1][:1] not in ("=", "+", "-", "@"), names

    for command in (autograd_main, nn_main):
        command.parser = cache(command.parser)  # it takes longer to make than most lines to be read

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
                r"\begin{align} y &= \frac{1}{2}(out_{o1} - 1)^2 \\ \frac{dy}{dw} &= \left(out_{o1} - 1\right) x "
                r"\end{align}",
            ),
        ),
        "code": Reader(
            lambda text: check(_graph(), text),
            ("dout = out_o1 - 1\ndnet = out_o1*(1 - out_o1)*dout\ndw = x*dnet\ndx = w * dnet", "dw += np.dot(x, dnet)"),
        ),
        "compiled": Reader(
            _compiled, ("sigmoid(w*x + b)", "x**2 - 3*x + log(x)/w", "max(x, w, 0)*b % 2"), (ValueError,)
        ),
        "page": Reader(_page, ("w", "out_o1", "</script>", "<!--", "α & β %"), (ValueError,), TOGETHER),
        "table": Reader(_table, ("loss", "=cmd|' /C calc'!A0", "a,b", "validation loss")),
        "claim": Reader(lambda text: check(_graph(), {"w": text}), ("0.0822", "(out_o1 - 1)*x", "1.2×10⁻³")),
        "saved": Reader(_saved, (saved, json.dumps(json.loads(saved))), (ValueError,)),
        "csv": Reader(_csv, ("a,b,kind\n1,2,x\n3,4,y\n", '"a","b","kind"\r\n-1e3,"3",0\r\n'), (ValueError,)),
        "label": Reader(_label, ("w", "out_o1", "a|b", "α & β %", "</script>"), (ValueError,), TOGETHER),
        "command": Reader(_command(autograd_main.main), ("grad\nsigmoid(w*x)\nw=0.4\nx=0.5", "draw\nx**2\nx=3")),
        "nn": Reader(_command(nn_main.main), ("--json\n--updates\n3", "predict\n--model\nno.json\n1\n2")),
    }


def bent(seeds: Sequence[str], generator: random.Random) -> str:
    """A seed, or of a long one some lines, after a few cuts, repeats, splices and insertions."""
    text = generator.choice(seeds)
    if (count := text.count("\n")) > 6:
        first = generator.randint(0, count - 3)
        text = "\n".join(text.split("\n")[first : first + generator.randint(2, 6)])
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


def fault(reader: Reader, *texts: str, seconds: float = SECONDS) -> str | None:
    """What a reader does that it may not; None where all is well."""
    return answer(reader, texts, seconds)[0]


class EndlessError(BaseException):
    """What no reader catches."""


def _end(*_: object) -> None:
    raise EndlessError


def answer(reader: Reader, texts: Sequence[str], seconds: float = SECONDS) -> tuple[str | None, str]:
    """What a reader does that it may not, and in which words it answered, without what they quote."""
    start = time.process_time()
    said: object
    watched = signal.getsignal(signal.SIGVTALRM) is _end
    try:
        if watched:
            signal.setitimer(signal.ITIMER_VIRTUAL, ENDLESS)
        said = reader.read(*texts)
    except EndlessError:
        return f"took more than {ENDLESS:g} s", ""
    except reader.declared as error:
        if not str(error):
            return f"{type(error).__name__} without a word", ""
        said = error
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300], ""
    finally:
        if watched:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    took = time.process_time() - start
    return (f"took {took:.1f} s" if took > seconds else None), _words(said)


def _words(said: object) -> str:
    """The kinds of the verdicts of a report, or the words of a refusal, whatever they are about."""
    if isinstance(said, Report):
        return " ".join(f"{row.verdict.kind.name} {_unquoted(row.verdict.words)}" for row in said.rows[:3])
    return _unquoted(str(said)) if isinstance(said, str | Exception) else ""


def _unquoted(text: str) -> str:
    return re.sub(r"'.*'|\".*\"|`.*`|[^a-z ]+", "", text)[:80]


class Corpus:
    """The seeds of a reader, and those inputs that were answered in words of their own."""

    def __init__(self, seeds: Sequence[str], generator: random.Random) -> None:
        self.given, self.found, self.answers, self.generator = seeds, list[str](), set[str](), generator

    def draw(self) -> str:
        return bent(self.found if self.found and self.generator.random() < 0.5 else self.given, self.generator)

    def add(self, text: str, words: str) -> None:
        """Keep an input, if it was answered as none before."""
        if not words or words in self.answers or len(text) > 400:
            return
        self.answers.add(words)
        if len(self.found) < SEEDS:
            self.found.append(text)
        else:
            self.found[self.generator.randrange(SEEDS)] = text


def faults(reader: Reader, corpus: Corpus) -> Iterator[tuple[int, str | None, str]]:
    """How many inputs were read, over and over, and what each did that it may not."""
    while True:
        texts = [corpus.draw() for _ in range(reader.together)]
        found, words = answer(reader, texts)
        if reader.together == 1 or (found is None and not words):
            corpus.add(texts[0], words)
            yield len(texts), found, texts[0]
            continue
        for text in texts:
            alone, _ = answer(reader, [text])
            yield 1, alone, text
        if found is not None and not found.startswith("took"):
            yield 0, found, repr(texts)


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
    signal.signal(signal.SIGVTALRM, _end)
    total = wrong = slow = 0
    with tempfile.TemporaryDirectory() as scratch:
        every = readers(Path(scratch))
        names = chosen.readers or list(every)
        if unknown := set(names) - set(every):
            options.error(f"there is no reader {', '.join(sorted(unknown))}; there are {', '.join(every)}")
        if chosen.guided:
            guided(names[0], every[names[0]], chosen.seconds)
        for name in names:
            corpus, count, seen = Corpus(every[name].seeds, random.Random(f"{chosen.seed} {name}")), 0, set()
            end = time.monotonic() + chosen.seconds
            for more, found, text in faults(every[name], corpus):
                count += more
                if found is not None:
                    wrong, slow = wrong + 1, slow + found.startswith("took")
                    if (kind := found.partition(":")[0].rstrip("0123456789. s")) not in seen:  # not each time taken
                        seen.add(kind)
                        print(f"{name}: {found}\n    {text!r:.2000}", flush=True)
                if time.monotonic() > end:
                    break
            total += count
            print(f"{name:10}  {count:9,} inputs, {len(corpus.answers):5,} different answers", flush=True)
    print(f"{total:,} inputs, {wrong} faults, {slow} of them over {SECONDS:g} s")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
