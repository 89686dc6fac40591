"""The one place from which sign-ins, sign-outs, refusals and account changes are written down."""

import logging

from access import audit_log
from access.audit_log import Detail, NotRecorded

log = logging.getLogger("access")


def note(
    action: str,
    outcome: str,
    *,
    who: str,
    role: str = "",
    subject: str = "",
    detail: Detail | None = None,
) -> None:
    """Writes one act down; raises NotRecorded where an act that was done cannot be.

    A refusal that cannot be written down stays a refusal: a full disk must not open the gate, nor
    keep somebody from leaving.
    """
    try:
        audit_log.record(action, outcome, who=who, role=role, subject=subject, detail=detail)
    except NotRecorded:
        log.exception("%s %s could not be written down", action, outcome)
        if outcome == "done" and action in ("sign_in", "account_changed"):
            raise
