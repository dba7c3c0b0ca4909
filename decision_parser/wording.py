"""Sentences that several rooms say, each worded in one place: a wrong name, a file that cannot be used, an extra."""

import errno
from collections.abc import Iterable

_LIKE = 0.7  # how much a name must be like another one for that to be meant
_SAID = 200  # characters of what a library says
_ADVICE = {
    errno.ENOSPC: "make room on its disk",
    errno.EDQUOT: "make room on its disk",
    errno.EROFS: "name a place that can be written",
    errno.EACCES: "let this user write there",
    errno.EPERM: "let this user write there",
    errno.ENOENT: "name a place in a folder that is there",
    errno.ENOTDIR: "name a place in a folder that is there",
    errno.EISDIR: "name a file, not a folder",
    errno.ENAMETOOLONG: "give it a shorter name",
}


def count_of(number: int, noun: str) -> str:
    """`1 decision`, `1,200 decisions`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def tell_unknown(what: str, name: str, known: Iterable[str]) -> str:
    """There is no `what` of this `name`: which one may be meant, and which ones there are."""
    names = list(known)
    there = f"give one of: {', '.join(names)}" if names else "there is none"
    return f"There is no {what} {name!r}{suggest(name, names)}; {there}."


def suggest(name: str, known: Iterable[str]) -> str:
    """A question in brackets, with a space before it: whether that of `known` is meant which is most like `name`.

    Nothing where none is like it.
    """
    from difflib import get_close_matches

    spelt = {each.lower(): each for each in known}
    found = get_close_matches(name.lower(), spelt, n=1, cutoff=_LIKE)
    return f" (did you mean {spelt[found[0]]!r}?)" if found else ""


def tell_missing(what: str, library: str, extra: str) -> str:
    """A library of an extra is not installed: what needs it, and how to get it."""
    return f"{what} needs {library}, which is not installed; install it with: pip install 'decision-parser[{extra}]'."


def tell_unwritten(what: object, error: OSError, *, then: str = "") -> str:
    """Something cannot be written: why, and what to do about that; `then` is what to do where the system says nothing.

    Its end is that of a sentence.
    """
    advice = advise(error) or then or "name another place"
    return f"{what} cannot be written ({find_reason(error)}); {advice}."


def tell_damaged(file: object, error: Exception) -> str:
    """A file of a dataset cannot be read: what to do about that is the same whatever its cause."""
    said = find_reason(error) if isinstance(error, OSError) and error.errno else str(error)
    reason = " ".join(said.split()).replace(str(file), "it")[:_SAID].rstrip(" .:")
    return f"{file} cannot be read ({reason}); see what `decision-parser verify` says, and build the dataset again."


def advise(error: OSError) -> str:
    """What to do about a place that cannot be written; nothing where its cause says nothing of that."""
    return _ADVICE.get(error.errno or 0, "")


def find_reason(error: OSError) -> str:
    """What the system says, without the numbers that it gives."""
    return (error.strerror or str(error) or type(error).__name__).strip().rstrip(".")
