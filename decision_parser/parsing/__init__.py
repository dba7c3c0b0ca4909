"""A Document into a Decision: header, sections, numbers, fields."""

from decision_parser.parsing.assembly import parse_document

__all__ = ["parse_document"]
