"""What a command takes as the place of an archive or a dataset."""

from typing import Any

import click

from decision_parser.storage.addresses import find_local, is_remote


class Place(click.Path):
    """A path, or the address of a place in an object store, of which only its store can tell what is there."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - as click has them
        """The address as it was given, or the path that it is; but never the working folder, for want of a name."""
        if value == "":
            self.fail("It is empty, as a variable that was never set would be; name a folder.", param, ctx)
        return value if is_remote(value) else super().convert(str(find_local(value)), param, ctx)
