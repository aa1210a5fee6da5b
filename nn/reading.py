"""Reading a saved file that may be damaged, or made to do damage: what is not as `save` writes it is refused."""

import hashlib
import json
import math
import random
from pathlib import Path
from typing import Any, NoReturn

from .fitting import few
from .modules import shape
from .schedules import SCHEDULES, Rate

FORMAT = "autograd-core nn"
VERSION = 1


def read_saved(path: str | Path) -> dict[str, Any]:
    """What a file holds, if it is one of ours and of our version; whether it is whole, `check_sum` tells."""
    content = parse(Path(path).read_text(encoding="utf-8"))
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError("it holds no model that was saved here")
    if content.get("version") != VERSION or isinstance(content["version"], bool):
        raise ValueError(f"it is of version {content.get('version')!r:.20}, and only version {VERSION} can be read")
    needed = {"format", "version", "about", "parameters", "generators", "checksum"}
    if missing := needed - content.keys():
        raise ValueError(f"it lacks {few(sorted(missing))}")
    if beyond := content.keys() - needed - {"optimizer", "history"}:
        raise ValueError(f"it has {few(sorted(beyond))}, which no such file has")
    if not isinstance(content["about"], dict):
        raise ValueError(f"about must be an object; got {content['about']!r:.60}")
    return content


def parse(text: str) -> Any:
    """JSON in which no name stands twice, and which holds neither NaN nor infinity."""
    return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)


def checksum(content: dict[str, Any]) -> str:
    """SHA-256 of all parts but itself, however they are laid out in the file."""
    parts = {name: part for name, part in content.items() if name != "checksum"}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def check_sum(content: dict[str, Any]) -> None:
    """Refuse what was changed since it was saved."""
    if content["checksum"] != checksum(content):
        raise ValueError("its checksum is another: it was damaged, or changed, since it was saved")


def number(text: Any) -> float:
    """A number as `float.hex` writes it."""
    try:
        x = float.fromhex(text)
    except (ValueError, OverflowError, TypeError):
        x = math.nan
    if not isinstance(text, str) or text != x.hex():
        raise ValueError(f"{text!r:.40} is no number as float.hex writes it")
    return x


def table(written: Any, rows: int, columns: int) -> list[list[float]] | None:
    """A table, if it has this many rows of this many numbers; anything else is refused."""
    each = (columns,) if columns else []
    if not isinstance(written, list) or [shape(row, str) or row for row in written] != [each] * rows:
        return None
    return [[number(x) for x in row] for row in written]


def state(written: Any) -> tuple[Any, ...]:
    """The state of a generator, if one takes it."""
    try:
        version, words, spare = written
        read = version, tuple(words), None if spare is None else number(spare)
        random.Random().setstate(read)
    except (ValueError, TypeError, OverflowError):
        raise ValueError(f"{written!r:.40} is not the state of a generator") from None
    return read


def schedule_of(written: Any) -> Rate | None:
    """A learning rate, or a schedule of nn's; None for a function, which was not saved."""
    if written is None:
        return None
    if isinstance(written, str):
        if not 0 < number(written) < math.inf:
            raise ValueError(f"its learning rate must be a finite number above 0; got {number(written)}")
        return number(written)
    try:
        kind, settings = written["kind"], written["settings"]
        known = {name: x if isinstance(x, int) else _setting(x) for name, x in settings.items()}
        return SCHEDULES[kind](**known)
    except (LookupError, TypeError, AttributeError, ValueError):
        raise ValueError(f"{written!r:.60} is no learning rate, nor a schedule of nn") from None


def _setting(written: Any) -> Any:
    """A setting of a schedule: a number, which may be 0, or another schedule."""
    return number(written) if isinstance(written, str) else schedule_of(written)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        met: set[str] = set()  # `add` answers None, as mypy has noticed below
        twice = next(name for name, _ in pairs if name in met or met.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"it says {twice!r:.60} twice")
    return made


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
