// Package tensorboard observes a directory of TensorBoard's event files, as PyTorch, TensorFlow, Keras and tensorboardX
// write them.
//
//	import _ "github.com/flowcept/flowcept-go/integration/adapters/tensorboard"
//
// makes sections of kind tensorboard start with flowcept.ObserveSettings. The keys are those of Flowcept for Python,
//
//	adapters:
//	  tensorboard:
//	    kind: tensorboard
//	    file_path: runs             # the log directory
//	    log_tags: [scalars, hparams, tensors]
//	    log_metrics: ['*']          # a run is recorded, with all its scalars, where it has one of these
//	    watch_interval_sec: 5
//
// and beside them quiet_sec (a run that nothing was written to for so long has ended, 60), max_history (points of a
// scalar's history, 1000), state_path.
//
// Each directory with event files is a run, and each run one task: the hyperparameters of its HParams session used, the last
// value of each scalar generated, the history of each in custom_metadata. Its times are those of its events. A run has ended
// when its session says so, with the status that it says, or when it is quiet. A run that is still being written when the
// workflow stops is sent as RUNNING; whenever it goes on, it is sent again, under the same id. The hyperparameters
// workflow_id and activity_id set those fields.
//
// The files: options.go the settings, adapter.go the look at a directory, run.go what is known of a run and its record;
// frames.go reads records off a file, event.go what they say.
package tensorboard
