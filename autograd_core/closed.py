"""Partials in closed form, as people write them: derived from the rows by hand, shortened, and proved."""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .calculus import edges_over, evaluate, gradient
from .graph import adjoints, dependents, replay, topological_order
from .namespaces.symbols import Symbols, sympy
from .namespaces.text import NAMES, Written
from .ops import OPS
from .shares import Share, find_shares, share_symbol, with_shares
from .sympy_text import NoForm, over
from .value import Value

SHORT = 16
"""The slowest way to shorten a form is taken for those of so many operations."""

QUOTIENTS = 32
"""In a graph of more quotients with labels none is looked for in forms."""

LONGEST = 40
"""A form of more operations than this is not shortened, nor is one of more nodes proved."""

HIGHEST = 1_000
"""Nor is a form of a higher power or root shortened."""


class ClosedForm(NamedTuple):
    """A partial as a sympy expression in the names of nodes, and of what softmax makes of them."""

    formula: Any
    shares: tuple[Share, ...] = ()


class _Forms(Symbols):
    """sympy expressions as people read them: functions by name, and each choice as it falls at the recorded point."""

    def __init__(self, values: Mapping[Any, float]) -> None:
        self.values = values

    def __getattr__(self, letter: str) -> Any:
        if letter.startswith("__"):
            raise AttributeError(letter)
        return super().__getattr__(letter)

    def at(self, x: Any) -> float:
        """What an expression comes to at the recorded point."""
        return float(sympy().sympify(x).evalf(30, subs=self.values))

    def decided(self, condition: Any) -> bool:
        """Which way a comparison falls at the recorded point."""
        sp = sympy()
        if isinstance(condition, bool) or condition in (sp.true, sp.false):
            return bool(condition)
        outcome = condition.subs(self.values)
        if outcome not in (sp.true, sp.false):
            raise NoForm
        return bool(outcome)

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        return x if self.decided(condition) else y

    def equal(self, x: Any, y: Any) -> Any:
        return self.at(x) == self.at(y)

    def maximum(self, *xs: Any) -> Any:
        return max(xs, key=self.at)

    def minimum(self, *xs: Any) -> Any:
        return min(xs, key=self.at)


_NAMED = ("sigmoid", "softplus", "logsumexp", "gaussian", "normal_pdf", "normal_cdf", "hypot", "cbrt", "trunc", "round")


def _by_name(letter: str) -> Callable[..., Any]:
    return lambda self, *xs: sympy().Function(letter, real=True)(*xs)


for _letter in _NAMED:  # letters that are composed of others: people read their names
    setattr(_Forms, _letter, _by_name(_letter))


def closed_form(
    of: Value, to: Value, names: Mapping[Value, Written], beneath: Iterable[Value], shares: list[Share]
) -> ClosedForm | None:
    """∂of/∂to along what lies between them, in the names of `of` and of the nodes `beneath`, `to` among them.

    The form is derived by the rows of the op table, in the form people write; the shortest of several ways to write it
    is taken that is proved equal to it around the recorded point.  `shares` are those named so far, and grow.  None
    where no form is proved, or sympy is not installed.
    """
    held = set(beneath)
    order: list[Value] = topological_order(of, held)
    if sum(node not in held for node in order) > LONGEST:
        return None
    try:
        sympy()
        meanings = {_symbol(names[node]): node for node in order if node in held or node is of}
        raw = _derived(of, to, order, held, {node: symbol for symbol, node in meanings.items()})
        return _shortest(raw, shares, of, to, names, meanings, held)
    except _NO_FORM:
        return None


def closed_sum(
    parts: list[list[Any]], shares: list[Share], of: Value, to: Value, names: Mapping[Value, Written]
) -> ClosedForm | None:
    """The sum of the products of closed forms in one, where that is shorter, and is proved to be all of ∂of/∂to."""
    sp = sympy()
    whole = sum((sp.Mul(*factors) for factors in parts), sp.Integer(0))
    products = [[factor for factor in factors if factor != 1] or [sp.Integer(1)] for factors in parts]
    apart = len(parts) - 1 + sum(len(factors) - 1 + sum(map(sp.count_ops, factors)) for factors in products)
    order: list[Value] = topological_order(of)
    if len(order) > LONGEST or sp.count_ops(whole) > min(apart - 1, SHORT):  # sympy's own sum is no shorter
        return None
    meanings = {_symbol(names[node]): node for node in order}
    try:
        held = {node for node in order if node.op is None}
        shortest = _shortest(whole, shares, of, to, names, meanings, held)
    except _NO_FORM:
        return None
    return shortest if shortest and sp.count_ops(shortest.formula) < apart else None


