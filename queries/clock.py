"""The clock: the store keeps moments in UTC without a zone, people read and write Vietnam's time."""

from datetime import UTC, date, datetime, timedelta, timezone

OFFSET = timedelta(hours=7)  # all year round: Vietnam keeps no summer time
VIETNAM = timezone(OFFSET, "Asia/Ho_Chi_Minh")


def to_local(moment: datetime) -> datetime:
    """Returns a moment as the wall clock in Vietnam shows it; without a zone it is UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(VIETNAM).replace(tzinfo=None)


def to_utc(local: datetime) -> datetime:
    """Returns the moment, UTC without zone, at which the wall clock in Vietnam shows that."""
    return local - OFFSET


def today() -> date:
    """Returns the day in Vietnam."""
    return to_local(datetime.now(UTC)).date()
