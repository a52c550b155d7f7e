package mlflow

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	answerTimeout = 30 * time.Second
	answerSize    = 64 << 20 // bytes at the most
)

// A refusal is an answer other than 200.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string { return r.text }

// final is false where the same question may be answered later: a server is busy, or the one behind it is away.
func (r *refusal) final() bool {
	switch r.status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return false
	}
	return true
}

// ask sends a request to the tracking API and decodes the answer: a GET with a query, or a POST of a body.
func (s *server) ask(ctx context.Context, path string, query url.Values, body, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	method, content := http.MethodGet, io.Reader(nil)
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		method, content = http.MethodPost, bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, s.address+"/api/2.0/mlflow/"+path+"?"+query.Encode(), content)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	switch {
	case s.opt.Token != "":
		req.Header.Set("Authorization", "Bearer "+string(s.opt.Token))
	case s.opt.Username != "":
		req.SetBasicAuth(s.opt.Username, string(s.opt.Password))
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err // names method and address
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, answerSize))
	if err == nil && resp.StatusCode != http.StatusOK {
		err = &refusal{resp.StatusCode, fmt.Sprintf("%s: %.200s", resp.Status, b)}
	}
	if err == nil {
		err = json.Unmarshal(b, answer)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