_NO_FORM = (
    ImportError,
    NoForm,
    NotImplementedError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What a row raises that sympy cannot follow."""


def _shortest(
    raw: Any, shares: list[Share], of: Value, to: Value, names: Mapping[Value, Written],
    meanings: Mapping[Any, Value], held: set[Value],
) -> ClosedForm | None:  # fmt: skip
    """The shortest way to write a form that is proved."""
    if not _readable(raw):
        return None
    quotients = _quotients(names, set(meanings))
    named = {symbol: quotient for symbol, (quotient, _) in quotients.items()}
    meanings = {symbol: node for symbol, (_, node) in quotients.items()} | dict(meanings)
    values = {symbol: node.data for symbol, node in meanings.items()}
    shares += find_shares(raw, shares, [str(name) for name in names.values()], values, named)
    candidates = sorted(dict.fromkeys(_ways_to_write(raw, shares, named)), key=lambda form: _length(form, raw))
    for form in candidates:
        if proved(form, shares, of, to, meanings, held):
            used = tuple(share for share in shares if share_symbol(share) in form.free_symbols)
            return ClosedForm(form, used)
    return None


def _symbol(name: Written) -> Any:
    return sympy().Symbol(str(name), real=True)


def _derived(of: Value, to: Value, order: list[Value], held: set[Value], symbols: Mapping[Value, Any]) -> Any:
    """The partial by the rows, with the output of the last op by its name."""
    m = _Forms({symbol: node.data for node, symbol in symbols.items()})
    env: dict[Any, Any] = {node: symbols[node] for node in order if node in held}
    replay(order, env, lambda node, inputs: m.apply(node.op, *inputs), m.number)
    env[of] = symbols[of]
    live = dependents(order, [to])
    edges = edges_over(m, env.__getitem__, live, held - {of})
    return sympy().sympify(adjoints([node for node in order if node in live], m.number(1), edges).get(to, 0))


def _readable(form: Any) -> bool:
    """Whether a form holds nothing but numbers, names and functions."""
    sp = sympy()
    odd = (sp.Piecewise, sp.Max, sp.Min, sp.Derivative, sp.Subs, sp.core.relational.Relational)
    return not form.has(sp.nan, sp.zoo, sp.oo, -sp.oo, sp.I, *odd) and sp.count_ops(form) <= 10 * LONGEST


def _quotients(names: Mapping[Value, Written], known: set[Any]) -> dict[Any, tuple[Any, Value]]:
    """The nodes with labels that are a quotient of what is known by name, such as p2 = exp(z2)/S, by symbol."""
    nodes = [node for node in names if node.label and node.op is OPS["div"]]
    quotients: dict[Any, tuple[Any, Value]] = {}
    for node in nodes if len(nodes) <= QUOTIENTS else []:
        labelled = {each for each in names if each.label and each is not node}
        order: list[Value] = topological_order(node, labelled)
        cut = {each: _symbol(names[each]) for each in order if each.op is None or each in labelled}
        if len(order) <= LONGEST and known >= set(cut.values()):
            try:
                above, below = _expression(node, order, cut).as_numer_denom()
            except _NO_FORM:
                continue
            if below.free_symbols and above.free_symbols:
                quotients[_symbol(names[node])] = above / below, node
    return quotients


def _expression(node: Value, order: list[Value], names: Mapping[Value, Any]) -> Any:
    """What a node is in what has a name beneath it."""
    m, env = _Forms({name: each.data for each, name in names.items()}), dict[Any, Any](names)
    replay(order, env, lambda each, inputs: m.apply(each.op, *inputs), m.number)
    return sympy().sympify(env[node])


def _ways_to_write(raw: Any, shares: list[Share], named: Mapping[Any, Any]) -> Iterator[Any]:
    """The form as derived, and shorter ways to write it."""
    sp = sympy()
    for form in dict.fromkeys((raw, with_shares(raw, shares, {}), with_shares(raw, shares, named))):
        yield form
        if sp.count_ops(form) <= LONGEST and _degree(form) <= HIGHEST:
            collect = functools.partial(sp.collect, syms=[*map(share_symbol, shares), *named])

            def sums(form: Any, collect: Callable[..., Any] = collect) -> Any:
                return collect(sp.expand(form))

            simplify = (sp.simplify,) if sp.count_ops(form) <= SHORT else ()
            for shorten in (sp.factor_terms, sp.cancel, sp.expand, sp.factor, collect, sums, *simplify):
                try:
                    yield shorten(form)
                except Exception:  # whatever a simplifier trips over, the form itself stays
                    continue


def _degree(form: Any) -> int:
    """The largest number in an exponent, above or below the bar: a polynomial of that degree is what shortens it."""
    exponents = [power.exp for power in form.atoms(sympy().Pow) if power.exp.is_Rational]
    return max((max(abs(int(exp.p)), int(exp.q)) for exp in exponents), default=0)


def _length(form: Any, raw: Any) -> tuple[int, str]:
    """How long a form is to read; the form of the rows may be longer, as a product may: y (1 - y) beside y - y^2."""
    text = str(over(form, NAMES, lambda symbol: NAMES.written(str(symbol))))
    is_product = form.is_Mul and any(factor.is_Add for factor in form.args)
    return len(text) - 4 * (form == raw) - 3 * is_product, text


# ── proof ────────────────────────────────────────────────────────────────────────────────────────


def proved(
    form: Any, shares: list[Share], of: Value, to: Value, meanings: Mapping[Any, Value], held: set[Value]
) -> bool:
    """Whether a form is proved equal to the partial, for all values of the held nodes around the recorded ones."""
    from .verify.proof.algebra import Algebra
    from .verify.proof.terms import NoProof

    m = Algebra()
    try:
        env = {node: m.leaf(f"x{i}", node.data) for i, node in enumerate(held)}
        by_symbol = {share_symbol(share): share.formula for share in shares}
        known: dict[Any, Any] = {}

        def of_symbol(symbol: Any) -> Any:
            if symbol not in known:
                node = meanings.get(symbol)
                if node is not None:
                    known[symbol] = env[node] if node in env else evaluate(node, over=m, at=env)
                else:
                    known[symbol] = over(by_symbol[symbol], m, of_symbol)
            return known[symbol]

        true = gradient(of, to, over=m, at=env)
        return bool(m.vanishes(m.number(true) - over(form, m, of_symbol)))
    except (NoProof, NoForm, ArithmeticError):
        return False
