/* The letters of the alphabet that <math.h> lacks, as FLOATS answers them; each part names the parts that it calls. */

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
    const double pi = acos(-1), c = 1 / tan(pi * (x - rint(x)));
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

/* digamma: polygamma */
static double digamma(double x) { return polygamma(0, x); }
