"""The blocks that change how nodes are recorded, and the comparisons they watch."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograd_core import Value, enable_grad, no_grad, ops, scope, watching
from autograd_core.watching import Guard, comparisons, making


def recorded():
    """Whether nodes are recorded here and now."""
    return (Value(1.0) * 2).op is not None


def path():
    return Value(1.0).scope


def test_one_block_nested_in_itself():
    """A block may be entered again while it is open, and every way out of it is found."""
    off, named = no_grad(), scope("a")
    with off, off:
        assert not recorded()
        with enable_grad(), off:
            assert not recorded()
        assert not recorded()
    assert recorded()
    with named, named:
        assert path() == "a/a"
    assert path() is None
    with off:
        assert not recorded()
    assert recorded()


def test_one_block_shared_by_threads():
    """Threads that share a block do not leave it for each other."""
    off, both = no_grad(), threading.Barrier(2)
    seen = []

    def work():
        for _ in range(50):
            with off, off:
                both.wait()
                seen.append(recorded())
            both.wait()
            seen.append(recorded())

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen.count(False) == seen.count(True) == 100
    assert recorded()


def test_blocks_left_out_of_order():
    """A generator that ends within another block takes its own block away, not that one."""

    def quiet():
        with no_grad(), scope("quiet"):
            yield

    paused = quiet()
    next(paused)
    assert not recorded()
    with scope("loud"):
        assert path() == "quiet/loud"
        paused.close()
        assert recorded()
        assert path() == "loud"
    assert recorded()
    assert path() is None


def test_a_generator_that_ends_in_another_thread():
    """Its block is over in the thread where it began, too."""

    def quiet():
        with no_grad():
            yield

    paused = quiet()
    next(paused)
    assert not recorded()
    thread = threading.Thread(target=paused.close)
    thread.start()
    thread.join()
    assert recorded()


def test_tasks():
    """A block in one task is no business of another; one that a task was started in ends where it is left."""
    seen = {}

    async def child(name, ready):
        with scope(name):
            await ready.wait()
            seen[name] = (path(), recorded())

    async def main():
        ready = asyncio.Event()
        with no_grad():
            tasks = [asyncio.create_task(child(name, ready)) for name in "ab"]
            await asyncio.sleep(0)
            assert path() is None
        ready.set()
        await asyncio.gather(*tasks)

    with ThreadPoolExecutor(1) as elsewhere:  # a thread of its own, whatever loop another test left in this one
        elsewhere.submit(asyncio.run, main()).result()
    assert seen == {"a": ("a", True), "b": ("b", True)}


def test_an_exception_leaves_a_block():
    """What is raised within a block does not keep it open."""
    with pytest.raises(ZeroDivisionError), no_grad(), comparisons():
        raise ZeroDivisionError
    assert recorded()


def test_comparisons_are_noted_in_order():
    """Every comparison that may decide the way is noted, whoever makes it: if, where, max, sorted, bool."""
    x, y = Value(3.0), Value(2.0)
    with comparisons() as guards:
        _ = x if x < y else y
        ops.where(x >= 1, x, y)
        ops.where(y, x, y)
        max(x, y)
        _ = x == 3, x != 3
        _ = y > 1
        ops.maximum(x, y)
        f"{x} {y!r}"
    assert guards == [
        Guard("<", x, y, False),
        Guard(">=", x, 1, True),
        Guard("bool", y, 0, True),
        Guard(">", y, x, False),
        Guard("==", x, 3, True),
        Guard("==", x, 3, True),
        Guard(">", y, 1, True),
    ]
    assert x > y  # outside the block nothing is added
    assert len(guards) == 7


def test_numbers_that_leave_the_graph_are_noted():
    """Reading data or partials, detaching, and computing under no_grad each take a number out of the graph."""
    x = Value(3.0)
    with comparisons() as outer, comparisons() as guards:
        y = x * 2
        _ = y.data, y.partials
        x.detach()
        with no_grad():
            z = x * 5
    assert guards == outer
    assert [guard.operator for guard in guards] == ["data", "partials", "detach", "no_grad"]
    assert [guard.outcome for guard in guards] == [6.0, (2.0, None), 3.0, 15.0]
    assert guards[-1].left is z
    assert guards[-1].right == (x, 5)


def test_watching_is_for_one_thread():
    """What another thread compares is not noted here."""
    x = Value(1.0)
    with comparisons() as guards:
        thread = threading.Thread(target=lambda: x > 0)
        thread.start()
        thread.join()
    assert guards == []


@pytest.mark.parametrize("count", [3, 200])
def test_blocks_hold_for_nodes_of_any_number_of_arguments(count):
    """A node is marked and kept, or made a leaf, whether its row was compiled for so many arguments or not."""
    xs = [Value(1.0) for _ in range(count)]
    with scope("layer"):
        assert ops.sum(xs).scope == "layer"
    with no_grad():
        assert ops.sum(xs).op is None
    assert ops.sum(xs).scope is None
    assert ops.sum(xs).op is ops.sum


def test_a_suspended_generator_leaves_its_block_open():
    """As help(no_grad) says: its caller is within the block until the generator goes on, or is closed."""

    def within():
        with no_grad():
            yield Value(1.0) * 2

    x, suspended = Value(1.0), within()
    next(suspended)
    assert (x * 2).op is None
    suspended.close()
    assert (x * 2).op is not None
    assert "leaves it open, for its caller too" in no_grad.__doc__


def test_what_is_left_is_watched_no_longer():
    """After the block nothing is noted in its lists, and nothing asks any more whether it is."""
    x, before = Value(1.0), watching.in_use
    with comparisons() as guards, making() as made:
        assert x > 0
        leaf = x.detach()
    with comparisons() as others:
        assert x > 0.5
        assert x.detach() is not leaf
    assert len(others) == 2
    assert [(guard.operator, guard.right) for guard in guards] == [(">", 0), ("detach", None)]
    assert [each is leaf for each in made] == [True]
    assert watching.in_use == before
