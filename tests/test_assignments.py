"""Backward passes as courses set them, right and with a slip: two layers, normalisation, convolutions, recurrent cells,
attention, and derivations by hand in the style of torch."""
# ruff: noqa: C408, E501, E741, N806  # matrices are called by capital letters, and nodes by what they are labelled

import numpy as np
import pytest

from autograd_core import Value, check, label_all, ops
from autograd_core.verify import Kind

pytestmark = pytest.mark.slow


def vals(*shape, seed):
    """An array of leaves."""
    return np.vectorize(Value, otypes=[object])(np.random.default_rng(seed).normal(size=shape).round(2))


def numbers(*shape, seed):
    """An array of data."""
    return np.random.default_rng(seed).normal(size=shape).round(2)


def sig(a):
    return np.vectorize(lambda v: v.sigmoid(), otypes=[object])(a)


def relu(a):
    return np.vectorize(lambda v: v.relu(), otypes=[object])(a)


def softmax(rows):
    """The softmax of each row."""
    return np.array([ops.softmax(list(row)) for row in rows], dtype=object)


def two_layer_columns():
    X = numbers(3, 4, seed=1)
    Y = np.array([[1, 0, 0, 1]])
    W1, b1, W2, b2 = vals(5, 3, seed=3), vals(5, 1, seed=4), vals(1, 5, seed=5), vals(1, 1, seed=6)
    m = 4
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = sig(Z2)
    cost = (-(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)).sum() / m).named("cost")
    n = {k: v for k, v in locals().items() if k != "cost"}
    label_all({k: v for k, v in n.items() if k in ("W1", "b1", "W2", "b2", "Z1", "A1", "Z2", "A2")})
    return (
        cost,
        n,
        """
m = X.shape[1]
dZ2 = (A2 - Y) / m
dW2 = np.dot(dZ2, A1.T)
db2 = np.sum(dZ2, axis=1, keepdims=True)
dZ1 = np.multiply(np.dot(W2.T, dZ2), 1 - np.power(A1, 2))
dW1 = np.dot(dZ1, X.T)
db1 = np.sum(dZ1, axis=1, keepdims=True)
grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
""",
        [
            ("1 - np.power(A1, 2)", "1 - np.power(Z1, 2)"),
            ("A2 - Y", "Y - A2"),
            ("np.dot(W2.T, dZ2)", "np.dot(W2, dZ2)"),
            ("db1 = np.sum(dZ1, axis=1, keepdims=True)", "db1 = np.sum(dZ1, axis=0, keepdims=True)"),
            ("np.dot(dZ1, X.T)", "np.dot(dZ2, X.T)"),
            ("dW1 = np.dot(dZ1, X.T)", "dW1 = np.dot(X, dZ1.T)"),
        ],
    )


def affine_relu():
    x, w, b = vals(3, 2, 2, seed=1), vals(4, 5, seed=2), vals(5, seed=3)
    g = numbers(3, 5, seed=5)
    a = x.reshape(3, -1) @ w + b
    out = relu(a)
    L = (out * g).sum().named("L")
    n = dict(x=x, w=w, b=b, g=g, a=a, out=out)
    label_all(dict(x=x, w=w, b=b, a=a, out=out))
    return (
        L,
        n,
        """
def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = None, None, None
    N = x.shape[0]
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(N, -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db

def relu_backward(dout, cache):
    dx, x = None, cache
    dx = dout * (x > 0)
    return dx

def affine_relu_backward(dout, cache):
    fc_cache, relu_cache = cache
    da = relu_backward(dout, relu_cache)
    dx, dw, db = affine_backward(da, fc_cache)
    return dx, dw, db

dx, dw, db = affine_relu_backward(g, ((x, w, b), a))
""",
        [
            ("(x > 0)", "(x >= 0.3)"),
            ("dout.dot(w.T)", "-dout.dot(w.T)"),
            ("np.sum(dout, axis=0)", "np.sum(dout, axis=1)"),
            (".T.dot(dout)", ".T.dot(dout) / N"),
            ("relu_backward(dout, relu_cache)\n", "dout\n"),
        ],
    )


