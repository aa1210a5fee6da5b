"""What Python and NumPy say of objects that do not fit, for somebody who has not seen the line that it is about."""

import re
from collections.abc import Mapping

from .words import shown

A_LIST, A_WHOLE, TOO_LARGE, CALLED, OTHERS = (
    "a list is needed where {:a} stands",
    "a whole number is needed where {:a} stands",
    "a whole number is too large",
    "{} takes {} arguments, and is called with {}",
    "{} takes other arguments than these",
)

PYTHONS_WORDS: Mapping[str, str] = {
    r"'([\w.]+)' object is not (?:iterable|subscriptable)|cannot unpack non-iterable (\w+) object": A_LIST,
    r"object of type '([\w.]+)' has no len\(\)|.*argument after \* must be an iterable, not (\w+)": A_LIST,
    r"iteration over a 0-d array|len\(\) of unsized object": "a list is needed where an array of one number stands",
    r"'([\w.]+)' object is not callable": "a function is needed where {:a} stands",
    r"'([\w.]+)' object has no attribute '(\w+)'": "{:a} has no .{}, which is asked for here",
    r"type object '(\w+)' has no attribute '(\w+)'": "the class {} has no .{}, which is asked for here",
    r"unsupported operand type\(s\) for (\S+?)(?: or pow\(\))?: '([\w.]+)' and '([\w.]+)'": "no {} of {:a} and {:a}",
    r"bad operand type for (?:unary )?(\S+?)(?:\(\))?: '(\w+)'": "no {} of {:a}",
    r"'(\S+)' not supported between instances of '([\w.]+)' and '([\w.]+)'": "no {} between {:a} and {:a}",
    r"must be real number, not (\w+)|float\(\) argument must be .* real number, not '(\w+)'": "{:a} is no number",
    r"could not convert string to float: (.+)": "{} is no number",
    r"unhashable type: '([\w.]+)'": "{:a} cannot be looked up",
    r"The truth value of an (?:empty )?array.*": "one number is needed where an array stands",
    r"ufunc '(\w+)' (?:did not contain a loop|not supported|cannot use).*": "np.{} cannot take what was given",
    r"(?:max|min)\(\) (?:arg|iterable argument) is (?:an )?empty.*": "at least one is needed where there is none",
    r"operands could not be broadcast together.*": "arrays of these shapes do not go together",
    r"setting an array element with a sequence.*": "the lists within it are of unequal lengths",
    r"cannot convert signaling NaN to float|\[<class 'decimal\.\w+'>\]": "a Decimal that is no number",
    r"cannot convert float (NaN|infinity) to integer|'([\w.]+)' object cannot be interpreted as an integer": A_WHOLE,
    r"(?:Python )?int too large to convert to .*|integer division result too large for a float": TOO_LARGE,
    r"Exceeds the limit .* for integer string conversion.*": "an integer of very many digits",
    r"maximum recursion depth exceeded.*": "something is nested too deeply, or holds itself",
    r"expected str, bytes or os\.PathLike object, not (\w+)": "a path is needed where {:a} stands",
    r"(?:embedded|source code string cannot contain) null (?:byte|character|bytes)": "a name holds a NUL character",
    r"(?:\w+\.)+(\w+)\(\) takes .+ positional arguments? but \d+ (?:was|were) given": OTHERS,
    r"(?:\S+\.)?(\S+)\(\) takes (?:from )?(.+) positional arguments? but (\d+) (?:was|were) given": CALLED,
    r"(\w+)\(\) takes exactly (\w+) arguments? \((\d+) given\)": CALLED,
    r"(\w+) expected (?:at most |at least |exactly )?(\d+) arguments?, got (\d+)": CALLED,
    r"(?:\S+\.)?(\S+)\(\) missing \d+ required .*arguments?: (.+)": "{} is called without {}",
    r"(?:\S+\.)?(\S+)\(\) got an unexpected keyword argument '(\w+)'": "{} takes no argument {}",
}  # fmt: skip
"""Sentences of Python and NumPy, and what they mean."""


class _Word(str):
    """A word out of such a sentence; {:a} is a kind of object with its article."""

    def __format__(self, how: str) -> str:
        if how != "a" or self in ("NaN", "infinity"):
            return str(self)
        return "None" if self == "NoneType" else f"{'an' if self[0] in 'aeiouAEIOU' else 'a'} {self}"


def plainly(error: Exception) -> str:
    """What an error says, without the words of Python where their meaning is known.

    >>> plainly(TypeError("object of type 'int' has no len()"))
    'a list is needed where an int stands'
    """
    text = str(error)
    for pattern, words in PYTHONS_WORDS.items():
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return shown(words.format(*(_Word(part) for part in found.groups() if part is not None)))
    return shown(text)
