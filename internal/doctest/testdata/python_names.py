"""Prints what programs of Flowcept for Python are written with: a line for each name."""
import inspect
import pathlib

import flowcept
from flowcept import Flowcept, FlowceptLightweightLoop, FlowceptLoop, FlowceptTask

names = {n for n in flowcept.__all__ if not n.startswith("__")}
names |= {"agent_flowcept_task", "FlowceptLLM", "get_current_context_task", "@flowcept"}
for made in (Flowcept, FlowceptTask, FlowceptLoop, FlowceptLightweightLoop):
    for p in inspect.signature(made.__init__).parameters.values():
        if p.name != "self" and p.kind == p.POSITIONAL_OR_KEYWORD and p.name not in ("items", "used"):
            names.add(p.name + "=")
for module in ("flowcept_task", "flowcept_agent_task"):  # the second cannot be imported without LangChain
    text = (pathlib.Path(flowcept.__file__).parent / "instrumentation" / (module + ".py")).read_text()
    for line in text.splitlines():
        if 'decorator_kwargs.get("' in line:
            names.add(line.split('decorator_kwargs.get("')[1].split('"')[0] + "=")
for name, _ in inspect.getmembers(Flowcept, inspect.isfunction):
    if not name.startswith("_") and name not in ("start", "stop", "get_current_instance", "save_workflow"):
        names.add(name)
print("\n".join(sorted(names)))
