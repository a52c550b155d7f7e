// Package faults holds no code: its tests take away what captured programs and the sink rely on, and count what becomes
// of the records. Programs, sinks and broker are processes of their own, which are killed as kill -9 does; between a sink
// and the database stands a proxy that can refuse. Each test prints how many records were captured, stored, duplicated
// and lost, and the last two have to be 0.
//
// They need the services of integration/services: make faults, or make integration. FLOWCEPT_RECORDS is how many records
// the load test sends.
package faults
