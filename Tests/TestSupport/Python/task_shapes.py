"""The messages of the extension `io.modelcontextprotocol/tasks`, as definitions beside those of the revision that has
it: its published schema leaves out `resultType` and `_meta`, so that no valid answer fits it."""

REVISION = "2026-07-28"

STATUSES = ["working", "input_required", "completed", "failed", "cancelled"]

# What a task carries in one status, and in no other.
PAYLOADS = {"input_required": "inputRequests", "completed": "result", "failed": "error"}


def only_when(status, payload):
    return {
        "if": {"properties": {"status": {"const": status}}},
        "then": {"required": [payload]},
        "else": {"not": {"required": [payload]}},
    }


def request(method, **params):
    return {
        "allOf": [{"$ref": "#/$defs/JSONRPCRequest"}],
        "properties": {
            "method": {"const": method},
            "params": {
                "properties": {"taskId": {"type": "string"}, "_meta": {"$ref": "#/$defs/RequestMetaObject"}} | params,
                "required": ["taskId", "_meta", *params],
            },
        },
    }


RESULT_META = {"$ref": "#/$defs/ResultMetaObject"}
ACKNOWLEDGEMENT = {
    "type": "object",
    "properties": {"resultType": {"const": "complete"}, "_meta": RESULT_META},
    "required": ["resultType"],
    "additionalProperties": False,
}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
MILLISECONDS = {"type": "integer", "exclusiveMinimum": 0}

# What has a task's fields has no others: not those of the tasks of 2025-11-25, nor the state of a question before
# there is a task.
DEFINITIONS = {
    "Task": {
        "type": "object",
        "properties": {
            # 256 random bits, since whoever knows it may have the task.
            "taskId": {"type": "string", "minLength": 40},
            "status": {"enum": STATUSES},
            "statusMessage": {"type": "string", "minLength": 1},
            "createdAt": TIME,
            "lastUpdatedAt": TIME,
            "ttlMs": {"anyOf": [MILLISECONDS, {"type": "null"}]},
            "pollIntervalMs": MILLISECONDS,
        },
        "required": ["taskId", "status", "createdAt", "lastUpdatedAt", "ttlMs"],
    },
    "DetailedTask": {
        "properties": {
            "inputRequests": {"allOf": [{"$ref": "#/$defs/InputRequests"}], "minProperties": 1},
            "result": {
                "type": "object",
                "properties": {
                    "content": {"type": "array", "items": {"$ref": "#/$defs/ContentBlock"}},
                    "isError": {"type": "boolean"},
                    "resultType": {"const": "complete"},
                },
                "required": ["content"],
            },
            "error": {"$ref": "#/$defs/Error"},
        },
        "allOf": [{"$ref": "#/$defs/Task"}] + [only_when(*payload) for payload in PAYLOADS.items()],
    },
    "CreateTaskResult": {
        "properties": {"resultType": {"const": "task"}, "_meta": RESULT_META},
        "required": ["resultType"],
        "allOf": [{"$ref": "#/$defs/Task"}],
        "unevaluatedProperties": False,
    },
    "GetTaskResult": {
        "properties": {"resultType": {"const": "complete"}, "_meta": RESULT_META},
        "required": ["resultType"],
        "allOf": [{"$ref": "#/$defs/DetailedTask"}],
        "unevaluatedProperties": False,
    },
    "GetTaskRequest": request("tasks/get"),
    "UpdateTaskRequest": request("tasks/update", inputResponses={"$ref": "#/$defs/InputResponses"}),
    "UpdateTaskResult": ACKNOWLEDGEMENT,
    "CancelTaskRequest": request("tasks/cancel"),
    "CancelTaskResult": ACKNOWLEDGEMENT,
    "TaskStatusNotification": {
        "allOf": [{"$ref": "#/$defs/JSONRPCNotification"}],
        "properties": {
            "method": {"const": "notifications/tasks"},
            "params": {
                "properties": {
                    "_meta": {
                        "allOf": [{"$ref": "#/$defs/NotificationMetaObject"}],
                        "required": ["io.modelcontextprotocol/subscriptionId"],
                    }
                },
                "required": ["_meta"],
                "allOf": [{"$ref": "#/$defs/DetailedTask"}],
                "unevaluatedProperties": False,
            },
        },
    },
}
