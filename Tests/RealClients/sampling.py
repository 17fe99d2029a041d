"""Drives a built rag with the published client `mcp` of 2026-07-28, whose own model writes the answers. The model is a
function here.

Usage: sampling.py [--http URL] RAG

Starts the server and speaks over its pipes, or with --http to one that runs already. Prints one line of JSON for each
check, {"check", "ok", "detail"}; the exit status is 0 when all held.
"""

import argparse
import asyncio
import sys
import uuid

import connection
import scenario
import serving
from report import Report

TEXT = "# Tides\n\nSpring tides come at full and new moon.\n\nThe harbour master is called Ragnhild."
PROMPTS = []


async def write(context, params):
    """The model: it answers what it reads last, and invents something."""
    from mcp import types

    prompt = params.messages[0].content.text
    PROMPTS.append(prompt)
    text = "The harbour master is called Ragnhild [1]. She has seven cats [1]."
    content = types.TextContent(type="text", text=text)
    return types.CreateMessageResult(role="assistant", content=content, model="function", stop_reason="endTurn")


async def refuse(context, params):
    from mcp import types

    return types.ErrorData(code=-1, message="The user does not want that.")


async def drive(options, report):
    asking = {"query": "What is the name of the harbour master?"}
    async with serving.served(options, report) as target:
        async with connection.connect(target, "2026-07-28", sampling_callback=write) as client:
            source = {"key": str(uuid.uuid4()), "content": TEXT}
            asking["source_ids"] = [(await scenario.value(client, "add_document", source))["id"]]
            answer = await scenario.value(client, "rag_query", asking)
            report.check("the client's model is asked once", len(PROMPTS) == 1 and "Ragnhild" in PROMPTS[0], PROMPTS)
            report.check("what it writes is the answer", answer["answered_by"] == "client", answer)
            report.check("with its name", answer["model"] == "function", answer)
            report.check("and a citation", "Ragnhild. [1]" in answer["answer"], answer)
            cited = [TEXT[one["range"]["start"] : one["range"]["end"]] for one in answer["citations"]]
            report.check("of what stands there", cited == [one["quote"] for one in answer["citations"]], answer)
            report.check("and nothing else", answer["unsupported"] == ["She has seven cats."], answer)
            extracted = await scenario.value(client, "rag_query", asking | {"answer_by": "extraction"})
            report.check("it is not asked in vain", len(PROMPTS) == 1 and extracted["answered_by"] == "extraction", "")
    async with serving.served(options, report) as target:
        async with connection.connect(target, "2026-07-28", sampling_callback=refuse) as client:
            try:
                await scenario.value(client, "rag_query", asking)
                report.check("who refuses ends the call", False, "")
            except connection.ProtocolError as error:
                report.check("who refuses ends the call", "does not want" in error.message, error)
            answer = await scenario.value(client, "rag_query", asking | {"answer_by": "extraction"})
            report.check("and may ask for sentences of the sources", "Ragnhild" in answer["answer"], answer)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--http")
    parser.add_argument("server")
    options = parser.parse_args()
    report = Report()
    # A guard against hanging, not a measurement.
    session = asyncio.wait_for(drive(options, report), 300)
    asyncio.run(report.guard("the session works to its end", session))
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
