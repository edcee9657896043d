package eval

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
)

// Gates are the thresholds that a measurement must keep, by what is measured. Each is "figure >= number" or
// "figure <= number".
type Gates struct {
	Gold    []string `yaml:"gold"`    // of Report.Figures over all sets together
	Samples []string `yaml:"samples"` // the same, for the project's own samples
	Noise   []string `yaml:"noise"`   // of Noise.Figures
	Speed   []string `yaml:"speed"`   // of the speed measurement
	Memory  []string `yaml:"memory"`  // of the memory measurement
}

// ReadGates reads thresholds from a YAML file, strictly.
func ReadGates(path string) (Gates, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return Gates{}, fmt.Errorf("read gates: %w", err)
	}
	var g Gates
	if err := yaml.UnmarshalWithOptions(source, &g, yaml.Strict()); err != nil {
		return Gates{}, fmt.Errorf("read gates %s: %w", path, err)
	}
	return g, nil
}

// Missed lists the gates that the figures do not keep, each as a line for people. A gate over a figure that there is
// not is an error, so that a misspelt gate does not pass.
func Missed(gates []string, figures map[string]float64) ([]string, error) {
	var missed []string
	for _, gate := range gates {
		parts := strings.Fields(gate)
		if len(parts) != 3 || (parts[1] != ">=" && parts[1] != "<=") {
			return nil, fmt.Errorf("gate %q: write a figure, >= or <=, and a number", gate)
		}
		limit, err := strconv.ParseFloat(parts[2], 64)
		if err != nil {
			return nil, fmt.Errorf("gate %q: %w", gate, err)
		}
		value, ok := figures[parts[0]]
		if !ok {
			return nil, fmt.Errorf("gate %q: there is no figure %q in this measurement", gate, parts[0])
		}
		if (parts[1] == ">=" && value < limit) || (parts[1] == "<=" && value > limit) {
			missed = append(missed, fmt.Sprintf("%s is %.4g, required %s %s", parts[0], value, parts[1], parts[2]))
		}
	}
	return missed, nil
}

// Figures are the numbers of a report that gates can name. A share of nothing is not among them.
func (r Report) Figures() map[string]float64 {
	f := map[string]float64{
		"false-alarms-per-1000":         r.Alarms.PerThousand(),
		"quiet-per-1000":                r.Quiet.PerThousand(),
		"high-in-protective-or-neutral": float64(r.HighOffConcern),
		"label-errors":                  float64(len(r.LabelErrors)),
	}
	for _, k := range kinds() {
		f["quiet-per-1000-"+string(k)] = r.QuietByKind[k].PerThousand()
	}
	for name, share := range r.shares() {
		if share.Total > 0 {
			f[name] = share.Value()
		}
	}
	return f
}

func (r Report) shares() map[string]Share {
	s := map[string]Share{
		"recall":                r.Recall,
		"recall-primary":        r.RecallPrimary,
		"recall-strong":         r.RecallStrong,
		"precision":             r.Precision,
		"precision-any":         r.PrecisionAny,
		"precision-high":        r.PrecisionHigh,
		"lookalikes-left-alone": r.Lookalikes,
		"document-precision":    r.Presence.Precision,
		"document-recall":       r.Presence.Recall,
	}
	for severity, share := range r.RecallBySeverity {
		s["recall-"+severity] = share
	}
	for _, c := range catalogue.Categories() {
		s["recall/"+string(c)] = r.RecallByCategory[c]
		s["document-precision/"+string(c)] = r.PresenceBy[c].Precision
		s["document-recall/"+string(c)] = r.PresenceBy[c].Recall
	}
	return s
}
