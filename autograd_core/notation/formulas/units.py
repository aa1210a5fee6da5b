"""Units behind a number, which are left out: 1.5 kg, 9.81 m/s²."""

import re
from collections.abc import Collection

from .expression import FormulaError

_LONG = (
    "kg|mg|µg|μg|km|cm|mm|µm|μm|nm|ms|µs|μs|ns|min|Hz|kHz|MHz|GHz|kN|Nm|Pa|kPa|MPa|kJ|MJ|eV|keV|MeV|kW|MW|kWh|mV|kV|mA"
    "|kΩ|mol|rad"
)
_POWER = r"(?:\^?-?[0-9]|[²³⁴]|⁻[¹²³⁴])?"
_UNIT = rf"(?:{_LONG}|[msgNJWVAKCFTΩLh])(?![^\W\d_²³⁴⁻¹]){_POWER}"
_WITH_UNIT = re.compile(
    rf"\s*(?P<number>[-+−]?\s*(?>[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)(?:\s+|\s*\\,\s*)"
    rf"(?P<unit>(?:{_LONG})(?![^\W\d_²³⁴⁻¹]){_POWER}|{_UNIT}(?:\s*[/·*]\s*{_UNIT})+)\s*"
)
"""A number and a unit of two letters or more, or of several: 3 m may be three times a length that is called m."""
_LONGEST = 100
"""A longer text is no number with a unit."""
_WORD = re.compile(r"[^\W\d_²³⁴⁻¹]+")


def without_unit(text: str, names: Collection[str]) -> tuple[str, str] | None:
    """The number, and the unit that stands behind it; None where there is none, or all of its parts are values.

    Raises FormulaError where the unit could be a product as well: 2 kg beside values k and g.
    """
    found = _WITH_UNIT.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    words = _WORD.findall(found["unit"])
    if all(word in names for word in words):
        return None
    for word in words:
        if len(word) > 1 and all(letter in names for letter in word):
            product = "*".join(word)
            sentence = f"{word} could be the unit or {product}: leave the unit out, or write {product}"
            raise FormulaError(sentence, text, found.start("unit"))
    return found["number"], found["unit"]