def batchnorm_staged():
    x, gamma, beta = vals(4, 3, seed=1), vals(3, seed=2), vals(3, seed=3)
    eps = 1e-5
    mu = x.sum(axis=0) / 4
    xmu = x - mu
    sq = xmu**2
    var = sq.sum(axis=0) / 4
    sqrtvar = (var + eps) ** 0.5
    ivar = 1 / sqrtvar
    xhat = xmu * ivar
    gammax = gamma * xhat
    out = gammax + beta
    t = numbers(4, 3, seed=9)
    L = ((out - t) ** 2).sum().named("L")
    n = {k: v for k, v in locals().items() if k not in ("L",)}
    label_all({k: v for k, v in n.items() if k not in ("eps", "t")})
    return (
        L,
        n,
        """
def batchnorm_backward(dout, cache):
    xhat, gamma, xmu, ivar, sqrtvar, var, eps = cache
    N, D = dout.shape
    # step9
    dbeta = np.sum(dout, axis=0)
    dgammax = dout
    # step8
    dgamma = np.sum(dgammax*xhat, axis=0)
    dxhat = dgammax * gamma
    # step7
    divar = np.sum(dxhat*xmu, axis=0)
    dxmu1 = dxhat * ivar
    # step6
    dsqrtvar = -1. /(sqrtvar**2) * divar
    # step5
    dvar = 0.5 * 1. /np.sqrt(var+eps) * dsqrtvar
    # step4
    dsq = 1. /N * np.ones((N,D)) * dvar
    # step3
    dxmu2 = 2 * xmu * dsq
    # step2
    dx1 = (dxmu1 + dxmu2)
    dmu = -1 * np.sum(dxmu1+dxmu2, axis=0)
    # step1
    dx2 = 1. /N * np.ones((N,D)) * dmu
    # step0
    dx = dx1 + dx2
    return dx, dgamma, dbeta

dx, dgamma, dbeta = batchnorm_backward(2*(out - t), (xhat, gamma, xmu, ivar, sqrtvar, var, eps))
""",
        [
            ("2 * xmu * dsq", "xmu * dsq"),
            ("1. /N * np.ones((N,D)) * dmu", "np.ones((N,D)) * dmu"),
            ("dmu = -1 *", "dmu ="),
            ("dsqrtvar = -1. /(sqrtvar**2)", "dsqrtvar = -1. /(sqrtvar)"),
            ("np.sum(dgammax*xhat, axis=0)", "np.sum(dgammax, axis=0)"),
        ],
    )


def layernorm():
    x, gamma, beta = vals(3, 4, seed=1), vals(4, seed=2), vals(4, seed=3)
    mu = x.sum(axis=1, keepdims=True) / 4
    var = ((x - mu) ** 2).sum(axis=1, keepdims=True) / 4
    std = (var + 1e-5) ** 0.5
    xhat = (x - mu) / std
    out = gamma * xhat + beta
    g = numbers(3, 4, seed=9)
    L = (out * g).sum().named("L")
    n = dict(x=x, gamma=gamma, beta=beta, mu=mu, var=var, std=std, xhat=xhat, out=out, g=g)
    label_all({k: v for k, v in n.items() if k != "g"})
    return (
        L,
        n,
        """
def layernorm_backward(dout, cache):
    gamma, xhat, std, x = cache
    N, D = x.shape
    dgamma = np.sum(dout * xhat, axis=0)
    dbeta = np.sum(dout, axis=0)
    dxhat = dout * gamma
    dx = 1 / D / std * (D * dxhat - np.sum(dxhat, axis=1, keepdims=True) - xhat * np.sum(dxhat * xhat, axis=1, keepdims=True))
    return dx, dgamma, dbeta
dx, dgamma, dbeta = layernorm_backward(g, (gamma, xhat, std, x))
""",
        [
            ("np.sum(dxhat, axis=1, keepdims=True)", "np.sum(dxhat, axis=0, keepdims=True)"),
            ("dgamma = np.sum(dout * xhat, axis=0)", "dgamma = np.sum(dout * xhat, axis=1)"),
            ("- xhat *", "+ xhat *"),
        ],
    )


def dropout():
    x, w = vals(3, 4, seed=1), vals(4, 2, seed=2)
    p = 0.5
    mask = (np.random.default_rng(0).random((3, 4)) < p) / p
    h = np.tanh(x)
    hd = h * mask
    out = hd @ w
    L = ((out**2).sum() / 3).named("L")
    n = dict(x=x, w=w, p=p, mask=mask, h=h, hd=hd, out=out)
    label_all({k: v for k, v in n.items() if k not in ("p", "mask")})
    return (
        L,
        n,
        """
dropout_param = {'mode': 'train', 'p': 0.5}
mode = dropout_param['mode']
dout = 2 * out / 3
dhd = dout @ w.T
dw = hd.T @ dout
if mode == 'train':
    dh = dhd * mask
elif mode == 'test':
    dh = dhd
dx = dh * (1 - h ** 2)
""",
        [("dhd * mask", "dhd"), ("dhd * mask", "dhd * (mask > 0)"), ("hd.T @ dout", "h.T @ dout")],
    )


