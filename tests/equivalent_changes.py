"""Changes of lines that change nothing, as `tests/mutate.py` prints them but for the number of the line,
each with its reason.
"""

EQUIVALENT: dict[str, str] = {
    "autograd_core/verify/verdicts/printed.py: difference_between(claim.middle, true)  ->  "
    "difference_between(true, claim.middle)  in  if not math.isfinite(off) or "
    "difference_between(claim.middle, true).copy_abs() > Decimal(off):": "its size is asked for",
    "autograd_core/verify/lines/unvalued.py: 1.31  ->  2.31  in  "
    "_VALUES = (0.73, 1.31, 0.46, 0.89, 1.17, 0.58, 1.43)": "other values are tried",
    "autograd_core/namespaces/intervals.py: x <= 0  ->  x < 0  in  "
    "return -(1 + self.erf(self.point(x.copy_negate())) if x <= 0 else self.bounds(series.erfc(x, self.digits)))":
        "both ways hold at 0",
    "autograd_core/namespaces/monotone.py: x.lo != x.hi  ->  x.lo == x.hi  in  "
    "if rise is not None and x.lo != x.hi and x.finite and low.finite:":
        "a point has no width, and a narrow interval takes two evaluations instead of one",
    "autograd_core/namespaces/monotone.py: x > 0  ->  x >= 0  in  "
    "return m.up.add(y.hi, m.up.divide(w, x)) if x > 0 else INF": "the logarithm of 0 is not finite, and asked before",
    "autograd_core/namespaces/float_intervals.py: 2 ** 20  ->  2 * 20  in  "
    "few = -(2**20) < near < 2**20 and (64 * near).is_integer()": "both ways are exact",
    "autograd_core/verify/truth/sided.py: 0  ->  1  in  self.loose, self.calls = loose, 0":
        "the clock is looked at one call sooner",
    "autograd_core/verify/truth/sided.py: self.calls += 1  ->  self.calls -= 1  in  self.calls += 1":
        "the clock is looked at as often",
    "autograd_core/verify/lines/parametric.py: 0  ->  1  in  "
    'return [Instruction("number", "1", 0, 0), _of(x, t), _BY], f"1/(d{x}/d{t})"': "a number has no arguments to count",
    "autograd_core/verify/lines/unvalued.py: 0.15  ->  1.15  in  _SCALES = (1, 0.6, 0.15, 5, 2.9, -1, -0.6, 23, 0.02)":
        "other values are tried",
    "autograd_core/verify/lines/unvalued.py: place + 1  ->  place - 1  in  "
    "scale = _SCALES[(attempt if attempt < len(_SCALES) else attempt * (place + 1) + place) % len(_SCALES)]":
        "other values are tried",
    "autograd_core/namespaces/interval_arithmetic.py: 0  ->  1  in  "
    "return size if size is None or x > 0 else -size": "every named constant is above 1",
    "autograd_core/namespaces/interval_functions.py: "
    "y - y * y / 2 + Interval(self, cube.copy_negate(), cube)  ->  "
    "y - y * y / 2 - Interval(self, cube.copy_negate(), cube)  in  "
    "return y - y * y / 2 + Interval(self, cube.copy_negate(), cube)": "as far up as down",
    "autograd_core/namespaces/interval_functions.py: 1  ->  2  in  if not x.is_finite() or x < -1:":
        "the decimal module finds no logarithm of what is below 0 either",
    "autograd_core/namespaces/interval_functions.py: "
    "n.adjusted() > 400  ->  n.adjusted() >= 400  in  if n.adjusted() > 400:":
        "a power of 401 digits may be worked out or left open",
    "autograd_core/namespaces/intervals.py: "
    "shifted.lo < self.digits // 2 + 8  ->  shifted.lo <= self.digits // 2 + 8  in  "
    "while shifted.lo < self.digits // 2 + 8:": "a step more of the recurrence than the series needs",
    "autograd_core/namespaces/interval_functions.py: "
    "self.digits // 2 + 1  ->  self.digits // 2 - 1  in  "
    "if -t.adjusted() > self.digits // 2 + 1:  # |log(1 + t) - t + t²/2| < |t|³": "the bound holds for every such t",
    "autograd_core/namespaces/interval_functions.py: "
    "x.adjusted() in (0, -1)  ->  x.adjusted() not in (0, -1)  in  "
    "if x.is_finite() and x != 1 and x.adjusted() in (0, -1):": "near 1 it takes longer, and comes to the same",
    "autograd_core/chain/factors.py: False  ->  True  in  "
    "at_kink: bool | None = field(default=None, repr=False, compare=False)":
        "it follows from the nodes, which are compared",
    "autograd_core/chain/factors.py: 0  ->  1  in  "
    "same = all(partial == partials[0] for partial in partials)":
        "where all are equal, they are equal to the second",
    "autograd_core/chain/links.py: _added(before.value, partial)  ->  _added(partial, before.value)  in  "
    "Link(arg, partial, position) if before is None else Link(arg, _added(before.value, partial))":
        "a sum is commutative",
    "autograd_core/chain/links.py: "
    "x is not arg and number[x] > bottom  ->  x is not arg or number[x] > bottom  in  "
    "seen = {x for x in beneath(node) if x is not arg and number[x] > bottom}":
        "what is numbered below a node never leads to it, so that looking there takes time and nothing else",
    "autograd_core/chain/ways.py: 1000  ->  1001  in  COUNTED = 2**1000":
        "as many ways as that may be counted or not",
    "autograd_core/graph.py: 2  ->  3  in  if len(edges) == 2:": "one argument the other way round is itself",
    "autograd_core/namespaces/floats.py: x > 0  ->  x >= 0  in  "
    "return x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))":
        "both forms come to log 2 at 0",
    "autograd_core/namespaces/floats.py: x < 0  ->  x <= 0  in  return -INF if x < 0 and _odd(y) else INF":
        "no power of 0 is too large for a float",
    "autograd_core/namespaces/floats.py: 0.0  ->  1.0  in  "
    "if x < 0 and abs(y) < CLOSE * max(abs(polygamma(n, 1 - x)), 0.0 if n else 1.0):":
        "the finer way is taken a little earlier, and gives the same",
    "autograd_core/namespaces/floats.py: 1.0  ->  2.0  in  "
    "if x < 0 and abs(y) < CLOSE * max(abs(polygamma(n, 1 - x)), 0.0 if n else 1.0):":
        "the finer way is taken a little earlier, and gives the same",
    "autograd_core/forms.py: m.abs(a) < m.abs(b)  ->  m.abs(a) <= m.abs(b)  in  "
    "return m.where(a * b <= 0, 0, m.where(m.abs(a) < m.abs(b), a, b))":
        "slopes of one size are equal, since two of other signs have 0 between them",
    "autograd_core/forms.py: "
    "nearest_zero(m, left, above) + 0 * x  ->  nearest_zero(m, left, above) - 0 * x  in  "
    "return m.where(x > 0, above, m.where(x < 0, below, nearest_zero(m, left, above) + 0 * x))":
        "0 times x is there for a NaN, which has no sign",
    "autograd_core/ops.py: m.minimum(x, 0)  ->  m.minimum(0, x)  in  "
    "lambda m, y, x, alpha: m.where(x > 0, m.nothing, m.expm1(m.minimum(x, 0))),":
        "a minimum is the same either way round, but for the sign of a 0",
    "autograd_core/namespaces/intervals.py: x - self.point(nearest)  ->  x + self.point(nearest)  in  "
    "sine = self.sin(self.pi * (x - self.point(nearest)))":
        "twice a whole number is a period of sin(pi x)",
    "autograd_core/namespaces/intervals.py: "
    "bound <= self.down.scaleb(total.hi.copy_abs(), -self.digits - 2)  ->  "
    "bound < self.down.scaleb(total.hi.copy_abs(), -self.digits - 2)  in  "
    "if bound >= size or bound <= self.down.scaleb(total.hi.copy_abs(), -self.digits - 2):":
        "a term more than is needed",
    "autograd_core/verify/truth/enclosures.py: 1  ->  2  in  "
    "below, above = (from_side(m, values, y, x, side, lambda leaf: self.leaf(leaf, m), held) for side in (-1, 1))":
        "a limit is the same at twice the speed",
    "autograd_core/verify/truth/enclosures.py: held <= self.held  ->  held < self.held  in  if held <= self.held:":
        "the same graph with the same nodes held, once more",
    "autograd_core/verify/truth/enclosures.py: 0  ->  1  in  kinks = list(self.kinks(y, x, LADDER[0]))":
        "what is certain to 30 digits is certain to 60",
    "autograd_core/verify/truth/enclosures.py: "
    "topological_order(y, held) if held else self.shape.beneath(y)  ->  "
    "topological_order(y, held) if not held else self.shape.beneath(y)  in  "
    "order = topological_order(y, held) if held else self.shape.beneath(y)":
        "beneath what is held no edge leads on, so a longer order takes time and nothing else",
    "nn/losses.py: zip(outs, signs)  ->  zip(signs, outs)  in  "
    "return _mean([ops.relu(1 - sign * out) for out, sign in zip(outs, signs)])": "a product is commutative",
    "nn/losses.py: _HINGE(outs, _signs(outs, targets))  ->  _HINGE(_signs(outs, targets), outs)  in  "
    "return _HINGE(outs, _signs(outs, targets))": "a product is commutative",
    "autograd_core/verify/truth/ladder.py: 30  ->  31  in  LADDER = (30, 60, 120, 240, 480, 960)":
        "a digit more than was asked for",
    "autograd_core/verify/truth/ladder.py: 60  ->  61  in  LADDER = (30, 60, 120, 240, 480, 960)":
        "a digit more than was asked for",
    "autograd_core/verify/truth/ladder.py: 120  ->  121  in  LADDER = (30, 60, 120, 240, 480, 960)":
        "a digit more than was asked for",
    "autograd_core/verify/truth/ladder.py: 240  ->  241  in  LADDER = (30, 60, 120, 240, 480, 960)":
        "a digit more than was asked for",
    "autograd_core/verify/truth/ladder.py: 480  ->  481  in  LADDER = (30, 60, 120, 240, 480, 960)":
        "a digit more than was asked for",
    "autograd_core/verify/truth/ladder.py: 960  ->  961  in  LADDER = (30, 60, 120, 240, 480, 960)":
        "a digit more than was asked for",
    "autograd_core/verify/truth/ladder.py: 60  ->  61  in  MEETING = (60, 480)": "a digit more than was asked for",
    "autograd_core/verify/truth/ladder.py: 480  ->  481  in  MEETING = (60, 480)": "a digit more than was asked for",
    "autograd_core/verify/truth/ladder.py: x.m.up.subtract(x.hi, x.lo)  ->  x.m.up.subtract(x.lo, x.hi)  in  "
    "width = x.m.up.subtract(x.hi, x.lo)": "only the size of a width is looked at",
    "autograd_core/verify/truth/shape.py: self._beneath.clear()  ->  pass  in  self._beneath.clear()":
        "what is kept longer takes room and nothing else",
    "autograd_core/verify/truth/shape.py: 300000  ->  300001  in  MOST_NODES = 300_000":
        "one node more may be judged or not",
    "autograd_core/verify/partials/identities.py: 960  ->  961  in  at_point = self._at_the_point((240, 480, 960))":
        "a digit more than was asked for",
    "autograd_core/verify/partials/proving.py: 60  ->  61  in  "
    "return evaluated(self.question.true, self.truth.beside(at), 60).finite": "a digit more than was asked for",
    "autograd_core/verify/partials/judging_formulas.py: 25  ->  26  in  HARDLY = -25":
        "what is off by that may be left open or not where time is up",
    "autograd_core/verify/partials/identities.py: 480  ->  481  in  at_point = self._at_the_point((240, 480, 960))":
        "a digit more than was asked for",
    "autograd_core/verify/partials/identities.py: 40  ->  41  in  "
    "return refuted(self.question.claimed, beyond, *self.question.over(beyond, 40))":
        "a digit more than was asked for",
    "autograd_core/verify/partials/judging_formulas.py: 40  ->  41  in  LEAST = -40":
        "no rounding makes a difference of that size",
    "autograd_core/verify/verdicts/verdict.py: 0  ->  1  in  "
    'return "-infinity" if x.lo < 0 else "infinity"': "an infinity lies on the same side of 0 and of 1",
    "autograd_core/value.py: digits > 0  ->  digits >= 0  in  "
    "return ops.round(x * scale) / scale if digits > 0 else ops.round(x / scale) * scale":
        "no decimals at all have been answered before",
    "nn/training.py: False  ->  True  in  "
    'bar.set_postfix_str(f"{history.watched} {history[history.watched][-1]:.4g}", refresh=False)':
        "a bar is drawn once more than it need be",
    "autograd_core/adding.py: 1  ->  2  in  return wraps(f)(alone if count == 1 and not variadic else "
    "among_others)  # type: ignore[return-value]  # it has f's types":
        "the general way, which takes longer, says the same of one argument",
    "autograd_core/adding.py: least <= len(args) < count  ->  least < len(args) < count  in  return (said if "
    "named or not least <= len(args) < count else f)(*args, **named)":
        "what lacks arguments that have defaults is answered by either, and sooner by the one",
    "autograd_core/namespaces/floats.py: 1  ->  2  in  if x < 0 and abs(y) < CLOSE * max(1.0, math.lgamma(1 - "
    "x)):":
        "the finer way is taken a little earlier, and gives the same",
    "autograd_core/namespaces/erfinv.py: math.log1p(-x * x) if x < 0.5 else math.log((1.0 - x) * (1.0 + x))  "
    "->  math.log1p(-x * x) if not x < 0.5 else math.log((1.0 - x) * (1.0 + x))  in  w = math.log1p(-x * x) "
    "if x < 0.5 else math.log((1.0 - x) * (1.0 + x))":
        "a first guess, from which Halley's rule comes to the same",
    "autograd_core/namespaces/erfinv.py: x < 0.5  ->  x <= 0.5  in  w = math.log1p(-x * x) if x < 0.5 else "
    "math.log((1.0 - x) * (1.0 + x))":
        "a first guess, from which Halley's rule comes to the same",
    "autograd_core/namespaces/sinc.py: 0.75  ->  1.75  in  if size > 0.75:":
        "the sine of half a turn less is as good",
    "autograd_core/namespaces/sinc.py: 0.0  ->  1.0  in  down, up, below, above = 0.0 * u, 1.0, m.where(low, "
    "u, 0.0), m.where(low, n + 1.0, u)":
        "so far above, where the recurrence begins makes no difference",
    "autograd_core/namespaces/sinc_zeros.py: 20  ->  21  in  pi = series.pi(PLACES + 20)[0]":
        "a digit more than is needed",
    "autograd_core/namespaces/gamma_zeros.py: x < PLACES  ->  x <= PLACES  in  while x < PLACES:":
        "a step more of the recurrence than the series needs",
    "autograd_core/namespaces/special.py: abs(rest) < 0.25  ->  abs(rest) <= 0.25  in  near = abs(rest) < "
    "0.25  # beside pi / 2 the cotangent is as small as what pi is rounded by":
        "at a quarter either form is as good",
    "autograd_core/namespaces/special.py: 30  ->  31  in  if not abs(x) < 30:":
        "it is 0 from 28 on",
    "autograd_core/blocks.py: if outer.exits == _exits: outer.exits += 1  ->  if not outer.exits == _exits: "
    "outer.exits += 1  in  if outer.exits == _exits:  # what holds around this block is as it was":
        "what may have changed is worked out once more",
    "autograd_core/blocks.py: outer.exits = _exits  ->  pass  in  outer.exits = _exits":
        "what may have changed is worked out once more",
    "autograd_core/watching.py: 0  ->  1  in  in_use = 0":
        "it is asked who watches, and nobody does",
    "autograd_core/chain/links.py: number[x] > bottom  ->  number[x] >= bottom  in  if number[x] > bottom and "
    "x not in seen:":
        "no other node has the number of the argument, which was looked for before",
    "nn/losses.py: zip(class_weights, ts, strict=True)  ->  zip(ts, class_weights, strict=True)  in  return "
    "ts if class_weights is None else [w * t for w, t in zip(class_weights, ts, strict=True)]":
        "a product is commutative",
    "autograd_core/operators.py: 10000000  ->  10000001  in  MOST_ENTRIES = 10_000_000":
        "an entry more may be worked out or not",
    "autograd_core/operators.py: False  ->  True  in  f: Callable[..., Any], argnums: tuple[int, ...], "
    "has_aux: No = False":
        "it stands there for type checkers",
    "autograd_core/verify/lines/unvalued.py: -1  ->  +1  in  _SCALES = (1, 0.6, 0.15, 5, 2.9, -1, -0.6, 23, "
    "0.02)":
        "other values are tried",
    "autograd_core/verify/lines/unvalued.py: -0.6  ->  +0.6  in  _SCALES = (1, 0.6, 0.15, 5, 2.9, -1, -0.6, "
    "23, 0.02)":
        "other values are tried",
    "autograd_core/verify/lines/unvalued.py: 1.17  ->  2.17  in  _VALUES = (0.73, 1.31, 0.46, 0.89, 1.17, "
    "0.58, 1.43)":
        "other values are tried",
    "autograd_core/verify/lines/unvalued.py: 2  ->  3  in  return max(2, _ATTEMPTS * _PAGE // max(len(text), "
    "_PAGE))":
        "one set of values more is tried",
    "autograd_core/verify/lines/parametric.py: len(leaves) <= _MOST  ->  len(leaves) < _MOST  in  named = "
    "slopes.get(t) and len(leaves) <= _MOST and all(self._is_named(leaf) for leaf in leaves)":
        "of so many leaves it may be asked or not",
    "autograd_core/verify/lines/parametric.py: 0  ->  1  in  return Instruction(\"partial\", Partial(y, t, "
    "also), 0, 0)":
        "a partial has no arguments to count, and its place is set where it is put in",
    "autograd_core/verify/lines/defining.py: found.over(FRACTIONS, {}.__getitem__)  ->  "
    "found.over({}.__getitem__, FRACTIONS)  in  return Fraction(found.over(FRACTIONS, {}.__getitem__))":
        "an expression of numbers alone is as good a rate, and takes longer",
    "autograd_core/verify/lines/definitions.py: update and update['step']  ->  update or update['step']  in  "
    "if update and update[\"step\"]:":
        "without a step the words that are looked for stand nowhere",
    "autograd_core/notation/sheets/points.py: 400  ->  401  in  _LONGEST = 400":
        "a character more may be read or not",
    "autograd_core/notation/formulas/units.py: 100  ->  101  in  _LONGEST = 100":
        "a character more may be read or not",
    "autograd_core/notation/formulas/units.py: len(text) <= _LONGEST  ->  len(text) < _LONGEST  in  found = "
    "_WITH_UNIT.fullmatch(text) if len(text) <= _LONGEST else None":
        "a character more may be read or not",
    "autograd_core/verify/proof/division.py: self.ranking(terms, divisor)  ->  self.ranking(divisor, terms)  "
    "in  rank = self.ranking(terms, divisor)":
        "the atoms of both are put in order",
    "autograd_core/verify/proof/division.py: sign > 0  ->  sign >= 0  in  unit = {UNIT: ONE, imaginary: ONE "
    "* sign} if turned else {UNIT if sign > 0 else imaginary: ONE}  # (1 + i)² = 2i":
        "a sign is 1 or -1",
    "autograd_core/verify/partials/narrowed.py: is_read and isinstance(arg, Value)  ->  is_read or "
    "isinstance(arg, Value)  in  return [arg for arg, is_read in zip(args, read, strict=True) if is_read and "
    "isinstance(arg, Value)]":
        "a part that is larger than it need be tells the same",
    "autograd_core/verify/partials/kinks.py: 30  ->  31  in  if truth.value(y, 30).nan:":
        "a digit more than was asked for",
    "autograd_core/verify/partials/arithmetic.py: apart(found, true)  ->  apart(true, found)  in  return not "
    "found.finite or apart(found, true) or digits_known(found) < found.m.digits // 2":
        "two numbers are apart either way round",
    "autograd_core/verify/partials/arithmetic.py: 60  ->  61  in  return Verdict(verdict.kind, sentence, "
    "self.true(subject, 60)), (), ()":
        "a digit more than was asked for",
    "autograd_core/verify/partials/own_rows.py: 90  ->  91  in  DIGITS, STEP = 90, 30":
        "a digit more than was asked for",
    "autograd_core/verify/partials/points.py: 12  ->  13  in  SCALES = (3, 6, 12, 24, 48)":
        "another point is tried",
    "autograd_core/verify/proof/exponentials.py: 0  ->  1  in  above_1 = i == self.half_turn or "
    "(constant(atom.definition or {}) or 0) > 1":
        "1 is not above 1 either",
    "autograd_core/verify/proof/terms.py: c > 0  ->  c >= 0  in  return math.inf if c > 0 else -math.inf":
        "0 is no fraction beyond floats",
}  # fmt: skip

ARITHMETIC = {"add": "add", "sub": "sub", "mul": "mul", "truediv": "div", "pow": "pow"}
for name, row in ARITHMETIC.items():
    for method, x, y in ((f"__{name}__", "self", "other"), (f"__r{name}__", "other", "self")):
        EQUIVALENT[
            f"autograd_core/value.py: _operator(ops.{row}, {x}, {y})  ->  _operator({x}, ops.{row}, {y})  in  "
            f'def {method}(self, other: Any) -> "Value": return _operator(ops.{row}, {x}, {y})'
        ] = "it is there to be read: straight lines that the recorder of the row wrote take its place"
