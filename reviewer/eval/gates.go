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
	Gold   []string `yaml:"gold"`   // of Report.Figures over all sets together
	Noise  []string `yaml:"noise"`  // of Noise.Figures
	Speed  []string `yaml:"speed"`  // of the speed measurement
	Memory []string `yaml:"memory"` // of the memory measurement
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

// Figures are the numbers of a report that gates can name.
func (r Report) Figures() map[string]float64 {
	f := map[string]float64{
		"recall":                        r.Recall.Value(),
		"recall-primary":                r.RecallPrimary.Value(),
		"recall-strong":                 r.RecallStrong.Value(),
		"precision":                     r.Precision.Value(),
		"precision-any":                 r.PrecisionAny.Value(),
		"precision-high":                r.PrecisionHigh.Value(),
		"false-alarms-per-1000":         r.Alarms.PerThousand(),
		"quiet-per-1000":                r.Quiet.PerThousand(),
		"lookalikes-left-alone":         r.Lookalikes.Value(),
		"high-in-protective-or-neutral": float64(r.HighOffConcern),
		"document-precision":            r.Presence.Precision.Value(),
		"document-recall":               r.Presence.Recall.Value(),
		"label-errors":                  float64(len(r.LabelErrors)),
	}
	for _, s := range []catalogue.Severity{catalogue.High, catalogue.Medium, catalogue.Low} {
		f["recall-"+s.String()] = r.RecallBySeverity[s.String()].Value()
	}
	for _, k := range kinds() {
		f["quiet-per-1000-"+string(k)] = r.QuietByKind[k].PerThousand()
	}
	for _, c := range catalogue.Categories() {
		f["recall/"+string(c)] = r.RecallByCategory[c].Value()
		f["document-precision/"+string(c)] = r.PresenceBy[c].Precision.Value()
		f["document-recall/"+string(c)] = r.PresenceBy[c].Recall.Value()
	}
	return f
}
