"""Validates recorded MCP messages against the published JSON schemas.

Usage: judge.py SCHEMAS_FOLDER

Reads one transcript a line from standard input, `[{"from", "revision", "line", "method"}, ...]`, and answers each with
one line: a list of what is wrong, empty when all is well. `line` is the message exactly as it went over the pipe;
`method` names the request that a response answers. What a tool returns is also held against the output schema that
the server itself published.
"""

import functools
import json
import pathlib
import sys

import jsonschema
import task_shapes

RESULTS = {  # of the requests whose result is not named after them
    "ping": "EmptyResult",
    "logging/setLevel": "EmptyResult",
    "resources/subscribe": "EmptyResult",
    "resources/unsubscribe": "EmptyResult",
}
ERRORS = {  # by code, where a revision has a definition of its own
    -32020: "HeaderMismatchError",
    -32021: "MissingRequiredClientCapabilityError",
    -32022: "UnsupportedProtocolVersionError",
}


class Revision:
    """The definitions of one protocol revision, a validator made once for each that is used."""

    def __init__(self, path):
        self.schema = json.loads(path.read_text())
        self.keyword = "$defs" if "$defs" in self.schema else "definitions"
        self.definitions = self.schema[self.keyword]
        self.has_tasks = path.stem == task_shapes.REVISION
        if self.has_tasks:
            self.definitions |= task_shapes.DEFINITIONS
        self.dialect = jsonschema.validators.validator_for(self.schema)
        self.by_method = {}
        for name, definition in self.definitions.items():
            method = definition.get("properties", {}).get("method", {}).get("const")
            if method:
                self.by_method[method] = name

    @functools.cache
    def validator(self, name):
        return self.dialect({self.keyword: self.definitions, "$ref": f"#/{self.keyword}/{name}"})

    def first(self, *names):
        return next((name for name in names if name in self.definitions), None)

    def definitions_of(self, message, method):
        """What a message must satisfy: pairs of a definition's name and the part of the message that it describes."""
        if isinstance(message, list):
            yield self.first("JSONRPCBatchRequest" if "method" in message[0] else "JSONRPCBatchResponse"), message
        elif "method" in message:
            yield ("JSONRPCRequest" if "id" in message else "JSONRPCNotification"), message
            yield self.by_method.get(message["method"]), message
        elif "error" in message:
            yield self.first("JSONRPCErrorResponse", "JSONRPCError"), message
            yield self.first(ERRORS.get(message["error"].get("code"), "")), message
        else:
            yield self.first("JSONRPCResultResponse", "JSONRPCResponse"), message
            kind = message.get("result", {}).get("resultType")
            if self.has_tasks and method == "tools/call" and kind == "task":
                yield "CreateTaskResult", message["result"]
                return
            request = self.by_method.get(method, "").removesuffix("Request")
            yield self.first(f"{request}ResultResponse"), message
            result = "InputRequiredResult" if kind == "input_required" else RESULTS.get(method, f"{request}Result")
            yield self.first(result), message.get("result")

    def faults(self, message, method):
        for name, part in self.definitions_of(message, method):
            if name is None:
                continue
            for error in self.validator(name).iter_errors(part):
                deepest = jsonschema.exceptions.best_match([error])
                yield f"{name}{deepest.json_path[1:]}: {deepest.message[:400]}"


class Catalogue:
    """The tools as the server listed them, and whether what they return is what they promised."""

    def __init__(self):
        self.outputs = {}
        # The tool whose call became the task.
        self.tasks = {}

    def learn(self, tools):
        for tool in tools:
            for key in ("inputSchema", "outputSchema"):
                if key in tool:
                    jsonschema.Draft202012Validator.check_schema(tool[key])
            if "outputSchema" in tool:
                self.outputs[tool["name"]] = jsonschema.Draft202012Validator(tool["outputSchema"])

    def faults(self, tool, result):
        if result.get("resultType") == "task":
            self.tasks[result.get("taskId")] = tool
            return
        if result.get("isError") or result.get("resultType") == "input_required":
            return
        structured = result.get("structuredContent")
        if tool in self.outputs:
            if structured is None:
                yield f"{tool} has an outputSchema and answered without structuredContent"
                return
            for error in self.outputs[tool].iter_errors(structured):
                yield f"structuredContent of {tool}{error.json_path[1:]}: {error.message[:400]}"
        if structured is not None:
            texts = [block["text"] for block in result["content"] if block["type"] == "text"]
            if not any(same_json(text, structured) for text in texts):
                yield f"{tool}: no text block holds the same JSON as structuredContent"

    def faults_of_task(self, task):
        if task.get("status") == "completed" and task.get("taskId") in self.tasks:
            yield from self.faults(self.tasks[task["taskId"]], task["result"])


def same_json(text, value):
    try:
        return json.loads(text) == value
    except ValueError:
        return False


def judge(revisions, catalogue, transcript):
    faults = []
    for entry in transcript:
        who, line, method = entry["from"], entry["line"], entry.get("method")
        try:
            message = json.loads(line, parse_constant=lambda name: faults.append(f"{who}: {name} is not JSON"))
            found = list(revisions[entry["revision"]].faults(message, method))
            if who == "server" and isinstance(message, dict) and isinstance(message.get("result"), dict):
                if method == "tools/list":
                    catalogue.learn(message["result"].get("tools", []))
                elif method == "tools/call":
                    found += catalogue.faults(entry.get("tool"), message["result"])
                elif method == "tasks/get":
                    found += catalogue.faults_of_task(message["result"])
        except (ValueError, KeyError, TypeError, AttributeError, jsonschema.SchemaError) as error:
            found = [f"{type(error).__name__}: {error}"]
        faults += [f"{who}, {entry['revision']}, {method}: {fault}\n    {line[:300]}" for fault in found]
    return faults


def main():
    folder = pathlib.Path(sys.argv[1])
    revisions = {path.stem: Revision(path) for path in sorted(folder.glob("*.json"))}
    catalogue = Catalogue()
    for line in sys.stdin:
        print(json.dumps(judge(revisions, catalogue, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
