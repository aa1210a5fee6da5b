"""Modules, losses, optimizers and files beside PyTorch's, in float64 and to 1e-10;
skipped by name where there is no torch.
"""

import random
from functools import partial

import pytest

import nn
from autograd_core import Value
from nn.optimizers import cosine_decay, exponential_decay, linear_decay, step_decay

torch = pytest.importorskip("torch", reason="PyTorch is the peer here: pip install torch")
functional = torch.nn.functional

ACTIVATIONS = [
    "identity",
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "elu",
    "softplus",
    "silu",
    "gelu",
    "log_sigmoid",
    "softmax",
    "log_softmax",
]
SAME_NAME = {
    "identity": lambda x: x,
    "log_sigmoid": functional.logsigmoid,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}


def theirs(name):
    """torch's function for an activation of ours."""
    if name in ("softmax", "log_softmax"):
        return lambda x: getattr(torch, name)(x, -1)
    return SAME_NAME.get(name) or getattr(functional, name)


def drawn(*shape, seed):
    """Numbers of a standard normal distribution, in a nest of lists."""
    generator = random.Random(seed)

    def nest(extents):
        return [nest(extents[1:]) for _ in range(extents[0])] if extents else generator.gauss(0, 1)

    return nest(shape)


def numbers(nest, of=lambda x: x):
    """A nest of numbers or Values as torch's numbers in float64."""

    def number(x):
        return list(map(number, x)) if isinstance(x, list) else of(x)

    return torch.tensor(number(nest), dtype=torch.float64)


def data(x):
    """The number of a Value, or a number itself."""
    return x.data if isinstance(x, Value) else x


def as_torch(nest):
    """A nest of numbers or Values as a tensor that requires its gradient."""
    return numbers(nest, data).requires_grad_()


def assert_gradients(ours, tensors):
    """Each parameter has the gradient that the tensor of the same name has, to 1e-10."""
    for name, nest in ours.items():
        torch.testing.assert_close(numbers(nest, lambda p: p.grad), tensors[name].grad, rtol=1e-10, atol=1e-10)


