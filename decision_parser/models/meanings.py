"""What the values of a closed set mean: the words below each member, where its class is written."""

import ast
import inspect
import textwrap
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from itertools import pairwise


@cache
def find_meanings(kind: type[StrEnum]) -> Mapping[str, str]:
    """What each value means, in the order of the members, for all that are explained. Marked up as Markdown.

    The words are read from the source: Python keeps the docstring of a class and forgets those of its members.
    """
    written = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    meanings = {}
    for member, below in pairwise(getattr(written, "body", [])):
        match member, below:
            case ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(value=ast.Constant(value=str(words))):
                meanings[kind[name].value] = " ".join(words.split())
    return meanings
