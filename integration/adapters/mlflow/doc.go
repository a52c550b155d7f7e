// Package mlflow observes the runs of an MLflow store: a SQLite file, read where it lies, or a tracking server.
//
//	import _ "github.com/flowcept/flowcept-go/integration/adapters/mlflow"
//
// makes sections of kind mlflow start with flowcept.ObserveSettings. The keys are those of Flowcept for Python,
//
//	adapters:
//	  mlflow:
//	    kind: mlflow
//	    file_path: mlflow.db        # the store
//	    log_params: ['*']           # names, in which * stands for anything
//	    log_metrics: ['*']
//	    watch_interval_sec: 1
//
// and beside them tracking_uri (http://…, https://… or sqlite:///…; takes the place of file_path), username, password or
// token for a server, max_history (points of a metric's history, 1000), artifacts (false: no objects), state_path.
//
// Each run that has ended is one task: its run id the task_id, its parameters used, the last value of each metric
// generated, as Flowcept for Python has them. Other than there a run without parameters or without metrics is recorded
// too, metrics of 0 and beyond the thirtieth row are kept, a run that failed or was killed is ERROR, and the task has the
// run's times, the experiment as activity_id, the parent of a nested run, its user, and in custom_metadata the run's name,
// tags, data sets with digests, and the history of each metric. Each artifact is an object of the task's, and so is each
// model that the run has logged, with what it is registered as. The tags flowcept.workflow_id, .campaign_id, .activity_id and .parent_task_id set those fields.
//
// A run that is resumed and ends again is sent again, under the same id. Deleted runs are left out.
//
// The files: options.go the settings, adapter.go the look at a store, record.go from a run to its records; sqlite.go and
// detail.go read a file, server.go, search.go and client.go ask a server, artifacts.go and models.go list what a run has
// left behind.
package mlflow
