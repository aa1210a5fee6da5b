// The alphabet over JavaScript's numbers, as FLOATS answers it: one letter a line that begins with `m.`.
// Letters that are missing here are composed of these, as `base.py` says.  Python writes the constants of `accurate.py`
// before this text: SILU, PDF, ...
const m = { nothing: Object(0) }; // a zero that takes any factor with it, known by being this very object

m.exp = Math.exp;
m.expm1 = Math.expm1;
m.log = Math.log;
m.log1p = Math.log1p;
m.log2 = Math.log2;
m.log10 = Math.log10;
m.sqrt = Math.sqrt;
m.cbrt = Math.cbrt;
m.pow = (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y); // where JavaScript says NaN
m.sin = Math.sin;
m.cos = Math.cos;
m.tan = Math.tan;
m.asin = Math.asin;
m.acos = Math.acos;
m.atan = Math.atan;
m.atan2 = Math.atan2;
m.sinh = Math.sinh;
m.cosh = Math.cosh;
m.tanh = Math.tanh;
m.asinh = Math.asinh;
m.acosh = Math.acosh;
m.atanh = Math.atanh;
m.hypot = Math.hypot;
m.abs = Math.abs;
m.sign = Math.sign;
m.floor = Math.floor;
m.ceil = Math.ceil;
m.trunc = Math.trunc;

// To the nearest integer, ties to the even one.
m.round = (x) => {
  const below = Math.floor(x),
    rest = x - below;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) || !Number.isFinite(x) ? below : Math.ceil(x);
};

// Division rounded down, and what it leaves, which has the sign of y: Python's // and %.
m.mod = (x, y) => {
  const rest = x % y;
  return rest && rest < 0 !== y < 0 ? rest + y : rest;
};
m.fmod = (x, y) => x % y;
m.copysign = (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x));
m.floordiv = (x, y) => {
  if (!y) return x / y;
  const rest = x % y,
    quotient = (x - rest) / y - (rest && rest < 0 !== y < 0 ? 1 : 0),
    below = Math.floor(quotient);
  return quotient - below > 0.5 ? below + 1 : below;
};

// NaN wins, and is never beaten.
m.maximum = (...xs) => xs.reduce((best, x) => (x !== x || x > best ? x : best));
m.minimum = (...xs) => xs.reduce((best, x) => (x !== x || x < best ? x : best));

// Rounded once (Shewchuk 1997): `parts` do not overlap and add up to the sum so far, exactly.
m.sum = (...xs) => {
  const plain = xs.reduce((total, x) => total + x, 0);
  if (!Number.isFinite(plain)) return plain;
  let parts = [];
  for (let x of xs) {
    const kept = [];
    for (let y of parts) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y,
        low = y - (high - x);
      if (low) kept.push(low);
      x = high;
    }
    parts = [...kept, x];
  }
  let total = parts.pop() ?? 0;
  while (parts.length) {
    const x = total,
      y = parts.pop();
    total = x + y;
    const low = y - (total - x);
    if (!low) continue;
    const moved = total + 2 * low; // half way, and what is left decides
    if (parts.length && low < 0 === parts.at(-1) < 0 && moved - total === 2 * low) total = moved;
    break;
  }
  return total;
};

// x y exactly, as a number and the remainder of its rounding (Dekker 1971).
const product = (x, y) => {
  const high = x * y,
    x1 = 134217729 * x - (134217729 * x - x),
    y1 = 134217729 * y - (134217729 * y - y);
  const x2 = x - x1,
    y2 = y - y1;
  return [high, x2 * y2 - (high - x1 * y1 - x2 * y1 - x1 * y2)];
};
m.gaussian = (x) => (Math.abs(x) < 30 ? timesExp(1, x, 1) : Math.exp(-x * x));
m.normal_pdf = (x) => (Math.abs(x) < 40 ? timesPdf(1, x) : Math.exp((-x * x) / 2));

// factor exp(-power x²), where power is 1 or 1/2: in the tail by halves, lest the exponential lose digits.
const timesExp = (factor, x, power) => {
  const [high, low] = product(x, x),
    half = Math.exp((-power * high) / 2);
  const found = power * high < 700 ? factor * Math.exp(-power * high) : factor * half * half;
  return found - found * (power * low);
};
const timesPdf = (factor, x) => {
  const found = timesExp(factor * PDF, x, 0.5); // 1/√(2π)
  return found + found * PDF_REST;
};
m.normal_cdf = (x) => {
  if (!(Math.abs(x) < 40)) return m.erfc(-x) / 2;
  const [t, rest] = product(-x, Math.SQRT1_2);
  return m.erfc(t) / 2 - (m.gaussian(t) * (rest - x * SQRT_HALF_REST)) / Math.sqrt(Math.PI);
};

