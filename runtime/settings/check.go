package settings

import (
	"fmt"
	"regexp"
	"strings"
)

// rule ties keys together. The first key is the one to blame, and the error
// stands where the first of them that was given is.
type rule struct {
	keys []string
	fail func(s *Settings) string // what is wrong, or empty
}

var rules = []rule{
	{[]string{"project.dump_buffer.path", "project.dump_buffer.enabled"}, func(s *Settings) string {
		return when(s.Project.DumpBuffer.Enabled && s.Project.DumpBuffer.Path == "", "want a path, got none")
	}},
	{[]string{"mq.tls.cert_file", "mq.tls.key_file"}, func(s *Settings) string {
		return when((s.MQ.TLS.CertFile == "") != (s.MQ.TLS.KeyFile == ""), "want mq.tls.cert_file and mq.tls.key_file, or neither")
	}},
	{[]string{"databases.mongodb.uri", "databases.mongodb.enabled"}, func(s *Settings) string {
		uri := string(s.MongoDB.URI)
		known := uri == "" || strings.HasPrefix(uri, "mongodb://") || strings.HasPrefix(uri, "mongodb+srv://")
		return when(s.MongoDB.Enabled && !known, "want mongodb://… or mongodb+srv://…")
	}},
	{[]string{"databases.mongodb.host", "databases.mongodb.enabled"}, func(s *Settings) string {
		return when(s.MongoDB.Enabled && s.MongoDB.URI == "" && s.MongoDB.Host == "", "want a host, got none")
	}},
	{[]string{"databases.mongodb.db", "databases.mongodb.enabled"}, func(s *Settings) string {
		return when(s.MongoDB.Enabled && s.MongoDB.DB == "", "want a name, got none")
	}},
}

var topicName = regexp.MustCompile(`^[A-Za-z0-9._-]{1,249}$`)

// transport are the rules of what reads or writes the topic. why completes
// "because …".
func transport(why string) []rule {
	return []rule{
		{[]string{"mq.enabled", "project.db_flush_mode"}, func(s *Settings) string {
			return when(!s.MQ.Enabled, "want true, because "+why)
		}},
		{[]string{"mq.type", "project.db_flush_mode"}, func(s *Settings) string {
			return when(s.MQ.Type != "kafka", fmt.Sprintf("want kafka, because %s, got %q", why, shorten(redactText(s.MQ.Type))))
		}},
		{[]string{"mq.uri", "mq.type", "project.db_flush_mode"}, func(s *Settings) string {
			return blame(s, s.MQ.URI != "")
		}},
		{[]string{"mq.host", "mq.uri", "mq.type", "project.db_flush_mode"}, func(s *Settings) string {
			return blame(s, s.MQ.URI == "")
		}},
		{[]string{"mq.channel", "project.db_flush_mode"}, func(s *Settings) string {
			return when(!topicName.MatchString(s.MQ.Channel) || s.MQ.Channel == "." || s.MQ.Channel == "..",
				fmt.Sprintf("want a topic's name (letters, digits, '.', '_', '-'), got %q", shorten(redactText(s.MQ.Channel))))
		}},
		{[]string{"mq.sasl.mechanism", "mq.username", "mq.password", "mq.uri"}, func(s *Settings) string {
			username, password := s.MQ.Credentials()
			return when(s.MQ.SASL.Mechanism != "" && (username == "" || password == ""),
				s.MQ.SASL.Mechanism+" needs mq.username and mq.password")
		}},
	}
}

func when(wrong bool, reason string) string {
	if wrong {
		return reason
	}
	return ""
}

func blame(s *Settings, this bool) string {
	if !this || s.MQ.Type != "kafka" {
		return ""
	}
	if _, err := s.MQ.Brokers(); err != nil {
		return err.Error()
	}
	return ""
}

// CheckTransport holds the settings against what publishing to the topic, or
// reading it, needs. Load has done so when the flush mode is online; the sink
// needs the topic whatever the flush mode. why completes "want true, because …".
func (s *Settings) CheckTransport(why string) error {
	return joined(s.check(transport(why), nil))
}

// CheckFile holds the settings against what writing to the JSONL file needs. why completes "want true, because …".
func (s *Settings) CheckFile(why string) error {
	return joined(s.check([]rule{{[]string{"project.dump_buffer.enabled", "project.db_flush_mode"}, func(s *Settings) string {
		return when(!s.Project.DumpBuffer.Enabled, "want true, because "+why)
	}}}, nil))
}

// check applies rules to keys none of which is bad.
func (s *Settings) check(list []rule, bad map[string]bool) []*problem {
	var problems []*problem
next:
	for _, r := range list {
		at := origin{file: s.Path}
		for i, k := range r.keys {
			if bad[k] {
				continue next
			}
			if from, given := s.from[k]; given && (i == 0 || at.line == 0 && at.env == "") {
				at = from
			}
		}
		if reason := r.fail(s); reason != "" {
			problems = append(problems, &problem{origin: at, key: r.keys[0], reason: reason})
		}
	}
	return problems
}
