"""The kinds of mistakes that people make in derivatives, and how common each is."""

from enum import StrEnum


class Mistake(StrEnum):
    """What went wrong, in a word or two."""

    # in a local partial, as its rule is written by hand
    PLUS_MINUS = "plus for minus"
    TERM = "term lost"
    FACTOR = "factor lost"
    NUMBER = "number lost"
    UPSIDE_DOWN = "upside down"
    EXPONENT = "exponent lost"
    FUNCTION = "function mixed up"
    DEGREES = "degrees for radians"
    LOGARITHM = "another logarithm"
    # in what it is taken of
    AGAIN = "taken again"
    INPUT = "input for output"
    ITSELF = "function for derivative"
    SIDE = "wrong side"
    DIFFERENCE = "difference"
    RULE = "another function's rule"
    POWER_RULE = "power rule on an exponential"
    GATE = "another unit's derivative"
    MISSING = "factor missing"
    # in products and layers
    OPERAND = "wrong operand"
    INDEX = "another index"
    TRANSPOSED = "transposed"
    UPDATED = "updated weight"
    # between the partials
    SIGN = "sign"
    FORGOTTEN = "path missing"
    TWICE = "path twice"
    ONLY = "only one path"
    ONCE = "counted once"
    # in the whole
    SCALED = "whole result scaled"
    ANOTHER = "another gradient"
    AFTER = "weight after the update"
    STEP = "step for gradient"
    # of the pen
    POINT = "decimal point"
    SWAPPED = "digits swapped"
    LOST = "digit lost"
    DOUBLED = "digit doubled"
    DIGIT = "digit miscopied"
    CUT = "cut off"
    TWICE_ROUNDED = "rounded twice"
    ROUNDED = "rounded on the way"


COMMON: dict[str, float] = {
    Mistake.SIGN: 30,
    Mistake.DIFFERENCE: 20,
    Mistake.NUMBER: 20,
    Mistake.FORGOTTEN: 20,
    Mistake.ONCE: 20,
    Mistake.PLUS_MINUS: 15,
    Mistake.TWICE_ROUNDED: 15,
    Mistake.FACTOR: 12,
    Mistake.AGAIN: 12,
    Mistake.MISSING: 12,
    Mistake.INDEX: 12,
    Mistake.TRANSPOSED: 12,
    Mistake.UPDATED: 12,
    Mistake.SIDE: 12,
    Mistake.POINT: 12,
    Mistake.SWAPPED: 12,
    Mistake.CUT: 12,
    Mistake.OPERAND: 10,
    Mistake.TWICE: 10,
    Mistake.ROUNDED: 10,
    Mistake.FUNCTION: 8,
    Mistake.ITSELF: 8,
    Mistake.ONLY: 8,
    Mistake.AFTER: 8,
    Mistake.LOST: 8,
    Mistake.DOUBLED: 8,
    Mistake.RULE: 8,
    Mistake.POWER_RULE: 8,
    Mistake.GATE: 8,
    Mistake.DEGREES: 8,
    Mistake.LOGARITHM: 8,
    Mistake.TERM: 6,
    Mistake.EXPONENT: 6,
    Mistake.UPSIDE_DOWN: 6,
    Mistake.STEP: 6,
    Mistake.ANOTHER: 6,
    Mistake.SCALED: 6,
    Mistake.INPUT: 5,
    Mistake.DIGIT: 7,
}
"""How often people make a kind of mistake; a kind shares its weight among all its places in a graph."""

PAIRS = {Mistake.NUMBER, Mistake.DIFFERENCE}
"""What is common together with a lost sign."""