def svm_loss():
    x = vals(4, 3, seed=1)
    y = np.array([0, 2, 1, 1])
    N = 4
    correct = x[np.arange(N), y]
    margins = relu(x - correct[:, None] + 1.0)
    keep = np.ones((4, 3))
    keep[np.arange(N), y] = 0
    loss = ((margins * keep).sum() / N).named("loss")
    n = dict(x=x, y=y)
    label_all(dict(x=x))
    return (
        loss,
        n,
        """
N = x.shape[0]
correct_class_scores = x[np.arange(N), y]
margins = np.maximum(0, x - correct_class_scores[:, np.newaxis] + 1.0)
margins[np.arange(N), y] = 0
loss = np.sum(margins) / N
num_pos = np.sum(margins > 0, axis=1)
dx = np.zeros_like(x)
dx[margins > 0] = 1
dx[np.arange(N), y] -= num_pos
dx /= N
""",
        [("-= num_pos", "-= 1"), ("dx /= N\n", ""), ("-= num_pos", "= num_pos"), ("+ 1.0)", "+ 2.0)")],
    )


def svm_loops():
    X = numbers(3, 3, seed=1)
    W = vals(3, 3, seed=2)
    y = np.array([0, 2, 1])
    reg = 0.1
    scores = X @ W
    terms = [relu(np.array([scores[i, j] - scores[i, y[i]] + 1]))[0] for i in range(3) for j in range(3) if j != y[i]]
    loss = (ops.sum(terms) / 3 + reg * (W * W).sum()).named("loss")
    label_all(dict(W=W, scores=scores))
    return (
        loss,
        dict(X=X, W=W, y=y, reg=reg),
        """
dW = np.zeros(W.shape)
num_classes = W.shape[1]
num_train = X.shape[0]
loss = 0.0
for i in range(num_train):
    scores = X[i].dot(W)
    correct_class_score = scores[y[i]]
    for j in range(num_classes):
        if j == y[i]:
            continue
        margin = scores[j] - correct_class_score + 1
        if margin > 0:
            loss += margin
            dW[:, j] += X[i]
            dW[:, y[i]] -= X[i]
loss /= num_train
dW /= num_train
loss += reg * np.sum(W * W)
dW += 2 * reg * W
""",
        [
            ("dW += 2 * reg * W", "dW += reg * W"),
            ("dW[:, y[i]] -= X[i]", "dW[:, y[i]] += X[i]"),
            ("dW /= num_train\n", ""),
        ],
    )


def softmax_loops():
    X = numbers(3, 2, seed=1)
    W = vals(2, 3, seed=2)
    y = np.array([0, 2, 1])
    reg = 0.1
    scores = X @ W
    P = np.array([ops.softmax(list(r)) for r in scores], dtype=object)
    loss = (-ops.sum([P[i, y[i]].log() for i in range(3)]) / 3 + reg * (W * W).sum()).named("loss")
    label_all(dict(W=W))
    return (
        loss,
        dict(X=X, W=W, y=y, reg=reg),
        """
loss = 0.0
dW = np.zeros_like(W)
num_train = X.shape[0]
for i in range(num_train):
    scores = X[i].dot(W)
    scores -= np.max(scores)
    p = np.exp(scores)
    p /= p.sum()
    logp = np.log(p)
    loss -= logp[y[i]]
    p[y[i]] -= 1
    for j in range(W.shape[1]):
        dW[:, j] += p[j] * X[i]
loss = loss / num_train + reg * np.sum(W * W)
dW = dW / num_train + 2 * reg * W
""",
        [("p[y[i]] -= 1\n", "pass\n"), ("2 * reg * W", "2 * reg"), ("dW / num_train", "dW")],
    )


