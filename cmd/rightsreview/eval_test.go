package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/eval"
)

// runEval runs the program in process and gives its exit code and what it wrote.
func runEval(args ...string) (code int, stdout, stderr string) {
	var out, log bytes.Buffer
	code = run(context.Background(), append([]string{"eval"}, args...), strings.NewReader(""), &out, &log)
	return code, out.String(), log.String()
}

const sampleLabels, samples = "../../fixtures/samples/labels.yaml", "../../fixtures/samples"

func TestEvalText(t *testing.T) {
	code, out, log := runEval(sampleLabels, "--documents", samples)
	if code != exitClean {
		t.Fatalf("exit code %d: %s", code, log)
	}
	for _, want := range []string{"4 documents (3 concern, 1 protective, 0 neutral)", "labelled high", "false alarms", "censorship"} {
		if !strings.Contains(out, want) {
			t.Errorf("the report does not say %q:\n%s", want, out)
		}
	}
}

func TestEvalJSON(t *testing.T) {
	code, out, log := runEval(sampleLabels, sampleLabels, "--documents", samples, "--format", "json")
	if code != exitClean {
		t.Fatalf("exit code %d: %s", code, log)
	}
	var reports []eval.Report
	if err := json.Unmarshal([]byte(out), &reports); err != nil {
		t.Fatal(err)
	}
	if len(reports) != 3 || reports[2].Name != "all" || reports[2].Recall.Total != 2*reports[0].Recall.Total {
		t.Errorf("want a report of each file and one of all, got %d", len(reports))
	}
}

func TestEvalRows(t *testing.T) {
	code, out, log := runEval(sampleLabels, "--documents", samples, "--rows", "--category", "interception")
	if code != exitClean {
		t.Fatalf("exit code %d: %s", code, log)
	}
	for line := range strings.Lines(out) {
		if cells := strings.Split(line, "\t"); len(cells) < 7 || cells[3] != "interception" {
			t.Errorf("row of another category or with too few cells: %q", line)
		}
	}
	if n := strings.Count(out, "\n"); n < 4 {
		t.Errorf("%d rows, want one for each of 4 labelled passages at the least", n)
	}
}

func TestEvalGates(t *testing.T) {
	tests := []struct {
		name, gates string
		code        int
		says        string
	}{
		{"kept", "gold: [recall >= 0]", exitClean, "gates kept: 1"},
		{"missed", "gold: [label-errors >= 1]", exitFindings, "gate missed: label-errors is 0, required >= 1"},
		{"misspelt", "gold: [recal >= 0]", exitUsage, `no figure "recal"`},
		{"unknown part", "golden: [recall >= 0]", exitUsage, "golden"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "gates.yaml")
			if err := os.WriteFile(file, []byte(test.gates+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			code, _, log := runEval(sampleLabels, "--documents", samples, "--require", file)
			if code != test.code || !strings.Contains(log, test.says) {
				t.Errorf("exit code %d, want %d; said %q, want %q", code, test.code, log, test.says)
			}
		})
	}
}

func TestEvalUsage(t *testing.T) {
	tests := []struct {
		name string
		args []string
	}{
		{"no labels", []string{"--documents", samples}},
		{"no documents", []string{sampleLabels}},
		{"no such file", []string{"nothing.yaml", "--documents", samples}},
		{"unknown format", []string{sampleLabels, "--documents", samples, "--format", "xml"}},
		{"unknown category", []string{sampleLabels, "--documents", samples, "--rows", "--category", "spying"}},
		{"no folder to draw from", []string{"noise"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if code, _, log := runEval(test.args...); code != exitUsage || log == "" {
				t.Errorf("exit code %d, want %d; said %q", code, exitUsage, log)
			}
		})
	}
}

func TestEvalNoise(t *testing.T) {
	code, out, log := runEval("noise", samples, "--pattern", "draft-*", "--sample", "2")
	if code != exitClean {
		t.Fatalf("exit code %d: %s", code, log)
	}
	if !strings.Contains(out, "documents") || !strings.HasPrefix(strings.Join(strings.Fields(out), " "), "documents 2,") {
		t.Errorf("want two documents drawn:\n%s", out)
	}
	if _, again, _ := runEval("noise", samples, "--pattern", "draft-*", "--sample", "2"); again != out {
		t.Error("the same seed gives two reports")
	}
}
