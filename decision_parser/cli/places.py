"""What a command takes as the place of an archive or a dataset."""

from typing import Any

import click

from decision_parser.storage.addresses import find_local, is_remote


class Place(click.Path):
    """A path, or the address of a place in an object store. What is there is for those to say who open it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - as click has them
        """The address as it was given, or the path that it is; but never the working folder, for want of a name."""
        if value == "":
            self.fail("It is empty, as a variable that was never set would be; name a folder.", param, ctx)
        return value if is_remote(value) else self.coerce_path_result(str(find_local(value)))
