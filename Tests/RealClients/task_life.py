"""The scenarios of a task's life: its states, what they carry, and who is told of them."""

import asyncio

import raw
import task_bench


async def tasks_lifecycle(bench):
    endings = [cancelling, cancelling_late, cancelling_the_call]
    await bench.together(quick, finishing, failing, breaking, reporting, *endings)


async def quick(bench):
    result = (await bench.wire.call("greet", {"name": "Ada"})).result
    bench.is_plain("a quick tool answers at once", result)
    bench.says("with its text", result, "Hello, Ada!")


async def finishing(bench):
    handle = await bench.created("slow_compute", {"seconds": 4, "label": "tea"})
    task = await bench.get(handle)
    bench.check("a new task can be got at once, and works", task["status"] == "working", task)
    task, told = await bench.until(handle, "completed")
    bench.says("its result is that of the call", task["result"], "computed tea")
    bench.check("while it worked it said on what", "computing tea" in told, told)
    bench.check("it ended before it was seen to", task_bench.moment(task["lastUpdatedAt"]) <= task_bench.now(), task)


async def failing(bench):
    result = await bench.finished(await bench.created("failing_job"))
    bench.says("a tool that fails has completed", result, "The job failed, as it was meant to.", is_error=True)


async def breaking(bench):
    task, _ = await bench.until(await bench.created("protocol_error_job"), "failed")
    error = {key: task["error"].get(key) for key in ("code", "message")}
    expected = {"code": -32603, "message": "The job broke off, as it was meant to."}
    bench.check("a protocol error makes the task fail, with the error", error == expected, task)


async def cancelling(bench):
    handle = await bench.created("slow_compute", {"seconds": 60, "label": "never"})
    await bench.cancel(handle)
    task, _ = await bench.until(handle, "cancelled")
    await bench.cancel(handle)
    bench.unchanged("cancelling once more changes nothing", await bench.get(handle), task)


async def cancelling_late(bench):
    handle = await bench.created("slow_compute", {"seconds": 3, "label": "done"})
    task, _ = await bench.until(handle, "completed")
    await bench.cancel(handle)
    bench.unchanged("cancelling what has ended changes nothing", await bench.get(handle), task)


async def cancelling_the_call(bench):
    """The call has ended with its handle: cancelling that is none of the task's business."""
    answer = await bench.wire.call("slow_compute", {"seconds": 3, "label": "on"})
    await bench.wire.notify("notifications/cancelled", {"requestId": answer.message["id"]})
    bench.says("a notification cancels no task", await bench.finished(answer.result), "computed on")


async def reporting(bench):
    """Progress is told to who asked for it until the handle is there, and not from then on."""
    token = "the progress of a task"
    arguments = {"seconds": 3, "label": "progress"}
    handle = await bench.created("slow_compute", arguments, _meta={"progressToken": token})
    before = reports(bench, token)
    await bench.until(handle, "completed")
    bench.check("a task sends no progress", reports(bench, token) == before, bench.wire.strays)


def reports(bench, token):
    return sum(message.get("params", {}).get("progressToken") == token for message in bench.wire.strays)


async def tasks_wire_fields(bench):
    await bench.together(keeping, waiting_still)


async def keeping(bench):
    start = task_bench.now()
    handle = await bench.created("failing_job")
    bench.check("a new task says how often to ask", "pollIntervalMs" in handle, handle)
    task, _ = await bench.until(handle, "completed")
    took = task_bench.moment(task["lastUpdatedAt"]) - start
    bench.check("lastUpdatedAt is when a job of 3 s ended", 2.5 < took.total_seconds() < 10, f"{took} {task}")
    await asyncio.sleep(1.2)
    bench.unchanged("an ended task stays, and no look changes it", await bench.get(handle), task)
    keys = set(task_bench.keys_within([handle, task]))
    bench.check("nothing relates it to itself", "io.modelcontextprotocol/related-task" not in keys, keys)