// Formulas that cancel, or lose their digits in the tails, to the last few bits: as accurate.py has them.
const polynomial = (a, x) => a.reduce((value, each) => value * x + each, 0);
m.times_sigmoid = (x) => {
  if (x < -800) return -0;
  const e = Math.exp(x < 0 ? x : -x),
    half = Math.exp(x / 2);
  return x < -700 ? x * half * half : x < 0 ? (x * e) / (1 + e) : x / (1 + e);
};
m.slope_of_silu = (x) => {
  if (Math.abs(x) > 800) return x > 0 ? 1 : 0;
  const e = Math.exp(-x),
    half = Math.exp(x / 2);
  if (x < -700) return (1 + x) * half * half;
  if (x < -2.3) return (1 + x + 1 / e) / (e + 2 + 1 / e);
  if (!(x < 0)) return (1 + (x * e) / (1 + e)) / (1 + e);
  const d = x - SILU_ZERO - SILU_REST;
  return d * polynomial(SILU, d);
};
m.slope_of_gaussian = (x) => (Math.abs(x) < 30 ? timesExp(-2 * x, x, 1) : x !== x ? x : 0);
m.slope_of_normal_pdf = (x) => (Math.abs(x) < 40 ? timesPdf(-x, x) : x !== x ? x : 0);
// -x normal_cdf(x) / normal_pdf(x) far to the left (DLMF 7.12.1)
const mills = (x) => polynomial(MILLS, -1 / (x * x));
m.times_normal_cdf = (x) => (x < -40 ? -0 : x < -36 ? -timesPdf(mills(x), x) : x < 40 ? x * m.normal_cdf(x) : x);
m.slope_of_gelu = (x) => {
  if (!(Math.abs(x) < 40)) return x > 0 ? 1 : x < 0 ? 0 : x;
  if (x < -36) return timesPdf(x - mills(x) / x, x);
  if (x > -2.1 && x < -1.1) return polynomial(GELU_LEFT, x + 1.6);
  const d = x - GELU_ZERO - GELU_REST;
  return x >= -1.1 && x < 0.2 ? d * polynomial(GELU, d) : m.normal_cdf(x) + timesPdf(x, x);
};

// The error function: its series of like signs (DLMF 7.6.2) in the middle, its continued fraction (DLMF 7.9.1) outside.
const erfSeries = (x) => {
  let term = x,
    total = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n++) total += term *= (2 * x * x) / (2 * n + 1);
  return (2 / Math.sqrt(Math.PI)) * m.gaussian(x) * total;
};
const erfcFraction = (x) => {
  let tail = x;
  for (let k = Math.ceil(20 + 400 / (x * x)); k > 0; k--) tail = x + k / 2 / tail;
  return m.gaussian(x) / tail / Math.sqrt(Math.PI);
};
m.erf = (x) => (Math.abs(x) < 1.5 ? erfSeries(x) : x !== x ? x : Math.sign(x) * (1 - erfcFraction(Math.abs(x))));
m.erfc = (x) => (Math.abs(x) < 0.75 ? 1 - erfSeries(x) : x !== x ? x : x < 0 ? 2 - erfcFraction(-x) : erfcFraction(x));

const BERNOULLI = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510]; // B2, B4, ...

// log |Γ(x)|: Stirling's series (DLMF 5.11.1) from 12 on, what lies below by Γ(x) = Γ(x + 1) / x, and by reflection.
m.lgamma = (x) => {
  if (x !== x) return x;
  if (Math.abs(x) === Infinity || (x <= 0 && x === Math.floor(x))) return Infinity;
  if (x < 0) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * (x - m.round(x))))) - m.lgamma(1 - x);
  if (x === 1 || x === 2) return 0;
  let below = 1;
  for (; x < 12; x++) below *= x;
  const series = BERNOULLI.map((b, k) => b / ((2 * k + 2) * (2 * k + 1) * x ** (2 * k + 1)));
  return m.sum((x - 0.5) * Math.log(x), -x, Math.log(2 * Math.PI) / 2, -Math.log(below), ...series);
};