def conv_naive():
    x, w, b = vals(1, 2, 4, 4, seed=1), vals(2, 2, 3, 3, seed=2), vals(2, seed=3)
    N, F = 1, 2
    xp = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=0.0)
    Ho = Wo = 4
    out = np.empty((N, F, Ho, Wo), dtype=object)
    for n_ in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    out[n_, f, i, j] = (xp[n_, :, i : i + 3, j : j + 3] * w[f]).sum() + b[f]
    g = numbers(*out.shape, seed=9)
    L = (out * g).sum().named("L")
    label_all(dict(x=x, w=w, b=b, out=out))
    return (
        L,
        dict(x=x, w=w, b=b, out=out, g=g),
        """
conv_param = {'stride': 1, 'pad': 1}
stride, pad = conv_param['stride'], conv_param['pad']
dout = g
N, C, H, W = x.shape
F, _, HH, WW = w.shape
_, _, H_out, W_out = dout.shape
x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode='constant')
dx_pad = np.zeros_like(x_pad)
dw = np.zeros_like(w)
db = np.sum(dout, axis=(0, 2, 3))
for n in range(N):
    for f in range(F):
        for i in range(H_out):
            for j in range(W_out):
                hs, ws = i * stride, j * stride
                window = x_pad[n, :, hs:hs + HH, ws:ws + WW]
                dw[f] += window * dout[n, f, i, j]
                dx_pad[n, :, hs:hs + HH, ws:ws + WW] += w[f] * dout[n, f, i, j]
dx = dx_pad[:, :, pad:-pad, pad:-pad]
""",
        [
            ("+= w[f]", "= w[f]"),
            ("window * dout[n, f, i, j]", "window * dout[n, f, j, i]"),
            ("axis=(0, 2, 3)", "axis=(0, 2)"),
            ("dx_pad[:, :, pad:-pad, pad:-pad]", "dx_pad[:, :, :-2*pad, :-2*pad]"),
        ],
    )


def max_pool():
    x = vals(1, 2, 4, 4, seed=1)
    out = np.empty((1, 2, 2, 2), dtype=object)
    for c in range(2):
        for i in range(2):
            for j in range(2):
                out[0, c, i, j] = ops.maximum(*x[0, c, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2].reshape(-1))
    g = numbers(*out.shape, seed=9)
    L = (out * g).sum().named("L")
    label_all(dict(x=x, out=out))
    return (
        L,
        dict(x=x, out=out, g=g),
        """
def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    ph, pw, s = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
    N, C, H, W = x.shape
    dx = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    win = x[n, c, i*s:i*s+ph, j*s:j*s+pw]
                    m = np.max(win)
                    dx[n, c, i*s:i*s+ph, j*s:j*s+pw] += (win == m) * dout[n, c, i, j]
    return dx
pool_param = {'pool_width': 2, 'pool_height': 2, 'stride': 2}
dx = max_pool_backward_naive(g, (x, pool_param))
""",
        [("(win == m) * ", ""), ("(win == m)", "(win != m)")],
    )


def max_pool_argmax():
    L, n, _, _ = max_pool()
    return (
        L,
        n,
        """
dx = np.zeros_like(x)
for c in range(2):
    for i in range(2):
        for j in range(2):
            win = x[0, c, 2*i:2*i+2, 2*j:2*j+2]
            r, q = np.unravel_index(np.argmax(win), win.shape)
            dx[0, c, 2*i + r, 2*j + q] += dout[0, c, i, j]
""",
        [("2*i + r", "2*i + q")],
    )


def rnn_step():
    x, prev_h, Wx, Wh, b = (
        vals(2, 3, seed=1),
        vals(2, 4, seed=2),
        vals(3, 4, seed=3),
        vals(4, 4, seed=4),
        vals(4, seed=5),
    )
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    g = numbers(2, 4, seed=9)
    L = (next_h * g).sum().named("L")
    label_all(dict(x=x, prev_h=prev_h, Wx=Wx, Wh=Wh, b=b, next_h=next_h))
    return (
        L,
        dict(x=x, prev_h=prev_h, Wx=Wx, Wh=Wh, b=b, next_h=next_h, g=g),
        """
def rnn_step_backward(dnext_h, cache):
    dx, dprev_h, dWx, dWh, db = None, None, None, None, None
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h * next_h)
    dx = da.dot(Wx.T)
    dprev_h = da.dot(Wh.T)
    dWx = x.T.dot(da)
    dWh = prev_h.T.dot(da)
    db = da.sum(axis=0)
    return dx, dprev_h, dWx, dWh, db
cache = (x, prev_h, Wx, Wh, next_h)
dx, dprev_h, dWx, dWh, db = rnn_step_backward(g, cache)
""",
        [
            ("1 - next_h * next_h", "1 - next_h"),
            ("da.dot(Wh.T)", "da.dot(Wh)"),
            ("prev_h.T.dot(da)", "next_h.T.dot(da)"),
        ],
    )