async def waiting_still(bench):
    handle = await bench.created("confirm_delete", {"filename": "still.txt"})
    task, _ = await bench.until(handle, "input_required")
    await asyncio.sleep(1.2)
    bench.unchanged("lastUpdatedAt is that of the last change, not of the look", await bench.get(handle), task)
    await bench.cancel(handle)
    await bench.until(handle, "cancelled")


async def tasks_request_state_removal(bench):
    handle = await bench.created("multi_input")
    working = await bench.get(handle)
    asking, _ = await bench.until(handle, "input_required")
    answers = {"name": {"action": "accept", "content": {"name": "Ada"}}, "color": {"action": "decline"}}
    params = {"taskId": handle["taskId"], "inputResponses": answers, "requestState": "of no use here"}
    answer = await bench.wire.request("tasks/update", params)
    bench.acknowledged("tasks/update with a requestState", answer)
    ended, _ = await bench.until(handle, *task_bench.ENDINGS)
    keys = set(task_bench.keys_within([handle, working, asking, answer.result, ended]))
    bench.check("requestState is nowhere", "requestState" not in keys, keys)


async def tasks_status_notifications(bench):
    await bench.together(listening, listening_late, listening_undeclared)


async def listening(bench):
    slow = await bench.created("slow_compute", {"seconds": 6, "label": "heard"})
    asking = await bench.created("confirm_delete", {"filename": "heard.txt"})
    wanted = [slow["taskId"], asking["taskId"], task_bench.UNKNOWN]
    async with bench.wire.listen({"taskIds": wanted}) as subscription:
        await acknowledged(bench, subscription, wanted[:2])
        states = {slow["taskId"]: [], asking["taskId"]: []}
        is_answered = False
        while not all(told and told[-1]["status"] == "completed" for told in states.values()):
            task = await heard(bench, subscription)
            states[task["taskId"]].append(task)
            if task["status"] == "input_required" and not is_answered:
                is_answered = True
                await bench.update(asking, {"confirm": {"action": "accept", "content": {"confirm": True}}})
        bench.check("a question was heard of", is_answered, states)
        for handle in (slow, asking):
            last = states[handle["taskId"]][-1]
            bench.unchanged("the last that is told is what tasks/get answers", await bench.get(handle), last)
        await silent(bench, subscription)


async def listening_late(bench):
    """Who asks just after the end would else wait for ever."""
    handle = await bench.created("slow_compute", {"seconds": 3, "label": "late"})
    await bench.until(handle, "completed")
    async with bench.wire.listen({"taskIds": [handle["taskId"]]}) as subscription:
        await acknowledged(bench, subscription, [handle["taskId"]])
        task = await heard(bench, subscription)
        bench.check("the end is told to who comes late", task["status"] == "completed", task)


async def listening_undeclared(bench):
    params = {"notifications": {"taskIds": [task_bench.UNKNOWN]}}
    answer = await bench.wire.request("subscriptions/listen", params, raw.ELICITATION, limit=10)
    bench.lacks_capability("listening to tasks undeclared", answer)


async def acknowledged(bench, subscription, ids):
    first = await subscription.next()
    is_first = first.get("method") == "notifications/subscriptions/acknowledged"
    bench.check("a subscription is acknowledged first", is_first, first)
    agreed = first["params"]["notifications"].get("taskIds", [])
    bench.check("with the tasks that there are", sorted(agreed) == sorted(ids), f"{agreed}, there are {ids}")
    tag = first["params"]["_meta"][raw.SUBSCRIPTION]
    bench.check("under the number of its request", tag == subscription.id and type(tag) is int, first)


async def heard(bench, subscription):
    """The next notification of a subscription.
    Returns: the task in it."""
    message = await subscription.next()
    faults = bench.shapes.faults("TaskStatusNotification", message)
    bench.check("what is told of a task is all of it", not faults, f"{faults} {message}")
    tag = message["params"]["_meta"][raw.SUBSCRIPTION]
    bench.check("what is told belongs to the subscription", tag == subscription.id, message)
    return message["params"]


async def silent(bench, subscription):
    try:
        bench.check("after the end nothing more is told", False, await subscription.next(1.5))
    except TimeoutError:
        bench.check("after the end nothing more is told", True)
