package settings

import "time"

// Settings is what one process runs with.
type Settings struct {
	Off  bool   // FLOWCEPT=off: nothing is captured, and no file has been read
	Path string // the file; empty when there is none

	Instrumentation Instrumentation
	Project         Project
	MQ              MQ
	MongoDB         MongoDB
	Telemetry       Telemetry
	Experiment      Experiment
	SysMetadata     SysMetadata
	ExtraMetadata   map[string]any // for the workflow record; values of secret names are replaced already
	Adapters        map[string]Adapter
	Go              Go

	// Doubts are about keys that are not known here and much like one that is. They are no errors: another version of
	// Flowcept for Python may know them.
	Doubts []error

	from map[string]origin // of the keys that the file or the environment sets
}

// The values of Project.DBFlushMode.
const (
	Offline = "offline" // records go to the JSONL file
	Online  = "online"  // records go to the topic
)

// The values of Spool.OnFull and Values.Bytes.
const (
	OnFullBlock = "block"
	OnFullDrop  = "drop"

	BytesLen  = "len"
	BytesHash = "hash"
	BytesRaw  = "raw"
)

// Instrumentation switches capture.
type Instrumentation struct{ Enabled bool }

// Project says where records go and what is added to them.
type Project struct {
	DBFlushMode                string // Offline or Online
	DumpBuffer                 DumpBuffer
	EnrichMessages             bool
	ReplaceNonJSONSerializable bool
}

// DumpBuffer is the JSONL file.
type DumpBuffer struct {
	Enabled                bool
	Path                   string
	AppendWorkflowIDToPath bool
	AppendIDToPath         bool
	DeletePreviousFile     bool
}

// MQ is the transport. Brokers and Credentials say what to connect to, and as whom.
type MQ struct {
	Enabled             bool
	Type                string
	Host                string // or several, separated by commas, each with a port or not
	Port                int
	URI                 URI // takes the place of Host and Port
	Channel             string
	BufferSize          int
	InsertionBufferTime time.Duration
	GroupID             string
	Username            string
	Password            Secret
	TLS                 TLS
	SASL                SASL
}

// TLS is how connections to the brokers are secured.
type TLS struct {
	Enabled            bool
	CAFile             string
	CertFile, KeyFile  string // both or neither
	ServerName         string
	InsecureSkipVerify bool
}

// SASL is how the process presents MQ.Username and MQ.Password to the brokers.
type SASL struct {
	Mechanism string // empty, or one of Mechanisms
}

// MongoDB is the sink's database. ConnectionURI gives its address.
type MongoDB struct {
	Enabled               bool
	URI                   URI // takes the place of Host and Port
	Host                  string
	Port                  int
	DB                    string
	CreateCollectionIndex bool
}

// Telemetry chooses the blocks of a telemetry snapshot.
type Telemetry struct {
	Enabled     bool // false: no telemetry, whatever the blocks and the directives say
	CPU         bool
	PerCPU      bool
	ProcessInfo bool
	Mem         bool
	Disk        bool
	Network     bool
	GPU         []string // the metrics
	MachineInfo bool
}

// Experiment says who runs it.
type Experiment struct{ User string }

// SysMetadata describes the machine in records; what is empty, but for
// EnvironmentID, is asked of the machine.
type SysMetadata struct {
	EnvironmentID string
	SysName       string
	NodeName      string
	LoginName     string
}

// Go holds what only this implementation knows.
type Go struct {
	Spool   Spool
	Values  Values
	Parents bool // false: no parent from the goroutine, profiler labels untouched
}

// Spool is where records wait until they are acknowledged.
type Spool struct {
	Dir      string
	MaxBytes int64
	OnFull   string // OnFullBlock or OnFullDrop
}

// Values limits what one value takes up in a record.
type Values struct {
	MaxElements int    // of a list or map
	MaxString   int    // bytes
	MaxDepth    int    // of nested values
	Bytes       string // BytesLen, BytesHash or BytesRaw
}