def lstm_step():
    x, prev_h, prev_c, Wx, Wh, b = (
        vals(2, 3, seed=1),
        vals(2, 2, seed=2),
        vals(2, 2, seed=6),
        vals(3, 8, seed=3),
        vals(2, 8, seed=4),
        vals(8, seed=5),
    )
    a = x @ Wx + prev_h @ Wh + b
    i, f, o, gg = sig(a[:, :2]), sig(a[:, 2:4]), sig(a[:, 4:6]), np.tanh(a[:, 6:])
    next_c = f * prev_c + i * gg
    next_h = o * np.tanh(next_c)
    gh, gc = numbers(2, 2, seed=9), numbers(2, 2, seed=8)
    L = ((next_h * gh).sum() + (next_c * gc).sum()).named("L")
    n = dict(
        x=x, prev_h=prev_h, prev_c=prev_c, Wx=Wx, Wh=Wh, b=b, a=a, i=i, f=f, o=o, g=gg, next_c=next_c, next_h=next_h
    )
    label_all(n)
    return (
        L,
        {**n, "gh": gh, "gc": gc},
        """
tanh_c = np.tanh(next_c)
dnext_h = gh
dnext_c = gc + dnext_h * o * (1 - tanh_c**2)
do = dnext_h * tanh_c
df = dnext_c * prev_c
di = dnext_c * g
dg = dnext_c * i
dprev_c = dnext_c * f
dai = di * i * (1 - i)
daf = df * f * (1 - f)
dao = do * o * (1 - o)
dag = dg * (1 - g**2)
da = np.hstack((dai, daf, dao, dag))
dx = da @ Wx.T
dprev_h = da @ Wh.T
dWx = x.T @ da
dWh = prev_h.T @ da
db = np.sum(da, axis=0)
""",
        [
            ("(dai, daf, dao, dag)", "(daf, dai, dao, dag)"),
            ("dg * (1 - g**2)", "dg * g * (1 - g)"),
            ("gc + dnext_h", "dnext_h"),
            ("dprev_c = dnext_c * f", "dprev_c = dnext_c * i"),
        ],
    )


def lstm_split():
    L, n, _, _ = lstm_step()
    return (
        L,
        n,
        """
def lstm_step_backward(dnext_h, dnext_c, cache):
    x, prev_h, prev_c, Wx, Wh, a, next_c = cache
    ai, af, ao, ag = np.split(a, 4, axis=1)
    i, f, o, g = sigmoid(ai), sigmoid(af), sigmoid(ao), np.tanh(ag)
    dc = dnext_c + dnext_h * o * (1 - np.tanh(next_c) ** 2)
    dao = dnext_h * np.tanh(next_c) * o * (1 - o)
    daf = dc * prev_c * f * (1 - f)
    dai = dc * g * i * (1 - i)
    dag = dc * i * (1 - g ** 2)
    da = np.concatenate([dai, daf, dao, dag], axis=1)
    dx = da.dot(Wx.T)
    dprev_h = da.dot(Wh.T)
    dprev_c = dc * f
    dWx = x.T.dot(da)
    dWh = prev_h.T.dot(da)
    db = da.sum(axis=0)
    return dx, dprev_h, dprev_c, dWx, dWh, db
dx, dprev_h, dprev_c, dWx, dWh, db = lstm_step_backward(gh, gc, (x, prev_h, prev_c, Wx, Wh, a, next_c))
""",
        [("dc * prev_c * f", "dc * next_c * f"), ("dprev_c = dc * f", "dprev_c = dc")],
    )


