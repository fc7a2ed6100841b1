"""Whether a zipped workbook may be unpacked at all."""

from typing import BinaryIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from bot.errors import Problem, UnusableFile

MB = 1_000_000
MOST_BYTES = 200 * MB  # unpacked
MOST_RATIO = 100  # of unpacked to packed
MOST_MEMBERS = 200
MOST_PROLOG = 2**20  # bytes of a part before its first element
PIECE = 2**14  # bytes
SMALL = 2**20  # bytes: what packs to nothing is no harm below that

SAVE_AS = "Save the sheet as CSV (in Excel: *CSV UTF-8*), and attach that."


class _Seen(Exception):  # noqa: N818 - no error: the way out of a parser
    """The first element of a part has begun."""


def check_archive(file: BinaryIO) -> None:
    """Raise `UnusableFile` for what unpacks to too much, or defines entities.

    What a member claims is what is read of it at most, so the claims can be believed.
    """
    try:
        with ZipFile(file) as archive:
            members = archive.infolist()
            _check_sizes(members)
            for member in members:
                _check_prolog(archive, member)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise damaged() from error


def damaged() -> UnusableFile:
    words = "The workbook can't be read: it is damaged, has a password, or is no workbook."
    return UnusableFile([Problem(f"{words} {SAVE_AS}")])


def too_large(what: str) -> UnusableFile:
    return UnusableFile([Problem(f"The workbook {what}. {SAVE_AS}")])


def _check_sizes(members: list[ZipInfo]) -> None:
    unpacked = sum(it.file_size for it in members)
    if len(members) > MOST_MEMBERS:
        raise too_large(f"has {len(members):,} parts; {MOST_MEMBERS} are the most")
    if unpacked > MOST_BYTES:
        raise too_large(f"unpacks to {unpacked // MB:,} MB; {MOST_BYTES // MB} are the most")
    for it in members:
        if it.file_size > SMALL and it.file_size > MOST_RATIO * it.compress_size:
            raise too_large(f"has a part that unpacks to over {MOST_RATIO} times its size")


def _check_prolog(archive: ZipFile, member: ZipInfo) -> None:
    """Refuse entities before the parser that would expand them sees any of it."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = _stop
    left = MOST_PROLOG
    try:
        with archive.open(member) as part:
            while piece := part.read(PIECE):
                parser.Parse(piece)
                left -= len(piece)
                if left < 0:
                    raise damaged()
    except (_Seen, expat.ExpatError):
        return  # well begun; or a picture, or something that no parser goes on with


def _refuse(*_: object) -> None:
    words = "The workbook has a document type definition, which no honest one has."
    raise UnusableFile([Problem(f"{words} {SAVE_AS}")])


def _stop(*_: object) -> None:
    raise _Seen
