package store

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// indexed are the fields with a plain index, besides the unique one of the id. Their names are the server's own, which
// Flowcept for Python takes too, so that each finds the other's.
var indexed = map[curate.Kind][]string{
	curate.Task:     {prov.KeyWorkflowID, prov.KeyParentTaskID, prov.KeyCampaignID, prov.KeyGroupID},
	curate.Workflow: {prov.KeyParentWorkflowID, prov.KeyCampaignID},
}

// CreateIndexes creates the indexes that are missing.
func (s *Store) CreateIndexes(ctx context.Context) error {
	for _, kind := range curate.Stored {
		models := []mongo.IndexModel{{Keys: bson.D{{Key: kind.IDField(), Value: 1}}, Options: options.Index().SetUnique(true)}}
		for _, field := range indexed[kind] {
			models = append(models, mongo.IndexModel{Keys: bson.D{{Key: field, Value: 1}}})
		}
		if _, err := s.collection(kind).Indexes().CreateMany(ctx, models); err != nil {
			return fmt.Errorf("mongodb: indexes of %s: %w", kind.Collection(), err)
		}
	}
	return s.lookForIndexes(ctx)
}

// lookForIndexes notes which collections have the unique index.
func (s *Store) lookForIndexes(ctx context.Context) error {
	for _, kind := range curate.Stored {
		specs, err := s.collection(kind).Indexes().ListSpecifications(ctx)
		if err != nil {
			return fmt.Errorf("mongodb: indexes of %s: %w", kind.Collection(), err)
		}
		for _, spec := range specs {
			keys, _ := spec.KeysDocument.Elements()
			if len(keys) == 1 && keys[0].Key() == kind.IDField() && spec.Unique != nil && *spec.Unique {
				s.unique[kind] = true
			}
		}
	}
	return nil
}
