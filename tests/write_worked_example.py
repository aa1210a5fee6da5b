"""Works the lecture's network out by hand, at 50 digits:
where the numbers of tests/reference/worked_example.json come from.

    python tests/write_worked_example.py    writes the file

Nothing of the project is used here: the derivatives are those of the lecture, written out, in mpmath's arithmetic.
"""

import json
from pathlib import Path

from mpmath import mp, mpf

FILE = Path(__file__).parent / "reference" / "worked_example.json"
INPUTS = {"i1": "0.05", "i2": "0.1"}
TARGETS = {"t1": "0.01", "t2": "0.99"}
WEIGHTS = {
    "w1": "0.15", "w2": "0.2", "w3": "0.25", "w4": "0.3", "w5": "0.4", "w6": "0.45", "w7": "0.5", "w8": "0.55",
}  # fmt: skip
HIDDEN, OUT = "0.35", "0.6"
RATE = "0.5"
UPDATES = (1, 10, 100, 1000, 10000)
NEURONS = ("b_h1", "b_h2", "b_o1", "b_o2")
BIASES = {  # for each way to have biases: their names, by neuron, and whether they are updated
    "biases_fixed": (("b1", "b1", "b2", "b2"), False),
    "shared_biases_updated": (("b1", "b1", "b2", "b2"), True),
    "per_neuron_biases_updated": (("b11", "b12", "b21", "b22"), True),
}


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def forward(p, biases):
    """Every quantity of the forward pass, by the lecture's names."""
    i1, i2, t1, t2 = map(mpf, (*INPUTS.values(), *TARGETS.values()))
    h1, h2, o1, o2 = (p[b] for b in biases)
    f = {"net_h1": p["w1"] * i1 + p["w2"] * i2 + h1, "net_h2": p["w3"] * i1 + p["w4"] * i2 + h2}
    f |= {"out_h1": sigmoid(f["net_h1"]), "out_h2": sigmoid(f["net_h2"])}
    f["net_o1"] = p["w5"] * f["out_h1"] + p["w6"] * f["out_h2"] + o1
    f["net_o2"] = p["w7"] * f["out_h1"] + p["w8"] * f["out_h2"] + o2
    f |= {"out_o1": sigmoid(f["net_o1"]), "out_o2": sigmoid(f["net_o2"])}
    f |= {"E_o1": (t1 - f["out_o1"]) ** 2 / 2, "E_o2": (t2 - f["out_o2"]) ** 2 / 2}
    f["E_total"] = f["E_o1"] + f["E_o2"]
    return f


def backward(p, f):
    """The partials of the lecture, by the chain rule, from the outputs to the nets of the hidden neurons."""
    t1, t2 = map(mpf, TARGETS.values())
    d = {f"dout_{n}/dnet_{n}": f[f"out_{n}"] * (1 - f[f"out_{n}"]) for n in ("h1", "h2", "o1", "o2")}
    d |= {"dE_total/dout_o1": f["out_o1"] - t1, "dE_total/dout_o2": f["out_o2"] - t2}
    for o in ("o1", "o2"):
        d[f"dE_total/dnet_{o}"] = d[f"dE_total/dout_{o}"] * d[f"dout_{o}/dnet_{o}"]
    for h, (to_o1, to_o2) in {"h1": ("w5", "w7"), "h2": ("w6", "w8")}.items():
        d[f"dE_o1/dout_{h}"] = d["dE_total/dnet_o1"] * p[to_o1]
        d[f"dE_o2/dout_{h}"] = d["dE_total/dnet_o2"] * p[to_o2]
        d[f"dE_total/dout_{h}"] = d[f"dE_o1/dout_{h}"] + d[f"dE_o2/dout_{h}"]
        d[f"dE_total/dnet_{h}"] = d[f"dE_total/dout_{h}"] * d[f"dout_{h}/dnet_{h}"]
    return d


def gradients(f, d, biases):
    """∂E_total towards every parameter; a shared bias gathers both of its neurons."""
    nets = [d[f"dE_total/dnet_{n}"] for n in ("h1", "h2", "o1", "o2")]
    inputs, hidden = [mpf(x) for x in INPUTS.values()], [f["out_h1"], f["out_h2"]]
    products = [net * x for net, xs in zip(nets, (inputs, inputs, hidden, hidden), strict=True) for x in xs]
    found = dict(zip(WEIGHTS, products, strict=True))
    for name, net in zip(biases, nets, strict=True):
        found[name] = found.get(name, 0) + net
    return found


def start(biases):
    return {name: mpf(x) for name, x in WEIGHTS.items()} | dict(zip(biases, map(mpf, (HIDDEN, HIDDEN, OUT, OUT))))


def trained(way, most=UPDATES[-1]):
    """After 1, 10, 100, ... simultaneous updates: the parameters, the error and the outputs."""
    biases, updated = BIASES[way]
    p, found = start(biases), {}
    for count in range(1, most + 1):
        f = forward(p, biases)
        slopes = gradients(f, backward(p, f), biases)
        p = {name: x - mpf(RATE) * slopes[name] if updated or name in WEIGHTS else x for name, x in p.items()}
        if count in UPDATES:
            f = forward(p, biases)
            found[str(count)] = {"parameters": floats(p)} | floats({n: f[n] for n in ("E_total", "out_o1", "out_o2")})
    return found


def floats(numbers):
    return {name: float(x) for name, x in numbers.items()}


def worked_example(most=UPDATES[-1]):
    """Everything that the file holds but its sentence of introduction."""
    with mp.workdps(50):
        biases = BIASES["biases_fixed"][0]
        p = start(biases)
        f = forward(p, biases)
        d = backward(p, f)
        own = gradients(f, d, NEURONS)
        return {
            "inputs": floats({n: mpf(x) for n, x in INPUTS.items()}),
            "targets": floats({n: mpf(x) for n, x in TARGETS.items()}),
            "parameters": floats(p),
            "learning_rate": float(RATE),
            "forward": floats(f),
            "partials": floats(d),
            "gradients_shared_biases": floats(gradients(f, d, biases)),
            "gradients_per_neuron_biases": floats({n: own[n] for n in NEURONS}),
            "after_updates": {way: trained(way, most) for way in BIASES},
        }


if __name__ == "__main__":
    about = json.loads(FILE.read_text())["about"]
    FILE.write_text(json.dumps({"about": about} | worked_example(), indent=1) + "\n")
