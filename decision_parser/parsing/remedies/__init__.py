"""What a decision says is to be done: one remedy for each action, with who, for whom, how much and by when."""

from decision_parser.parsing.remedies.finding import find_remedies

__all__ = ["find_remedies"]
