"""Numbers that stand in the places of symbols: dE/dh * dh/dw = 0.25 * 0.5, and which of them is wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ... import ops
from ...formula import Instruction

_SUMS, _PRODUCTS = (ops.add, ops.sub, ops.neg), (ops.mul,)


@dataclass(frozen=True, slots=True)
class Place:
    """What is written for a number: the steps of the symbols, and the number with its sign."""

    program: tuple[Instruction, ...]
    number: str


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor of a product, as the steps of its symbols; `inverted` where it stands below."""

    program: tuple[Instruction, ...]
    inverted: bool


@dataclass(frozen=True, slots=True)
class _Tree:
    """A step of an expression, with what it is applied to."""

    step: Instruction
    below: tuple["_Tree", ...]
    start: int
    """Where its steps begin in the whole program."""
    stop: int

    @property
    def number(self) -> str | None:
        """The number that it is, with its sign."""
        if self.step.what is ops.neg and self.step.kind == "op":
            inside = self.below[0].number
            return None if inside is None else inside[1:] if inside[0] == "-" else f"-{inside}"
        return self.step.what if self.step.kind == "number" else None


def places(symbols: Sequence[Instruction], numbers: Sequence[Instruction]) -> Iterator[Place]:
    """The numbers of a side, each with what stands in its place on a side of the same form; none for another form.

    The terms of a sum and the factors of a product are taken in their order, and a number may stand for a whole term.
    """
    for tree, number in _beside(_tree(symbols), _tree(numbers)) or ():
        yield Place(tuple(symbols[tree.start : tree.stop]), number)


def put_in(
    symbols: Sequence[Instruction], mixed: Sequence[Instruction]
) -> tuple[list[Place], list[Instruction]] | None:
    """The numbers of a side among its symbols, 0.25*x beside dE/dh * dh/dw, and the side with what they stand for in
    their places; None where the terms and factors of the two are not as many.
    """
    found: list[tuple[_Tree, _Tree]] = []
    pending = [(_tree(symbols), _tree(mixed))]
    while pending:
        a, b = pending.pop()
        pairs = None
        if b.number is not None:
            found.append((a, b))
        elif (joined := next((signs for signs in (_SUMS, _PRODUCTS) if _is(a, signs)), None)) is not None:
            pairs = _sums(a, b) if joined is _SUMS else _factors(a, b)
            if pairs is None:
                return None
        pending += reversed(pairs or [])
    program = list(mixed)
    for a, b in sorted(found, key=lambda pair: -pair[1].start):
        program[b.start : b.stop] = symbols[a.start : a.stop]
    return [Place(tuple(symbols[a.start : a.stop]), str(b.number)) for a, b in found], program


def factors(symbols: Sequence[Instruction], numbers: Sequence[Instruction]) -> tuple[list[Factor], list[str]] | None:
    """The factors of a product of symbols, and the numbers of a product of as many numbers; None for anything else."""
    above, below = _tree(symbols), _tree(numbers)
    written = [tree.number for _, tree in _flat(below, _PRODUCTS)]
    found = [Factor(tuple(symbols[tree.start : tree.stop]), over) for tree, over in _quotients(above)]
    plain = [number for number in written if number is not None]
    return (found, plain) if len(plain) == len(written) == len(found) > 1 else None


def _quotients(tree: _Tree) -> Iterator[tuple[_Tree, bool]]:
    """The factors of a product of quotients but for 1, each with whether it stands below."""
    pending = [(tree, False)]
    while pending:
        at, over = pending.pop()
        if at.step.kind == "op" and at.step.what in (ops.mul, ops.div, ops.neg) and at.number is None:
            pending += reversed(
                [(each, over ^ (i == 1 and at.step.what is ops.div)) for i, each in enumerate(at.below)]
            )
        elif at.number not in ("1", "-1"):
            yield at, over


def _tree(program: Sequence[Instruction]) -> _Tree:
    stack: list[_Tree] = []
    for i, step in enumerate(program):
        below = tuple(stack[len(stack) - step.count :]) if step.count else ()
        del stack[len(stack) - step.count :]
        stack.append(_Tree(step, below, below[0].start if below else i, i + 1))
    return stack[0]


def _beside(symbols: _Tree, numbers: _Tree) -> list[tuple[_Tree, str]] | None:
    """The places of two trees; None where they differ in form."""
    found: list[tuple[_Tree, str]] = []
    pending = [(symbols, numbers)]
    while pending:
        a, b = pending.pop()
        if b.number is not None:
            if a.number is None:
                found.append((a, b.number))
            elif float(a.number) != float(b.number):
                return None
            continue
        joined = next((signs for signs in (_SUMS, _PRODUCTS) for each in (a, b) if _is(each, signs)), None)
        pairs = _sums(a, b) if joined is _SUMS else _factors(a, b)
        if pairs is None:
            alike = (a.step.kind, a.step.what, len(a.below)) == (b.step.kind, b.step.what, len(b.below))
            if joined is not None or not alike:
                return None
            pairs = list(zip(a.below, b.below))
        pending += reversed(pairs)
    return found


def _is(tree: _Tree, joined: Sequence[object]) -> bool:
    """Whether a tree is a sum, or a product."""
    return tree.step.kind == "op" and tree.step.what in joined and tree.number is None


def _factors(a: _Tree, b: _Tree) -> list[tuple[_Tree, _Tree]] | None:
    """The factors of two products, side by side."""
    lists = [[tree for _, tree in _flat(each, _PRODUCTS)] for each in (a, b)]
    return list(zip(*lists)) if len(lists[0]) == len(lists[1]) > 1 else None


def _sums(a: _Tree, b: _Tree) -> list[tuple[_Tree, _Tree]] | None:
    """The terms of two sums, side by side: in a + b = 0.5 - 0.25 the second number is -0.25."""
    lists = [list(_flat(each, _SUMS)) for each in (a, b)]
    if not len(lists[0]) == len(lists[1]) > 1:
        return None
    pairs = []
    for (one, x), (other, y) in zip(*lists):
        if one == other:
            pairs.append((x, y))
        elif y.number is not None:
            pairs.append((x, _Tree(Instruction("op", ops.neg, 1, y.step.position), (y,), y.start, y.stop)))
        else:
            return None
    return pairs


def _flat(tree: _Tree, joined: Sequence[object]) -> Iterator[tuple[int, _Tree]]:
    """The terms or factors of a tree in their order, each with its sign."""
    pending = [(1, tree)]
    while pending:
        sign, at = pending.pop()
        if not _is(at, joined):
            yield sign, at
            continue
        last = -sign if at.step.what in (ops.sub, ops.neg) else sign
        signs = [last] if len(at.below) == 1 else [sign, last]
        pending += reversed(list(zip(signs, at.below)))
