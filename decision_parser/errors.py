"""What can go wrong, each with the sentence for its reader and the exit code for the shell.

Every message says what is wrong, where, and what to do about it: the command line prints it as it is.
"""


class DecisionParserError(Exception):
    """Base of all errors that this package raises on purpose."""

    exit_code = 1


class UnreadableInputError(DecisionParserError):
    """The bytes cannot be read as a page, a PDF or a text: empty, binary, encrypted, cut short."""


class CutShortError(UnreadableInputError):
    """The bytes break off before their end: asked for again, they may come whole."""


class NotADecisionError(DecisionParserError):
    """The bytes can be read, but what they say is no decision of a known source."""


class ForeignPageError(NotADecisionError):
    """A page whose words say that it is something else: a captcha, an error page, maintenance, a listing."""


class GoneError(NotADecisionError):
    """The publisher answered that there is no such page, or not any more."""


class UsageError(DecisionParserError):
    """An argument names something that does not exist or cannot be used."""

    exit_code = 2


class ReleaseRefusedError(DecisionParserError):
    """A release did not pass its checks; the one before stays."""

    exit_code = 4


class BusyError(DecisionParserError):
    """Another run holds the lock of the dataset."""

    exit_code = 75


class IncompleteError(DecisionParserError):
    """The publisher could not be read completely; what was read is kept."""

    exit_code = 3


class FetchError(IncompleteError):
    """An address gave no answer that can be believed: refused, broken off, too slow, too large, forbidden.

    `status` is that of the last answer, or None where there was none.
    """

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class RobotsError(FetchError):
    """robots.txt forbids the address, or could not be read, which forbids all."""


class NotAListingError(IncompleteError):
    """A page that should list decisions does not: an empty shell, a captcha, maintenance, another site."""


class NotARegisterError(IncompleteError):
    """A file that should be the register of councils is not: a web page, other columns, too few rows."""


class ArchiveError(DecisionParserError):
    """An archive is damaged, or cannot be written."""


class Terminated(BaseException):
    """SIGTERM: what was received is kept. Like KeyboardInterrupt, it is no error to recover from."""

    exit_code = 143
