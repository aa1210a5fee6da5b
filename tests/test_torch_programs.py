"""Programs in the shapes that users of PyTorch write: value, gradient, Hessian and program beside torch, in float64."""

import math
import random

import pytest

from autograd_core import Value, compile, gradient, hessian, ops, where

torch = pytest.importorskip("torch", reason="PyTorch is the peer here: pip install torch")
functional = torch.nn.functional

FORMULAS = [  # of m, which has the functions, and x, y and z, none of them 0
    "x*y + z", "x/y - z/x", "x**3 - 2*y**2 + z**-1", "m.exp(x*m.sin(y))/z",
    "m.log(abs(x) + 1)*m.tanh(y) + m.sqrt(z*z + 1)", "m.pow(abs(x) + 0.5, y)", "m.pow(2.0, x)*m.pow(y*y, 0.3)",
    "m.atan2(y, x)*m.hypot(x, z)", "2**x + x**2 + (x*x + 1)**y", "x**0 + y**1 + z**2", "3 - x/2 + 2*y - 1/z",
    "-(-x) + (+y) - (-z)", "x - x + y/y*z", "x*y*z*x*y*z", "x % 1.3 + (y*5) % abs(z)",
    "m.maximum(x, y)*m.minimum(y, z)", "m.maximum(x, y, z) + m.minimum(x, y, z)",
    "m.maximum(0.0, 1 - x*y) + m.maximum(z, 0.1)", "m.clamp(x, -0.5, 0.5)*y + m.clamp(z*y, -1, 2)",
    "abs(x - y) + abs(y - z)*2", "(x*y*z)/(abs(x) + abs(y) + abs(z))", "m.sign(x)*y*z",
    "m.floor(x)*y + m.ceil(z)*x + m.round(y)*z + m.trunc(x*3)*y", "m.floor(x/0.7)*y + z",
    "m.fmod(x*7, 1.3) + m.copysign(y, z)", "m.where(x > y, x*y, z*z)", "m.where(z > 0, m.log(abs(z) + 0.1), x*z)",
    "m.relu(x)*m.relu(-y) + m.relu(z - x)", "m.relu(m.relu(x) - m.relu(y))*z",
    "m.gelu(x) + m.silu(y) + m.softplus(z)", "m.elu(x) + m.leaky_relu(y) + m.log_sigmoid(z)",
    "-m.log(m.sigmoid(x*y - z))", "1/(1 + m.exp(-(x*y + z)))", "m.tanh(m.tanh(m.tanh(x + y)*z) + x)",
    "m.erf(x)*m.erfc(y) + m.lgamma(abs(z) + 0.3)", "m.digamma(abs(x) + 1) + m.sinc(y)",
    "m.erfinv(m.tanh(x)*0.9) + m.asin(m.tanh(y)) + m.acos(m.tanh(z))",
    "m.asinh(x) + m.acosh(1.1 + y*y) + m.atanh(m.tanh(z))",
    "m.expm1(x)*m.log1p(y*y) + m.exp2(z) + m.log2(z*z + 1) + m.log10(x*x + 1)", "m.sinh(x)*m.cosh(y) - m.tan(z*0.3)",
    "m.atan(x/y) + m.atan(y/z)", "m.cos(m.pow(abs(x) + 1, abs(y) + 1))", "m.sin(x)**2 + m.cos(x)**2 + y - y",
    "m.lgamma(x*x + y*y + 0.5) - m.lgamma(x*x + 0.5) - m.lgamma(y*y + 0.5)", "m.logsumexp([x, y, z])",
    "m.softmax([x, y, z])[1]", "m.log_softmax([x, y, z])[2] + m.log_softmax([x, y])[0]",
    "m.exp(m.logsumexp([x, y]) - m.logsumexp([y, z]))", "m.prod([x, y, z, x])", "m.mean([x, y, z, x*y])",
    "m.sum([x, y, z, x, x])*m.sum([y])", "m.dot([x, y], [y, z]) + m.dot([x, x], [2.0, z])",
    "x*m.stop_gradient(x*y) + m.stop_gradient(z)*z", "(x - y)**2/(2*(z*z + 0.1)) + m.log(z*z + 0.1)*0.5",
    "(1 - x)**2 + 100*(y - x*x)**2 + 100*(z - y*y)**2 + (1 - y)**2", "m.sqrt((x - y)**2 + (y - z)**2 + 1e-12)",
    "sum((v - (x + y + z)/3)**2 for v in (x, y, z))/3", "x/m.sqrt(x*x + y*y + z*z)",
    "sum(m.exp(-(v - 1)**2) for v in (x, y, z))", "repeated(lambda a: m.sin(a*y) + z*0.1, x, 20)",
    "repeated(lambda a: a*a - 0.3*y, x, 5)*z", "heron(x*x + y*y + 0.1)*z",
    "runge_kutta(lambda a: -y*a*a + m.sin(a), x)*z", "sum(lstm(m, x, y, z))", "sum(lstm(m, *lstm(m, x, y, z), y))",
    "determinant([[x, y, z], [z, x*x, y], [1.0, z*y, x + y]])",
    "sum(map(sum, product([[x, y], [z, x]], [[y, z], [x*y, 1.0]])))", "horner(x, [y, z, 1, y*z, -2])",
    "horner(m.exp(-x*x), [1, y, -z])",
]  # fmt: skip


