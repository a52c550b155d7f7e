package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"testing"
)

// endpoint is an OpenAI-compatible endpoint that gives the recorded answers, each to the request that it was the answer
// to.
func endpoint(t *testing.T) (url string) {
	t.Helper()
	text, err := os.ReadFile("testdata/answers.json")
	if err != nil {
		t.Fatal(err)
	}
	var recorded []struct {
		Request  any
		Status   int
		Response json.RawMessage
	}
	if err := json.Unmarshal(text, &recorded); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request any
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			t.Errorf("the model is asked with what is no JSON: %v", err)
		}
		if r.URL.Path != "/v1/chat/completions" || r.Header.Get("Authorization") != "Bearer secret" {
			t.Errorf("got a request to %s with authorization %q", r.URL.Path, r.Header.Get("Authorization"))
		}
		for _, a := range recorded {
			if reflect.DeepEqual(a.Request, request) {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(a.Status)
				w.Write(a.Response)
				return
			}
		}
		t.Errorf("no recorded answer to %v", request)
		w.WriteHeader(http.StatusNotFound)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1"
}
