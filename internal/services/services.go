// Package services says where the tests find the services that they need: a broker at KAFKA_BOOTSTRAP (host:port), a
// database at MONGODB_URI, Flowcept for Python at FLOWCEPT_PYTHON, what adapters observe at FLOWCEPT_MLFLOW, FLOWCEPT_DASK and
// FLOWCEPT_MOSQUITTO. integration/services/with.sh starts them and sets these. Where one is missing its tests are skipped,
// or fail if FLOWCEPT_REQUIRE_SERVICES is 1, as make integration has it.
package services

import (
	"os"
	"testing"
)

// Kafka is the address of a broker, as host:port.
func Kafka(t testing.TB) string {
	t.Helper()
	return need(t, "KAFKA_BOOTSTRAP", "a broker")
}

// MongoDB is the address of a database.
func MongoDB(t testing.TB) string {
	t.Helper()
	return need(t, "MONGODB_URI", "a database")
}

// Python is an interpreter that has Flowcept.
func Python(t testing.TB) string {
	t.Helper()
	return need(t, "FLOWCEPT_PYTHON", "Flowcept for Python")
}

// MLflow is an interpreter that has MLflow, tensorboardX, tensorboard, and Flowcept for Python with its adapters.
func MLflow(t testing.TB) string {
	t.Helper()
	return need(t, "FLOWCEPT_MLFLOW", "an interpreter with MLflow")
}

// Dask is an interpreter that has Dask's distributed.
func Dask(t testing.TB) string {
	t.Helper()
	return need(t, "FLOWCEPT_DASK", "an interpreter with Dask's distributed")
}

// Mosquitto is the program of that MQTT broker. Beside it lies mosquitto_passwd.
func Mosquitto(t testing.TB) string {
	t.Helper()
	return need(t, "FLOWCEPT_MOSQUITTO", "the MQTT broker mosquitto")
}

// Missing skips the test, or fails it where no service may be missing.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("FLOWCEPT_REQUIRE_SERVICES") == "1" {
		t.Fatal("needs " + what)
	}
	t.Skip("needs " + what)
}

func need(t testing.TB, name, what string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		Missing(t, what+" at "+name)
	}
	return value
}