def assert_outputs(outs, tensor):
    """The outputs are the tensor's, to 1e-10."""
    torch.testing.assert_close(numbers(outs, data), tensor.detach(), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_layers(activation, seed):
    """Every activation in a network of three layers: the outputs, and the gradient of every weight, bias and input."""
    model = nn.MLP(
        [3, 5, 4, 2],
        [activation, "tanh", activation],
        weights=[drawn(5, 3, seed=seed), drawn(4, 5, seed=seed + 10), drawn(2, 4, seed=seed + 20)],
    )
    for p in model.parameters():
        p.data += 0.1
    xs = [Value(x) for x in drawn(3, seed=seed + 30)]
    outs = model(xs)
    nn.mean_squared_error(outs, [0.3, -0.4]).backward()

    tensors = {name: as_torch(nest) for name, nest in model.tensors().items()}
    x = inputs = as_torch(xs)
    for layer, name in enumerate([activation, "tanh", activation]):
        x = theirs(name)(tensors[f"layers.{layer}.weight"] @ x + tensors[f"layers.{layer}.bias"])
    functional.mse_loss(x, numbers([0.3, -0.4])).backward()

    assert_outputs(outs, x)
    assert_gradients(model.tensors() | {"inputs": xs}, tensors | {"inputs": inputs})


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_recurrent(activation):
    """Seven steps of time: the states, and the gradient of every weight and input by backpropagation through time."""
    layer, sequence = nn.Recurrent(3, 4, activation, seed=2), [[Value(x) for x in xs] for xs in drawn(7, 3, seed=1)]
    for p in layer.parameters():
        p.data += 0.1
    states = layer(sequence)
    sum(h * h * t for t, state in enumerate(states) for h in state).backward()

    peer, inputs = torch.nn.RNN(3, 4, nonlinearity=activation, dtype=torch.float64), as_torch(sequence)
    peer.load_state_dict(
        {name: numbers(nest, data) for name, nest in layer.tensors().items()}
        | {"bias_hh_l0": torch.zeros(4, dtype=torch.float64)}
    )
    expected = peer(inputs)[0]
    (expected**2 * torch.arange(7)[:, None]).sum().backward()

    assert_outputs(states, expected)
    assert_gradients(layer.tensors() | {"inputs": sequence}, dict(peer.named_parameters()) | {"inputs": inputs})


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
def test_convolution(stride, padding):
    """Convolution, relu and pooling of two channels: the results, and the gradient of every weight and pixel."""
    layer, image = (
        nn.Conv2d(2, 3, 3, stride, padding, "relu", seed=4),
        [[[Value(x) for x in row] for row in channel] for channel in drawn(2, 9, 8, seed=1)],
    )
    for p in layer.parameters():
        p.data += 0.1
    pooled = nn.MaxPool2d(2)(layer(image))
    sum(x * x for x in nn.Flatten()(pooled)).backward()

    peer, pixels = torch.nn.Conv2d(2, 3, 3, stride, padding, dtype=torch.float64), as_torch([image])
    peer.load_state_dict({name: numbers(nest, data) for name, nest in layer.tensors().items()})
    (expected,) = functional.max_pool2d(torch.relu(peer(pixels)), 2)
    (expected**2).sum().backward()

    assert_outputs(pooled, expected)
    assert_gradients(layer.tensors(), dict(peer.named_parameters()))
    seen = numbers([image], lambda x: x.grad or 0.0)  # some pixels lie in no window
    torch.testing.assert_close(seen, pixels.grad, rtol=1e-10, atol=1e-10)


LOSSES = {
    "half_squared_error": (
        nn.half_squared_error,
        [0.5, -1.0, 2.0],
        lambda x, t: functional.mse_loss(x, t, reduction="sum") / 2,
    ),
    "mean_squared_error": (nn.mean_squared_error, [0.5, -1.0, 2.0], functional.mse_loss),
    "binary_cross_entropy_with_logits": (
        nn.binary_cross_entropy_with_logits,
        [1.0, 0.0, 0.3],
        functional.binary_cross_entropy_with_logits,
    ),
    "binary_cross_entropy_with_logits, a yes being rare": (
        partial(nn.binary_cross_entropy_with_logits, positive_weight=3.0),
        [1.0, 0.0, 0.3],
        lambda x, t: functional.binary_cross_entropy_with_logits(x, t, pos_weight=torch.tensor(3.0)),
    ),
    "cross_entropy of smooth, weighted classes": (
        partial(nn.cross_entropy, class_weights=[1.0, 2.0, 0.5], label_smoothing=0.2),
        [0.2, 0.7, 0.1],
        lambda x, t: functional.cross_entropy(x, t, torch.tensor([1.0, 2.0, 0.5], dtype=x.dtype), label_smoothing=0.2),
    ),
    "cross_entropy of a distribution": (nn.cross_entropy, [0.2, 0.7, 0.1], functional.cross_entropy),
    "hinge": (nn.hinge, [1.0, -1.0, 1.0], lambda x, t: functional.relu(1 - t * x).mean()),
    "l1_penalty": (lambda outs, _: nn.l1_penalty(outs), [0.0] * 3, lambda x, t: x.abs().sum()),
    "l2_penalty": (lambda outs, _: nn.l2_penalty(outs), [0.0] * 3, lambda x, t: x.square().sum()),
}


@pytest.mark.parametrize("scale", [1.0, 30.0])
@pytest.mark.parametrize("name", LOSSES)
def test_losses(name, scale):
    """Every loss and penalty and its gradient, at ordinary outputs and at large ones."""
    ours, targets, peer = LOSSES[name]
    outs = [Value(scale * x) for x in drawn(3, seed=7)]
    got = ours(outs, targets)
    got.backward()
    tensor = as_torch(outs)
    expected = peer(tensor, numbers(targets))
    expected.backward()
    assert_outputs([got], expected.reshape(1))
    assert_gradients({"outs": outs}, {"outs": tensor})


@pytest.mark.parametrize("target", range(3))
def test_cross_entropy_of_a_class(target):
    """A target may be the number of a class."""
    outs = [Value(x) for x in drawn(3, seed=1)]
    nn.cross_entropy(outs, target).backward()
    tensor = as_torch(outs)
    functional.cross_entropy(tensor, torch.tensor(target)).backward()
    assert_gradients({"outs": outs}, {"outs": tensor})


OPTIMIZERS = {
    "SGD": (lambda ps: nn.SGD(ps, 0.1), lambda ps: torch.optim.SGD(ps, 0.1)),
    "momentum": (lambda ps: nn.SGD(ps, 0.05, momentum=0.9), lambda ps: torch.optim.SGD(ps, 0.05, momentum=0.9)),
    "Nesterov": (
        lambda ps: nn.SGD(ps, 0.05, momentum=0.9, nesterov=True),
        lambda ps: torch.optim.SGD(ps, 0.05, momentum=0.9, nesterov=True),
    ),
    "RMSprop": (lambda ps: nn.RMSprop(ps, 0.01, decay=0.95), lambda ps: torch.optim.RMSprop(ps, 0.01, alpha=0.95)),
    "Adam": (lambda ps: nn.Adam(ps, 0.02, beta1=0.8), lambda ps: torch.optim.Adam(ps, 0.02, betas=(0.8, 0.999))),
    "AdamW": (lambda ps: nn.AdamW(ps, 0.02, decay=0.1), lambda ps: torch.optim.AdamW(ps, 0.02, weight_decay=0.1)),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers(name):
    """Thirty updates of each optimizer, clipped by norm, lead to the same weights;
    a parameter without a gradient stays.
    """
    ours, peer = OPTIMIZERS[name]
    ps, idle = [Value(x) for x in drawn(4, seed=3)], Value(1.0)
    tensors = [as_torch(p) for p in ps]
    mine, other = ours([*ps, idle]), peer(tensors)

    def loss(a, b, c, d):
        return (a * b - c) ** 2 + (c * d - 1) ** 4 + a * a * 0.3

    for _ in range(30):
        mine.zero_grad()
        loss(*ps).backward()
        norm = mine.clip(0.7)
        mine.step()
        other.zero_grad()
        loss(*tensors).backward()
        total = torch.nn.utils.get_total_norm([t.grad for t in tensors]).item()
        assert norm == pytest.approx(total, rel=1e-10)
        for t in tensors:
            t.grad *= min(1.0, 0.7 / total)  # torch's own clipping divides by the norm plus 1e-6
        other.step()
    assert [p.data for p in ps] == pytest.approx([t.item() for t in tensors], rel=1e-10)
    assert idle.data == 1.0


SCHEDULES = {
    "step": (step_decay(0.1, 0.5, every=3), lambda o: torch.optim.lr_scheduler.StepLR(o, 3, 0.5)),
    "exponential": (exponential_decay(0.1, 0.9), lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9)),
    "linear": (linear_decay(0.1, 0.01, over=8), lambda o: torch.optim.lr_scheduler.LinearLR(o, 1.0, 0.1, 8)),
    "cosine": (cosine_decay(0.1, 0.02, over=12), lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 12, 0.02)),
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedules(name):
    """Each schedule gives torch's rate after each of twelve updates."""
    schedule, peer = SCHEDULES[name]
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 0.1)
    scheduler = peer(optimizer)
    for updates in range(13):
        assert schedule(updates) == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-12)
        optimizer.step()
        scheduler.step()


