"""Times Flowcept for Python on functions of the shape that package suite measures: prints a name and ns a call, a line a round."""

import sys
from time import perf_counter_ns

from flowcept import (
    Flowcept,
    FlowceptLightweightLoop,
    FlowceptLoop,
    FlowceptTask,
    flowcept_task,
    lightweight_flowcept_task,
)

CALLS = 2000


def plain(x, name, lr):
    return x * 2 + len(name) + int(lr)


task = flowcept_task(output_names="y")(plain)
lightweight = lightweight_flowcept_task(plain)


def custom(x, name, lr):
    t = FlowceptTask(activity_id="custom", used={"x": x, "name": name, "lr": lr})
    y = plain(x, name, lr)
    t.end(generated={"y": y})


def calls(f):
    for i in range(CALLS):
        f(x=i, name="adam", lr=0.01)


def iterations(kind):
    loop = kind(range(CALLS), loop_name="loop", item_name="item")
    total = 0
    for i in loop:
        total += i
        loop.end_iter({"sum": total})


MEASURED = {
    "plain": lambda: calls(plain),
    "task": lambda: calls(task),
    "lightweight": lambda: calls(lightweight),
    "iteration": lambda: iterations(FlowceptLoop),
    "lightweight_iteration": lambda: iterations(FlowceptLightweightLoop),
    "custom": lambda: calls(custom),
}

for _ in range(int(sys.argv[1])):
    for name, run in MEASURED.items():
        with Flowcept(workflow_name="bench", start_persistence=False, check_safe_stops=False):
            begun = perf_counter_ns()
            run()
            print(name, (perf_counter_ns() - begun) / CALLS, flush=True)
