/* The letters of the alphabet that <math.h> lacks, as FLOATS answers them; each part names what it uses:
   other parts, and the constants of accurate.py (SILU, PDF, ...). */

/* sign: */
static double sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : x; }

/* mod: */
static double mod(double x, double y) {
    const double rest = fmod(x, y); /* what a division rounded down leaves has the sign of y */
    return rest == 0 ? copysign(0, y) : (rest < 0) != (y < 0) ? rest + y : rest;
}

/* floordiv: */
static double floordiv(double x, double y) {
    if (y == 0) return x / y;
    const double rest = fmod(x, y), quotient = (x - rest) / y - (rest != 0 && (rest < 0) != (y < 0));
    const double below = floor(quotient);
    return quotient - below > 0.5 ? below + 1 : below;
}

/* over: */
static double over(double numerator, double x, double power) {
    const double half = floor(power / 2), found = numerator / pow(x, half) / pow(x, power - half);
    return found != 0 && isfinite(found) ? found : exp(log(numerator) - power * log(x));
}

/* falling: */
static double falling(double from, double count) { /* from (from - 1) ..., so many factors */
    double found = 1;
    for (double k = 0; k < count; k++) found *= from - k;
    return found;
}

/* right: over falling */
static double right(double n, double x) { /* polygamma at x > 0: the recurrence (DLMF 5.15.5), then the series (5.15.8) */
    static const double bernoulli[] = {1. / 6, -1. / 30, 1. / 42, -1. / 30, 5. / 66, -691. / 2730, 7. / 6, -3617. / 510};
    const double sign = fmod(n, 2) == 0 ? -1 : 1;
    double total = 0;
    for (double shift = ceil(12 + n - x); shift > 0; shift--, x++) total += sign * over(falling(n, n), x, n + 1);
    double series = sign * over(falling(n, n), x, n + 1) / 2;
    for (int k = 7; k >= 0; k--) {
        const double order = 2 * k + 2;
        series += sign * bernoulli[k] * over(n > 0 ? falling(order + n - 1, n - 1) : 1 / order, x, order + n);
    }
    return total + (series + (n > 0 ? sign * over(falling(n - 1, n - 1), x, n) : log(x)));
}

/* cotangent: */
static double cotangent(double n, double x) { /* the n-th derivative of pi cot(pi x), a polynomial in the cotangent */
    double a[103] = {0, 1}, b[103];
    const double pi = acos(-1), rest = x - rint(x);
    const double c = fabs(rest) < 0.25 ? 1 / tan(pi * rest) : copysign(tan(pi * (0.5 - fabs(rest))), rest);
    for (int step = 0; step < n; step++) {
        for (int k = 0; k <= step + 2; k++)
            b[k] = (k <= step ? -(k + 1) * a[k + 1] : 0) - (k >= 1 ? (k - 1) * a[k - 1] : 0);
        for (int k = 0; k <= step + 2; k++) a[k] = b[k];
    }
    double value = 0;
    for (int k = (int)n + 1; k >= 0; k--) value = value * c + a[k];
    return pow(pi, n + 1) * value;
}

/* polygamma: right cotangent */
static double polygamma(double n, double x) {
    if (!(n >= 0 && n <= 100 && n == floor(n)) || isnan(x) || x == -INFINITY) return NAN;
    const int odd = fmod(n, 2) != 0;
    if (x <= 0 && x == floor(x)) return odd ? INFINITY : x == 0 ? -1 / x : NAN;
    return x < 0 ? (odd ? -1 : 1) * right(n, 1 - x) - cotangent(n, x) : right(n, x);
}

/* exactly: */
static double exactly(double x, double y, double *rest) { /* x y, and what its rounding left (Dekker 1971) */
    const double high = x * y, x1 = 134217729.0 * x - (134217729.0 * x - x), y1 = 134217729.0 * y - (134217729.0 * y - y);
    const double x2 = x - x1, y2 = y - y1;
    *rest = x2 * y2 - (((high - x1 * y1) - x2 * y1) - x1 * y2);
    return high;
}

