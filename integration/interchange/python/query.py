"""query.py WORKFLOW_ID: print what Flowcept's query API says of a workflow, as JSON."""

import json
import sys

from flowcept import Flowcept

workflow_id = sys.argv[1]
of_workflow = {"workflow_id": workflow_id}
workflow = Flowcept.db.get_workflow_object(workflow_id)
out = {
    "tasks": Flowcept.db.task_query(filter=of_workflow),
    "finished": [t["task_id"] for t in Flowcept.db.task_query(filter={**of_workflow, "status": "FINISHED"})],
    "by_value": [t["task_id"] for t in Flowcept.db.task_query(filter={**of_workflow, "used.x": 5})],
    "workflows": Flowcept.db.workflow_query(filter=of_workflow),
    "workflow_object": {"name": workflow.name, "finished": workflow.workflow_is_finished()},
    "frame": len(Flowcept.db.to_df(filter=of_workflow)),
}
json.dump(out, sys.stdout, default=str)
