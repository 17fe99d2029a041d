"""What the scenarios of tasks share: connections to the server under test, and an eye on every state of a task."""

import asyncio
import contextlib
import dataclasses
import datetime
import json
import pathlib
import re

import jsonschema
import judge
import raw
import task_shapes

ENDINGS = ["completed", "failed", "cancelled"]
UNKNOWN = "A" * 43


class Shapes:
    """The definitions of the extension; what they take from the protocol's schemas is only known where those are."""

    def __init__(self, folder):
        files = sorted(pathlib.Path(folder).glob("*.json")) if folder else []
        self.revisions = {path.stem: judge.Revision(path) for path in files}
        if not self.revisions:
            taken = re.findall(r"#/\$defs/(\w+)", json.dumps(task_shapes.DEFINITIONS))
            self._definitions = dict.fromkeys(taken, {}) | task_shapes.DEFINITIONS

    def faults(self, name, value):
        if self.revisions:
            validator = self.revisions[raw.MODERN].validator(name)
        else:
            validator = jsonschema.Draft202012Validator({"$defs": self._definitions, "$ref": f"#/$defs/{name}"})
        return [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value)]


@dataclasses.dataclass
class Bench:
    """One scenario's view of the server.

    Attributes:
        wire: A connection that declares what the test tells it to.
        other: A second connection, over pipes to a process of its own.
        old: A connection of the revision before.
    """

    wire: raw.RawClient
    other: raw.RawClient
    old: raw.RawClient
    report: object
    shapes: Shapes
    name: str = ""

    def named(self, scenario):
        return dataclasses.replace(self, name=scenario)

    def check(self, name, ok, detail=""):
        self.report.check(f"{self.name}: {name}", ok, detail)

    async def together(self, *parts):
        """Plays the parts of a scenario at once, since most of each is waiting."""
        await asyncio.gather(*(self.report.guard(f"{self.name}: {part.__name__}", part(self)) for part in parts))

    async def warm(self):
        """The first calls of all, which may have tables to make: scenarios count on the seconds that work takes."""
        self.is_plain("a quick tool is no task, in the first call of all", (await self.wire.call("greet", {"name": "first"})).result)
        await self.finished(await self.created("slow_compute", {"seconds": 3, "label": "first"}))

    # Asking

    async def created(self, tool, arguments=None, **more):
        """Calls a tool that is to become a task.
        Returns: the handle."""
        start = now()
        handle = (await self.wire.call(tool, arguments, **more)).result
        faults = self.shapes.faults("CreateTaskResult", handle)
        self.check(f"{tool} answers a flat handle", not faults, f"{faults} {handle}")
        created = moment(handle["createdAt"])
        # The clock of the server is this one; answers may be rounded to whole seconds.
        is_fresh = start - datetime.timedelta(seconds=1) <= created <= now() + datetime.timedelta(seconds=1)
        self.check(f"{tool} was created just now", is_fresh, f"{created}, called at {start}")
        self.check(f"{tool} works at first", handle["status"] == "working", handle)
        return handle

    async def get(self, handle, wire=None):
        return (await (wire or self.wire).request("tasks/get", {"taskId": handle["taskId"]})).result

    async def update(self, handle, responses, judged=True):
        params = {"taskId": handle["taskId"], "inputResponses": responses}
        self.acknowledged("tasks/update", await self.wire.request("tasks/update", params, judged=judged))

    async def cancel(self, handle, wire=None):
        answer = await (wire or self.wire).request("tasks/cancel", {"taskId": handle["taskId"]})
        self.acknowledged("tasks/cancel", answer)

    def acknowledged(self, method, answer):
        faults = self.shapes.faults("CancelTaskResult", answer.result)
        self.check(f"{method} is acknowledged and no more is told", not faults, f"{faults} {answer.message}")

    async def until(self, handle, *statuses, wire=None):
        """Polls until the task is in one of the states, and looks at each on the way.
        Returns: the task then, and the messages of its status on the way."""
        told, faults, last = [], [], None
        async with asyncio.timeout(raw.LIMIT):
            while True:
                task = await self.get(handle, wire)
                faults += self.shapes.faults("GetTaskResult", task) + changes(handle, last, task)
                last = task
                if task.get("statusMessage"):
                    told.append(task["statusMessage"])
                if task["status"] in statuses:
                    break
                if task["status"] in ENDINGS:
                    raise AssertionError(f"the task ended otherwise than as {statuses}: {task}")
                await asyncio.sleep(0.1)
        self.check(f"each state on the way to {task['status']} is whole, and follows the last", not faults, faults[:5])
        return task, told

    async def finished(self, handle, wire=None):
        """Returns: what the call of a task answers that completes."""
        task, _ = await self.until(handle, "completed", wire=wire)
        return task["result"]

    # Judging

    def says(self, name, result, text, is_error=False):
        """Checks that a result is this text, and whether it is an error of the tool."""
        texts = [block.get("text") for block in result["content"]]
        self.check(name, texts == [text] and result.get("isError", False) == is_error, result)

    def unchanged(self, name, later, earlier):
        self.check(name, state(later) == state(earlier), f"{later} was {earlier}")

    def refused(self, name, answer, code, *statuses):
        """Checks the code of an error, and over HTTP the status."""
        error = answer.message.get("error", {})
        self.check(f"{name} is refused with {code}", error.get("code") == code, answer.message)
        if self.wire.is_http:
            self.check(f"{name} is refused over HTTP with {statuses}", answer.status in statuses, answer.status)
        return error

    def lacks_capability(self, name, answer):
        """Checks that the server asks for the extension to be declared."""
        error = self.refused(name, answer, -32021, 400)
        needed = error.get("data", {}).get("requiredCapabilities", {}).get("extensions", {})
        self.check(f"{name}: the error names the extension", needed == {raw.TASKS: {}}, error)

    def is_plain(self, name, result):
        """Checks that this is the result of a tool, and nothing of a task."""
        marks = [key for key in ("taskId", "task", "status", "ttlMs", "createdAt") if key in result]
        self.check(name, result["resultType"] == "complete" and "content" in result and not marks, result)


