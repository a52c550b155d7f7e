// Package check reads the deployment files as those do that they are for. It is a module of its own, so that neither
// Kubernetes nor Prometheus stand in flowcept-go's go.mod.
package check

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// kinds are the types of the manifests' objects.
var kinds = map[string]func() metav1.Object{
	"v1 Namespace":                  func() metav1.Object { return &corev1.Namespace{} },
	"v1 ConfigMap":                  func() metav1.Object { return &corev1.ConfigMap{} },
	"v1 Secret":                     func() metav1.Object { return &corev1.Secret{} },
	"v1 Service":                    func() metav1.Object { return &corev1.Service{} },
	"apps/v1 Deployment":            func() metav1.Object { return &appsv1.Deployment{} },
	"policy/v1 PodDisruptionBudget": func() metav1.Object { return &policyv1.PodDisruptionBudget{} },
}

// objects reads the manifests; an unknown field or a wrong type fails the test.
func objects(t *testing.T) map[string]metav1.Object {
	t.Helper()
	var list struct{ Resources []string }
	read(t, "../kubernetes/kustomization.yaml", &list)
	all := map[string]metav1.Object{}
	for _, file := range list.Resources {
		text, err := os.ReadFile(filepath.Join("../kubernetes", file))
		if err != nil {
			t.Fatal(err)
		}
		var head metav1.TypeMeta
		if err := yaml.Unmarshal(text, &head); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		kind := head.APIVersion + " " + head.Kind
		if kinds[kind] == nil {
			t.Fatalf("%s: got the kind %q, which this test does not know", file, kind)
		}
		o := kinds[kind]()
		if err := yaml.UnmarshalStrict(text, o); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		all[head.Kind] = o
	}
	return all
}

func read(t *testing.T, path string, to any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = yaml.Unmarshal(text, to)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func TestManifestsFitTogether(t *testing.T) {
	all := objects(t)
	deployment, ok := all["Deployment"].(*appsv1.Deployment)
	if !ok || len(all) != len(kinds) {
		t.Fatalf("got %d objects, want one of each of %d kinds", len(all), len(kinds))
	}
	for kind, o := range all {
		if kind != "Namespace" && o.GetNamespace() != all["Namespace"].GetName() {
			t.Errorf("%s: got the namespace %q, want %q", kind, o.GetNamespace(), all["Namespace"].GetName())
		}
	}
	pod := deployment.Spec.Template
	for name, selector := range map[string]map[string]string{
		"Deployment":          deployment.Spec.Selector.MatchLabels,
		"Service":             all["Service"].(*corev1.Service).Spec.Selector,
		"PodDisruptionBudget": all["PodDisruptionBudget"].(*policyv1.PodDisruptionBudget).Spec.Selector.MatchLabels,
	} {
		for key, value := range selector {
			if pod.Labels[key] != value || len(selector) == 0 {
				t.Errorf("%s selects %s=%s, the pods have %v", name, key, value, pod.Labels)
			}
		}
	}
	sink := pod.Spec.Containers[0]
	if got := sink.EnvFrom[0].SecretRef.Name; got != all["Secret"].GetName() {
		t.Errorf("the container takes the secret %q, want %q", got, all["Secret"].GetName())
	}
	if got := pod.Spec.Volumes[0].ConfigMap.Name; got != all["ConfigMap"].GetName() {
		t.Errorf("the volume is of the map %q, want %q", got, all["ConfigMap"].GetName())
	}
	if port := sink.LivenessProbe.HTTPGet.Port.StrVal; port != sink.Ports[0].Name || port != sink.ReadinessProbe.HTTPGet.Port.StrVal {
		t.Errorf("the probes ask port %q, the container has %q", port, sink.Ports[0].Name)
	}
	if c := sink.SecurityContext; !*pod.Spec.SecurityContext.RunAsNonRoot || *c.AllowPrivilegeEscalation || !*c.ReadOnlyRootFilesystem {
		t.Errorf("got %+v, want a container without rights", c)
	}
	if *deployment.Spec.Replicas < 2 {
		t.Error("got one replica, which the disruption budget could not spare")
	}
}

// The map's settings are those of settings.yaml, which the systemd unit and the page use.
func TestSettingsAreTheSame(t *testing.T) {
	var want, got map[string]any
	read(t, "../settings.yaml", &want)
	text := objects(t)["ConfigMap"].(*corev1.ConfigMap).Data["settings.yaml"]
	if err := yaml.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	a, _ := yaml.Marshal(want)
	b, _ := yaml.Marshal(got)
	if string(a) != string(b) {
		t.Errorf("got\n%s\nwant\n%s", b, a)
	}
}

func TestRules(t *testing.T) {
	groups, errs := rulefmt.ParseFile("../prometheus/rules.yaml", false, model.UTF8Validation, parser.NewParser(parser.Options{}), slog.New(slog.DiscardHandler))
	for _, err := range errs {
		t.Error(err)
	}
	if groups == nil || len(groups.Groups) != 1 || len(groups.Groups[0].Rules) < 5 {
		t.Errorf("got %+v, want a group of rules", groups)
	}
	var config struct {
		RuleFiles []string `json:"rule_files"`
	}
	read(t, "../prometheus/scrape.yaml", &config)
	if !slices.Equal(config.RuleFiles, []string{"rules.yaml"}) {
		t.Errorf("got the rule files %v, want rules.yaml", config.RuleFiles)
	}
}