def gru_step():
    x, hprev = vals(3, seed=1), vals(2, seed=2)
    Wz, Uz, bz, Wr, Ur, br, Wn, Un, bn = [vals(*s, seed=10 + k) for k, s in enumerate([(2, 3), (2, 2), (2,)] * 3)]
    z = sig(Wz @ x + Uz @ hprev + bz)
    r = sig(Wr @ x + Ur @ hprev + br)
    n_ = np.tanh(Wn @ x + Un @ (r * hprev) + bn)
    h = (1 - z) * n_ + z * hprev
    g = np.array([0.3, -0.7])
    L = (h * g).sum().named("L")
    nm = dict(x=x, hprev=hprev, Wz=Wz, Uz=Uz, bz=bz, Wr=Wr, Ur=Ur, br=br, Wn=Wn, Un=Un, bn=bn, z=z, r=r, n=n_, h=h)
    label_all(nm)
    return (
        L,
        {**nm, "g": g},
        """
dh = g
dz = dh * (hprev - n)
dn = dh * (1 - z)
dan = dn * (1 - n**2)
daz = dz * z * (1 - z)
drh = Un.T @ dan
dr = drh * hprev
dar = dr * r * (1 - r)
dWn, dUn, dbn = np.outer(dan, x), np.outer(dan, r * hprev), dan
dWr, dUr, dbr = np.outer(dar, x), np.outer(dar, hprev), dar
dWz, dUz, dbz = np.outer(daz, x), np.outer(daz, hprev), daz
dhprev = dh * z
dhprev += drh * r
dhprev += Ur.T @ dar
dhprev += Uz.T @ daz
dx = Wn.T @ dan + Wr.T @ dar + Wz.T @ daz
""",
        [
            ("hprev - n", "n - hprev"),
            ("dhprev += drh * r", "dhprev += drh"),
            ("np.outer(dan, r * hprev)", "np.outer(dan, hprev)"),
            ("dhprev += Ur.T @ dar", "dhprev = Ur.T @ dar"),
            ("dhprev += Uz.T @ daz\n", ""),
        ],
    )


def char_rnn():
    V, H, T = 3, 2, 3
    Wxh, Whh, Why, bh, by = (
        vals(H, V, seed=1),
        vals(H, H, seed=2),
        vals(V, H, seed=3),
        vals(H, 1, seed=4),
        vals(V, 1, seed=5),
    )
    hprev = np.zeros((H, 1))
    inputs = [0, 2, 1]
    targets = [2, 1, 1]
    h = hprev
    loss = 0
    for t in range(T):
        xx = np.zeros((V, 1))
        xx[inputs[t]] = 1
        h = np.tanh(Wxh @ xx + Whh @ h + bh)
        y = Why @ h + by
        p = ops.softmax(list(y[:, 0]))
        loss = loss - p[targets[t]].log()
    loss = loss.named("loss")
    label_all(dict(Wxh=Wxh, Whh=Whh, Why=Why, bh=bh, by=by))
    return (
        loss,
        dict(
            Wxh=Wxh,
            Whh=Whh,
            Why=Why,
            bh=bh,
            by=by,
            hprev=hprev,
            inputs=inputs,
            targets=targets,
            vocab_size=V,
            hidden_size=H,
        ),
        """
xs, hs, ys, ps = {}, {}, {}, {}
hs[-1] = np.copy(hprev)
loss = 0
# forward pass
for t in range(len(inputs)):
    xs[t] = np.zeros((vocab_size, 1))
    xs[t][inputs[t]] = 1
    hs[t] = np.tanh(np.dot(Wxh, xs[t]) + np.dot(Whh, hs[t-1]) + bh)
    ys[t] = np.dot(Why, hs[t]) + by
    ps[t] = np.exp(ys[t]) / np.sum(np.exp(ys[t]))
    loss += -np.log(ps[t][targets[t], 0])
# backward pass: compute gradients going backwards
dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
dbh, dby = np.zeros_like(bh), np.zeros_like(by)
dhnext = np.zeros_like(hs[0])
for t in reversed(range(len(inputs))):
    dy = np.copy(ps[t])
    dy[targets[t]] -= 1
    dWhy += np.dot(dy, hs[t].T)
    dby += dy
    dh = np.dot(Why.T, dy) + dhnext
    dhraw = (1 - hs[t] * hs[t]) * dh
    dbh += dhraw
    dWxh += np.dot(dhraw, xs[t].T)
    dWhh += np.dot(dhraw, hs[t-1].T)
    dhnext = np.dot(Whh.T, dhraw)
for dparam in [dWxh, dWhh, dWhy, dbh, dby]:
    np.clip(dparam, -5, 5, out=dparam)
""",
        [
            (" + dhnext", ""),
            ("hs[t-1].T", "hs[t].T"),
            ("dWhh += np", "dWhh = np"),
            ("dy[targets[t]] -= 1\n", "dy[inputs[t]] -= 1\n"),
            ("np.dot(Whh.T, dhraw)", "np.dot(Whh, dhraw)"),
        ],
    )


