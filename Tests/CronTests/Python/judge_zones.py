"""Compares answers about the clocks of zones with Python's zoneinfo, which reads the same files.

Usage: judge_zones.py FILE

Lines are "at ZONE MOMENT OFFSET ABBREVIATION" or "of ZONE LOCAL MOMENTS", with tabs between.
"""

import sys
from collections import Counter
from datetime import timedelta

import clocks
from report import Report


def clock_at(zone, moment):
    local = clocks.local_at(moment, zone)
    return f"{int(local.utcoffset().total_seconds())}\t{local.tzname()}"


def moments_of(zone, local):
    return ",".join(map(str, clocks.moments_of(clocks.EPOCH + timedelta(seconds=local), zone)))


def main():
    report = Report()
    counts, wrong = Counter(), []
    with open(sys.argv[1]) as lines:
        for line in lines:
            kind, name, number, ours = line.rstrip("\n").split("\t", 3)
            judge = clock_at if kind == "at" else moments_of
            theirs = judge(clocks.zone_named(name), int(number))
            counts[kind] += 1
            if ours != theirs:
                wrong.append(f"{kind} {name} {number}: {ours!r}, zoneinfo: {theirs!r}")
    report.check("the clocks of zones", not wrong, "; ".join(wrong[:10]) + f" ({len(wrong)} of {counts})")
    report.check("enough of them", counts["at"] > 5_000 and counts["of"] > 5_000, counts)
    sys.exit(report.failed)


main()
