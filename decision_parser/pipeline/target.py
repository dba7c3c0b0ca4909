"""Where a release from an archive goes, and how the work is done."""

from collections.abc import Callable

from msgspec import Struct

from decision_parser.dataset.assembly import Judge
from decision_parser.dataset.publishing import Dataset
from decision_parser.engines import Workers
from decision_parser.pipeline.identifying import Identifier
from decision_parser.pipeline.progress import Progress
from decision_parser.vocabulary import Source


class Target(Struct, frozen=True):
    """Where a release goes, and how the work is done.

    `identify` tells which body a name means, by the register that the archive holds. `find_judge` gives what judges the
    release, told how many decisions it must have: those of the last one but the moved and the suppressed.
    """

    dataset: Dataset
    source: Source
    workers: Workers
    progress: Progress
    identify: Identifier
    find_judge: Callable[[int | None], Judge]