def makemore():
    rng = np.random.default_rng(1)
    n = 4
    vocab = 5
    ne = 2
    block = 2
    nh = 3
    Xb = rng.integers(0, vocab, size=(n, block))
    Yb = rng.integers(0, vocab, size=n)
    C = vals(vocab, ne, seed=2)
    W1 = vals(ne * block, nh, seed=3)
    b1 = vals(nh, seed=4)
    W2 = vals(nh, vocab, seed=5)
    b2 = vals(vocab, seed=6)
    bngain = vals(1, nh, seed=7)
    bnbias = vals(1, nh, seed=8)
    emb = C[Xb]
    embcat = emb.reshape(n, -1)
    hprebn = embcat @ W1 + b1
    bnmeani = hprebn.sum(0, keepdims=True) * (1 / n)
    bndiff = hprebn - bnmeani
    bndiff2 = bndiff**2
    bnvar = bndiff2.sum(0, keepdims=True) * (1 / (n - 1))
    bnvar_inv = (bnvar + 1e-5) ** -0.5
    bnraw = bndiff * bnvar_inv
    hpreact = bngain * bnraw + bnbias
    h = np.tanh(hpreact)
    logits = h @ W2 + b2
    logit_maxes = np.array([[ops.maximum(*r)] for r in logits], dtype=object)
    norm_logits = logits - logit_maxes
    counts = np.exp(norm_logits)
    counts_sum = counts.sum(1, keepdims=True)
    counts_sum_inv = counts_sum**-1
    probs = counts * counts_sum_inv
    logprobs = np.log(probs)
    loss = (-logprobs[range(n), Yb].sum() / n).named("loss")
    nm = {k: v for k, v in locals().items() if isinstance(v, np.ndarray) and k not in ("Xb", "Yb")}
    label_all(nm)
    return (
        loss,
        {**nm, "Xb": Xb, "Yb": Yb, "n": n},
        """
dlogprobs = torch.zeros_like(logprobs)
dlogprobs[range(n), Yb] = -1.0/n
dprobs = (1.0 / probs) * dlogprobs
dcounts_sum_inv = (counts * dprobs).sum(1, keepdim=True)
dcounts = counts_sum_inv * dprobs
dcounts_sum = (-counts_sum**-2) * dcounts_sum_inv
dcounts += torch.ones_like(counts) * dcounts_sum
dnorm_logits = counts * dcounts
dlogits = dnorm_logits.clone()
dlogit_maxes = (-dnorm_logits).sum(1, keepdim=True)
dlogits += F.one_hot(logits.max(1).indices, num_classes=logits.shape[1]) * dlogit_maxes
dh = dlogits @ W2.T
dW2 = h.T @ dlogits
db2 = dlogits.sum(0)
dhpreact = (1.0 - h**2) * dh
dbngain = (bnraw * dhpreact).sum(0, keepdim=True)
dbnraw = bngain * dhpreact
dbnbias = dhpreact.sum(0, keepdim=True)
dbndiff = bnvar_inv * dbnraw
dbnvar_inv = (bndiff * dbnraw).sum(0, keepdim=True)
dbnvar = (-0.5*(bnvar + 1e-5)**-1.5) * dbnvar_inv
dbndiff2 = (1.0/(n-1))*torch.ones_like(bndiff2) * dbnvar
dbndiff += (2*bndiff) * dbndiff2
dhprebn = dbndiff.clone()
dbnmeani = (-dbndiff).sum(0)
dhprebn += 1.0/n * (torch.ones_like(hprebn) * dbnmeani)
dembcat = dhprebn @ W1.T
dW1 = embcat.T @ dhprebn
db1 = dhprebn.sum(0)
demb = dembcat.view(emb.shape)
dC = torch.zeros_like(C)
for k in range(Xb.shape[0]):
    for j in range(Xb.shape[1]):
        ix = Xb[k,j]
        dC[ix] += demb[k,j]

cmp('logprobs', dlogprobs, logprobs)
cmp('C', dC, C)
""",
        [
            ("dC[ix] += demb", "dC[ix] = demb"),
            ("-1.0/n", "-1.0"),
            ("**-1.5", "**-1.0"),
            ("dembcat = dhprebn @ W1.T", "dembcat = dhprebn @ W1"),
        ],
    )


