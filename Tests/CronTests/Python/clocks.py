"""The clocks of a zone, by Python's zoneinfo."""

from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1)
UTC_EPOCH = EPOCH.replace(tzinfo=timezone.utc)


@lru_cache(None)
def zone_named(name):
    return timezone.utc if name == "UTC" else ZoneInfo(name)


def local_at(moment, zone):
    return (UTC_EPOCH + timedelta(seconds=moment)).astimezone(zone)


def offset_at(moment, zone):
    return int(local_at(moment, zone).utcoffset().total_seconds())


def moment_of(naive, zone, fold=0):
    return int((naive.replace(tzinfo=zone, fold=fold).astimezone(timezone.utc) - UTC_EPOCH).total_seconds())


def moments_of(naive, zone):
    """When clocks show a time: never, once or twice."""
    moments = {moment_of(naive, zone, fold) for fold in (0, 1)}
    return sorted(moment for moment in moments if local_at(moment, zone).replace(tzinfo=None) == naive)


def first_moment_reaching(naive, zone):
    """When clocks first show a time or a later one."""
    moments = moments_of(naive, zone)
    if moments:
        return moments[0]
    # In a gap, fold 0 reads the time by the clock before it, which names a moment after it.
    end = moment_of(naive, zone)
    return change_between(end - 26 * 3600, end, zone, naive)


def change_between(low, high, zone, naive):
    """The first moment at which clocks show at least a time, which they do not at the low one."""
    while high - low > 1:
        middle = (low + high) // 2
        if local_at(middle, zone).replace(tzinfo=None) >= naive:
            high = middle
        else:
            low = middle
    return high


@lru_cache(100_000)
def changes_on(day, zone):
    """The changes of offset within the UTC day of a number, as (moment, offset before, offset after)."""
    found = []
    for start in range(day * 86400, day * 86400 + 86400, 3600):
        before, after = offset_at(start - 1, zone), offset_at(start + 3599, zone)
        if before == after:
            continue
        low, high = start - 1, start + 3599
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset_at(middle, zone) == before else (low, middle)
        found.append((high, before, after))
    return found


def changes_between(start, end, zone, limit=800):
    """The changes from one moment to another, looked for over so many days at most."""
    if zone is timezone.utc:
        return []
    days = range(start // 86400, min(end // 86400, start // 86400 + limit) + 1)
    quick = [day for day in days if offset_at(day * 86400 - 1, zone) != offset_at(day * 86400 + 86400, zone)]
    return [change for day in quick for change in changes_on(day, zone) if start <= change[0] <= end]
