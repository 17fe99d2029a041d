"""What programs do with tasks through `fastmcp.Client`: importing `fastmcp_tasks` makes it declare the extension, and
follow every task by itself."""

import asyncio
import time

import connection
from fastmcp.client.elicitation import ElicitResult
from fastmcp.exceptions import ToolError
from fastmcp_tasks import call_tool_task
from fastmcp_tasks.client_models import ClientGetTaskResult, GetTaskRequest, GetTaskRequestParams
from mcp.shared.exceptions import MCPError


class User:
    """Who answers the client's questions, and remembers each."""

    def __init__(self):
        self.asked = []
        self.agrees = True

    async def answer(self, message, kind, params, context):
        fields = list(params.requested_schema["properties"])
        self.asked.append((fields, message))
        if not self.agrees:
            return ElicitResult(action="decline")
        return {field: {"confirm": True, "name": "Ada", "color": "green"}[field] for field in fields}


async def run(targets, report):
    user, other_user = User(), User()
    mine, others, old = targets
    async with connection.connect(mine, "auto", "fastmcp", elicitation_handler=user.answer) as first:
        async with connection.connect(others, "auto", "fastmcp", elicitation_handler=other_user.answer) as second:
            parts = [quick, followed_by_hand, transparent, error_kinds, cancelling, several, one_need]
            guarded = [report.guard(f"client: {part.__name__}", part(first.client, report)) for part in parts]
            guarded.append(report.guard("client: questions", questions(first.client, report, user)))
            work = elsewhere(first.client, second.client, report, other_user)
            guarded.append(report.guard("client: elsewhere", work))
            await asyncio.gather(*guarded)
            report.check("client: both speak the newest revision", both_modern(first, second), first.protocol_version)
    async with connection.connect(old, "legacy", "fastmcp", elicitation_handler=user.answer) as client:
        await report.guard("client: before tasks", before_tasks(client, report))


def both_modern(*clients):
    return all(client.protocol_version == "2026-07-28" for client in clients)


def text(result):
    return [block.text for block in result.content]


def state(status):
    """What of an ended task never changes again."""
    return status.status, status.last_updated_at, status.result, status.error


async def started(client, report, tool, arguments=None, **more):
    task = await call_tool_task(client, tool, arguments, **more)
    seed = task.create_result
    report.check(f"client: {tool} becomes a task", seed.status == "working" and seed.ttl_ms != 0, seed)
    return task


async def quick(client, report):
    result = await client.call_tool("greet", {"name": "Ada"})
    report.check("client: a quick tool answers", text(result) == ["Hello, Ada!"], result)
    try:
        task = await call_tool_task(client, "greet", {"name": "Ada"})
        report.check("client: a quick tool is never a task", False, task.create_result)
    except ToolError as error:
        report.check("client: a quick tool is never a task", "did not run as a task" in str(error), error)


async def followed_by_hand(client, report):
    task = await started(client, report, "slow_compute", {"seconds": 4, "label": "tea"})
    status = await task.status()
    report.check("client: its status can be asked at once", status.status == "working", status)
    said = set()
    while status.status == "working":
        said.add(status.status_message)
        await asyncio.sleep(0.1)
        status = await task.status()
    report.check("client: while it works it says on what", "computing tea" in said, said)
    report.check("client: it completes", status.status == "completed", status)
    result = await task.result()
    report.check("client: its result is read", text(result) == ["computed tea"] and not result.is_error, result)
    await task.cancel()
    name = "cancelling it after the end is acknowledged, and does nothing"
    report.check(f"client: {name}", state(await task.status()) == state(status), status)


async def transparent(client, report):
    result = await client.call_tool("slow_compute", {"seconds": 3, "label": "alone"})
    report.check("client: a call waits for its task", text(result) == ["computed alone"], result)


async def error_kinds(client, report):
    failing, breaking = await asyncio.gather(
        started(client, report, "failing_job"), started(client, report, "protocol_error_job")
    )
    end = await failing.wait()
    report.check("client: a tool's error completes its task", end.status == "completed", end)
    await raises(report, "a tool's error is raised", failing.result(), "The job failed, as it was meant to.")
    end = await breaking.wait()
    report.check("client: a protocol error fails its task", end.status == "failed", end)
    report.check("client: the error says which", (end.error or {}).get("code") == -32603, end)
    await raises(report, "a protocol error is raised", breaking.result(), "The job broke off, as it was meant to.")


async def raises(report, name, work, words):
    try:
        report.check(f"client: {name}", False, await work)
    except ToolError as error:
        report.check(f"client: {name}", str(error) == words, error)