// The n-th derivative of digamma (DLMF 5.15): the recurrence up to where the asymptotic series is exact.
m.polygamma = (n, x) => {
  if (!(Number.isInteger(n) && n >= 0 && n <= 100) || x !== x || x === -Infinity) return NaN;
  const sign = n % 2 ? -1 : 1;
  if (x <= 0 && x === Math.floor(x)) return n % 2 ? Infinity : x === 0 ? -1 / x : NaN;
  if (x < 0) return m.sum(...polygammaTerms(n, 1 - x).map((term) => sign * term), -cotangent(n, x));
  return m.sum(...polygammaTerms(n, x));
};
m.digamma = (x) => {
  // around its zero, where polygamma loses its digits
  if (!(x > 0.95 && x < 3.05)) return m.polygamma(0, x);
  if (x > 2.05) return m.digamma(x - 1) + 1 / (x - 1);
  return (x - DIGAMMA_ZERO - DIGAMMA_REST) * polynomial(DIGAMMA, x - 1.5);
};
const falling = (from, count) => {
  // from (from - 1) ..., so many factors
  let found = 1;
  for (let k = 0; k < count; k++) found *= from - k;
  return found;
};
const over = (numerator, x, power) => {
  // numerator / x^power, by logarithms where one of the two leaves the floats
  const half = Math.floor(power / 2),
    found = numerator / x ** half / x ** (power - half);
  return found && Number.isFinite(found) ? found : Math.exp(Math.log(numerator) - power * Math.log(x));
};
const polygammaTerms = (n, x) => {
  const sign = n % 2 ? 1 : -1,
    terms = [];
  for (let shift = Math.ceil(12 + n - x); shift > 0; shift--, x++) terms.push(sign * over(falling(n, n), x, n + 1));
  terms.push(n ? sign * over(falling(n - 1, n - 1), x, n) : Math.log(x), (sign * over(falling(n, n), x, n + 1)) / 2);
  BERNOULLI.forEach((b, k) => {
    const order = 2 * k + 2;
    terms.push(sign * b * over(n ? falling(order + n - 1, n - 1) : 1 / order, x, order + n));
  });
  return terms;
};
const cotangent = (n, x) => {
  // the n-th derivative of π cot(πx), a polynomial in c = cot(πx) since c' = -π (1 + c²)
  let polynomial = [0, 1];
  for (let step = 0; step < n; step++) {
    const slope = polynomial.map((a, k) => k * a).slice(1);
    polynomial = Array.from({ length: slope.length + 2 }, (_, k) => -(slope[k] ?? 0) - (slope[k - 2] ?? 0));
  }
  const rest = x - m.round(x),
    c = Math.abs(rest) < 0.25 ? 1 / Math.tan(Math.PI * rest) : Math.sign(rest) * Math.tan(Math.PI * (0.5 - Math.abs(rest)));
  return Math.PI ** (n + 1) * polynomial.reduceRight((value, a) => value * c + a, 0);
};

// sin(πx) / (πx) and its derivatives, by the recurrence of sinc.py: upwards below |u|, downwards above it.
const turned = (x) => {
  // sin(πx) and cos(πx), each of less than half a turn
  let rest = x % 2;
  rest -= Math.abs(rest) > 1 ? 2 * Math.sign(rest) : 0;
  const size = Math.abs(rest);
  const sine = Math.sin(Math.PI * (size <= 0.5 ? size : 1 - size)) * (Math.sign(rest) || rest);
  if (size < 0.25) return [sine, Math.cos(Math.PI * size)];
  return [sine, size > 0.75 ? -Math.cos(Math.PI * (1 - size)) : Math.sin(Math.PI * (0.5 - size))];
};
m.sinc = (x) => {
  if (x !== x || x === 0 || Math.abs(x) === Infinity) return x !== x ? x : x === 0 ? 1 : 0;
  return turned(Math.abs(x))[0] / (Math.PI * Math.abs(x));
};
m.sinc_derivative = (n, x) => {
  if (!(Number.isInteger(n) && n >= 0 && n <= 100) || x !== x) return NaN;
  if (Math.abs(x) === Infinity) return 0;
  const u = Math.PI * x,
    [sine, cosine] = turned(x),
    waves = [sine, cosine, -sine, -cosine];
  let g = 0;
  if (n + 1 > Math.abs(u)) for (let k = 2 * n + 30; k > n; k--) g = (waves[k % 4] - u * g) / k;
  else {
    g = sine / u;
    for (let k = 1; k <= n; k++) g = (waves[k % 4] - k * g) / u;
  }
  return Math.PI ** n * g;
};

// The inverse of erf, at 0 < x < 1 as a number and what is left of it: as erfinv.py has it.
const ROOT_PI_HALF = 0.886226925452758;
const inverseErf = (x) => {
  if (x < 1e-8) return [ROOT_PI_HALF * x, -3.8332932499128994e-17 * x];
  const w = x < 0.5 ? Math.log1p(-x * x) : Math.log((1 - x) * (1 + x)),
    t = 2 / (Math.PI * 0.147) + w / 2;
  let y = Math.sqrt(-w / 0.147 / (Math.sqrt(t * t - w / 0.147) + t)),
    rest = 0;
  for (let k = 0; k < 4; k++) {
    const above = x < 0.5 ? m.erf(y) - x : 1 - x - m.erfc(y),
      last = y;
    let step = (above * ROOT_PI_HALF) / Math.exp(-y * y);
    step /= 1 + y * step;
    y = y - step;
    rest = last - y - step;
  }
  return [y, rest];
};
m.erfinv = (x) => {
  if (!(Math.abs(x) < 1)) return Math.abs(x) === 1 ? x * Infinity : NaN;
  return x === 0 ? x : Math.sign(x) * inverseErf(Math.abs(x))[0];
};
m.slope_of_erfinv = (x) => {
  if (!(Math.abs(x) < 1)) return Math.abs(x) === 1 ? Infinity : NaN;
  if (x === 0) return ROOT_PI_HALF;
  const [y, rest] = inverseErf(Math.abs(x)),
    y1 = 134217729 * y - (134217729 * y - y),
    y2 = y - y1;
  return ROOT_PI_HALF * Math.exp(y1 * y1) * Math.exp(y2 * (y1 + y) + 2 * y * rest);
};