class Peer(torch.nn.Module):
    """The network that PyTorch's users write where ours write MLP([2, 4, 1])."""

    def __init__(self):
        super().__init__()
        self.layers = torch.nn.ModuleList([torch.nn.Linear(2, 4), torch.nn.Linear(4, 1)])

    def forward(self, x):
        return torch.sigmoid(self.layers[1](torch.sigmoid(self.layers[0](x))))


def test_a_model_goes_to_torch(tmp_path):
    """torch reads what we wrote, by the same names, and computes the same."""
    from safetensors.torch import load_file

    model, peer = nn.MLP([2, 4, 1], seed=5), Peer().double()
    nn.save_tensors(model, tmp_path / "model.safetensors")
    peer.load_state_dict(load_file(tmp_path / "model.safetensors"))
    assert_outputs(model([0.5, -2.0]), peer(numbers([0.5, -2.0])))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_model_comes_from_torch(tmp_path, dtype):
    """We read what torch wrote, in single precision too; other names are translated."""
    from safetensors.torch import save_file

    peer = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Sigmoid(), torch.nn.Linear(4, 1), torch.nn.Sigmoid()).to(
        getattr(torch, dtype)
    )
    save_file(peer.state_dict(), tmp_path / "peer.safetensors")
    model = nn.MLP([2, 4, 1])
    names = {
        f"layers.{ours}.{kind}": f"{index}.{kind}" for ours, index in ((0, 0), (1, 2)) for kind in ("weight", "bias")
    }
    nn.load_tensors(model, tmp_path / "peer.safetensors", names)
    assert_outputs(model([0.5, -2.0]), peer.double()(numbers([0.5, -2.0])))
