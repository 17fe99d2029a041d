"""The scenarios in which a task, or the call before it, asks the user."""

import task_bench


def accepting(**content):
    return {"action": "accept", "content": content}


async def tasks_mrtr_input(bench):
    parts = [agreeing, declining, answering_in_parts, answering_at_once, answering_beside, cancelling_a_question]
    await bench.together(*parts)


async def asked(bench, handle, **kinds):
    """Waits for the questions of a task, each a form with one field of the kind."""
    task, _ = await bench.until(handle, "input_required")
    questions = task["inputRequests"]
    bench.check(f"{list(kinds)} are asked for", sorted(questions) == sorted(kinds), questions)
    for key, kind in kinds.items():
        is_form(bench, key, questions[key], kind)
    return task


def is_form(bench, key, question, kind):
    params = question["params"]
    bench.check(f"{key} is an elicitation", question["method"] == "elicitation/create", question)
    bench.check(f"{key} is a form with a message", params.get("mode", "form") == "form" and params["message"], params)
    field = params["requestedSchema"]["properties"].get("name" if key == "user_name" else key, {})
    bench.check(f"{key} is a {kind}", field.get("type") == kind, params)


async def agreeing(bench):
    handle = await bench.created("confirm_delete", {"filename": "a.txt"})
    # Nobody has asked yet, so this is no answer.
    await bench.update(handle, {"confirm": accepting(confirm=True)})
    task = await asked(bench, handle, confirm="boolean")
    bench.check("the question names the file", "a.txt" in task["inputRequests"]["confirm"]["params"]["message"], task)

    await bench.update(handle, {})
    # No response of the protocol, for a key that nobody asked for: there is nothing to hold it against.
    await bench.update(handle, {"unknown-key": {"ignored": True}}, judged=False)
    bench.unchanged("answers that were not asked for are ignored", await bench.get(handle), task)

    await bench.update(handle, {"confirm": accepting(confirm=True), "unknown-key": accepting()})
    after = await bench.get(handle)
    # A client that polls at once would else ask its user twice.
    bench.check("an answered question is gone at once", "confirm" not in after.get("inputRequests", {}), after)
    task, _ = await bench.until(handle, "completed")
    bench.says("with the user's word it is done", task["result"], "Deleted a.txt")
    await bench.update(handle, {"confirm": {"action": "decline"}})
    bench.unchanged("a second answer changes nothing", await bench.get(handle), task)


async def declining(bench):
    handle = await bench.created("confirm_delete", {"filename": "b.txt"})
    await asked(bench, handle, confirm="boolean")
    await bench.update(handle, {"confirm": {"action": "decline"}})
    result = await bench.finished(handle)
    bench.says("without the user's word nothing is", result, "Nothing was done: the user did not agree.", is_error=True)


async def answering_in_parts(bench):
    handle = await bench.created("multi_input")
    both = await asked(bench, handle, name="string", color="string")
    # A client may send more than was asked for.
    await bench.update(handle, {"name": accepting(name="Ada", confirm=True)})
    task = await bench.get(handle)
    bench.check("with one of two answers it goes on asking", task["status"] == "input_required", task)
    rest = {"color": both["inputRequests"]["color"]}
    bench.check("for the other alone, as before", task.get("inputRequests") == rest, task)
    earlier, later = (task_bench.moment(one["lastUpdatedAt"]) for one in (both, task))
    bench.check("and that was a change", later > earlier, f"{earlier} {later}")
    await bench.update(handle, {"name": accepting(name="Eve")})
    await bench.update(handle, {"color": accepting(color="green")})
    bench.says("the first answer to each counts", await bench.finished(handle), "Ada likes green")


async def answering_at_once(bench):
    handle = await bench.created("multi_input")
    await asked(bench, handle, name="string", color="string")
    await bench.update(handle, {"color": accepting(color="blue"), "name": accepting(name="Grace")})
    bench.says("both answers may come at once", await bench.finished(handle), "Grace likes blue")


async def answering_beside(bench):
    """An answer without the field that was asked for is one, too: the suite gives the same to every question."""
    handle = await bench.created("multi_input")
    await asked(bench, handle, name="string", color="string")
    for key in ("color", "name"):
        await bench.update(handle, {key: accepting(name="Ada", confirm=True)})
    task, _ = await bench.until(handle, "completed")
    bench.check("whatever was answered, the task ends", task["result"]["content"], task)


async def cancelling_a_question(bench):
    handle = await bench.created("confirm_delete", {"filename": "c.txt"})
    await asked(bench, handle, confirm="boolean")
    await bench.cancel(handle)
    task, _ = await bench.until(handle, "cancelled")
    await bench.update(handle, {"confirm": accepting(confirm=True)})
    bench.unchanged("an answer after the task was cancelled changes nothing", await bench.get(handle), task)


async def tasks_mrtr_composition(bench):
    first = (await bench.wire.call("test_tool_with_task")).result
    bench.check("the call itself asks first", first["resultType"] == "input_required", first)
    marks = [key for key in ("taskId", "status", "ttlMs", "task") if key in first]
    bench.check("and is no task yet", not marks, first)
    bench.check("for the user's name", list(first["inputRequests"]) == ["user_name"], first)
    is_form(bench, "user_name", first["inputRequests"]["user_name"], "string")
    state = {"requestState": first["requestState"]} if "requestState" in first else {}
    answers = {"user_name": accepting(name="Ada")}
    handle = await bench.created("test_tool_with_task", inputResponses=answers, **state)
    bench.says("the answer reaches the result", await bench.finished(handle), "Hello, Ada, from the task!")
