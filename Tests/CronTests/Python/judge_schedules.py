"""Compares our answers with those of other engines.

Usage: judge_schedules.py FILE SAMPLES

Lines are "EXPRESSION ZONE START ANSWERS", with tabs between: the next three moments after the start, or a ! where the
expression is refused. cronsim is asked about each of them, croniter about every tenth, and systemd, where it is
installed, about as many as SAMPLES. Where one differs, the reason must be known, and our answer must be what trying
every time of every day gives.
"""

import re
import shutil
import sys
from collections import Counter

import clocks
import engines
from report import Report

DAY = 86400


class Case:
    def __init__(self, line):
        self.text, self.zone_name, start, answers = line.rstrip("\n").split("\t")
        self.zone = clocks.zone_named(self.zone_name)
        self.start = int(start)
        self.ours = None if answers == "!" else [int(answer) for answer in answers.split(",") if answer]
        self.expression = engines.Expression(self.text)

    def is_reference(self):
        """Whether our answer is what trying all times gives."""
        return self.ours == self.expression.moments(self.zone, self.start)

    def changes(self, theirs=()):
        """The changes of the clocks that may play a part."""
        last = max([self.start, *(self.ours or []), *(theirs or [])])
        return clocks.changes_between(self.start - 2 * DAY, last + DAY, self.zone)

    def __str__(self):
        return f"{self.text!r} in {self.zone_name} after {self.start}: {self.ours}"


def why_cronsim_differs(case, theirs):
    """The known reason, or None."""
    if case.ours is None:
        return "dates that never come are refused" if theirs == [] else None
    if theirs is None or not case.is_reference():
        return None
    expression = case.expression
    if theirs == "endless":
        theirs = []
    if expression.text != case.text and engines.cronsim(expression.text, case.zone, case.start) == case.ours:
        return "a step after a range of one value"
    changes = case.changes(theirs)
    if expression.is_fixed:
        if expression.has_seconds and changes:
            return "a written second turns its rules for changes of the clocks off"
        if clocks.local_at(case.start, case.zone).fold:
            return "asked while a time is repeated, it answers with the past"
        return None
    if any((moment + after) // DAY < (moment + before - 1) // DAY for moment, before, after in changes):
        return "it begins the day again and again where clocks go back over midnight"
    if any((after - before) % 3600 for _, before, after in changes):
        return "it goes by whole hours, also over a change of half an hour"
    if any(after > before and (moment + before) % DAY == 0 for moment, before, after in changes):
        return "it takes a midnight that clocks skip for one that fits"
    return None


def why_croniter_differs(case, theirs):
    """The known reason, or None."""
    fields = case.text.split()
    if theirs is None and re.search(r"LW|\dL", case.text):
        return "it knows neither LW nor 5L"
    if case.ours is None or theirs == []:
        if case.ours is None and theirs == []:
            return "dates that never come are refused"
        if "#" in fields[-1]:
            return "it does not combine a # with a day of month"
    if case.expression.text != case.text:
        return "a range of one value is the whole field to it"
    if theirs is None or case.ours is None or not case.is_reference():
        return None
    if "#" in fields[-1] and fields[-3] != "*":
        return "it does not combine a # with a day of month"
    if re.search(r"(^|,)\d/", fields[-1]):
        return "its week ends on Saturday where a weekday has a step"
    if "*" in fields[-3][1:] and case.expression.lists_all_weekdays():
        return "all weekdays in a list are a star to it where a day of month has one that is not its first"
    return "its own rules for changes of the clocks" if case.changes(theirs) else None


def why_systemd_differs(case, theirs):
    """The known reason, or None."""
    if case.ours and theirs and case.is_reference() and case.changes(theirs):
        return "skipped times are left out, repeated ones come once"
    return None


class Judge:
    """One engine, how often it agreed, and why it did not."""

    def __init__(self, name, ask, explain):
        self.name, self.ask, self.explain = name, ask, explain
        self.counts, self.wrong = Counter(), []

    def judge(self, case):
        theirs = self.ask(case.text, case.zone, case.start)
        if theirs == case.ours:
            self.counts["agrees"] += 1
            return
        reason = self.explain(case, theirs)
        self.counts[reason or "unexplained"] += 1
        if reason is None:
            self.wrong.append(f"{case}, {self.name}: {theirs}")

    def report(self, report, at_least):
        report.check(f"{self.name} agrees", not self.wrong, "; ".join(self.wrong[:10]))
        report.check(f"{self.name} was asked enough", self.counts.total() >= at_least, dict(self.counts))


def main():
    report = Report()
    cronsim = Judge("cronsim", engines.cronsim, why_cronsim_differs)
    croniter = Judge("croniter", engines.croniter_answers, why_croniter_differs)
    systemd = Judge("systemd", engines.systemd, why_systemd_differs)
    with open(sys.argv[1]) as lines:
        cases = [Case(line) for line in lines]
    wrong = []
    for number, case in enumerate(cases):
        cronsim.judge(case)
        if number % 10 == 0:
            croniter.judge(case)
            if case.ours and not case.is_reference():
                wrong.append(str(case))
    cronsim.report(report, len(cases))
    croniter.report(report, len(cases) // 10)
    report.check("trying every time of every day agrees", not wrong, "; ".join(wrong[:10]))
    samples = int(sys.argv[2]) if shutil.which("systemd-analyze") else 0
    step = max(1, len(cases) // max(1, samples) // 2)
    for case in [case for case in cases[5::step] if case.ours][:samples]:
        if engines.calendar_event(case.text, case.zone_name):
            systemd.judge(case)
    systemd.report(report, min(samples, len(cases)) // 20)
    sys.exit(report.failed)


main()
