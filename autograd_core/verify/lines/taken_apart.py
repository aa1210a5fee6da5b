"""A worksheet taken apart: what it defines, in whatever order, what it claims, and what could not be read."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from types import MappingProxyType

from ...formula import Expression, FormulaError, Lambda, read
from ...graph import topological_order
from ...notation.formulas.labels import NAME, Labels, key
from ...notation.sheets.equations import sides
from ...notation.sheets.lines import Statement
from ...notation.sheets.points import UNNAMED
from ..partials.formulas import is_beneath
from ..partials.line_parts import PERHAPS_RATES, RATES
from .defined import Definition
from .definitions import stepped, updated
from .heads import INCREMENT, Line, Tied, differentiated
from .placed import Placed
from .unvalued import value, variables
from .waiting import Waiting

_PRIMED = re.compile(rf"[d∂]({NAME.pattern}')\s*[/∕÷⁄]")
_TOWARDS = re.compile(r"/\s*[d∂]\s*([^\W\d_])(?!\w)")
"""The letter below a derivative."""
_ROUNDED = 0.01
"""So near a derivative, a name is taken for it."""
_UNUSED = "FGHQ"
"""What equations are called where no name on the sheet has that letter."""
_PRODUCT_OF = 4
"""A word of fewer letters may be a product of them."""


class TakenApart(Waiting):
    """What a worksheet defines, what it claims, and what could not be read.

    A definition may stand above the values that it speaks of, as in y = x^2, x = 3: it waits for them.
    """

    def __init__(
        self, said: Sequence[Statement], attempt: int = 0, at: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        super().__init__(said, attempt, at)
        self._differentiated = differentiated(line.statement.text for line in self.lines)
        self._primed = {found[1] for line in self.lines for found in _PRIMED.finditer(line.statement.text)}
        """The names such as h' that the sheet differentiates, which are no next values of h."""
        self._words = Counter(word[0] for line in self.lines for word in NAME.finditer(line.statement.text))
        moved = (found for line in self.lines for found in _TOWARDS.findall(line.statement.text))
        self.tied = Tied(line.statement.text for line in self.lines)
        self.arguments = {parameter for line in self.lines for parameter in line.parameters}
        """The arguments of functions, which need no value."""
        indices = (letter for xs in self._differentiated.values() for x in xs for letter in x)
        self._moved = {*moved, *self.arguments, *self.tied.xs, *self.tied.ys, *indices}
        """The letters towards which the sheet differentiates, and the arguments of its functions."""
        for line in self.lines:
            self._below[key(line.name)] -= 1
            self._take(line)
        self._end()
        self.elsewhere: dict[tuple[tuple[str, str], ...], list[Statement]] = {}
        """The claims at other values of some leaves, by these values."""
        if not at:
            placed = Placed(self.claims, self.known, self.leaves, self.functions, self.free)
            self.claims, self.elsewhere = placed.here, placed.elsewhere
            self.problems += placed.problems

    def _take(self, line: Line) -> None:
        """A line defines a name that is new, or claims something."""
        is_new = bool(line.rest) and line.name not in self.known and key(line.name) not in self._awaited
        if line.parameters:
            defines = is_new and line.name not in self.functions
        else:
            is_name = NAME.fullmatch(line.name) is not None and not updated(line.name, self.leaves)
            defines = is_new and (is_name or line.name in self._primed)
        of_all = line.name[:1] == "D" and bool(self._words_of(line.name[1:]))  # Df = 3x²
        speaks = of_all or self._is_differential(line) or (self._words[line.name] == 1 and self.tied.ties(line))
        if defines and not speaks and {line.name, UNNAMED}.isdisjoint(dict(line.statement.at)):
            for i, (name, text) in enumerate(line.statement.at):  # y = x^2 at x = 3 says what x is
                said = line.statement._replace(text=f"{name} = {text}", at=())
                self._take(Line(-1 - 100 * line.order - i, said, name, [text]))
            self._try(line)
        else:
            self.claims.append(line.statement)
        self._try_ready()

    def _is_differential(self, line: Line) -> bool:
        """Whether a line is dz = f_x dx + f_y dy, of a node that stands above, where dx and dy are no names."""
        if line.name[:1] != "d" or not line.rest or not (words := self._words_of(line.name[1:])):
            return False
        xs = (found["x"] for found in INCREMENT.finditer(line.rest[0]))
        return any(x in words and f"d{x}" not in self.known and key(f"d{x}") not in self._heads for x in xs)

    def _is_partial(self, line: Line) -> bool:
        """Whether a line is about f_x, for a formula f in x, and names nothing of its own that other lines speak of.

        Where they do, f_x is the derivative if f was written f(x), or if it has the derivative's value.
        """
        name = line.name
        stem = key(name).partition("_")[0]
        is_function = stem in self.functions
        if stem == key(name) or not (is_function or stem in self.known):
            return False
        labels = Labels((stem, *self.functions[stem].parameters)) if is_function else self.labels
        try:
            (partial,) = read(name, labels, partials=True).partials
        except (FormulaError, ValueError):
            return False
        if is_function:
            return True
        y, xs = self.known[partial.y], [self.known[x] for x in (partial.x, *partial.also) if x]
        if y.op is None or not all(is_beneath(x, y) for x in xs):
            return False
        if self._words[name] <= self._heads[key(name)]:
            return True
        values = (self._made(name, text)[0].data for text in (name, line.rest[0]))
        return math.isclose(*values, rel_tol=_ROUNDED)

    def _words_of(self, name: str) -> Set[str]:
        """What a formula that stands above may be differentiated towards; nothing where none is called so."""
        if (node := self.known.get(name)) is not None:
            return set() if node.op is None else self.known.keys() - {name}
        if name in self.functions:
            return set(self.functions[name].parameters)
        waiting = self._named.get(name)
        words = (word[0] for word in NAME.finditer(waiting.rest[0])) if waiting is not None else ()
        return {part for word in words for part in (word, *(word if len(word) < _PRODUCT_OF else ()))}

    def _try(self, line: Line) -> None:
        """Define what a line defines, or let it wait for the names that it speaks of; at least until the end."""
        try:
            self._define(line)
        except FormulaError as error:
            line.error, line.when = error, len(self.known) + len(self.functions)
            unknown = NAME.match(error.text, error.position)
            free = variables(error, self._moved)
            if free and line.name not in free:  # it will be defined at the end, for any value of these
                self._awaited.add(key(line.name))
            waits = bool(free) or (unknown is not None and self._comes(key(unknown[0])))
            self._wait(line, {key(word[0]) for word in NAME.finditer(line.rest[0])} if waits else set())

    def _define(self, line: Line) -> None:
        """Give a name its value, or a function its rule, and its value too where those of its arguments are known."""
        name, rest = line.name, line.rest
        if self._is_partial(line):
            self.claims.append(line.statement)
            self._settle(line)
            return
        if line.parameters and name not in self.functions:
            body = read(rest[0], (*line.parameters, *self.known), functions=self.functions)
            self.functions[name] = Lambda(name, line.parameters, body.program)
            if not self.known.keys() >= set(line.parameters):
                self._wait(line, {key(parameter) for parameter in line.parameters})
                return
        node, expression = self._made(name, rest[0])
        if line.parameters and line.order in self._waiting:
            self.late.add(name)
        judged = len(rest) > 1 or (stepped(name, self.leaves) is not None and self._steps(expression))
        number, text = line.statement.line, line.statement.text
        self.defined[name], self.known[name] = Definition(number, text, node, judged, expression), node
        self.labels.add(name)
        if node.op is None:
            self.leaves.add(name)
        if line.statement.given:
            self.claims.append(line.statement._replace(text=line.statement.given, given=""))
        if judged:
            self.claims.append(line.statement._replace(text=" = ".join((name, *rest)), given=""))
        self._settle(line)

    def _steps(self, expression: Expression) -> bool:
        """Whether Δw is a step against a gradient, which stands there, or the learning rate in the sheet."""
        return bool(expression.partials) or not self.known.keys().isdisjoint((*RATES, *PERHAPS_RATES))

    def _end(self) -> None:
        """Try once more what still waits, and tell what cannot be defined."""
        bare = {name for line in self._waiting.values() for name in line.bare}
        for line in [*self._waiting.values()]:
            if self._is_spoken_of(line, bare):
                self._define_at_any(line)
        for line in sorted(self._waiting.values(), key=lambda line: (bool(line.missing), line.slopes, line.order)):
            if line.order in self._waiting and not self._is_function(line):
                self._define_for_any(line)
                self._try_ready()
        for line in [*filter(self._is_function, self._waiting.values())]:
            alone = all(leaf in self.leaves for leaf in self.known)  # nothing but functions: f(x) = x^2, f'(x) = 2x
            if alone or self.known.keys() >= set(line.parameters):
                self._define_at_any(line)
            else:
                self.function_lines.append((line.name, line.statement))
        self.claims = [*map(self._written_out, self.claims)]
        for claim in self.claims:
            line = Line.of(0, claim)
            if line.is_rule:
                self._leave_free_in(line)
            elif len(line.rest) == 1 and (self.tied.ties(line) or (self.free and not self.tied.speaks(claim.text))):
                self._relate(line)

    def _written_out(self, claim: Statement) -> Statement:
        """V = 500, of a V = πr²h that no values give, as the equation πr²h = 500 that slopes are taken along."""
        name, *rest = sides(claim.text)
        if name in self.tied.ys or self.tied.ys.isdisjoint(self.defined):
            return claim
        if name not in self.defined or not self.free or len(rest) != 1 or re.search(r"[^\W\d_]", rest[0]):
            return claim
        leaves = [node for node in topological_order(self.known[name]) if node.op is None]
        if len(leaves) < 2 or not any(str(leaf.label) in self.free for leaf in leaves):
            return claim
        self.tied_down.add(name)
        return claim._replace(text=f"{sides(self.defined[name].text)[1]} = {rest[0]}")

    def _leave_free_in(self, line: Line) -> None:
        """A rule, d/dx x^n = n x^(n-1), holds for any values of what it differentiates."""
        for x in line.towards:
            if x not in self.known and key(x) not in self._heads:
                self._leave_free(x, line)
        while True:
            try:
                read(line.name, self.labels, partials=True, functions=self.functions)
            except FormulaError as error:
                free = [name for name in variables(error, self._moved) if name not in self.known]
                if not free or any(key(name) in self._heads for name in free):
                    self.has_rules = self.has_rules or not error.sentence.startswith("no value is named")
                    return
                for name in free:
                    self._leave_free(name, line)
            else:
                self.has_rules = True
                return

    def _relate(self, line: Line) -> None:
        """An equation ties a leaf to others; one that a derivative is towards may have no value."""
        difference, found = f"({line.name}) - ({line.rest[0]})", None
        label = next((f for f in _UNUSED if not any(f in word for word in self._words)), line.statement.text)
        while found is None:
            try:
                found, said = self._made(label, difference)
            except FormulaError as error:
                free = [name for name in variables(error, self._moved) if name not in self.known]
                if not free or not self.tied.ties(line):
                    return
                for name in free:
                    self._leave_free(name, line)
        leaves = [node for node in topological_order(found) if node.op is None]
        if len(leaves) > 1 and (self.tied.ties(line) or self.leaves.issuperset(said.names)):
            self.relations[found] = line.statement.text
            self._words[label] += 1

    def _is_spoken_of(self, line: Line, bare: Set[str]) -> bool:
        """Whether a line gives a function its rule that others speak of as of a value: df/dx, ∇f, f'(3), or πr²."""
        if not line.parameters or any(key(name) in self._heads for name in line.parameters):
            return False
        towards = self._differentiated.get(line.name, set())
        return line.name in bare or any(x in line.parameters or set(x) <= set(line.parameters) for x in towards)

    def _define_at_any(self, line: Line) -> None:
        """Define a function as what it comes to, for any values of its arguments that have none."""
        for parameter in line.parameters:
            if parameter not in self.known:
                self._leave_free(parameter, line)
        self._define_for_any(line)
        self._try_ready()

    def _define_for_any(self, line: Line) -> None:
        """Define what a line defines, for any values of the variables that have none; or tell why it cannot be."""
        error = line.error
        if error is None or (line.name not in self.known and line.when < len(self.known) + len(self.functions)):
            error = self._error(line)
        while error is not None:
            free = [name for name in variables(error, self._moved) if name not in self.known]
            if line.name in self.known or not free or not all(self._may_be_free(name, line) for name in free):
                self._lose(line, error)
                return
            for name in free:
                self._leave_free(name, line)
            error = self._error(line)

    def _may_be_free(self, name: str, line: Line) -> bool:
        """Whether no line defines a name, or only one that says what it is by this line: v = u + at, a = dv/dt."""
        other, base = self._named.get(name), name.partition("_")[0]
        if base != name and (base in self.functions or key(base) in self._heads):  # U_x, where U is defined
            return False
        if key(name) not in self._heads:
            return True
        return other is not None and other.order in self._waiting and line.name in other.slopes

    def _error(self, line: Line) -> FormulaError | None:
        """Why a line does not define anything; None where it does."""
        try:
            self._define(line)
        except FormulaError as error:
            return error
        return None

    def _leave_free(self, name: str, line: Line) -> None:
        """A name that has no value gets one of our choice."""
        own = self._named.get(name)
        if own is not None and self._waiting.pop(own.order, None) is not None:  # it says what the name is: a claim
            self.claims.append(own.statement)
        node, _ = self._made(name, value(len(self.free), self._attempt))
        self.known[name] = node
        if name not in self.at:
            self.free[name] = line.statement.line
        self.labels.add(name)
        self.leaves.add(name)
