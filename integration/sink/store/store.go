package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// Defaults of what the settings' address does not say.
const (
	selectionTimeout = 5 * time.Second
	commandTimeout   = time.Minute
)

// Store is the database. Its methods are safe for concurrent use.
type Store struct {
	client *mongo.Client
	db     *mongo.Database
	now    func() time.Time
	create bool

	mu     sync.Mutex
	ready  bool
	unique map[curate.Kind]bool // collections with the unique index
}

// Open makes a store of the settings' database. It connects to nothing yet.
func Open(m *settings.MongoDB) (*Store, error) {
	opt := options.Client().SetServerSelectionTimeout(selectionTimeout).SetTimeout(commandTimeout).SetAppName("flowcept-sink")
	opt.ApplyURI(string(m.ConnectionURI()))
	if opt.Validate() != nil { // whose error may quote a password
		return nil, fmt.Errorf("mongodb: databases.mongodb.uri: %s is no address of a database", m.ConnectionURI())
	}
	if opt.WriteConcern == nil {
		opt.SetWriteConcern(writeconcern.Majority())
	}
	client, err := mongo.Connect(opt)
	if err != nil {
		return nil, fmt.Errorf("mongodb: %s: cannot be used: %T", m.ConnectionURI(), err)
	}
	return &Store{
		client: client, db: client.Database(m.DB), now: time.Now, create: m.CreateCollectionIndex,
		unique: map[curate.Kind]bool{},
	}, nil
}

// Close closes the connections.
func (s *Store) Close(ctx context.Context) error { return s.client.Disconnect(ctx) }

// Ping asks the server whether it is there.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.client.Ping(ctx, nil); err != nil {
		return fmt.Errorf("mongodb: %w", err)
	}
	return nil
}

func (s *Store) collection(kind curate.Kind) *mongo.Collection {
	return s.db.Collection(kind.Collection())
}

// prepare creates the indexes, where that is wanted, and looks which there are; once.
func (s *Store) prepare(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ready {
		return nil
	}
	look := s.lookForIndexes
	if s.create {
		look = s.CreateIndexes
	}
	err := look(ctx)
	if code := (mongo.CommandError{}); errors.As(err, &code) && !mongo.IsNetworkError(err) && !mongo.IsTimeout(err) && !passes(int(code.Code)) {
		err = nil // such as the collection that is not there yet: without an index documents are read first
	}
	s.ready = err == nil
	return err
}
