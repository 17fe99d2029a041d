"""The scenarios of who may do what: capabilities, headers, methods, and calls that are no tasks."""

import asyncio
import base64

import raw
import task_bench

METHODS = {"tasks/get": {}, "tasks/update": {"inputResponses": {}}, "tasks/cancel": {}}


async def tasks_capability_negotiation(bench):
    await bench.together(advertising, gating, falling_back, falling_back_to_waiting, opting_in, handshake)


async def advertising(bench):
    found = (await bench.wire.request("server/discover")).result["capabilities"]
    bench.check("the extension is advertised", found.get("extensions", {}).get(raw.TASKS) == {}, found)
    bench.check("and nothing of the tasks before", "tasks" not in found and "experimental" not in found, found)


async def gating(bench):
    handle = await bench.created("slow_compute", {"seconds": 60, "label": "gated"})
    undeclared = {
        "nothing": {},
        "other things": raw.ELICITATION | {"extensions": {}},
        "an experiment": {"experimental": {raw.TASKS: {}}},
        "the tasks of before": {"tasks": {"requests": {"tools": {"call": {}}}}},
    }
    for method, more in METHODS.items():
        for name, capabilities in undeclared.items():
            answer = await bench.wire.request(method, more | {"taskId": handle["taskId"]}, capabilities)
            bench.lacks_capability(f"{method} declaring {name}", answer)
        answer = await bench.wire.request(method, more | {"taskId": task_bench.UNKNOWN}, {})
        bench.lacks_capability(f"{method} undeclared, of an unknown task", answer)
    task = await bench.get(handle)
    bench.check("what was refused did nothing", task["status"] == "working", task)
    await bench.cancel(handle)


async def falling_back(bench):
    """Who does not declare gets a handle that a tool follows."""
    await followed(bench, bench.wire, "undeclared", raw.ELICITATION)


async def followed(bench, wire, name, capabilities):
    answer = await wire.call("slow_compute", {"seconds": 4, "label": name}, capabilities)
    handle = answer.result.get("structuredContent", {}).get("task", {})
    marks = [key for key in ("taskId", "task", "status", "ttlMs") if key in answer.result]
    is_result = answer.result.get("resultType", "complete") == "complete" and not marks
    bench.check(f"{name}: a call is no task", is_result and not answer.result.get("isError"), answer.result)
    is_handle = isinstance(handle.get("task_id"), str) and handle.get("status") == "working"
    bench.check(f"{name}: a long one answers a handle of the server's own", is_handle, answer.result)
    found = {}
    async with asyncio.timeout(raw.LIMIT):
        while found.get("status", "working") == "working":
            arguments = {"task_id": handle["task_id"], "wait_seconds": 2}
            result = (await wire.call("get_task", arguments, capabilities)).result
            found = result["structuredContent"]["task"]
            bench.check(f"{name}: get_task knows it", found["task_id"] == handle["task_id"], result)
    bench.check(f"{name}: get_task follows it to its end", found["status"] == "completed", result)
    told = "computed " + name in str(result)
    bench.check(f"{name}: get_task tells what came of it", told and not result.get("isError"), result)


async def falling_back_to_waiting(bench):
    for name, capabilities in (("undeclared", raw.ELICITATION), ("declared", raw.DECLARED)):
        arguments = {"seconds": 4, "label": "waited", "wait_seconds": 30}
        result = (await bench.wire.call("slow_compute", arguments, capabilities)).result
        bench.is_plain(f"{name}: a call that waits long enough is no task", result)
        bench.says(f"{name}: and has its result", result, "computed waited")


    failed, broken = await asyncio.gather(
        *(bench.wire.call(tool, {"wait_seconds": 30}) for tool in ("failing_job", "protocol_error_job"))
    )
    words = "The job failed, as it was meant to."
    bench.says("waiting for a tool that fails tells of it", failed.result, words, is_error=True)
    bench.check("waiting for one that breaks off does, too", broken.error["code"] == -32603, broken)


async def opting_in(bench):
    """One request's declaration counts for no other of the same connection."""
    arguments = {"seconds": 3, "label": "opted"}
    answers = await asyncio.gather(
        *(bench.wire.call("slow_compute", arguments, each) for each in (raw.DECLARED, raw.ELICITATION, raw.DECLARED))
    )
    kinds = [answer.result["resultType"] for answer in answers]
    bench.check("each call is answered as it declares", kinds == ["task", "complete", "task"], kinds)


async def handshake(bench):
    await bench.together(handshake_methods, handshake_calls)


async def handshake_methods(bench):
    granted = bench.old.greeting.result["capabilities"]
    keys = set(granted) & {"tasks", "extensions", "experimental"}
    bench.check("the revision before has none of it", not keys, granted)
    supports = [tool["name"] for tool in bench.old.tools if "taskSupport" in tool.get("execution", {})]
    bench.check("no tool says that it has", not supports, supports)
    claim = {"_meta": {raw.META + "clientCapabilities": raw.DECLARED}}
    for method, more in METHODS.items():
        answer = await bench.old.request(method, more | {"taskId": task_bench.UNKNOWN} | claim)
        bench.check(f"{method} is no method there", answer.error["code"] == -32601, answer)


