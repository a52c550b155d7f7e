// Package telemetry records what the machine and this process were using at one
// moment, as Flowcept's telemetry_at_start and telemetry_at_end hold it.
//
//	s, err := telemetry.Start(telemetry.Config{CPU: true, Process: true, Memory: true})
//	defer s.Stop()
//	b = s.Append(b) // one msgpack map
//
// What is the machine's is sampled in the background and shared by all the tasks
// of that moment; what is the process's own is read anew at each call. Append
// allocates nothing on Linux, may be called from any number of goroutines at once,
// and never fails: what cannot be read is left out and counted. A Sampler with
// nothing chosen opens no file and starts no goroutine.
//
// # Keys
//
// Names, units and kinds (whole or fractional) are Python Flowcept's on Linux, which
// are psutil's. Times are seconds, memory and transfers bytes, percentages 0 to 100 to
// one decimal; all counters run since the machine's or the process's start, so that
// a task's own share is the end's less the start's.
//
// Of the machine, from the last sample:
//
//	cpu      times_avg         seconds of all processors together, by user nice system
//	                           idle iowait irq softirq steal guest guest_nice; a
//	                           guest's time is in user and nice too    /proc/stat
//	         percent_all       busy since the sample before; 0 in the first
//	         frequency         MHz now, the processors' mean    /proc/cpuinfo, cpufreq
//	         times_per_cpu     a list of the same times, one map a processor (per_cpu)
//	         percent_per_cpu   a list
//	memory   virtual           total available percent used free active inactive
//	                           buffers cached shared slab; used is total less
//	                           available, cached has what slab can give back
//	                           /proc/meminfo
//	         swap              total used free percent; sin sout, bytes swapped in and
//	                           out    /proc/meminfo, /proc/vmstat
//	disk     disk_usage        total used free percent of the root file system; free
//	                           and percent as a user without privileges sees them
//	         io_sum            of all disks without their partitions: read_count
//	                           write_count read_bytes write_bytes read_time write_time
//	                           (milliseconds) read_merged_count write_merged_count
//	                           busy_time    /proc/diskstats
//	         io_per_disk       the same of each disk and partition, where there are
//	                           several
//	network  netio_sum         bytes_sent bytes_recv packets_sent packets_recv errin
//	                           errout dropin dropout    /proc/net/dev
//	         netio_per_interface   the same of each that has both sent and received
//	gpu      gpu_<index>       used (bytes of device memory, of all processes),
//	                           temperature (°C), power (milliwatts), name, id (UUID),
//	                           as Config.GPU names them    NVML
//
// Of the process, marked * where read anew at each call:
//
//	process  pid, executable, cmd_line   as at Start; a command line over 4096 bytes is cut
//	         cpu_number *                the processor that the caller runs on    getcpu
//	         memory *                    rss vms shared text lib data dirty    /proc/self/statm
//	         memory_percent *            rss in the machine's memory; not rounded, as psutil's
//	         cpu_times *                 user system children_user children_system, to the
//	                                     microsecond    getrusage; iowait, from the last
//	                                     sample    /proc/self/stat
//	         cpu_percent                 since the sample before; over 100 on several processors
//	         io_counters *               read_count write_count (calls), read_bytes write_bytes
//	                                     (to storage), read_chars write_chars    /proc/self/io
//	         num_threads *               /proc/self/task
//	         num_ctx_switches *          voluntary involuntary    getrusage
//	         num_open_file_descriptors, num_connections, num_open_files
//	                                     without the Sampler's own    /proc/self/fd
//
// Where the numbers differ from Python's: cpu_percent is always 0 there;
// num_ctx_switches there is the main thread's alone, where a Go program does little;
// cpu_number there is where the main thread ran last.
//
// Outside Linux the values come from gopsutil, some allocation included, and what it
// cannot tell without running another program is left out: cpu_number, num_connections,
// num_open_files, on Windows also num_ctx_switches, the children's times and
// num_open_file_descriptors, on macOS io_counters' …_chars. Keys that only Linux has
// (iowait, buffers, slab, …) are absent as they are in psutil there.
//
// # GPU
//
// NVIDIA's library is opened at run time (internal/nvml) by programs built with cgo
// or with the tag flowcept_nvml; opening it from others would make every static
// program that links this package a dynamic one. CUDA_VISIBLE_DEVICES chooses the
// devices. No library, no driver or no device is no error: there is no gpu block, and
// [Sampler.Err] says why. The index is the driver's, as in Flowcept; CUDA may count in
// another order unless CUDA_DEVICE_ORDER is PCI_BUS_ID.
//
// # Cost
//
// On a virtual machine of two 2.6 GHz EPYC processors with other work on it, Linux
// 6.18, Go 1.26; the least of several runs, and for the background the range:
//
//	Append, cpu process memory       4.2 µs, 0 allocations, 1.1 kB
//	Append, all but gpu              4.3 µs, 0 allocations, 3.4 kB
//	Append, nothing chosen           3 ns
//	background, cpu process memory   0.3 to 0.5 % of one processor at 100 ms
//	background, all but gpu          0.4 to 0.6 %
//
// Of the background's share, 0.1 to 0.2 % is what an idle Go program spends on waking
// up ten times a second. To reproduce:
//
//	go test -run - -bench Append -count 6 ./runtime/telemetry
//	go test -run - -bench Background -benchtime 6s -count 5 ./runtime/telemetry
//
// At every tenth sampling only are read: frequency, sin and sout, disk_usage, and the
// numbers of descriptors, connections and files. Where a reading is dear, on a node
// with hundreds of processors or disks or in a process with thousands of descriptors, it is made
// less often still, so that it takes at most 1/500 of the time, but at least every
// five seconds.
//
// # Files
//
//	config.go        what to record
//	sampler.go       Start, Stop, Append, and the one goroutine
//	collector.go     which readings a configuration needs; pace.go, when each is made
//	snapshot.go      what a sampling leaves behind, encoded; encode.go, the msgpack of it
//	cpu.go memory.go disk.go network.go gpu.go process.go   a block each
//	own.go           the part of process that each call reads
//	machineinfo.go   MachineInfo
//	internal/host    the readings themselves; internal/nvml, NVIDIA's; internal/about, what never changes
//
// # Non-obvious
//
//   - A snapshot is immutable once published; Append loads the pointer once, so that a
//     record's machine-wide values are all of one sampling.
//   - The sampling goroutine owns the collector, its files and NVML. Nothing else
//     touches them, and it closes them when it ends.
//   - The files of /proc/self that Append reads outlive Stop: an Append on another
//     goroutine may be reading. They are closed with the Sampler by the garbage collector.
//   - Start waits for the first sample, at most two seconds, and Stop for the
//     goroutine's end, at most one: a GPU driver may hang. Until there is a sample, a
//     record has the process's own values only.
package telemetry