/* times_exp: exactly */
static double times_exp(double factor, double x, double power) { /* factor exp(-power x^2), power 1 or 1/2 */
    double low;
    const double high = exactly(x, x, &low), half = exp(-power * high / 2);
    const double found = power * high < 700 ? factor * exp(-power * high) : factor * half * half;
    return found - found * (power * low);
}

/* times_pdf: times_exp PDF PDF_REST */
static double times_pdf(double factor, double x) {
    const double found = times_exp(factor * PDF, x, 0.5); /* 1/sqrt(2 pi) */
    return found + found * PDF_REST;
}

/* gaussian: times_exp */
static double gaussian(double x) { return fabs(x) < 30 ? times_exp(1, x, 1) : exp(-x * x); }

/* normal_pdf: times_pdf */
static double normal_pdf(double x) { return fabs(x) < 40 ? times_pdf(1, x) : exp(-x * x / 2); }

/* normal_cdf: exactly gaussian SQRT_HALF_REST */
static double normal_cdf(double x) {
    if (!(fabs(x) < 40)) return erfc(-x) / 2;
    double rest;
    const double t = exactly(-x, 0.7071067811865476, &rest);
    return erfc(t) / 2 - gaussian(t) * (rest - x * SQRT_HALF_REST) / 1.772453850905516;
}

/* polynomial: */
static double polynomial(const double *a, int count, double x) {
    double value = 0;
    for (int k = 0; k < count; k++) value = value * x + a[k];
    return value;
}

/* digamma: polygamma polynomial DIGAMMA_ZERO DIGAMMA_REST DIGAMMA */
static double digamma(double x) {
    if (!(x > 0.95 && x < 3.05)) return polygamma(0, x);
    if (x > 2.05) return digamma(x - 1) + 1 / (x - 1); /* around its zero, where polygamma loses its digits */
    return (x - DIGAMMA_ZERO - DIGAMMA_REST) * polynomial(DIGAMMA, sizeof DIGAMMA / sizeof *DIGAMMA, x - 1.5);
}

/* times_sigmoid: */
static double times_sigmoid(double x) {
    if (x < -800) return -0.0;
    const double e = exp(x < 0 ? x : -x), half = exp(x / 2);
    return x < -700 ? x * half * half : x < 0 ? x * e / (1 + e) : x / (1 + e);
}

/* slope_of_silu: polynomial SILU_ZERO SILU_REST SILU */
static double slope_of_silu(double x) {
    if (fabs(x) > 800) return x > 0 ? 1 : 0;
    const double e = exp(-x), half = exp(x / 2);
    if (x < -700) return (1 + x) * half * half;
    if (x < -2.3) return (1 + x + 1 / e) / (e + 2 + 1 / e);
    if (x >= 0 || isnan(x)) return (1 + x * e / (1 + e)) / (1 + e);
    const double d = x - SILU_ZERO - SILU_REST;
    return d * polynomial(SILU, sizeof SILU / sizeof *SILU, d);
}

/* slope_of_gaussian: times_exp */
static double slope_of_gaussian(double x) { return fabs(x) < 30 ? times_exp(-2 * x, x, 1) : isnan(x) ? x : 0; }

/* slope_of_normal_pdf: times_pdf */
static double slope_of_normal_pdf(double x) { return fabs(x) < 40 ? times_pdf(-x, x) : isnan(x) ? x : 0; }

/* mills: polynomial MILLS */
static double mills(double x) { /* -x normal_cdf(x) / normal_pdf(x) far to the left (DLMF 7.12.1) */
    return polynomial(MILLS, sizeof MILLS / sizeof *MILLS, -1 / (x * x));
}

/* times_normal_cdf: normal_cdf times_pdf mills */
static double times_normal_cdf(double x) {
    if (x < -40) return -0.0;
    return x < -36 ? -times_pdf(mills(x), x) : x < 40 ? x * normal_cdf(x) : x;
}

