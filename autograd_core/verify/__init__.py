"""Proofs instead of tolerances: what somebody derived by hand, and the engine's own gradients, judged by enclosures."""

from .checking import check
from .diagnosis import suspects
from .engine import check_gradient
from .report import Report, Row
from .verdicts import Kind, Verdict
from .worksheets import check_worksheet

__all__ = ["Kind", "Report", "Row", "Verdict", "check", "check_gradient", "check_worksheet", "suspects"]
