"""What the commands of LaTeX say in paper notation, as far as a word says it."""

from ...writing import GREEK

SIGNS = {
    "cdot": "*", "times": "*", "odot": "*", "circ": "*", "ast": "*", "div": "/", "partial": "∂", "nabla": "∇",
    "sum": "∑",
    "prod": "∏", "top": "ᵀ", "intercal": "ᵀ", "prime": "'", "le": "<=", "leq": "<=", "ge": ">=", "geq": ">=",
    "ne": "!=",
    "neq": "!=", "lt": "<", "gt": ">", "approx": "≈", "simeq": "≈", "to": "→", "rightarrow": "→", "Rightarrow": "⇒",
    "implies": "⇒", "iff": "⇔", "Leftrightarrow": "⇔", "Longleftrightarrow": "⇔", "Longrightarrow": "⇒", "leadsto": "→",
    "longrightarrow": "→", "mapsto": "→", "gets": "←", "leftarrow": "←", "colonequals": ":=", "coloneq": ":=",
    "coloneqq": ":=", "sim": "~", "equiv": "≡", "lvert": "|", "rvert": "|", "vert": "|", "mid": "|", "dagger": "ᵀ",
    "triangleq": ":=", "eqqcolon": "=", "doteq": "=", "therefore": "", "because": "", "partialup": "∂", "dd": "d",
    "grad": "∇", "laplacian": "∇²",
    "bullet": "*", "percent": "%", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "langle": "⟨",
    "rangle": "⟩", "pm": "±", "ell": "ℓ", "forall": "∀", "in": "∈", "checkmark": "", "infty": "∞",
    "imath": "i", "jmath": "j",
    **dict.fromkeys(("blacksquare", "square", "Box", "qedsymbol"), ""),
    "Phi": "Φ", "Gamma": "Γ", "Delta": "Δ", "Sigma": "∑", "varphi": "φ", "varepsilon": "ε", "vartheta": "θ",
}  # fmt: skip
SIGNS |= {word: letter for letter, word in GREEK.items()}
NAMED = frozenset((
    "sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "coth", "ln", "log", "exp", "max", "min",
    "arcsin", "arccos", "arctan", "lg",
))  # fmt: skip
UPRIGHT = frozenset((
    "mathrm", "text", "textrm", "mathit", "mathsf", "mathbf", "boldsymbol", "bm", "operatorname", "mathcal",
    "mathtt", "texttt", "textit", "textbf", "mbox",
    "mathscr", "mathfrak", "mathnormal", "pmb", "vb", "va", "operatorname*", "rm", "bf", "it",
))  # fmt: skip
WORDS = frozenset(("text", "textrm", "textit", "textbf", "mbox"))
"""Commands that set words between mathematics, and names."""
MARKS = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "bar": "\u0304",
    "overline": "\u0304",
    "tilde": "\u0303",
    "dot": "\u0307",
    "ddot": "\u0308",
    "vec": "",
}
SKIPPED = frozenset((
    "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr",
    "displaystyle", "textstyle", "scriptstyle", "biggm", "Biggm", "hfil", "thinspace", "enspace",
    "limits", "nolimits", " ", ";", ":", "!", "nonumber", "notag", "strut", "hfill",
    "allowbreak", "normalsize", "small", "large", "bigm", "Bigm", "middle", "mathstrut", "smallskip", "/",
))  # fmt: skip
DERIVATIVES = {
    "pdv": "∂", "pderiv": "∂", "partialderivative": "∂", "pdiff": "∂", "diffp": "∂", "dv": "d", "odv": "d",
    "derivative": "d", "deriv": "d", "diff": "d",
}  # fmt: skip
"""Commands of packages for derivatives."""
DECORATED = ("underbrace", "overbrace", "overset", "stackrel", "underset", "textcolor", "mathcolor", "colorbox")
WITHOUT_A_WORD = (
    "mathbb", "mathds", "mathbbm", "underline", "label", "tag", "color", "hspace", "vspace", "mspace", "phantom",
    "intertext",
    "shortintertext", "eqref", "ref", "cite", "footnote",
)  # fmt: skip
"""Commands that say nothing with their argument."""
HINTS = {
    "lim": "; write the derivative that the limit is", "int": "; write what the integral comes to",
    "iint": "; write what the integral comes to",
}  # fmt: skip