async def handshake_calls(bench):
    await followed(bench, bench.old, "before", None)
    arguments = {"seconds": 3, "label": "hinted"}
    answer = await bench.old.call("slow_compute", arguments, task={"ttl": 60_000})
    bench.check("a call there that asks for a task gets none", "content" in answer.result, answer)


async def tasks_request_headers(bench):
    result = (await bench.wire.call("greet", {"name": "headers"})).result
    bench.says("a call with its headers is served", result, "Hello, headers!")
    handle = await bench.created("slow_compute", {"seconds": 60, "label": "routed"})
    other = await bench.created("slow_compute", {"seconds": 60, "label": "elsewhere"})
    encoded = f"=?base64?{base64.b64encode(handle['taskId'].encode()).decode()}?="
    for method, more in METHODS.items():
        params = more | {"taskId": handle["taskId"]}
        wrong = {
            "the name of another task": {"Mcp-Name": other["taskId"]},
            "the name of no task": {"Mcp-Name": "slow_compute"},
            "the name in other letters": {"Mcp-Name": handle["taskId"].swapcase()},
            "another method": {"Mcp-Method": "tools/call"},
            "no method": {"Mcp-Method": None},
        }
        for name, headers in wrong.items():
            answer = await bench.wire.request(method, params, headers=headers)
            bench.refused(f"{method} with {name}", answer, -32020, 400)
    task = await bench.get(handle)
    bench.check("what was refused did nothing", task["status"] == "working", task)
    # Cancelling comes last, since it is what ends the task.
    for method, more in METHODS.items():
        for name, value in (("the same", handle["taskId"]), ("the encoded", encoded), ("no", None)):
            params = more | {"taskId": handle["taskId"]}
            answer = await bench.wire.request(method, params, headers={"Mcp-Name": value})
            bench.check(f"{method} with {name} Mcp-Name is served", answer.status == 200 and answer.result, answer)
    await bench.cancel(other)


async def tasks_dispatch_and_envelope(bench):
    await bench.together(removed, hinted, instant, consistent, unknown)


async def removed(bench):
    for method, params in (("tasks/result", {"taskId": task_bench.UNKNOWN}), ("tasks/list", {})):
        bench.refused(method, await bench.wire.request(method, params), -32601, 404)


async def hinted(bench):
    hint = {"task": {"ttl": 60_000, "pollInterval": 100}}
    result = (await bench.wire.call("greet", {"name": "hint"}, **hint)).result
    bench.is_plain("a hint makes no task of a quick tool", result)
    bench.says("which answers as ever", result, "Hello, hint!")
    handle = await bench.created("slow_compute", {"seconds": 3, "label": "hint"}, **hint)
    bench.check("a hint has no say in how long a task lives", handle["ttlMs"] != 60_000, handle)
    bench.says("a hinted task is a task", await bench.finished(handle), "computed hint")


async def instant(bench):
    result = (await bench.wire.call("slow_compute", {"seconds": 0, "label": "now"})).result
    bench.is_plain("what is done at once is no task", result)
    bench.says("what is done at once is answered", result, "computed now")


async def consistent(bench):
    """Five at once, so that answers and commits cross."""
    arguments = {"seconds": 60, "label": "many"}
    handles = await asyncio.gather(*(bench.created("slow_compute", arguments) for _ in range(5)))
    bench.check("each has an id of its own", len({handle["taskId"] for handle in handles}) == 5, handles)
    tasks = await asyncio.gather(*(bench.get(handle, bench.other) for handle in handles))
    same = [task["taskId"] for task in tasks] == [handle["taskId"] for handle in handles]
    bench.check("another connection finds them at once", same, tasks)
    await asyncio.gather(*(bench.cancel(handle, bench.other) for handle in handles))
    for handle in handles:
        await bench.until(handle, "cancelled")


async def unknown(bench):
    ids = {
        "an unknown": task_bench.UNKNOWN, "a short": "x", "an empty": "", "a long": "x" * 2_000,
        "an odd": "' OR 1=1; --", "an impossible": "\0", "a numeric": 42, "a null": None,
    }
    for method, more in METHODS.items():
        for name, value in ids.items():
            answer = await bench.wire.request(method, more | {"taskId": value}, judged=False)
            bench.refused(f"{method} of {name} id", answer, -32602, 200, 400)
        answer = await bench.wire.request(method, more, judged=False)
        bench.refused(f"{method} without an id", answer, -32602, 200, 400)
    answer = await bench.wire.request("tasks/update", {"taskId": task_bench.UNKNOWN}, judged=False)
    bench.refused("tasks/update without answers", answer, -32602, 200, 400)


async def tasks_required_task_error(bench):
    bench.lacks_capability("a tool that needs tasks", await bench.wire.call("task_only_job", None, raw.ELICITATION))
    answer = await bench.old.call("task_only_job")
    bench.check("nor is it served before there were any", "error" in answer.message, answer)
    bench.says("who declares them is served", await bench.finished(await bench.created("task_only_job")), "done")
