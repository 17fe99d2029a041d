"""What drivers print: one line of JSON for each check, {"check", "ok", "detail"}."""

import contextlib
import json
import traceback


class Report:
    """Prints what was checked and remembers whether all of it held."""

    def __init__(self):
        self.failed = False

    def check(self, name, ok, detail=""):
        self.failed |= not ok
        print(json.dumps({"check": name, "ok": bool(ok), "detail": str(detail)[:2000]}), flush=True)

    @contextlib.contextmanager
    def part(self, name):
        """A part of the scenario; what it throws is a failed check of its name."""
        try:
            yield
        except Exception as error:
            # Clients that run in task groups wrap what happened, and it is the last of what is printed.
            while len(getattr(error, "exceptions", [])) == 1:
                error = error.exceptions[0]
            self.check(name, False, "".join(traceback.format_exception(error))[-2000:])

    async def guard(self, name, work):
        """The same for a part that is awaited.
        Returns: what it does."""
        with self.part(name):
            return await work
