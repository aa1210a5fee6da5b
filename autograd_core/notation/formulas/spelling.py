"""How things are spelled: signs, functions by their many names, and the letters that stand for words."""

import unicodedata
from collections.abc import Sequence

from ...ops import OPS

SIGNS = {
    ".*": "*", "./": "/", ".^": "**", "⨯": "*", "‧": "*",
    "·": "*", "⋅": "*", "∙": "*", "•": "*", "×": "*", "∗": "*", "⊙": "*", "∘": "*", "÷": "/", "∕": "/", "⁄": "/",
    "✕": "*", "✖": "*", "➗": "/", "➕": "+", "−": "-", "–": "-", "—": "-", "‒": "-", "―": "-", "˗": "-", "➖": "-",
    "‐": "-", "‑": "-", "﹣": "-", "^": "**", "&&": "and", "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "≠": "!=",
    "∧": "and",
    "∨": "or", "¬": "not",
}  # fmt: skip
"""Signs that are written in several ways."""

FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6),
    "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip
ROOTS = {"√": "sqrt", "∛": "cbrt"}

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾", "0123456789+-()")
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-()aehijklmnoprstuvx")
LIFTED = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵅᵝᵞᶿ"
"""Letters that stand above, as in 2ˣ."""
POWER_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
PRIMES = "'′’"

PREFIXES = (
    "np",
    "numpy",
    "math",
    "cmath",
    "torch",
    "F",
    "jnp",
    "jax",
    "nn",
    "functional",
    "tf",
    "scipy",
    "special",
    "sp",
    "Math",
    "keras",
    "activations",
    "std",
    "cp",
    "mpmath",
)
"""Modules whose functions are meant by their last name alone: np.exp."""

_SAME = {
    "σ": "sigmoid", "expit": "sigmoid", "logistic": "sigmoid", "ln": "log", "max": "maximum", "min": "minimum",
    "fmax": "maximum",
    "fmin": "minimum", "amax": "maximum", "amin": "minimum",
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "arcsinh": "asinh", "arccosh": "acosh",
    "arctanh": "atanh", "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh", "tg": "tan", "lg": "log10",
    "lb": "log2",
    "Φ": "normal_cdf", "φ": "normal_pdf", "ψ": "digamma", "N": "normal_cdf", "n": "normal_pdf", "normcdf": "normal_cdf",
    "normpdf": "normal_pdf", "ndtr": "normal_cdf", "NORMSDIST": "normal_cdf",
    "gammaln": "lgamma", "loggamma": "lgamma", "lnΓ": "lgamma", "lngamma": "lgamma", "psi": "digamma",
    "swish": "silu", "clip": "clamp", "sgn": "sign", "sig": "sigmoid", "power": "pow", "multiply": "mul",
    "subtract": "sub",
    "divide": "div", "negative": "neg", "absolute": "abs", "fabs": "abs", "logsigmoid": "log_sigmoid",
    "LSE": "logsumexp", "expf": "exp", "logf": "log", "sqrtf": "sqrt", "sinf": "sin", "cosf": "cos", "tanf": "tan",
    "tanhf": "tanh", "powf": "pow", "fabsf": "abs",
    "lse": "logsumexp", "int": "trunc", "remainder": "mod",
}  # fmt: skip

COMPOSED = {
    "sec": "x | 1 x cos div",
    "csc": "x | 1 x sin div",
    "cot": "x | x cos x sin div",
    "sech": "x | 1 x cosh div",
    "csch": "x | 1 x sinh div",
    "coth": "x | x cosh x sinh div",
    "Γ": "x | x 0 > 1 1 2 x floor 2 mod mul sub choose x lgamma exp mul",
    "trigamma": "x | 1 x polygamma",
    "logit": "p | p 1 p sub div log",
    "square": "x | x x mul",
    "float": "x | x",
    "float64": "x | x",
    "float32": "x | x",
    "heaviside": "x h | x 0 > 1 0 x > 0 h choose choose",
    "reciprocal": "x | 1 x div",
    "rsqrt": "x | 1 x sqrt div",
    "degrees": "x | 180 x mul pi div",
    "radians": "x | pi x mul 180 div",
    "log to a base": "x b | x log b log div",
    "softmax": "v | v v logsumexp sub exp",
    "norm": "v | v v dot sqrt",
    "NORM.S.DIST": "z c | c 0 > z normal_cdf z normal_pdf choose",
    "NORM.DIST": "x μ σ c | c 0 > x μ sub σ div normal_cdf x μ sub σ div normal_pdf σ div choose",
    "SUMSQ": "v | v v dot",
}
"""Functions that are no rows: their parameters, and in postfix order what they are made of."""

_OTHER = {
    "cosec": "csc", "ctg": "cot", "cotan": "cot", "cosech": "csch", "gamma": "Γ", "Gamma": "Γ", "deg2rad": "radians",
    "rad2deg": "degrees",
}  # fmt: skip

OF_LISTS = ("mean", "average", "avg", "softmax", "norm")
"""Functions of as many arguments as are given, or of a list of them."""

TRUTHS = {"TRUE": "1", "FALSE": "0", "True": "1", "False": "0"}
"""What a condition counts as, where a function asks for one."""

_BRACKETS = {"⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")"}
"""Brackets that are functions."""

INVERSES = {name: inverse for f in ("sin", "cos", "tan", "sinh", "cosh", "tanh") for name, inverse in ((f, f"a{f}"),)}
"""What f⁻¹(x) means for these by convention; for others it is asked about."""

CASES = ("choose", "where", "select", "iif", "IF")
"""where(c, a, b): a where c holds, else b."""


def function_named(word: str) -> str | None:
    """The row, the composed function or the function of lists that a word names, however it is capitalised."""
    if word in _SAME or word in OPS:
        return _SAME.get(word, word)
    if word in COMPOSED or word in _OTHER:
        return _OTHER.get(word, word)
    if word in OF_LISTS or word in CASES:
        return word
    low = word.lower()
    if low == word or len(word) == 1 or (low in ("n", "log", "lg") and word.isupper()):
        return None
    if (squeezed := low.replace("_", "")) in _SQUEEZED:
        return _SQUEEZED[squeezed]
    return function_named(low)


_SQUEEZED = {name.replace("_", ""): name for name in OPS}


_SPACES = {code: " " for code in range(128) if chr(code).isspace() and chr(code) != "\n"}


def plain(text: str) -> tuple[str, Sequence[int]]:
    """The text with each character as it is usually typed, and where in the original it stood.

    Full-width and mathematical letters become plain ones, µ becomes μ, and a mark over a letter joins it; what stands
    raised or lowered stays, for it means something.
    """
    if text.isascii():
        return text.translate(_SPACES), range(len(text) + 1)
    found: list[str] = []
    places: list[int] = []
    for place, c in enumerate(text):
        if c in "\ufeff\u200b\u2060\u00ad\u200c\u200d\u2061\u2062\u2063":  # marks that cannot be seen
            continue
        if unicodedata.combining(c) and found:
            joined = unicodedata.normalize("NFC", found[-1] + c)
            if len(joined) == 1:
                found[-1] = joined
                continue
        folded = c
        if ord(c) > 127 and c not in FRACTIONS and c not in SIGNS:
            compatible = unicodedata.normalize("NFKC", c)
            raised = unicodedata.decomposition(c).startswith(("<super>", "<sub>"))
            folded = compatible if len(compatible) == 1 and not raised else c
        typed = _BRACKETS.get(folded) or (" " if folded.isspace() and folded != "\n" else folded)
        found += typed
        places += [place] * len(typed)
    places.append(len(text))
    return "".join(found), places