async def cancelling(client, report):
    task = await started(client, report, "slow_compute", {"seconds": 60, "label": "never"})
    await task.cancel()
    end = await task.wait(timeout=30)
    report.check("client: a cancelled task ends so", end.status == "cancelled", end)
    await task.cancel()
    again = await task.status()
    report.check("client: and stays so when it is cancelled again", state(again) == state(end), again)
    await raises(report, "its result is that it was cancelled", task.result(), f"Task {task.task_id} was cancelled")


async def several(client, report):
    start = time.monotonic()
    labels = [f"number {number}" for number in range(6)]
    calls = [client.call_tool("slow_compute", {"seconds": 4, "label": label}) for label in labels]
    results = await asyncio.gather(*calls)
    took = time.monotonic() - start
    found = [text(result) for result in results]
    report.check("client: six at once each have their own", found == [[f"computed {one}"] for one in labels], found)
    report.check("client: and run side by side", took < 12, took)


async def one_need(client, report):
    result = await client.call_tool("task_only_job", {})
    report.check("client: a tool that needs tasks is served", text(result) == ["done"], result)


async def questions(client, report, user):
    result = await client.call_tool("test_tool_with_task", {})
    report.check("client: a question before the task", text(result) == ["Hello, Ada, from the task!"], result)

    user.asked.clear()
    result = await client.call_tool("confirm_delete", {"filename": "a.txt"})
    report.check("client: with the user's word it is done", text(result) == ["Deleted a.txt"], result)
    # The client asks for whatever is still open in the answer to the poll after its update.
    report.check("client: the user is asked once", [fields for fields, _ in user.asked] == [["confirm"]], user.asked)

    user.asked.clear()
    task = await started(client, report, "multi_input")
    parked = await task.wait(state="input_required", timeout=30)
    report.check("client: a task can be seen to wait", sorted(parked.input_requests) == ["color", "name"], parked)
    report.check("client: two answers reach the result", text(await task) == ["Ada likes green"], user.asked)
    asked = sorted(fields for fields, _ in user.asked)
    report.check("client: each is asked once", asked == [["color"], ["name"]], asked)

    user.agrees = False
    task = await started(client, report, "confirm_delete", {"filename": "b.txt"}, raise_on_error=False)
    result = await task
    refused = ["Nothing was done: the user did not agree."]
    report.check("client: without it nothing is", text(result) == refused and result.is_error, result)
    user.agrees = True


async def elsewhere(client, other, report, other_user):
    """What one connection started another follows, which knows nothing but the id."""
    task, asking = await asyncio.gather(
        started(client, report, "slow_compute", {"seconds": 5, "label": "shared"}),
        started(client, report, "confirm_delete", {"filename": "shared.txt"}),
    )
    seen = await got(other, task.task_id)
    report.check("client: another connection finds a task by its id", seen.status == "working", seen)
    report.check("client: as it was made", seen.created_at == task.create_result.created_at, seen)
    # The same handle, with the other connection behind it.
    result = await type(asking)(other, "confirm_delete", asking.create_result)
    report.check("client: and answers its questions", text(result) == ["Deleted shared.txt"], result)
    report.check("client: by its own user", len(other_user.asked) == 1, other_user.asked)
    while seen.status == "working":
        await asyncio.sleep(0.1)
        seen = await got(other, task.task_id)
    report.check("client: and its result", seen.result["content"][0]["text"] == "computed shared", seen)
    try:
        report.check("client: an unknown id is refused", False, await got(other, "A" * 43))
    except MCPError as error:
        report.check("client: an unknown id is refused", error.error.code == -32602, error)


async def got(client, task_id):
    request = GetTaskRequest(params=GetTaskRequestParams(task_id=task_id))
    return await client.session.send_request(request, ClientGetTaskResult)


async def before_tasks(connected, report):
    client = connected.client
    report.check("client: the revision before", connected.protocol_version == "2025-11-25", connected.protocol_version)
    result = await client.call_tool("slow_compute", {"seconds": 4, "label": "waited", "wait_seconds": 30})
    report.check("client: before tasks a call that waits has its result", text(result) == ["computed waited"], result)
    result = await client.call_tool("slow_compute", {"seconds": 4, "label": "handed"})
    handle = (result.structured_content or {}).get("task", {})
    report.check("client: before tasks a long call has a handle", handle.get("status") == "working", result)
    found = await client.call_tool("get_task", {"task_id": handle["task_id"], "wait_seconds": 30})
    ended = found.structured_content["task"]["status"] == "completed"
    report.check("client: which get_task follows", ended and "computed handed" in str(found), found)
