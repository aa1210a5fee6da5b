"""`python -m nn train` and `predict`, as typed."""

import codecs
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import autograd_core
from autograd_core.__main__ import main as autograd_main
from nn.__main__ import main

TABLE = "width,height,kind\n" + "".join(
    f"{x},{y},{'wide' if x > y else 'tall'}\n" for x in range(1, 7) for y in range(1, 7) if x != y
)


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    """Each test has a folder to itself, with a table in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table.csv").write_text(TABLE)


def run(*words):
    """A command in a process of its own."""
    return subprocess.run([sys.executable, "-m", "nn", *map(str, words)], capture_output=True, text=True, check=False)


def train(*words):
    """Train for a moment, in this process."""
    return main(["train", "--layers", "4", "--epochs", "3", *words])


def test_train_and_predict():
    """Trained, saved and drawn by one command; another answers for a point with a class and its probability."""
    done = run(
        "train",
        "--data",
        "moons",
        "--layers",
        8,
        "--epochs",
        40,
        "--learning-rate",
        0.05,
        "--plot",
        "boundary.png",
        "--save",
        "model.json",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "moons: Dataset(100 examples of 2 features, 2 classes)" in done.stdout
    assert "Layer(2 -> 8, tanh)" in done.stdout
    assert "epoch 40: loss" in done.stdout
    assert "after 40 epochs, on all the data: loss" in done.stdout
    with open("boundary.png", "rb") as file:
        assert file.read(8) == b"\x89PNG\r\n\x1a\n"
    answers = [run("predict", "--model", "model.json", x, y).stdout.split() for x, y in [(-1, 0.5), (2, 0)]]
    assert [kind for kind, _ in answers] == ["0", "1"]
    assert all(0.5 < float(probability) <= 1 for _, probability in answers)


def test_pictures_of_training():
    """A .gif shows the boundary, one picture for each epoch; a surface shows the loss around the way of training."""
    pytest.importorskip("matplotlib").use("agg")
    assert train("--data", "xor", "--points", "8", "--plot", "forming.gif") == 0
    with pytest.importorskip("PIL.Image").open("forming.gif") as image:
        assert (image.format, image.n_frames) == ("GIF", 3)
    assert train("--data", "xor", "--points", "8", "--plot", "forming.html") == 0
    with open("forming.html") as file:
        assert 'src="data:image/gif;base64,' in file.read()
    assert train("--data", "xor", "--points", "8", "--plot", "surface.svg", "--picture", "surface") == 0
    with open("surface.svg") as file:
        assert "first main direction of the way" in file.read()


def test_a_table(capsys):
    """A CSV file trains and predicts by the names of its columns;
    more columns than needed, in any order, do no harm.
    """
    assert (
        main(
            [
                "train",
                "--data",
                "table.csv",
                "--layers",
                "6",
                "--epochs",
                "60",
                "--learning-rate",
                "0.05",
                "--save",
                "model.json",
            ]
        )
        == 0
    )
    assert "table.csv: Dataset(30 examples of 2 features, 2 classes)" in capsys.readouterr().out
    with open("new.csv", "w") as file:
        file.write("name,height,width\na,1,6\nb,5,2\n")
    assert main(["predict", "--model", "model.json", "--data", "new.csv"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["wide", "tall"]


def test_numbers_are_predicted(capsys):
    """Where the target is a number, so is the answer; another column may be the target;
    numbers may be taken as classes.
    """
    assert main(["train", "--data", "table.csv", "--target", "kind", "--layers", "--epochs", "1"]) == 0
    with open("line.csv", "w") as file:
        file.write("y,x\n" + "".join(f"{2 * x + 1},{x}\n" for x in range(8)))
    words = ["--target", "y", "--layers", "--epochs", "100", "--learning-rate", "0.2", "--save", "model.json"]
    assert main(["train", "--data", "line.csv", *words]) == 0
    capsys.readouterr()
    assert main(["predict", "--model", "model.json", "10"]) == 0
    assert float(capsys.readouterr().out) == pytest.approx(21, abs=0.5)
    assert (
        main(["train", "--data", "line.csv", "--target", "y", "--classify", "--epochs", "1", "--plot", "losses.svg"])
        == 0
    )
    assert "8 classes" in capsys.readouterr().out


def test_going_on(capsys):
    """--resume goes on to the last bit from what --save wrote."""
    both = ["train", "--data", "moons", "--layers", "3"]
    assert main([*both, "--epochs", "4", "--save", "whole.json"]) == 0
    assert main([*both, "--epochs", "2", "--save", "half.json"]) == 0
    assert (
        main([*both, "--epochs", "4", "--resume", "half.json", "--save", "half.json", "--history", "history.csv"]) == 0
    )
    with open("whole.json") as whole, open("half.json") as half:
        assert json.load(whole) == json.load(half)
    with open("history.csv") as file:
        assert len(file.readlines()) == 5
    capsys.readouterr()
    assert main([*both, "--epochs", "3", "--resume", "half.json"]) == 0
    assert capsys.readouterr().out.endswith(
        "nothing was trained: half.json has 4 epochs, and --epochs 3 counts them too\n"
    )


@pytest.mark.filterwarnings("default")
def test_a_warning_is_one_line(capsys):
    """What training warns of stands in one line, without a place in the source."""
    both = ["train", "--data", "xor", "--layers", "2"]
    assert main([*both, "--epochs", "1", "--save", "model.json", "--engine", "source"]) == 0
    capsys.readouterr()
    assert main([*both, "--epochs", "2", "--resume", "model.json", "--engine", "eager"]) == 0
    assert capsys.readouterr().err == (
        "python -m nn train: the history was trained with source; from here on eager agrees to rounding only\n"
    )


def test_interrupted():
    """Ctrl-C ends with what was learned, saved, and the status that shells know."""
    words = ["train", "--data", "moons", "--epochs", "200", "--save", "model.json"]
    with subprocess.Popen(
        [sys.executable, "-m", "nn", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        while not process.stdout.readline().startswith("epoch 20:"):
            pass
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (130, "")
    assert "on all the data" in out
    assert out.endswith("interrupted\n")
    assert run("predict", "--model", "model.json", 0, 0).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("package", ["autograd_core", "nn", "nn.demonstrations"])
def test_interrupted_while_it_imports(package):
    """Ctrl-C is one line and status 130, from the first import of ours to the last."""
    root = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    modules = ("autograd_core.arguments", "autograd_core.value", "autograd_core.pictures", "autograd_core.shell")
    for module in modules:
        Path("sitecustomize.py").write_text(
            "import signal, sys\n"
            "class Ctrl:\n"
            "    def find_spec(self, name, *_):\n"
            f"        if name == {module!r}: signal.raise_signal(signal.SIGINT)\n"
            "sys.meta_path.insert(0, Ctrl())\n"
        )
        done = subprocess.run(
            [sys.executable, "-m", package], capture_output=True, text=True, check=False,
            env=root | {"PYTHONPATH": f"{root['PYTHONPATH']}:."},
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (130, f"python -m {package}: interrupted\n")


@pytest.mark.parametrize("package", ["autograd_core", "nn"])
def test_version(package, capsys):
    """Both commands tell the version that they are of."""
    command = autograd_main if package == "autograd_core" else main
    with pytest.raises(SystemExit) as ended:
        command(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"autograd_core {autograd_core.__version__}\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("\n<!DOCTYPE html>\n<html><body>y = x*x</body></html>", "a web page"),
        ("<html lang=en>", "a web page"),
        ("%PDF-1.7\n", "a PDF"),
        ("{\\rtf1\\ansi y = x}", "a document in RTF"),
        ("PK\x03\x04\xd0\x0f", "a document of an office program, or an archive"),
        ("%PDF-1.4\n%\xe2\xe3\xcf\xd3", "a PDF"),
        ('{\n "cells": [\n  {\n', "a notebook, which jupyter nbconvert --to script makes a text"),
        ('{"metadata": {"kernelspec": 1}}', "a notebook, which jupyter nbconvert --to script makes a text"),
    ],
)
def test_a_worksheet_that_is_none(text, kind, capsys):
    """A file of another kind is told by how it begins, and not line by line."""
    Path("sheet").write_text(text, encoding="latin-1")
    for command, words in ((autograd_main, ["check", "sheet"]), (main, ["--check", "sheet"])):
        with pytest.raises(SystemExit) as ended:
            command(words)
        assert ended.value.code == 2
        assert f"cannot read sheet: it is {kind}, not plain text: " in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_encoding_of_a_worksheet(encoding, end, capsys, monkeypatch):
    """UTF-8 is read, and UTF-16 as editors mark it, from a file and a pipe; of anything else it is said what to do."""
    sheet = end.join(("# für Anna", "w = 0.4", "x = 3", "y = w*x²", "dy/dw = x²"))
    marked = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    Path("sheet").write_bytes(marked + sheet.encode(encoding))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(Path("sheet").read_bytes())))
    for path, name in (("sheet", "sheet"), ("-", "the standard input")):
        if encoding in ("utf-16-le", "utf-32", "latin-1"):
            with pytest.raises(SystemExit):
                autograd_main(["check", path])
            said = capsys.readouterr().err
            assert f"cannot read {name}: it is no text in UTF-8: save it once more as plain text, encoded in" in said
        else:
            assert autograd_main(["check", path]) == 0
            assert "line 5  dy/dw = x²  9     PROVEN EQUAL" in capsys.readouterr().out


def test_many_worksheets(capsys):
    """Each is judged by itself, then told in one line; what cannot be read takes no other down, nor passes."""
    sheet = "x = 3; y = x²; dy/dx = "
    for name, text in {"anna": sheet + "2x", "ben": sheet + "3x", "carla": sheet + "2(x"}.items():
        Path(name).write_text(text)
    Path("dora").write_bytes(b"\xff")
    assert autograd_main(["check", "anna", "ben", "carla", "dora", "emil", "anna"]) == 1
    first, *others = capsys.readouterr().out.split("\n\n")
    assert first.startswith("anna:\n  claim   claimed ")
    assert others[-1].splitlines() == [
        "anna   1 of 1 pass, 2 definitions",
        "ben    0 of 1 pass, 1 wrong, 2 definitions",
        "carla  0 of 1 pass, 1 not understood, 2 definitions",
        "dora   cannot be read: it is no text in UTF-8: save it once more as plain text, encoded in UTF-8",
        "emil   cannot be read: No such file or directory",
    ]
    assert autograd_main(["check", "anna", "carla"]) == autograd_main(["check", "anna", "emil"]) == 2
    assert autograd_main(["check", "anna", "./anna"]) == 0
    capsys.readouterr()
    assert autograd_main(["check", "--json", "anna", "ben", "emil"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {name: (each["ok"], each["score"]) for name, each in found.items()} == {
        "anna": (True, 1.0), "ben": (False, 0.0), "emil": (False, 0.0)
    }  # fmt: skip
    assert found["emil"]["summary"] == "cannot be read: No such file or directory"


def test_interrupted_before_it_began(monkeypatch):
    """Ctrl-C ends without a word while there is nothing to save yet."""

    def interrupted(options):
        raise KeyboardInterrupt

    monkeypatch.setattr("nn.commands.dataset", interrupted)
    assert train("--data", "moons") == 130


def test_validation_and_patience(capsys):
    """Part of the data can be held out, and training stop when that is bettered no more."""
    words = [
        "--validation",
        "0.2",
        "--patience",
        "1",
        "--learning-rate",
        "1",
        "--optimizer",
        "sgd",
        "--batch-size",
        "100",
    ]
    assert main(["train", "--data", "circles", "--layers", "2", "--epochs", "500", *words]) == 0
    out = capsys.readouterr().out
    assert "stopped early: validation loss no better for 1 epochs" in out


BAD = {
    "nothing": (["train"], "the following arguments are required: --data"),
    "no such data": (
        ["train", "--data", "moon"],
        "--data must be moons, circles, spirals, xor, blobs, iris or a CSV file; got moon",
    ),
    "no such file": (["train", "--data", "moon.csv"], "moon.csv: No such file or directory"),
    "no such column": (
        ["train", "--data", "table.csv", "--target", "depth"],
        "table.csv has no column 'depth' to predict",
    ),
    "a shape's column": (
        ["train", "--data", "moons", "--target", "x"],
        "--target and --classify are for CSV files; got --data moons",
    ),
    "a table's points": (["train", "--data", "table.csv", "--points", "5"], "--points is for shapes, moons, "),
    "too few points": (
        ["train", "--data", "blobs", "--points", "2"],
        "a data set needs at least one example of each class; got 2",
    ),
    "no epochs": (
        ["train", "--data", "xor", "--epochs", "0"],
        "the number of epochs must be an integer from 1 to 1000000; got 0",
    ),
    "many epochs": (
        ["train", "--data", "xor", "--epochs", "9" * 5000],
        "the number of epochs must be an integer from 1 to 1000000; got 999",
    ),
    "no rate": (
        ["train", "--data", "xor", "--learning-rate", "nan"],
        "the learning rate must be a finite number above 0; got nan",
    ),
    "all held out": (
        ["train", "--data", "xor", "--validation", "1"],
        "the part to hold out must be a fraction between 0 and 1; got 1",
    ),
    "no activation": (
        ["train", "--data", "xor", "--activation", "sigmod"],
        "activation must be a function or the name of an op of one number; got 'sigmod': the nearest are 'sigmoid'",
    ),
    "a strange picture": (
        ["train", "--data", "xor", "--plot", "a.txt"],
        "--plot needs a file that ends in .gif, .html, .pdf, .png, .svg; got a.txt",
    ),
    "a picture of nothing": (["train", "--data", "xor", "--picture", "surface"], "--picture goes with --plot FILE"),
    "a surface that moves": (
        ["train", "--data", "xor", "--plot", "a.gif", "--picture", "surface"],
        ".gif shows the boundary as it forms; draw the surface to .png, .svg or .pdf",
    ),
    "no boundary": (
        ["train", "--data", "iris", "--plot", "a.gif"],
        "a boundary needs classes and 2 features; iris has 4 features and 3 classes: draw the losses or the surface",
    ),
    "no folder": (
        ["train", "--data", "xor", "--save", "no/model.json"],
        "cannot write no/model.json: there is no such folder",
    ),
    "a folder": (["train", "--data", "xor", "--save", "."], "cannot write .: it is a folder"),
    "no file to resume": (["train", "--data", "xor", "--resume", "a.json"], "a.json: No such file or directory"),
    "a rate too high": (
        ["train", "--data", "xor", "--optimizer", "sgd", "--learning-rate", "1e308"],
        "the loss is nan; it began here: ",
    ),
    "no model": (["predict", "0.5"], "the following arguments are required: --model"),
    "no such model": (["predict", "--model", "a.json", "0.5"], "a.json: No such file or directory"),
    "no JSON": (["predict", "--model", "table.csv", "0.5"], "cannot load table.csv: it is no JSON"),
    "no point": (["predict", "--model", "a.json"], "give one point, or a CSV file with --data"),
    "both": (["predict", "--model", "a.json", "--data", "table.csv", "1"], "give one point, or a CSV file with --data"),
    "a word": (["predict", "--model", "a.json", "one"], "a coordinate must be a finite number; got one"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_makes_no_sense(capsys, name):
    """Every mistake is told in one line, with exit status 2."""
    words, sentence = BAD[name]
    with pytest.raises(SystemExit) as ended:
        main(words)
    err = capsys.readouterr().err
    assert ended.value.code == 2
    assert err.startswith(f"python -m nn {words[0]}: ")
    assert sentence in err
    assert err.count("\n") == 1


def test_a_model_that_does_not_fit(capsys):
    """A point of the wrong size, a table without the columns, another architecture,
    and a file that train did not write.
    """
    from nn import MLP, save

    assert train("--data", "moons", "--save", "model.json") == 0
    save(MLP([2, 1]), "other.json")
    for words, sentence in [
        (["predict", "--model", "model.json", "1"], "a point has 2 coordinates, x, y; got 1"),
        (
            ["predict", "--model", "model.json", "--data", "table.csv"],
            "table.csv has no column 'x', 'y'; it has width, height, kind",
        ),
        (["predict", "--model", "other.json", "1", "2"], "other.json was not saved by python -m nn train"),
        (
            ["train", "--data", "moons", "--resume", "model.json"],
            "cannot load model.json: its parameters are not the model's",
        ),
        (
            ["train", "--data", "moons", "--layers", "5", "--resume", "model.json"],
            "has the shape (4, 2) there, and (5, 2) in the model",
        ),
    ]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(words)
        err = capsys.readouterr().err
        assert (ended.value.code, err.count("\n")) == (2, 1)
        assert sentence in err


SPOILED = [
    {"means": ["a", "b"]},
    {"spreads": [0.0, 1.0]},
    {"spreads": [1.0]},
    {"features": "xy"},
    {"classes": 3},
    {"classes": ["a", 1]},
    {"layers": [10**9]},
    {"layers": ["4"]},
    {"activation": "sigmod"},
    {"activation": []},
]


@pytest.mark.parametrize("facts", SPOILED, ids=str)
def test_a_model_whose_facts_are_spoiled(capsys, facts):
    """What was noted about a model is checked before it is believed."""
    train("--data", "moons", "--save", "model.json")
    with open("model.json") as file:
        content = json.load(file)
    content["about"] |= facts
    with open("model.json", "w") as file:
        json.dump(content, file)
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main(["predict", "--model", "model.json", "0", "0"])
    assert capsys.readouterr().err == "python -m nn predict: model.json was not saved by python -m nn train\n"


def test_help_leads_there(capsys):
    """The main job's help names the commands, and each has its own."""
    for words in (["--help"], ["train", "--help"], ["predict", "--help"]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0
    out = capsys.readouterr().out
    assert "python -m nn train or predict" in out


def test_a_name_that_begins_like_a_number(capsys):
    """-1e999.csv is a file and -1e-3 a coordinate, no options."""
    Path("-1e999.csv").write_text(TABLE)
    assert train("--data", "-1e999.csv", "--save", "-1.json") == 0
    assert main(["predict", "--model", "-1.json", "-1e-3", "-.5"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split()[0] in ("wide", "tall")


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ["autograd_core", "grad", "x*x", "x=1"],
        ["autograd_core", "draw", "x*x", "x=1", "-o", "g.dot"],
        ["nn", "--derivation", "d.md"],
        ["nn", "--html", "page.html"],
        ["nn", "train", "--data", "table.csv", "--epochs", "2", "--save", "model.json"],
        ["nn", "train", "--data", "table.csv", "--epochs", "2", "--history", "h.csv"],
        ["autograd_core"],
        ["autograd_core", "--help"],
        ["autograd_core", "--version"],
        ["nn", "train", "--help"],
        ["nn.demonstrations", "--help"],
    ],
    ids=lambda words: f"{words[0]} {words[-1]}",
)
def test_a_full_disk_and_a_closed_pipe(words):
    """Where nothing can be written, one line says so of the file that was named,
    and no other is left; a reader may leave, and the file is written all the same.
    """
    root = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    full = "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); sys.argv = sys.argv[1:]\n"
    full += "runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)"
    with open("out", "w") as out:
        done = subprocess.run(
            [sys.executable, "-c", full, *words], stdout=out, stderr=subprocess.PIPE, text=True, check=False, env=root
        )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    named = words[-1] if "." in words[-1] and "train" not in words else "the output"  # training prints first
    assert done.stderr.endswith("File too large\n")
    assert named in done.stderr
    assert sorted(os.listdir()) == ["out", "table.csv"]
    read, write = os.pipe()
    os.close(read)
    gone = subprocess.run(
        [sys.executable, "-m", *words], stdout=write, stderr=subprocess.PIPE, text=True, check=False, env=root
    )
    os.close(write)
    assert (gone.returncode, gone.stderr) == (0, "")
    assert "." not in words[-1] or Path(words[-1]).stat().st_size, "what was to be written is lost"


def test_the_name_of_a_file_may_begin_with_a_minus(tmp_path, monkeypatch, capsys):
    """It is written and read under that name."""
    monkeypatch.chdir(tmp_path)
    assert autograd_main(["draw", "-x**2", "x=1", "-o", "-1e9.dot"]) == 0
    assert (tmp_path / "-1e9.dot").is_file()
    (tmp_path / "-w.txt").write_text("x = 3\ny = x**2 = 9\n")
    assert autograd_main(["check", "-w.txt"]) == 0
