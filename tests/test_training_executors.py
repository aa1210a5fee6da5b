"""fit over an executor: the gradient of a large batch is summed by the thousand, to the same bits by anybody."""

import functools
import importlib.util
import math
import multiprocessing
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from nn import MLP, Adam, Dropout, Sequential, fit, hinge
from nn.data import moons


def trained(executor=None, engine="auto", loss="binary_cross_entropy_with_logits", dropout=False):
    """What an epoch of 2,500 examples in batches of 2,300 comes to."""
    parts = [MLP([2, 3], "tanh", seed=1), *([Dropout(0.2, seed=4)] if dropout else []), MLP([3, 1], "identity", seed=2)]
    model = Sequential(*parts)
    optimizer = Adam(model.parameters(), 0.01)
    history = fit(model, moons(2500), loss, optimizer, 1, 2300, executor=executor, engine=engine, metrics=["accuracy"])
    return [p.data.hex() for p in model.parameters()], history.rows, history.engine


@pytest.mark.slow
@pytest.mark.parametrize("dropout", [False, True])
@pytest.mark.parametrize("engine", ["source", "kernels"])
def test_the_bits_do_not_depend_on_who_computes(engine, dropout):
    """One, two or three workers, or none: shards are a thousand examples, and are added in their order."""
    pytest.importorskip({"kernels": "numba"}.get(engine, "math"))
    alone = trained(engine=engine, dropout=dropout)
    assert alone[2] == engine
    for workers in (1, 2, 3):
        with ThreadPoolExecutor(workers) as executor:
            assert trained(executor, engine, dropout=dropout) == alone


def test_a_batch_in_shards_learns_what_recording_learns():
    """The shards of a batch are all of it: the sum agrees with that of one recorded graph."""
    (ps, rows, _), (qs, others, _) = trained(engine="source"), trained(engine="eager")
    assert [*map(float.fromhex, ps)] == pytest.approx([*map(float.fromhex, qs)], rel=1e-11)
    assert [row["loss"] for row in rows] == pytest.approx([row["loss"] for row in others], rel=1e-11)


def test_what_cannot_be_sent_is_said():
    """A loss that is no function of a module is refused in words, and the model is as it was."""
    model = MLP([2, 1], "identity", seed=1)
    before = [p.data for p in model.parameters()]
    with (
        ThreadPoolExecutor(1) as executor,
        pytest.raises(TypeError, match="not at the top level of a module; define it there"),
    ):
        fit(model, moons(10), lambda outs, t: hinge(outs, t), "sgd", 1, executor=executor)
    assert [p.data for p in model.parameters()] == before


def test_what_is_no_executor_is_refused():
    """The interface that is asked for is named; and an engine that has no program is told so."""
    with pytest.raises(TypeError, match="executor must have the interface of concurrent"):
        fit(MLP([2, 1]), moons(10), "mse", "sgd", 1, executor=3)
    with ThreadPoolExecutor(1) as executor, pytest.raises(ValueError, match='engine="eager" has none'):
        fit(MLP([2, 1]), moons(10), "mse", "sgd", 1, executor=executor, engine="eager")


def test_a_broken_pool_undoes_its_epoch():
    """A worker that dies is one clear error; the epoch is not done at all, and can be done again."""
    model = MLP([2, 1], "identity", seed=1)
    before = [p.data for p in model.parameters()]
    executor = ThreadPoolExecutor(1)

    def submit(*args, **named):
        future = Future()
        future.set_exception(BrokenExecutor("gone"))
        return future

    executor.submit = submit
    with pytest.raises(RuntimeError, match="the executor broke after 0 samples were done"):
        fit(model, moons(10), "hinge", "sgd", 1, executor=executor)
    assert [p.data for p in model.parameters()] == before
    assert math.isfinite(fit(model, moons(10), "hinge", "sgd", 1)["loss"][0])


@pytest.mark.slow
def test_the_same_bits_by_processes():
    """One, two and three processes of their own."""
    alone = trained(engine="source")
    for workers in (1, 2, 3):
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as executor:
            assert trained(executor, "source") == alone


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="Dask is not installed")
def test_the_same_bits_by_dask(tmp_path):
    """A cluster of two workers."""
    from distributed import Client, LocalCluster

    alone = trained(engine="source")
    cluster = functools.partial(LocalCluster, host="127.0.0.1", dashboard_address=None, local_directory=tmp_path)
    with cluster(n_workers=2, threads_per_worker=1) as here, Client(here) as client:
        assert trained(client.get_executor(), "source") == alone
