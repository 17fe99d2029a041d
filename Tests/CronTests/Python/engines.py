"""What other engines answer: the next moments after one, or None where they refuse the expression."""

import contextlib
import itertools
import re
import signal
import subprocess
from datetime import datetime, timedelta, timezone

import clocks
from croniter import CroniterBadDateError, CroniterError, croniter
from cronsim import CronSim, CronSimError


def without_one_value_ranges(text):
    """The same expression with 5 in the place of 5-5 and of 5-5/2, which engines misread."""
    return re.sub(r"\b(\d+)-\1(/\d+)?(?!\d)", r"\1", text)


class Expression:
    """An expression as cronsim reads its fields, but for what it is known to misread."""

    def __init__(self, text):
        self.text = without_one_value_ranges(text)
        self.fields = self.text.split()
        self.has_seconds = len(self.fields) == 6
        minute, hour = self.fields[-5:-3]
        # Debian's rule: neither begins with a star.
        self.is_fixed = not minute.startswith("*") and not hour.startswith("*")

    def lists_all_weekdays(self):
        """Whether it allows all weekdays without a star in front."""
        fields = CronSim(self.text, clocks.UTC_EPOCH)
        return not fields.day_and and len({day % 7 for day in fields.weekdays if isinstance(day, int)}) == 7

    def moments(self, zone, start, count=3):
        """The next moments by our own rules, found by trying every time of day of each day that fits."""
        fields = CronSim(self.text, clocks.local_at(start, timezone.utc))
        # Between two February 29 on one weekday lie up to 40 years.
        first = clocks.local_at(start, zone).date() - timedelta(days=2)
        times = [
            timedelta(hours=hour, minutes=minute, seconds=second)
            for hour in sorted(fields.hours)
            for minute in sorted(fields.minutes)
            for second in sorted(fields.seconds)
        ]
        found, days_left = set(), 3
        for number in range(125 * 366):
            day = first + timedelta(days=number)
            if day.month in fields.months and fields.match_day(day):
                midnight = datetime(day.year, day.month, day.day)
                for time in times:
                    if self.is_fixed:
                        found.add(clocks.first_moment_reaching(midnight + time, zone))
                    else:
                        found.update(clocks.moments_of(midnight + time, zone))
            # A day's moments may lie among those of the day before.
            if sum(moment > start for moment in found) >= count:
                days_left -= 1
                if days_left == 0:
                    break
        return sorted(moment for moment in found if moment > start)[:count]


def moment(time):
    """The seconds since 1970 of a time in any zone."""
    return int((time.astimezone(timezone.utc) - clocks.UTC_EPOCH).total_seconds())


class Endless(Exception):
    """An engine has computed for so long that it will not answer."""


@contextlib.contextmanager
def limited(seconds):
    """Ends what takes so much time of the processor, whatever else the machine does."""

    def stop(*_):
        raise Endless

    before = signal.signal(signal.SIGVTALRM, stop)
    # The program that started this one may have left all signals blocked.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGVTALRM})
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def cronsim(text, zone, start, count=3):
    try:
        with limited(4):
            return cronsim_answers(text, zone, start, count)
    except Endless:
        return "endless"


def cronsim_answers(text, zone, start, count):
    try:
        answers = itertools.islice(CronSim(text, clocks.local_at(start, zone)), count)
        return [moment(answer) for answer in answers]
    except CronSimError:
        return None
    except RuntimeError:
        # Its StopIteration comes out of a generator as this.
        return []


def croniter_answers(text, zone, start, count=3):
    local = clocks.local_at(start, zone)
    try:
        answers = croniter(text, local, ret_type=datetime, implement_cron_bug=True, second_at_beginning=True)
        return [moment(answers.get_next()) for _ in range(count)]
    except CroniterBadDateError:
        # There is no such date.
        return []
    except CroniterError:
        return None


WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]


def calendar_event(text, zone_name):
    """The expression as systemd.time(7) writes it, or None where it cannot: a day fits both its date and weekday."""
    fields = CronSim(without_one_value_ranges(text), clocks.UTC_EPOCH)
    if any(not isinstance(day, int) or day < 0 for day in [*fields.days, *fields.weekdays]):
        return None
    weekdays = {day % 7 for day in fields.weekdays}
    if not fields.day_and and (len(fields.days) < 31 or len(weekdays) < 7):
        # A day needs to fit but one of the two.
        return None
    parts = [fields.months, fields.days, fields.hours, fields.minutes, fields.seconds]
    month, day, hour, minute, second = (",".join(map(str, sorted(part))) for part in parts)
    names = "" if len(weekdays) == 7 else ",".join(WEEKDAYS[day] for day in sorted(weekdays)) + " "
    return f"{names}*-{month}-{day} {hour}:{minute}:{second} {zone_name}"


def systemd(text, zone, start, count=3):
    event = calendar_event(text, "UTC" if zone is timezone.utc else zone.key)
    command = ["systemd-analyze", "calendar", f"--base-time=@{start}", f"--iterations={count}", event]
    result = subprocess.run(command, capture_output=True, text=True, env={"TZ": "UTC", "LC_ALL": "C", "PATH": PATH})
    times = re.findall(r"(?:Next elapse|Iter\. #\d+): \w+ ([\d-]+ [\d:]+) UTC", result.stdout)
    return [moment(datetime.fromisoformat(time).replace(tzinfo=timezone.utc)) for time in times]


PATH = "/usr/bin:/bin"
