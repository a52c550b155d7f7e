// Package interchange holds no code. Its tests have Go and Flowcept for Python, the one from PyPI, read what the other
// has written: Python's consumer stores what Go sends over Apache Kafka, Python's query API reads what it and the sink
// have stored, the sink stores what Python sends as that consumer does, and each reads the other's file. make integration runs them.
package interchange
