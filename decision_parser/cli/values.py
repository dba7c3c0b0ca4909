"""What options take, and what is said of a value that is none of those: each kind of it worded once."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

import click

from decision_parser.wording import suggest

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Day(click.ParamType[dt.date]):
    """A date in ISO form."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:  # noqa: ANN401 - as click has them
        """The date that a text is."""
        if isinstance(value, dt.date):
            return value
        text = str(value).strip()
        known = _DAY.fullmatch(text)
        try:
            return dt.date.fromisoformat(text if known else "")
        except ValueError:
            what = "no day of the calendar; give one" if known else "no date; write it"
            self.fail(f"{value!r} is {what} like 2026-10-01.", param, ctx)


class Choice(click.Choice[str]):
    """One of some words; of a wrong one it is said which may be meant."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:  # noqa: ANN401 - as click has them
        """Which words there are."""
        del ctx
        words: Sequence[str] = self.choices
        return f"There is no {value!r}{suggest(str(value), words)}; give one of: {', '.join(words)}."


class Whole(click.IntRange):
    """A whole number that is not too small or too large."""

    name = "whole number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 - as click has them
        """The number that a text is."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            bounds = f"from {self.min} to {self.max}" if self.max is not None else f"{self.min} or more"
            self.fail(f"{str(value)!r} cannot be used; give a whole number, {bounds}.", param, ctx)
