package settings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

const secretFile = `
mq:
  enabled: true
  host: u:hunter2@kafka
  uri: kafka://svc:hunter2/@x@k1:9092,k2
  username: svc
  password: hunter2
  sasl: {mechanism: PLAIN}
databases:
  mongodb:
    enabled: true
    uri: mongodb://svc:hunter2@m/db?authMechanismProperties=AWS_SESSION_TOKEN:hunter2&tls=true&tlsCertificateKeyFilePassword=hunter2
extra_metadata:
  api_key: hunter2
  where: https://svc:hunter2@git/x
  deep: [{Secret: {a: [hunter2]}}, "password=hunter2 x", "Authorization: Bearer hunter2"]
adapters:
  broker_mqtt:
    kind: broker
    host: localhost
    password: hunter2
    access_token: hunter2
    nested: {API-KEY: hunter2, client_secret: [hunter2], url: "svc:hunter2@h", plain: shown}
    args: ["--token=hunter2", "tcp://a:hunter2@h", 'pwd: "hunter2"']
    note: ${oc.env:HUNTER}
kv_db: {password: hunter2}
agent: {api_key: hunter2}
`

func TestSecretsStayHidden(t *testing.T) {
	s := mustLoad(t, secretFile, map[string]string{"HUNTER": "hunter2", "MQ_PASSWORD": "hunter2"})
	if s.MQ.Password != "hunter2" || !strings.Contains(string(s.MongoDB.URI), "hunter2") {
		t.Fatalf("the settings do not have the secrets that this test is about")
	}
	asJSON, err := json.Marshal(s.Redacted())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var text, lines bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("x", "s", s, "mq", s.MQ, "pw", s.MQ.Password, "uri", s.MongoDB.URI)
	slog.New(slog.NewJSONHandler(&lines, nil)).Info("x", "s", s, "mongo", s.MongoDB, "pw", s.MQ.Password, "uri", s.MongoDB.URI)
	shown := map[string]string{
		"Redacted":     string(asJSON),
		"encoding":     string(raw),
		"String":       s.String(),
		"slog as text": text.String(),
		"slog as JSON": lines.String(),
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%T"} {
		shown[verb] = fmt.Sprintf(verb, s) + fmt.Sprintf(verb, s.MQ.Password) + fmt.Sprintf(verb, s.MQ.URI) + fmt.Sprintf(verb, s.MongoDB) +
			fmt.Sprintf(verb, *s.Adapters["broker_mqtt"].document)
	}
	for how, got := range shown {
		// MQ.Host is a plain string for fmt and json: nothing says that it holds a secret.
		got = strings.ReplaceAll(got, "u:hunter2@kafka", "")
		got = strings.ReplaceAll(got, fmt.Sprintf("%x", "u:hunter2@kafka"), "")
		if strings.Contains(got, "hunter2") || strings.Contains(got, fmt.Sprintf("%x", "hunter2")) {
			t.Errorf("%s shows the secret: %s", how, got)
		}
	}
	if strings.Contains(string(asJSON), "hunter2") {
		t.Errorf("Redacted shows the secret: %s", asJSON)
	}
	for _, want := range []string{
		`"uri":"kafka://REDACTED@k1:9092,k2"`, `"password":"REDACTED"`, `"username":"svc"`, `"plain":"shown"`, `"where":"https://REDACTED@git/x"`,
		`"uri":"mongodb://REDACTED@m/db?authMechanismProperties=REDACTED\u0026tls=true\u0026tlsCertificateKeyFilePassword=REDACTED"`,
		`"note":"${oc.env:HUNTER}"`, `"max_bytes":1073741824`, `"db_flush_mode":"offline"`, `"insertion_buffer_time_secs":1`,
	} {
		if !strings.Contains(string(asJSON), want) {
			t.Errorf("Redacted lacks %s: %s", want, asJSON)
		}
	}
}

func TestErrorsHideSecrets(t *testing.T) {
	for _, text := range []string{
		"mq: {password: [hunter2]}",
		"mq: {password: 'ab${hunter2}'}",
		"mq: {uri: 'kafka://${hunter2}:x@h'}",
		"mq: {password: '${hunter2:x}'}",
		"mq: {port: 'kafka://u:hunter2@h:1'}",
		"project: {db_flush_mode: online}\nmq: {uri: 'kafka://u:hunter2@h:x'}",
		"project: {db_flush_mode: online}\nmq: {uri: 'kafka://u:hunter2'}",
		"project: {db_flush_mode: online}\nmq: {uri: 'u:hunter2@h/x'}",
		"project: {db_flush_mode: online}\nmq: {host: 'u:hunter2@h'}",
		"mq: {password: *hunter2}",
		"databases: {mongodb: {enabled: true, uri: 'svc:hunter2@h'}}",
	} {
		_, err := loadText(t, text, nil)
		if err == nil {
			t.Errorf("%s\ngot no error", text)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s\nthe error shows the secret: %v", text, err)
		}
	}
}
