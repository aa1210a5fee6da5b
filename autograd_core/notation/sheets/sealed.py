"""Labels that a sheet cannot hold as they are, such as #5 and a|b: put into words that it can, and taken out again."""

import re
from collections.abc import Collection

from ...documents import for_pdflatex
from ...writing import latex_name
from ..formulas.labels import NAME, SEAL
from ..formulas.spelling import function_named

_SIGNS = re.compile(r"[#|$%\\&;={}\"\n∂⁺]|--|//")
"""Signs that begin a remark, a cell, a formula or a command, or that say that things are equal."""
_SEALED = re.compile(rf"{SEAL}(?P<bytes>(?:[0-9a-f]{{2}})+){SEAL}")
_ALONE = re.compile(r"(?<=[d∂+⁺])∂(?![\w(∂])|(?<![^\W\d_])∂(?!\s?[\w(∂]|\^?[+⁺]\s?[\w(∂])")
"""The label ∂, and no sign of a derivative."""


def put_in(text: str, labels: Collection[str]) -> str:
    """The text with each label that a sheet cannot hold as a word, in plain text and as LaTeX sets it."""
    signs = {label for label in labels if _SIGNS.search(label) and not NAME.fullmatch(label)}
    odd = [label for label in labels if label and (label in signs or function_named(label) is not None)]
    for label in sorted(odd, key=len, reverse=True):
        word, latex = f"{SEAL}{label.encode().hex()}{SEAL}", latex_name(label)
        if latex.startswith(("\\mathit{", "\\mathtt{")):  # a function is \\sin, the label \\mathit{sin}
            text = text.replace(latex, word).replace(for_pdflatex(latex), word)
        if label == "∂":
            text = _ALONE.sub(word, text)
        elif label in signs and label in text:
            end = r"(?!\w)" if label[-1].isalnum() else ""
            text = re.sub(rf"(?<![^\W_d∂]){re.escape(label)}{end}", word, text)
    return text


def taken_out(said: str) -> str:
    """What is said of a text, with the labels as they are."""
    return _SEALED.sub(lambda found: bytes.fromhex(found["bytes"]).decode(), said) if SEAL in said else said
