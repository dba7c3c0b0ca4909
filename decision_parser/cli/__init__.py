"""The command line: options to arguments, errors to exit codes. Data goes to stdout, all else to stderr.

What a command needs is imported inside it, so that `--help` and shell completion answer at once.
"""

import contextlib
import os
import signal
import sys
import warnings
from collections.abc import Sequence

import click

from decision_parser.cli import (
    archives,
    canary,
    commands,
    comparing,
    doctor,
    exploring,
    exporting,
    refreshing,
    registers,
    reporting,
    sampling,
    searching,
    verifying,
)
from decision_parser.cli.messages import DEBUG, PROGRAM, describe_error, exit_code_of, is_debugging, say
from decision_parser.errors import Terminated, UsageError
from decision_parser.storage.addresses import CACHE

_INTERRUPTED = 130
_BROKEN_PIPE = 141  # what a shell shows for a program that SIGPIPE ended


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line on `args`, by default those of the process, and give its exit code."""
    try:
        return program.main(args, prog_name=PROGRAM, standalone_mode=False) or 0
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context else PROGRAM
        message = error.format_message()
        say(f"{path}: {message}{'' if message.endswith(('.', '?', '!')) else '.'} See: {path} --help")
        return error.exit_code


class _Program(click.Group):
    """The commands, and the one place that turns what they raise into a sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command, and give its exit code."""
        with contextlib.suppress(ValueError):  # called from a thread: its signals are another's
            signal.signal(signal.SIGTERM, _terminate)
        _replace_closed_streams()
        try:
            _check_folder()
            code = super().invoke(ctx)
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit):
            raise
        except KeyboardInterrupt:
            say("Interrupted; run the same command again.")
            return _INTERRUPTED
        except Terminated as stopped:
            say("Terminated; run the same command again.")
            return stopped.exit_code
        except BrokenPipeError:
            _give_up_stdout()
            return _BROKEN_PIPE
        except Exception as error:  # noqa: BLE001 - a traceback on the terminal is a defect
            say(describe_error(error))
            _give_up_stdout()
            return exit_code_of(error)
        return code

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which people meet them."""
        del ctx
        return list(self.commands)


def _replace_closed_streams() -> None:
    """Send what is written to a stream that was closed from the start nowhere, where Python has none at all."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - as long as the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - the same


def _check_folder() -> None:
    """Say that the working folder is gone, where every path would be said to be."""
    try:
        os.getcwd()  # noqa: PTH109 - it is not the path that is wanted
    except OSError:
        message = "The folder that this was started in is gone; change to one that exists, and run it again."
        raise UsageError(message) from None


def _terminate(_number: int, _frame: object) -> None:
    raise Terminated


def _give_up_stdout() -> None:
    """Send what cannot be written nowhere, where Python would try again at its end and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_EPILOG = f"""\
\b
Examples:
  {PROGRAM} parse page.html
  {PROGRAM} build pages/ --out dataset
  {PROGRAM} show 24 014 420 --out dataset
  {PROGRAM} export --format xlsx --out dataset
  {PROGRAM} refresh --archive archive --out dataset --contact you@example.org

\b
Exit codes:
  0    done, also when there was nothing new
  1    some inputs could not be parsed, the rest was written
  2    usage: an option or argument is wrong
  3    the publisher could not be read completely, what was read is kept
  4    the release did not pass its checks, the one before stays
  75   another run is writing the dataset
  130  interrupted; 143 terminated

\b
Environment:
  NO_COLOR=1                             no colours
  {DEBUG}=1                tracebacks, to report a bug
  {CACHE}=DIR              where copies of s3://... and gs://... are kept
  DECISION_PARSER_MOST_SECONDS=N         of the processor for one file, else 6
  DECISION_PARSER_MOST_MEMORY=N          MB for parsing one file, else 1024
  DECISION_PARSER_MOST_MEGABYTES=N       of one file, else 64
  DECISION_PARSER_MOST_PAGE_MEGABYTES=N  of one page or text, else 16
  DECISION_PARSER_MOST_PAGES=N           of one PDF, else 3000

\b
Shell completion, in ~/.bashrc (zsh_source and fish_source for other shells):
  eval "$(_DECISION_PARSER_COMPLETE=bash_source {PROGRAM})"
"""


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True, "max_content_width": 100},
    epilog=_EPILOG,
)
@commands.quiet_option
@click.version_option(package_name=PROGRAM, message="%(prog)s %(version)s")
def program() -> None:
    """Published ombudsman decisions into sections, fields and Parquet.

    Data goes to stdout, all else to stderr.
    """
    _calm_libraries()


def _calm_libraries() -> None:
    """Keep what libraries have to tell developers off everyone's terminal."""
    import logging

    if is_debugging():
        logging.basicConfig(format="%(name)s: %(message)s")
        logging.getLogger("decision_parser").setLevel(logging.DEBUG)
        return
    logging.getLogger().addHandler(logging.NullHandler())
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


_COMMANDS = (
    commands.parse,
    commands.build,
    refreshing.refresh,
    canary.canary,
    commands.show,
    searching.search,
    reporting.report,
    exporting.export,
    exploring.explore,
    comparing.diff,
    refreshing.status,
    verifying.verify,
    doctor.doctor,
    archives.archive,
    registers.register,
    sampling.sample,
    commands.schema,
    commands.sources,
)
for command in _COMMANDS:
    program.add_command(command)
