"""The one clock that all processes share: the database's.

Whoever judges by what another process wrote reads this one. The clocks of two machines may be minutes apart, and a
lease would be taken from a living holder.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def shared_now(session: Session) -> datetime:
    """It goes on within a transaction."""
    now: datetime = session.scalars(select(func.clock_timestamp())).one()
    return now