def attention():
    X = vals(3, 2, seed=1)
    Wq, Wk, Wv = vals(2, 2, seed=2), vals(2, 2, seed=3), vals(2, 2, seed=4)
    d = 2
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    S = Q @ K.T / np.sqrt(d)
    A = np.array([ops.softmax(list(r)) for r in S], dtype=object)
    O = A @ V
    g = numbers(3, 2, seed=9)
    L = (O * g).sum().named("L")
    nm = dict(X=X, Wq=Wq, Wk=Wk, Wv=Wv, Q=Q, K=K, V=V, S=S, A=A, O=O)
    label_all(nm)
    return (
        L,
        {**nm, "g": g, "d": d},
        """
dO = g
dV = A.T @ dO
dA = dO @ V.T
dS = A * (dA - np.sum(dA * A, axis=-1, keepdims=True))
dQ = dS @ K / np.sqrt(d)
dK = dS.T @ Q / np.sqrt(d)
dWq, dWk, dWv = X.T @ dQ, X.T @ dK, X.T @ dV
dX = dQ @ Wq.T + dK @ Wk.T + dV @ Wv.T
""",
        [("dS.T @ Q", "dS @ Q"), ("/ np.sqrt(d)\ndK", "\ndK"), ("axis=-1", "axis=0"), ("dV = A.T @ dO", "dV = A @ dO")],
    )


def logistic_bias():
    X = np.column_stack([np.ones(4), numbers(4, 2, seed=1)])
    y = np.array([0, 1, 1, 0])
    theta = vals(3, seed=2)
    m = 4
    h = sig(X @ theta)
    J = (-(y * np.log(h) + (1 - y) * np.log(1 - h)).sum() / m + 0.3 / (2 * m) * (theta[1:] ** 2).sum()).named("J")
    label_all(dict(theta=theta, h=h))
    return (
        J,
        dict(X=X, y=y, theta=theta, h=h),
        """
lam = 0.3
m = len(y)
h = 1 / (1 + np.exp(-X @ theta))
grad = X.T @ (h - y) / m
grad[1:] += lam / m * theta[1:]
dtheta = grad
""",
        [("grad[1:] +=", "grad +="), (" / m\ngrad", "\ngrad")],
    )


def word2vec():
    vc, u = vals(2, seed=1), vals(4, 2, seed=2)
    o = 1
    negs = [0, 3, 3]
    J = (-(vc @ u[o]).sigmoid().log() - ops.sum([(-(vc @ u[k])).sigmoid().log() for k in negs])).named("J")
    label_all(dict(vc=vc, u=u))
    return (
        J,
        dict(vc=vc, u=u, o=o, negs=negs),
        """
dvc = (sigmoid(u[o] @ vc) - 1) * u[o]
du = np.zeros_like(u)
du[o] += (sigmoid(u[o] @ vc) - 1) * vc
for k in negs:
    s = sigmoid(u[k] @ vc)
    dvc += s * u[k]
    du[k] += s * vc
""",
        [("du[k] +=", "du[k] ="), (" - 1) * u[o]", ") * u[o]"), ("dvc += s", "dvc -= s")],
    )


ASSIGNMENTS = {
    made.__name__: made
    for made in (
        two_layer_columns,
        affine_relu,
        batchnorm_staged,
        layernorm,
        dropout,
        svm_loss,
        svm_loops,
        softmax_loops,
        conv_naive,
        max_pool_argmax,
        rnn_step,
        lstm_step,
        lstm_split,
        gru_step,
        char_rnn,
        makemore,
        attention,
        word2vec,
        logistic_bias,
    )
}


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_right_backward_pass_passes(name):
    """Every line is read, and every derivative that it gives is right."""
    loss, names, code, _ = ASSIGNMENTS[name]()
    report = check(loss, code, names=names)
    assert report.ok, report
    assert report.judged


@pytest.mark.parametrize(
    ("name", "slip"), [(name, i) for name, made in ASSIGNMENTS.items() for i in range(len(made()[3]))]
)
def test_a_slip_in_a_backward_pass_is_found(name, slip):
    """One change, such as a lost transpose, sum, sign, mask or path, and a line is wrong, or its shapes do not fit."""
    loss, names, code, slips = ASSIGNMENTS[name]()
    right, wrong = slips[slip]
    assert right in code
    report = check(loss, code.replace(right, wrong, 1), names=names)
    assert any(row.verdict.kind is Kind.WRONG or "do not fit" in row.verdict.words for row in report.rows), report
