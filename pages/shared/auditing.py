"""Writing down who does what on a page, beside what the store itself notes of every decision."""

from collections.abc import Callable
from typing import NamedTuple

from access import audit_log
from access.audit_log import Detail
from pages.shared import acting, data, reader


class Person(NamedTuple):
    """Who acts, as far as that is known: the account's name and role, or the name typed."""

    name: str
    role: str
    sign_in_id: str = ""


def find_person() -> Person:
    """Who this run is for; to be asked while the page runs, not in a thread of its own."""
    found = reader.find()
    return Person(acting.who(), found.role_words, found.sign_in_id)


def note(action: str, outcome: str, subject: str, detail: Detail, person: Person) -> None:
    """Writes one act down; raises NotRecorded, and then the act must not be done."""
    audit_log.record(
        action,
        outcome,
        who=person.name,
        role=person.role,
        subject=subject,
        detail=detail,
        store=data.store_path(),
    )


def note_download(
    make: Callable[[], bytes], file_name: str, action: str = "download"
) -> Callable[[], bytes]:
    """The same file, written down each time that somebody whose role has the action takes it away.

    It is made first: what could not be made was not taken away. What cannot be written down is not
    handed out.
    """
    person = find_person()

    def make_and_note() -> bytes:
        # The button may have been drawn for a role that the account no longer has.
        reader.require(action, person.sign_in_id)
        made = make()
        note("downloaded", "done", file_name, {"byte": len(made)}, person)
        return made

    return make_and_note