@contextlib.asynccontextmanager
async def opened(targets, report, options):
    """A bench with its connections; at the end all that was said is judged."""
    shapes = Shapes(options.schemas)
    wire, other, old = targets
    async with raw.connected(wire) as wire, raw.connected(other) as other:
        async with raw.connected(old, raw.HANDSHAKE) as old:
            bench = Bench(wire, other, old, report, shapes, "opening")
            await bench.warm()
            yield bench
    for client in (wire, other, old):
        told = [json.loads(entry["line"]) for entry in client.transcript if entry["from"] == "server"]
        # A question before there is a task has a state of its own.
        told = [one for one in told if one.get("result", {}).get("resultType") != "input_required"]
        foreign = {"requestState", "io.modelcontextprotocol/related-task"} & set(keys_within(told))
        name = f"nothing of other tasks is in {len(told)} messages of {client.revision}"
        report.check(name, told and not foreign, foreign)
        if shapes.revisions:
            faults = judge.judge(shapes.revisions, judge.Catalogue(), client.transcript)
            name = f"all {len(client.transcript)} messages of {client.revision} fit the schemas"
            report.check(name, not faults and client.transcript, "\n".join(faults[:5]))


def now():
    return datetime.datetime.now(datetime.UTC)


def moment(text):
    return datetime.datetime.fromisoformat(text)


def changes(handle, last, task):
    """What is wrong between one look at a task and the next."""
    faults = []
    for key in ("taskId", "createdAt"):
        if task[key] != handle[key]:
            faults.append(f"{key} was {handle[key]}, and is {task[key]}")
    earlier = last or handle
    if moment(task["lastUpdatedAt"]) < moment(earlier["lastUpdatedAt"]):
        faults.append(f"lastUpdatedAt went back from {earlier['lastUpdatedAt']} to {task['lastUpdatedAt']}")
    if moment(task["lastUpdatedAt"]) < moment(task["createdAt"]):
        faults.append(f"lastUpdatedAt {task['lastUpdatedAt']} is before createdAt {task['createdAt']}")
    if task["status"] != earlier["status"] and task["lastUpdatedAt"] == earlier["lastUpdatedAt"]:
        faults.append(f"{earlier['status']} became {task['status']}, and lastUpdatedAt stayed {task['lastUpdatedAt']}")
    if task["ttlMs"] is not None and (earlier["ttlMs"] is None or task["ttlMs"] < earlier["ttlMs"]):
        faults.append(f"ttlMs shrank from {earlier['ttlMs']} to {task['ttlMs']}")
    return faults


def state(task):
    """A task without what may differ from one look at it to the next."""
    return {key: value for key, value in task.items() if key not in ("pollIntervalMs", "resultType", "_meta")}


def keys_within(value):
    """Every key of every object in a message."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from keys_within(part)
    elif isinstance(value, list):
        for part in value:
            yield from keys_within(part)
