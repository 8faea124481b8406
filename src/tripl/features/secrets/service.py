"""Every stored secret under the first key of ENCRYPTION_KEY."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy.orm import Session

from tripl.features.secrets import repository
from tripl.features.secrets.schemas import Count, Rotation, Sealed
from tripl.kit.crypto import Cipher, UnreadableSecret

BATCH = 200

Transaction = Callable[[], AbstractContextManager[Session]]


def rotate(transaction: Transaction, cipher: Cipher, *, dry_run: bool = False, size: int = BATCH) -> Rotation:
    """Encrypt anew what is under another key than the first, one transaction a batch; done again it changes nothing.

    What no key can read is counted and stays as it is.
    """
    done = Rotation()
    for place in repository.places():
        count = done.columns[f"{place[0].name}.{place[1].name}"] = Count()
        after = None
        while True:
            with transaction() as session:
                found = repository.batch(session, place, after, size, lock=not dry_run)
                renewed = _renew(found, cipher, count)
                if renewed and not dry_run:
                    repository.replace(session, place, renewed)
            if len(found) < size:
                break
            after = found[-1].id
    return done


def _renew(found: list[Sealed], cipher: Cipher, count: Count) -> list[Sealed]:
    renewed = []
    for each in found:
        try:
            text = cipher.renew(each.text)
        except UnreadableSecret:
            count.unreadable += 1
            continue
        if text is None:
            count.current += 1
        else:
            count.renewed += 1
            renewed.append(Sealed(each.id, text))
    return renewed
