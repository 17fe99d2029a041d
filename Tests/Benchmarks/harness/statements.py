"""Statements a second, against pgbench on the same server, over the same Unix socket."""

import re

from .programs import Measuring, MeasuringFailed

NEEDS = ["benchmark-statements", "vector-store"]
PIPELINE = 100
COPY_ROWS = 20_000


def measure(options, programs, home, report):
    home.start_database()
    scripts = {
        "single": "SELECT 1;\n",
        "pipelined": "\\startpipeline\n" + "SELECT 1;\n" * PIPELINE + "\\endpipeline\n",
    }
    for name, text in scripts.items():
        (home.path / f"{name}.sql").write_text(text)

    def pgbench(name):
        script = home.path / f"{name}.sql"
        said = home.postgresql(
            "pgbench", "-n", "-M", "prepared", "-c", "1", "-j", "1", "-T", str(options.seconds), "-f", str(script)
        )
        rate = re.search(r"tps = ([\d.]+) \(without initial connection time\)", said)
        if not rate:
            raise MeasuringFailed(f"pgbench did not say how fast it was: {said}")
        return float(rate[1]) * (PIPELINE if name == "pipelined" else 1)

    ours = {name: [] for name in ["each", "pipelined", "hop", "lease", "pool", "copy"]}
    theirs = {name: [] for name in scripts}
    program = programs.path("benchmark-statements")
    with Measuring(program, home.url, environment=home.login) as benchmark:
        for _ in range(options.rounds):
            ours["each"].append(benchmark.measure("each", options.seconds)["per_second"])
            theirs["single"].append(pgbench("single"))
            ours["pipelined"].append(benchmark.measure("pipelined", options.seconds)["per_second"])
            theirs["pipelined"].append(pgbench("pipelined"))
            for name in ["hop", "lease", "pool"]:
                ours[name].append(benchmark.measure(name, options.seconds)["per_second"])
            ours["copy"].append(benchmark.measure("copy", COPY_ROWS)["per_second"])

    single = theirs["single"]
    report.compare("one at a time", ours["each"], single, "/s", at_least=0.7)
    report.compare("pipelined by 100, to pgbench one at a time", ours["pipelined"], single, "/s", at_least=3)
    report.compare("pipelined by 100, to pgbench pipelined", ours["pipelined"], theirs["pipelined"], "/s")
    report.compare("one lease of the pool for all", ours["lease"], single, "/s")
    report.compare("one lease of the pool each", ours["pool"], single, "/s")
    report.compare("called from another thread", ours["hop"], single, "/s")
    report.tell("COPY of 384-dimensional vectors", ours["copy"], "rows/s")
