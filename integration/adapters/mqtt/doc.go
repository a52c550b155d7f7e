// Package mqtt observes the messages of an MQTT broker: each is one task.
//
//	import _ "github.com/flowcept/flowcept-go/integration/adapters/mqtt"
//
// makes sections of kind broker_mqtt, broker (as in Flowcept's sample settings) or mqtt start with
// flowcept.ObserveSettings. The keys are those of Flowcept for Python,
//
//	adapters:
//	  broker_mqtt:
//	    kind: broker_mqtt
//	    host: localhost
//	    port: 1883
//	    protocol: mqtt3.1.1
//	    queues: ["#"]              # topic filters
//	    username: postman
//	    password: p
//	    qos: 2
//	    task_subtype: intersect_msg
//	    tracked_keys:              # field of the task: field of the message
//	      used: payload
//	      generated: ~
//	      custom_metadata: [headers, msgId]
//	      activity_id: operationId
//	      started_at: ~
//
// and beside them client_id (the session at the broker; a name of this host, section and destination), state_path, and tls
// with the keys of mq.tls.
//
// A message is a JSON object whose fields tracked_keys names, a.b for a field of a field, topic for the topic. Without
// tracked_keys the whole object is used. An object under used or generated stands there as it is, anything else under
// payload; a list of names makes a map of those fields. Other than in Flowcept for Python a message that is no JSON
// object is recorded too (its text, or the length of what is no text, under payload), one that lacks a tracked field lacks
// only that, the activity is the topic where no field names it, and the status is FINISHED unless a field says another.
// Times may be numbers (seconds since the epoch, or milliseconds) or RFC 3339 text.
//
// # Delivery
//
// With a QoS of 1 or 2 the session at the broker outlives the connection and the process: what is published while nobody
// observes is delivered on the next start, as far as the broker keeps it. A message is acknowledged when its record is in
// the spool, never before. The state file remembers the packets handled last, so that a message that the broker delivers
// again because the acknowledgement was lost is not recorded again, and one whose record may or may not have been written
// when the process was killed gets the same task_id. A broker that is killed itself, and has forgotten what it had
// delivered since it last wrote its store, delivers that as new: such messages are recorded twice, unless tracked_keys takes
// task_id from a field that identifies the message. Messages that the broker retains are recorded once, though a new
// session gets them again. With a QoS of 0, which promises nothing, messages get lost while the adapter is away.
//
// Observers that are to see all messages each, and run at once on one host with the same section and destination, need a
// client_id of their own: a broker closes the older of two connections with the same one.
//
// The files: options.go the settings, tracked.go and message.go from a message to a task, adapter.go connecting and
// handling, subscribe.go the topics of a session, packets.go what was handled last.
package mqtt
