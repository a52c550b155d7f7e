package store

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Write writes documents, no two of one kind and id. For each it returns nil or why the database refuses it for good.
// After an error it is not known which of them are written: the same can be written again. The documents belong to the
// store until it returns, and are changed.
func (s *Store) Write(ctx context.Context, docs []*curate.Document) (refused []error, err error) {
	if err := s.prepare(ctx); err != nil {
		return nil, err
	}
	refused = make([]error, len(docs))
	for _, kind := range curate.Stored {
		w := &write{store: s, kind: kind, collection: s.collection(kind)}
		for i, d := range docs {
			if d.Kind == kind {
				w.pending = append(w.pending, &entry{doc: d, refused: &refused[i]})
			}
		}
		if err := w.run(ctx); err != nil {
			return nil, fmt.Errorf("mongodb: %s: %w", kind.Collection(), err)
		}
	}
	return refused, nil
}

// A write brings the documents of one collection there.
type write struct {
	store      *Store
	kind       curate.Kind
	collection *mongo.Collection
	pending    []*entry
}

// An entry is a document on its way.
type entry struct {
	doc     *curate.Document
	refused *error
	model   mongo.WriteModel
	update  bool
	again   bool // has to be read and merged
	tries   int
}

// maxTries is how often a document is tried to be inserted that is said to be there and is not found.
const maxTries = 20

func (w *write) run(ctx context.Context) error {
	for _, e := range w.pending {
		e.again = !w.store.unique[w.kind]
	}
	for len(w.pending) > 0 {
		if err := w.plan(ctx); err != nil {
			return err
		}
		if err := w.send(ctx, w.pending); err != nil {
			return err
		}
		w.keep(func(e *entry) bool { return e.again })
	}
	return ctx.Err()
}

func (w *write) keep(more func(*entry) bool) {
	kept := w.pending[:0]
	for _, e := range w.pending {
		if more(e) && *e.refused == nil {
			kept = append(kept, e)
		}
	}
	clear(w.pending[len(kept):])
	w.pending = kept
}

// plan makes the operation of each document, and leaves out those that need none.
func (w *write) plan(ctx context.Context) error {
	stored, err := w.read(ctx)
	if err != nil {
		return err
	}
	for _, e := range w.pending {
		e.model, e.update, e.again = nil, false, false
		if old, ok := stored[e.doc.ID]; ok {
			*e.refused = e.change(old)
		} else {
			*e.refused = e.insert(w.store)
		}
	}
	w.keep(func(e *entry) bool { return e.model != nil })
	return nil
}

// read finds the stored documents of those that have to be merged.
func (w *write) read(ctx context.Context) (map[string]bson.Raw, error) {
	var ids []string
	for _, e := range w.pending {
		if e.again {
			ids = append(ids, e.doc.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	cursor, err := w.collection.Find(ctx, bson.D{{Key: w.kind.IDField(), Value: bson.D{{Key: "$in", Value: ids}}}})
	if err != nil {
		return nil, err
	}
	defer cursor.Close(ctx)
	stored := make(map[string]bson.Raw, len(ids))
	for cursor.Next(ctx) {
		raw := append(bson.Raw{}, cursor.Current...)
		if id, ok := raw.Lookup(w.kind.IDField()).StringValueOK(); ok {
			stored[id] = raw
		}
	}
	return stored, cursor.Err()
}

func (e *entry) insert(s *Store) error {
	fields := e.doc.Fields
	if _, ok := fields[prov.KeyRegisteredAt]; !ok && e.doc.Kind == curate.Task {
		fields[prov.KeyRegisteredAt] = curate.Date(s.now().UnixMilli())
		defer delete(fields, prov.KeyRegisteredAt) // the document may be there already, registered before
	}
	raw, err := encode(e.doc)
	e.model = mongo.NewInsertOneModel().SetDocument(raw)
	return err
}

// send sends the operations, and notes which documents are refused and which have to be merged again.
func (w *write) send(ctx context.Context, entries []*entry) error {
	if len(entries) == 0 {
		return nil
	}
	models, updates := make([]mongo.WriteModel, len(entries)), 0
	for i, e := range entries {
		models[i] = e.model
		if e.update {
			updates++
		}
	}
	result, err := w.collection.BulkWrite(ctx, models, options.BulkWrite().SetOrdered(false))
	if commandRefused(err) { // one of them has made the whole command fail
		if len(entries) == 1 {
			*entries[0].refused = err
			return nil
		}
		half := len(entries) / 2
		if err := w.send(ctx, entries[:half]); err != nil {
			return err
		}
		return w.send(ctx, entries[half:])
	}
	if err := w.judge(entries, err); err != nil {
		return err
	}
	if result == nil || int(result.MatchedCount) < updates {
		for _, e := range entries {
			e.again = e.again || e.update
		}
	}
	return nil
}

// judge deals with the errors of single operations and returns what concerns all.
func (w *write) judge(entries []*entry, err error) error {
	var bulk mongo.BulkWriteException
	if !errors.As(err, &bulk) {
		return err
	}
	if bulk.WriteConcernError != nil {
		return err
	}
	for _, we := range bulk.WriteErrors {
		e := entries[we.Index]
		switch {
		case we.Code == duplicateKey && e.tries < maxTries:
			e.again = true
			e.tries++
		case passes(we.Code):
			return err
		default:
			*e.refused = fmt.Errorf("mongodb: %s (code %d)", we.Message, we.Code)
		}
	}
	if len(bulk.WriteErrors) == 0 {
		return err
	}
	return nil
}
