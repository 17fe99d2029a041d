"""A PADDLE_HOME of a benchmark's own, with a database of its own, that is gone afterwards."""

import os
import pathlib
import shutil
import subprocess
import tempfile

from .programs import MeasuringFailed

# Seconds after which a command is taken to hang.
PATIENCE = 120
PARTS = ["postgresql", "openvino", "models"]


def installed():
    """The PADDLE_HOME where scripts/setup has put PostgreSQL, OpenVINO and the model; found as scripts/lib.sh does."""
    home, data = os.environ.get("PADDLE_HOME"), os.environ.get("XDG_DATA_HOME", "")
    if home:
        home = pathlib.Path(home)
    elif os.geteuid() == 0:
        home = pathlib.Path("/var/lib/paddle")
    elif data.startswith("/"):
        home = pathlib.Path(data) / "paddle"
    else:
        home = pathlib.Path.home() / ".local/share/paddle"
    missing = [part for part in PARTS if not (home / part).is_dir()]
    if missing:
        raise MeasuringFailed(f"{home} has no {missing[0]}: run scripts/setup, or set PADDLE_HOME")
    return home.resolve()


class Home:
    """A temporary PADDLE_HOME that shares what is installed, and nothing else, with the real one."""

    def __init__(self, installed, server):
        self.installed = installed
        self.server = server
        self.name = pathlib.Path(server).name

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="paddle-benchmark-"))
        # Where the account that PostgreSQL runs as, when we are root, can enter.
        self.path.chmod(0o755)
        for part in PARTS:
            (self.path / part).symlink_to(self.installed / part)
        return self

    def __exit__(self, *_):
        try:
            if (self.path / "cluster").exists():
                self.command("database", "stop")
        finally:
            shutil.rmtree(self.path, ignore_errors=True)

    @property
    def environment(self):
        """What a server under test is told: this home, and nothing of the one who measures."""
        kept = {name: os.environ[name] for name in ["PATH", "HOME", "LANG", "TMPDIR"] if name in os.environ}
        return kept | {"PADDLE_HOME": str(self.path)}

    def command(self, *words):
        try:
            done = subprocess.run(
                [self.server, *words],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired as error:
            raise MeasuringFailed(f"{self.name} {' '.join(words)} did not end within {PATIENCE} s") from error
        if done.returncode:
            raise MeasuringFailed(f"{self.name} {' '.join(words)}: {done.stdout}{done.stderr}")

    # The database

    def start_database(self, settings=""):
        self.command("database", "start")
        if settings:
            self.command("database", "stop")
            with open(self.path / "cluster/data/postgresql.conf", "a") as file:
                file.write(f"\n{settings}\n")
            self.command("database", "start")

    @property
    def socket(self):
        return self.path / "cluster/run"

    @property
    def url(self):
        return f"postgresql://paddle@/paddle?host={self.socket}"

    @property
    def login(self):
        """The environment in which libpq logs in as the role of the servers."""
        return {
            "PGHOST": str(self.socket),
            "PGUSER": "paddle",
            "PGDATABASE": "paddle",
            "PGPASSWORD": (self.path / "cluster/secret").read_text().strip(),
        }

    def postgresql(self, program, *words):
        """Runs a program of PostgreSQL as the role of the servers; answers what it printed."""
        done = subprocess.run(
            [self.path / "postgresql/bin" / program, *words],
            env=os.environ | self.login,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise MeasuringFailed(f"{program}: {done.stderr}")
        return done.stdout

    def superuser(self, statement):
        """Runs a statement as the superuser; answers its rows, columns parted by |."""
        return self.postgresql("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-c", statement).split()
