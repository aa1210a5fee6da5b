"""The lecture's network, against the reference computed at 50 digits: every number to a relative 1e-12."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
from write_worked_example import worked_example

from autograd_core import gradient
from nn.__main__ import main
from nn.worked_example import LOCAL_PARTIALS, Lecture, lecture_network, report

REFERENCE = json.loads((Path(__file__).parent / "reference" / "worked_example.json").read_text())
VARIANTS = {"fixed": "biases_fixed", "shared": "shared_biases_updated", "per_neuron": "per_neuron_biases_updated"}
CHECKPOINTS = [1, 10, 100, 1000, 10000]


def assert_close(got: dict, reference: dict) -> None:
    """Every number of the reference is there, to a relative 1e-12."""
    for name, expected in reference.items():
        assert math.isclose(got[name], expected, rel_tol=1e-12), f"{name}: {got[name]} is not {expected}"


@pytest.fixture(scope="module", params=VARIANTS)
def trained(request):
    """The report of a variant at every checkpoint of the reference."""
    return request.param, report(request.param, checkpoints=CHECKPOINTS)


def test_forward_pass(trained):
    """Net inputs, outputs and errors are the lecture's."""
    assert_close(trained[1]["forward"], REFERENCE["forward"])


def test_partials(trained):
    """So is each partial on the lecture's sheet."""
    assert_close(trained[1]["partials"], REFERENCE["partials"])


def test_gradients(trained):
    """And the gradient of every weight and bias."""
    variant, got = trained
    expected = dict(REFERENCE["gradients_shared_biases"])
    if variant == "per_neuron":
        expected = {name: x for name, x in expected.items() if name.startswith("w")} | REFERENCE[
            "gradients_per_neuron_biases"
        ]
    assert got["gradients"].keys() == expected.keys()
    assert_close(got["gradients"], expected)


def test_training(trained):
    """Parameters, outputs and error agree after 1, 10, 100, 1,000 and 10,000 updates."""
    variant, got = trained
    assert set(got["training"]) == set(map(str, CHECKPOINTS))
    for count, expected in REFERENCE["after_updates"][VARIANTS[variant]].items():
        state = got["training"][count]
        assert_close(state["parameters"], expected["parameters"])
        assert_close(state, {name: expected[name] for name in ("E_total", "out_o1", "out_o2")})
    assert_close(got["updated"], REFERENCE["after_updates"][VARIANTS[variant]]["1"]["parameters"])


def test_names():
    """The mapping holds the lecture's names, each labelling its own Value."""
    net = lecture_network()
    expected = [*REFERENCE["inputs"], *REFERENCE["parameters"], *REFERENCE["targets"], *REFERENCE["forward"]]
    assert set(net) == set(expected)
    assert all(node.label == name for name, node in net.items())


def test_net_is_one_dot_node():
    """A net input is one node over weights and inputs, with the bias as the weight of an input of 1."""
    net = lecture_network()
    assert net["net_h1"].op.name == "dot"
    assert [getattr(x, "label", x) for x in net["net_h1"].args] == ["w1", "w2", "b1", "i1", "i2", 1.0]


def test_expanded_network_agrees():
    """Recording every product and sum separately changes the graph and no number beyond rounding."""
    expanded, net = lecture_network(expanded=True), lecture_network()
    assert expanded["net_h1"].op.name == "add"
    for y, x in LOCAL_PARTIALS:
        assert math.isclose(gradient(expanded[y], expanded[x]), gradient(net[y], net[x]), rel_tol=1e-12)


def test_updates_are_simultaneous():
    """Hidden weights move by gradients at the old output weights."""
    lecture = Lecture()
    lecture.train(0.5)
    assert math.isclose(
        lecture.parameters["w1"].data,
        REFERENCE["after_updates"]["biases_fixed"]["1"]["parameters"]["w1"],
        rel_tol=1e-12,
    )


def run(*options):
    """`python -m nn` as a user starts it."""
    return subprocess.run([sys.executable, "-m", "nn", *options], capture_output=True, text=True, check=False)


def test_main_job_prints_the_lecture():
    """The main job shows the chain rule for w5 as the lecture writes it, and the errors before and after."""
    shown = run()
    assert shown.returncode == 0
    assert shown.stderr == ""
    assert "dE_total/dw5 = dE_total/dout_o1 * dout_o1/dnet_o1 * dnet_o1/dw5" in shown.stdout
    assert "= 0.741365070 * 0.186815602 * 0.593269992" in shown.stdout
    for line in (
        "w5 =  0.358916480",
        "at the start            =  0.298371109",
        "after 1 update          =  0.291027774",
    ):
        assert line in shown.stdout
    assert "after 10,000 updates    =  0.000035102" in shown.stdout


def test_json_is_the_reference(capsys):
    """--json prints the same numbers at full precision, named as in the reference."""
    assert main(["--json", "--updates", "100"]) == 0
    got = json.loads(capsys.readouterr().out)
    assert_close(got["forward"], REFERENCE["forward"])
    assert_close(got["gradients"], REFERENCE["gradients_shared_biases"])
    assert set(got["training"]) == {"1", "10", "100"}
    assert got["updated"] == got["training"]["1"]["parameters"]


def test_options_change_the_run(capsys):
    """The learning rate, the number of updates and which biases learn are the caller's choice."""
    assert main(["--json", "--updates", "1", "--learning-rate", "0.25", "--biases", "per_neuron"]) == 0
    got = json.loads(capsys.readouterr().out)
    assert math.isclose(got["updated"]["w5"], 0.4 - 0.25 * REFERENCE["gradients_shared_biases"]["w5"], rel_tol=1e-12)
    assert math.isclose(
        got["updated"]["b21"], 0.6 - 0.25 * REFERENCE["gradients_per_neuron_biases"]["b_o1"], rel_tol=1e-12
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--learning-rate", "-1"], "the learning rate must be a finite number above 0; got -1"),
        (["--learning-rate", "nan"], "the learning rate must be a finite number above 0; got nan"),
        (["--learning-rate", "fast"], "the learning rate must be a finite number above 0; got fast"),
        (["--updates", "0"], "the number of updates must be an integer from 1 to 1000000; got 0"),
        (["--updates", "1e3"], "the number of updates must be an integer from 1 to 1000000; got 1e3"),
        (["--biases", "some"], "invalid choice: 'some'"),
        (["--colour"], "unrecognized arguments: --colour"),
    ],
)
def test_bad_options(options, sentence, capsys):
    """A bad option is one line on stderr and exit status 2."""
    with pytest.raises(SystemExit, match="2"):
        main(options)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert sentence in shown.err


@pytest.mark.slow  # ten thousand updates at 50 digits
def test_the_reference_is_worked_out_by_hand():
    """Each of its numbers is what the lecture's formulas give at 50 digits, in an arithmetic that is not ours."""
    worked = worked_example()

    def numbers(nest, path=()):
        for name, x in nest.items():
            yield from numbers(x, (*path, name)) if isinstance(x, dict) else [((*path, name), x)]

    ours, reference = dict(numbers(worked)), dict(numbers({k: x for k, x in REFERENCE.items() if k != "about"}))
    assert ours.keys() == reference.keys()
    for name, x in reference.items():
        assert math.isclose(ours[name], x, rel_tol=1e-13), name