/* slope_of_gelu: normal_cdf times_pdf mills polynomial GELU_ZERO GELU_REST GELU GELU_LEFT */
static double slope_of_gelu(double x) {
    if (!(fabs(x) < 40)) return x > 0 ? 1 : x < 0 ? 0 : x;
    if (x < -36) return times_pdf(x - mills(x) / x, x);
    if (x > -2.1 && x < -1.1) return polynomial(GELU_LEFT, sizeof GELU_LEFT / sizeof *GELU_LEFT, x + 1.6);
    const double d = x - GELU_ZERO - GELU_REST;
    return x >= -1.1 && x < 0.2 ? d * polynomial(GELU, sizeof GELU / sizeof *GELU, d) : normal_cdf(x) + times_pdf(x, x);
}

/* turned: */
static double turned(double x, double *cosine) { /* sin(pi x), and cos(pi x), each of less than half a turn */
    const double pi = acos(-1);
    double rest = fmod(x, 2);
    rest -= fabs(rest) > 1 ? copysign(2, rest) : 0;
    const double size = fabs(rest);
    *cosine = size < 0.25 ? cos(pi * size) : size > 0.75 ? -cos(pi * (1 - size)) : sin(pi * (0.5 - size));
    return copysign(sin(pi * (size <= 0.5 ? size : 1 - size)), rest);
}

/* sinc: turned */
static double sinc(double x) {
    double cosine;
    if (isnan(x) || isinf(x) || x == 0) return isnan(x) ? x : x == 0;
    return turned(fabs(x), &cosine) / (acos(-1) * fabs(x));
}

/* sinc_derivative: turned */
static double sinc_derivative(double n, double x) { /* the recurrence, upwards below |u| and downwards above it */
    if (!(n >= 0 && n <= 100 && n == floor(n)) || isnan(x)) return NAN;
    if (isinf(x)) return 0;
    double waves[4], g = 0;
    const double pi = acos(-1), u = pi * x;
    waves[0] = turned(x, waves + 1);
    waves[2] = -waves[0];
    waves[3] = -waves[1];
    if (n + 1 > fabs(u)) {
        for (int k = 2 * (int)n + 30; k > n; k--) g = (waves[k % 4] - u * g) / k;
        return pow(pi, n) * g;
    }
    g = waves[0] / u;
    for (int k = 1; k <= n; k++) g = (waves[k % 4] - k * g) / u;
    return pow(pi, n) * g;
}

/* inverse_erf: */
static double inverse_erf(double x, double *rest) { /* erfinv at 0 < x < 1, and what is left: as erfinv.py has it */
    const double half_root_pi = 0.886226925452758, a = 0.147;
    *rest = -3.8332932499128994e-17 * x;
    if (x < 1e-8) return half_root_pi * x;
    const double w = x < 0.5 ? log1p(-x * x) : log((1 - x) * (1 + x)), t = 2 / (acos(-1) * a) + w / 2;
    double y = sqrt(-w / a / (sqrt(t * t - w / a) + t));
    for (int k = 0; k < 4; k++) {
        const double above = x < 0.5 ? erf(y) - x : (1 - x) - erfc(y), last = y;
        double step = above * half_root_pi / exp(-y * y);
        step /= 1 + y * step;
        y = y - step;
        *rest = (last - y) - step;
    }
    return y;
}

/* erfinv: inverse_erf */
static double erfinv(double x) {
    double rest;
    if (!(fabs(x) < 1)) return fabs(x) == 1 ? copysign(INFINITY, x) : NAN;
    return x == 0 ? x : copysign(inverse_erf(fabs(x), &rest), x);
}

/* slope_of_erfinv: inverse_erf */
static double slope_of_erfinv(double x) {
    double rest;
    if (!(fabs(x) < 1)) return fabs(x) == 1 ? INFINITY : NAN;
    if (x == 0) return 0.886226925452758;
    const double y = inverse_erf(fabs(x), &rest), y1 = 134217729.0 * y - (134217729.0 * y - y), y2 = y - y1;
    return 0.886226925452758 * exp(y1 * y1) * exp(y2 * (y1 + y) + 2 * y * rest);
}