def repeated(f, x, times):
    for _ in range(times):
        x = f(x)
    return x


def heron(a):
    """The square root of a, step by step."""
    return repeated(lambda x: 0.5 * (x + a / x), a, 6)


def runge_kutta(f, y, h=0.1):
    for _ in range(5):
        a = f(y)
        b = f(y + h / 2 * a)
        c = f(y + h / 2 * b)
        y = y + h / 6 * (a + 2 * b + 2 * c + f(y + h * c))
    return y


def lstm(m, x, h, c):
    i, f, o, g = m.sigmoid(0.3 * x + h), m.sigmoid(x - 0.3 * h), m.sigmoid(x * h), m.tanh(0.3 * h + x)
    c = f * c + i * g
    return o * m.tanh(c), c


def determinant(rows):
    if len(rows) == 1:
        return rows[0][0]
    return sum((-1) ** j * x * determinant([row[:j] + row[j + 1 :] for row in rows[1:]]) for j, x in enumerate(rows[0]))


def product(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def horner(x, coefficients):
    total = 0.0
    for c in coefficients:
        total = total * x + c
    return total


class Ours:
    """The functions of a formula on Values."""

    where = staticmethod(where)

    def __getattr__(self, name):
        return getattr(ops, name)


class Theirs:
    """The same on torch's numbers."""

    def __getattr__(self, name):
        named = {"leaky_relu": lambda x: functional.leaky_relu(x, 0.01), "log_sigmoid": functional.logsigmoid}
        f = named.get(name) or getattr(torch, name, None) or getattr(functional, name)

        def on_tensors(*args):
            return f(*map(self.tensor, args))

        return on_tensors

    def tensor(self, x):
        if isinstance(x, torch.Tensor):
            return x
        return torch.stack(list(map(self.tensor, x))) if isinstance(x, list) else torch.tensor(x, dtype=torch.float64)

    def softmax(self, xs):
        return torch.softmax(self.tensor(xs), 0)

    def log_softmax(self, xs):
        return torch.log_softmax(self.tensor(xs), 0)

    def logsumexp(self, xs):
        return torch.logsumexp(self.tensor(xs), 0)

    def maximum(self, *xs):
        return torch.stack(list(map(self.tensor, xs))).max()

    def minimum(self, *xs):
        return torch.stack(list(map(self.tensor, xs))).min()

    def where(self, condition, x, y):
        return torch.where(condition, self.tensor(x), self.tensor(y))

    def stop_gradient(self, x):
        return x.detach()


def near(a, b):
    return (a != a and b != b) or math.isclose(a, b, rel_tol=1e-8, abs_tol=1e-8)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_program_is_differentiated_as_by_torch(formula):
    """Value, gradient and second derivatives at four points; what compile makes of it says the same."""
    f = eval(f"lambda m, x, y, z: {formula}", globals())
    generator = random.Random(formula)
    for _ in range(4):
        at = [generator.choice([-1, 1]) * generator.uniform(0.05, 2.5) for _ in "xyz"]
        values, tensors = [Value(x) for x in at], [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in at]
        y, t = f(Ours(), *values), f(Theirs(), *tensors)
        slopes = torch.autograd.grad(t, tensors, create_graph=True, materialize_grads=True)
        assert near(y.data, t.item()), at
        found = gradient(y, values)
        assert all(near(a, b.item()) for a, b in zip(found, slopes)), (at, found, slopes)
        value, again = compile(y, values).value_and_gradient(*at)
        assert near(value, y.data), at
        assert all(map(near, again, found)), at
        second = hessian(lambda *xs: f(Ours(), *xs), argnums=(0, 1, 2))(*at)
        for row, slope in zip(second, slopes):
            true = [torch.zeros(())] * 3
            if slope.requires_grad:
                true = torch.autograd.grad(slope, tensors, retain_graph=True, materialize_grads=True)
            assert all(near(a, b.item()) for a, b in zip(row, true)), (at, row, true)
