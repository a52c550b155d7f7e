package mqtt

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// unsure is the quality of a topic filter that was asked for and that the broker may have.
const unsure = 0x80

// subscriptions are the topic filters that a session has at the broker, with the quality asked for. They are kept in a
// file beside the packets, because to subscribe again makes the broker send all that it retains again.
type subscriptions struct {
	path   string // "": only in memory
	Client string
	Topics map[string]byte
}

func openSubscriptions(path, client string) (*subscriptions, error) {
	s := &subscriptions{path: path}
	if path != "" {
		b, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(b, s)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("adapter's state: %s: %w", path, err)
		}
	}
	if s.Client != client || s.Topics == nil {
		s.Client, s.Topics = client, map[string]byte{}
	}
	return s, nil
}

// settle makes the session have the topics that are wanted and no others. It is new where the broker had none.
func (s *subscriptions) settle(ctx context.Context, c paho.Client, known bool, wanted []string, qos byte) error {
	if !known {
		clear(s.Topics)
	}
	add, drop := map[string]byte{}, []string{}
	for _, topic := range wanted {
		if had, ok := s.Topics[topic]; !ok || had != qos {
			add[topic] = qos
		}
	}
	for topic := range s.Topics {
		if !slices.Contains(wanted, topic) {
			drop = append(drop, topic)
		}
	}
	if len(drop) > 0 {
		if err := wait(ctx, c.Unsubscribe(drop...)); err != nil {
			return fmt.Errorf("unsubscribe from %s: %w", strings.Join(drop, " "), err)
		}
	}
	if len(add) > 0 {
		// Before they are: an observer that ends between the two is to know of them when they are no longer wanted.
		for topic := range add {
			s.Topics[topic] = unsure
		}
		if err := s.save(); err != nil {
			return err
		}
		token := c.SubscribeMultiple(add, nil)
		err := wait(ctx, token)
		for topic, granted := range token.(*paho.SubscribeToken).Result() {
			if err == nil && granted > 2 {
				err = fmt.Errorf("the broker refuses %s", topic)
			}
		}
		if err != nil {
			return fmt.Errorf("subscribe: %w", err)
		}
	}
	if len(add) == 0 && len(drop) == 0 {
		return nil
	}
	for _, topic := range drop {
		delete(s.Topics, topic)
	}
	for topic, qos := range add {
		s.Topics[topic] = qos
	}
	return s.save()
}

func (s *subscriptions) save() error {
	if s.path == "" {
		return nil
	}
	b, err := json.Marshal(s)
	if err == nil {
		err = os.WriteFile(s.path+".new", b, 0o600)
	}
	if err == nil {
		err = os.Rename(s.path+".new", s.path)
	}
	if err != nil {
		return fmt.Errorf("adapter's state: %w", err)
	}
	return nil
}

// wait waits for what a token stands for.
func wait(ctx context.Context, t paho.Token) error {
	select {
	case <-t.Done():
		return t.Error()
	case <-ctx.Done():
		return ctx.Err()
	}
}
