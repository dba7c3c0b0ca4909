"""Checks on a decision: each returns the problems it finds."""

from decision_parser.quality.decision import check_decision

__all__ = ["check_decision"]
