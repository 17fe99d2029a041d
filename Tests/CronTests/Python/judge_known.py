"""Checks that other engines still answer what they are known to answer.

Usage: judge_known.py FILE

Lines are "ENGINE EXPRESSION ZONE START ANSWERS REASON", with tabs between; the answers are a ! where it refuses.
"""

import shutil
import sys

import clocks
import engines
from report import Report


def main():
    report = Report()
    ask = {"cronsim": engines.cronsim, "croniter": engines.croniter_answers, "systemd": engines.systemd}
    with open(sys.argv[1]) as lines:
        for line in lines:
            engine, text, zone, start, answers, reason = line.rstrip("\n").split("\t")
            expected = None if answers == "!" else [int(answer) for answer in answers.split(",") if answer]
            name = f"{engine}, {text} in {zone}: {reason}"
            if engine == "systemd" and not shutil.which("systemd-analyze"):
                report.check(name, True, "not installed")
                continue
            count = len(expected) if expected else 1
            theirs = ask[engine](text, clocks.zone_named(zone), int(start), count)
            report.check(name, theirs == expected, theirs)
    sys.exit(report.failed)


main()
