"""The columns of `decisions` counted: a stand-in until a release brings its profile."""

from collections import defaultdict
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from decision_parser.dataset.columns import PARTITION
from decision_parser.dataset.release import find_year_name
from decision_parser.models.profile import ColumnProfile, Profile, TableProfile, YearProfile


def read_profile(folder: Path) -> Profile:
    """What the columns of `decisions` hold, by publisher and year."""
    years = []
    for file in sorted((folder / "decisions").glob(f"{PARTITION}=*/*.parquet")):
        with pq.ParquetFile(file) as opened:
            sources = opened.read(["source"])["source"].to_pylist()
            filled: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
            for name in opened.schema_arrow.names:
                for source, valid in zip(sources, pc.is_valid(opened.read([name])[name]).to_pylist(), strict=True):
                    filled[source][name] += valid
        for source, counts in filled.items():
            columns = {name: ColumnProfile(count) for name, count in counts.items()}
            table = TableProfile(sources.count(source), columns)
            years.append(YearProfile(source, find_year_name(file.parent), {"decisions": table}, {}, {}, 0))
    return Profile(tuple(years))
