package mlflow

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/flowcept/flowcept-go/integration/adapters"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// A model is one that a run has logged. From MLflow 3 on such are not among the artifacts of the run, but have a place of
// their own.
type model struct {
	id, name, kind, uri string
	created             int64 // ms
	params, tags        map[string]string
}

// tagVersions is the tag of a model that lists what it is registered as, as JSON.
const tagVersions = "mlflow.modelVersions"

// object is the record of a model. Its id is the model's.
func (m *model) object(r *run) *prov.Object {
	meta := map[string]any{"model_id": m.id, "name": m.name, "uri": m.uri}
	if m.kind != "" {
		meta["model_type"] = m.kind
	}
	if len(m.params) > 0 {
		meta["params"] = m.params
	}
	if len(m.tags) > 0 {
		meta["tags"] = m.tags
	}
	if list := m.registered(); len(list) > 0 {
		meta["registered"] = list
	}
	return &prov.Object{
		ObjectID: m.id, TaskID: r.id, WorkflowID: r.tags[tagWorkflow], ObjectType: "ml_model",
		CreatedAt: seconds(m.created), CustomMetadata: adapters.Fields(meta),
	}
}

// registered are the names and versions that the model had in the registry when its run ended. MLflow lists one of them
// twice, as a number and as text, where a model is registered as it is logged.
func (m *model) registered() (list []map[string]any) {
	var versions []struct {
		Name    string
		Version any
	}
	if json.Unmarshal([]byte(m.tags[tagVersions]), &versions) != nil {
		return nil
	}
	seen := map[string]bool{}
	for _, v := range versions {
		version := fmt.Sprint(v.Version)
		if name := v.Name + "\x00" + version; !seen[name] {
			seen[name] = true
			list = append(list, map[string]any{"name": v.Name, "version": version})
		}
	}
	return list
}

func (f *sqliteFile) models(ctx context.Context, tx *sql.Tx, r *run) error {
	if ok, err := has(ctx, tx, "logged_models", "logged_model_params", "logged_model_tags"); !ok || err != nil {
		return err
	}
	err := each(ctx, tx, func(scan func(...any) error) error {
		var m model
		defer func() { r.models = append(r.models, m) }()
		return scan(&m.id, &m.name, &m.kind, &m.uri, &m.created)
	}, `SELECT model_id, name, coalesce(model_type, ''), artifact_location, creation_timestamp_ms FROM logged_models
		WHERE source_run_id = ? AND lifecycle_stage <> 'deleted' ORDER BY creation_timestamp_ms, model_id`, r.id)
	for i := range r.models {
		m := &r.models[i]
		m.params, m.tags = map[string]string{}, map[string]string{}
		err = errors.Join(err,
			each(ctx, tx, pairs(m.params), `SELECT param_key, param_value FROM logged_model_params WHERE model_id = ?`, m.id),
			each(ctx, tx, pairs(m.tags), `SELECT tag_key, coalesce(tag_value, '') FROM logged_model_tags WHERE model_id = ?`, m.id))
	}
	return err
}

// model asks for a model. Of one that the server refuses to tell of, such as one that was deleted, nothing is known but
// its id.
func (s *server) model(ctx context.Context, id string) (model, error) {
	var answer struct {
		Model struct {
			Info struct {
				Name    string
				Kind    string      `json:"model_type"`
				URI     string      `json:"artifact_uri"`
				Created json.Number `json:"creation_timestamp_ms"`
				Tags    []keyValue
			}
			Data struct{ Params []keyValue }
		}
	}
	err := s.ask(ctx, "logged-models/"+url.PathEscape(id), nil, nil, &answer)
	var refused *refusal
	if err != nil && !(errors.As(err, &refused) && refused.final()) {
		return model{}, err
	}
	i := answer.Model.Info
	return model{id: id, name: i.Name, kind: i.Kind, uri: i.URI, created: integer(i.Created), params: mapOf(answer.Model.Data.Params), tags: mapOf(i.Tags)}, nil
}
