"""The laws that decisions cite, as two tables: their titles and addresses, and duties that a bare number names."""

from decision_parser.law.addresses import write_address
from decision_parser.law.duties import Duty, find_duty, read_duties
from decision_parser.law.titles import (
    Law,
    find_alias,
    find_dated,
    find_undated,
    name_form,
    read_aliases,
    read_first_forms,
    read_first_words,
    read_laws,
    split_year,
)

__all__ = [
    "Duty",
    "Law",
    "find_alias",
    "find_dated",
    "find_duty",
    "find_undated",
    "name_form",
    "read_aliases",
    "read_duties",
    "read_first_forms",
    "read_first_words",
    "read_laws",
    "split_year",
    "write_address",
]
