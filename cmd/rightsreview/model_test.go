package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/render"
)

// modelDraft has a finding that holds, one that a second question refutes, one that does not hold, and a passage that no rule sees.
const modelDraft = `---
title: Logs for a Relay
---

# Logs

Servers MUST log the source address of every client.

# Relays

A relay MUST log the source address of every client that it serves.

# Tests

In a test, servers MUST log the source address of each client.

# Names

The company is the sole keeper of the list and answers to nobody about it.
`

// draftFile writes a draft and gives the flags with which only the rule of the tests looks at it.
func draftFile(t *testing.T, text string) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "draft.md")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{"review", "--only-rules", "--rules", "testdata/rules", path}
}

func words(lists ...[]string) []string { return slices.Concat(lists...) }

// folded is text on one line.
func folded(text string) string { return strings.Join(strings.Fields(text), " ") }

// holds looks for words, whatever their case and the ends of lines.
func holds(t *testing.T, text string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(strings.ToLower(folded(text)), strings.ToLower(want)) {
			t.Errorf("there is no %q in:\n%s", want, text)
		}
	}
}

// TestModel asks a server and looks at what people are shown.
func TestModel(t *testing.T) {
	server := newModelServer(t)
	draft := draftFile(t, modelDraft)
	for _, format := range []string{"text", "markdown", "brief", "html"} {
		code, out, errs := program(t.Context(), words(draft, server.flags("--format", format))...)
		if code != exitClean {
			t.Fatalf("exit code %d: %s", code, errs)
		}
		holds(t, strings.ReplaceAll(out, "</span>", ""), "tiny says: it holds", saidHolds, "raised by model tiny", saidAsk, "Doubted by the model: 2", saidNot,
			"3 findings judged, 1 raised, 2 doubted (1 of them refuted by a second question)", "A model, tiny, was asked")
		holds(t, errs, "4 findings", "3 judged, 2 doubted, 1 raised", "no price known")
	}
	for _, h := range server.heads {
		if got := h.Get("Authorization"); got != "Bearer sk-test-4711" {
			t.Errorf("the server was sent the key %q", got)
		}
	}
}

// TestModelTextLeftOut says that --no-model-text leaves no word of a model in any format.
func TestModelTextLeftOut(t *testing.T) {
	server := newModelServer(t)
	draft := draftFile(t, modelDraft)
	for _, format := range render.Formats() {
		code, out, errs := program(t.Context(), words(draft, server.flags("--no-model-text", "--format", format))...)
		if code != exitClean {
			t.Fatalf("exit code %d: %s", code, errs)
		}
		for _, said := range []string{saidHolds, saidNot, saidRaise, saidAsk} {
			if strings.Contains(folded(out), said) {
				t.Errorf("%s has %q", format, said)
			}
		}
		holds(t, out, "tiny")
	}
}

// TestModelCache says that a second run asks nothing, one over an edited draft little, and one with --no-cache all.
func TestModelCache(t *testing.T) {
	server := newModelServer(t)
	run := func(text string, more ...string) int {
		t.Helper()
		before := server.questions()
		if code, _, errs := program(t.Context(), words(draftFile(t, text), server.flags(more...))...); code != exitClean {
			t.Fatalf("exit code %d: %s", code, errs)
		}
		return server.questions() - before
	}
	first := run(modelDraft)
	if first < 3 {
		t.Fatalf("%d questions in the first run", first)
	}
	if n := run(modelDraft); n != 0 {
		t.Errorf("%d questions in the second run", n)
	}
	if n := run(strings.Replace(modelDraft, "answers to nobody", "answers to few", 1)); n == 0 || n > first/2 {
		t.Errorf("%d questions about an edited draft, %d about the first", n, first)
	}
	for _, more := range [][]string{{"--no-cache"}, {"--cache", t.TempDir()}, {"--seed", "2"}, {"--max-reply", "100"}} {
		if n := run(modelDraft, more...); n != first {
			t.Errorf("%v: %d questions, want %d", more, n, first)
		}
	}
}

// TestModelRecording plays a run again without a server, with the same findings.
func TestModelRecording(t *testing.T) {
	server := newModelServer(t)
	draft := draftFile(t, modelDraft)
	file := filepath.Join(t.TempDir(), "replies.jsonl")
	_, _, _ = program(t.Context(), words(draft, server.flags())...) // what is recorded then comes from the cache
	code, recorded, errs := program(t.Context(), words(draft, server.flags("--record", file, "--format", "json"))...)
	if code != exitClean {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	server.Close()
	code, played, errs := program(t.Context(), words(draft, []string{"--model", "tiny", "--replay", file, "--format", "json"})...)
	if code != exitClean {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	if a, b := findingsOf(t, recorded), findingsOf(t, played); a != b {
		t.Errorf("recorded\n%s\nplayed\n%s", a, b)
	}
	t.Run("of another draft", func(t *testing.T) {
		other := draftFile(t, strings.Replace(modelDraft, "sole", "only", 1))
		code, out, errs := program(t.Context(), words(other, []string{"--model", "tiny", "--replay", file})...)
		if code != exitUnfinished {
			t.Errorf("exit code %d", code)
		}
		holds(t, errs, "it has no reply to 1 question", "record it again")
		holds(t, out, "Not asked, or not answered")
	})
	t.Run("with a budget", func(t *testing.T) {
		args := words(draft, []string{"--model", "tiny", "--replay", file, "--max-tokens", "2500"})
		_, first, _ := program(t.Context(), args...)
		for range 3 {
			if _, out, _ := program(t.Context(), args...); out != first {
				t.Fatal("the budget was spent in another way")
			}
		}
		holds(t, first, "the budget was spent")
	})
}

func findingsOf(t *testing.T, out string) string {
	t.Helper()
	if err := validOutput([]byte(out)); err != nil {
		t.Error(err)
	}
	var r struct {
		Reviews []struct{ Findings json.RawMessage }
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	return string(r.Reviews[0].Findings)
}

// TestModelBudget says that a budget is kept, that a run which spends it is partial and says so, and what --fail-on makes of it.
func TestModelBudget(t *testing.T) {
	server := newModelServer(t)
	draft := draftFile(t, modelDraft)
	prices := filepath.Join(t.TempDir(), "prices.yaml")
	if err := os.WriteFile(prices, []byte("- {model: tiny, in: 1000, cached: 1000, out: 1000}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	// One question at a time: several are counted before they are answered, so that the end of the budget depends on their order.
	for _, limit := range [][]string{{"--questions", "1", "--max-tokens", "1200"}, {"--questions", "1", "--max-cost", "1.2", "--prices", prices}} {
		code, out, errs := program(t.Context(), words(draft, server.flags(limit...), []string{"--no-cache", "--format", "json"})...)
		if code != exitClean {
			t.Errorf("%v: exit code %d: %s", limit, code, errs)
		}
		var r struct {
			Status string
			Ledger struct {
				Model struct {
					In      int `json:"tokens_in"`
					Out     int `json:"tokens_out"`
					Cost    float64
					Unasked int
				}
			}
		}
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatal(err)
		}
		m := r.Ledger.Model
		if r.Status != "partial" || m.Unasked == 0 || m.In+m.Out > 1200 || m.In == 0 || m.Cost > 1.2 {
			t.Errorf("%v: %+v", limit, r)
		}
		holds(t, errs, "the budget is spent: ")
		if code, _, errs = program(t.Context(), words(draft, server.flags(limit...), []string{"--no-cache", "--fail-on", "low"})...); code != exitUnfinished {
			t.Errorf("%v with --fail-on: exit code %d", limit, code)
		}
		holds(t, errs, "the model was not asked everything, or did not answer, so that --fail-on cannot be decided")
	}
}

// TestModelDoubtCountsForFailOn says that a model cannot turn a failing check green.
func TestModelDoubtCountsForFailOn(t *testing.T) {
	server := newModelServer(t)
	draft := draftFile(t, "# Tests\n\nIn a test, servers MUST log the source address of each client.\n")
	plain, _, _ := program(t.Context(), words(draft, []string{"--fail-on", "low"})...)
	code, out, errs := program(t.Context(), words(draft, server.flags("--fail-on", "low"))...)
	if plain != exitFindings || code != plain {
		t.Errorf("exit code %d without a model, %d with one: %s", plain, code, errs)
	}
	holds(t, out, "No findings but those that a model doubts.", "Doubted by the model: 1", "the checklist says")
}

// TestEstimate says that an estimate sends nothing, counts what is kept, and is near what is then used.
func TestEstimate(t *testing.T) {
	server := newModelServer(t)
	draft := draftFile(t, modelDraft)
	estimated := func(more ...string) (e estimate) {
		t.Helper()
		code, out, errs := program(t.Context(), words(draft, server.flags("--estimate", "--format", "json"), more)...)
		if code != exitClean || server.questions() != 0 && len(more) == 0 {
			t.Fatalf("exit code %d, %d questions: %s", code, server.questions(), errs)
		}
		if err := json.Unmarshal([]byte(out), &e); err != nil {
			t.Fatal(err)
		}
		return e
	}
	e := estimated()
	if e.All.Questions < 3 || e.All.Kept != 0 || e.All.In < 500 || e.Priced || len(e.Drafts) != 1 || e.Drafts[0].Questions != e.All.Questions {
		t.Errorf("estimate %+v", e)
	}
	code, out, _ := program(t.Context(), words(draft, []string{"--model", "gpt-5-mini", "--estimate"})...)
	if code != exitClean || !regexp.MustCompile(`(?m)^ +\d+ +0 +\d+ +\d+ +0\.00\d\d +all$`).MatchString(out) {
		t.Errorf("exit code %d, table:\n%s", code, out)
	}
	holds(t, out, "Nothing was sent.")
	if code, _, errs := program(t.Context(), words(draft, server.flags())...); code != exitClean {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	if after := estimated("--quiet"); after.All.Questions > 1 || after.All.Kept == 0 {
		t.Errorf("after a run %+v", after)
	}
	t.Run("a draft that cannot be read", func(t *testing.T) {
		empty := filepath.Join(t.TempDir(), "empty.md")
		if err := os.WriteFile(empty, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, errs := program(t.Context(), words(draft, []string{empty, "--model", "x", "--estimate"})...)
		if code != exitUnfinished || !strings.Contains(out, "empty.md (not read)") {
			t.Errorf("exit code %d: %s%s", code, out, errs)
		}
	})
}

// TestModelFailures says that a server that refuses everything is asked once, that the checklist's review is there, and that no
// output has the key.
func TestModelFailures(t *testing.T) {
	server := newModelServer(t)
	server.refuse = 401
	code, out, errs := program(t.Context(), words(draftFile(t, modelDraft), server.flags("--questions", "1"))...)
	if code != exitUnfinished || len(server.sent) != 1 {
		t.Errorf("exit code %d after %d requests", code, len(server.sent))
	}
	holds(t, errs, "the model could not be asked", "is the key right? it is read from RIGHTSREVIEW_MODEL_KEY")
	holds(t, out, "The run is partial", "Not asked, or not answered")
	if strings.Contains(out+errs, "4711") {
		t.Error("the key is shown")
	}
}

// TestModelKeys says where a key comes from, and to whom it does not go.
func TestModelKeys(t *testing.T) {
	server := newModelServer(t)
	draft := draftFile(t, modelDraft)
	t.Setenv("RIGHTSREVIEW_MODEL_KEY", "")
	t.Setenv("OPENAI_API_KEY", "sk-of-openai")
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte(" sk-of-a-file \n"), 0o644); err != nil {
		t.Fatal(err)
	}
	last := func(more ...string) (authorization, stderr string) {
		_, _, errs := program(t.Context(), words(draft, server.flags(more...), []string{"--no-cache"})...)
		return server.heads[len(server.heads)-1].Get("Authorization"), errs
	}
	if got, _ := last(); strings.Contains(got, "sk-of-openai") {
		t.Errorf("another server was sent the key for OpenAI: %q", got)
	}
	if got, errs := last("--model-key-file", file); got != "Bearer sk-of-a-file" || !strings.Contains(errs, "others on this computer can read the key: chmod 600") {
		t.Errorf("from a file that all can read: %q, %s", got, errs)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs := last("--model-key-file", file); strings.Contains(errs, "chmod") {
		t.Errorf("warned of a file that nobody else can read: %s", errs)
	}
	for content, want := range map[string]string{"": "the file is empty", "a b": "the key and nothing else", strings.Repeat("x", 20_000): "nothing else"} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		code, _, errs := program(t.Context(), words(draft, server.flags("--model-key-file", file))...)
		if code != exitUsage || !strings.Contains(errs, want) {
			t.Errorf("exit code %d: %s", code, errs)
		}
	}
}

// TestBatch goes through all runs of a batch, and holds the review against one that asked at once.
func TestBatch(t *testing.T) {
	server := newModelServer(t)
	server.waits = 1
	draft := draftFile(t, modelDraft)
	file := filepath.Join(t.TempDir(), "batch.json")
	args := words(draft, server.flags("--batch", file, "--format", "json"))
	for i, want := range []string{
		"submitted ", "batch batch-0 is in_progress: 0 of ", "submitted ", "batch batch-1 is in_progress: 0 of ",
	} {
		code, out, errs := program(t.Context(), args...)
		if code != exitUnfinished || out != "" {
			t.Fatalf("run %d: exit code %d, %d bytes: %s", i, code, len(out), errs)
		}
		holds(t, errs, want)
		state, err := os.ReadFile(file)
		if err != nil || bytes.Contains(state, []byte("sole")) || bytes.Contains(state, []byte("sk-test")) {
			t.Fatalf("run %d: %v, the file has text or key: %s", i, err, state)
		}
	}
	code, batched, errs := program(t.Context(), args...)
	if code != exitClean {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	holds(t, errs, "collected batch batch-1 (completed)", "batches used ", "0 questions without an answer")
	if _, err := os.Stat(file); err == nil {
		t.Error("the file is still there")
	}
	_, direct, _ := program(t.Context(), words(draft, server.flags("--no-cache", "--format", "json"))...)
	if a, b := findingsOf(t, batched), findingsOf(t, direct); a != b {
		t.Errorf("as a batch\n%s\nat once\n%s", a, b)
	}
}

// TestBatchLoses says that a question without a result is not asked for ever, and is a gap.
func TestBatchLoses(t *testing.T) {
	server := newModelServer(t)
	server.lose = 1
	args := words(draftFile(t, modelDraft), server.flags("--batch", filepath.Join(t.TempDir(), "batch.json")))
	var code int
	var out, errs string
	for range 4 {
		if code, out, errs = program(t.Context(), args...); code != exitUnfinished {
			break
		}
	}
	if code != exitClean {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	holds(t, out, "The run is partial", "a batch did not answer it")
	lost, err := strconv.Atoi(regexp.MustCompile(`(\d+) questions? without an answer`).FindStringSubmatch(errs)[1])
	if err != nil || lost == 0 {
		t.Errorf("what got lost is not counted: %s", errs)
	}
}

// TestBatchOfOther says that the file of one batch is not taken for that of another.
func TestBatchOfOther(t *testing.T) {
	server := newModelServer(t)
	draft := draftFile(t, modelDraft)
	file := filepath.Join(t.TempDir(), "batch.json")
	if code, _, _ := program(t.Context(), words(draft, server.flags("--batch", file))...); code != exitUnfinished {
		t.Fatalf("exit code %d", code)
	}
	code, _, errs := program(t.Context(), words(draft, server.flags("--batch", file, "--seed", "3"))...)
	if code != exitUsage || !strings.Contains(errs, "use the same options, or name another file") {
		t.Errorf("exit code %d: %s", code, errs)
	}
	if err := os.WriteFile(file, []byte("something of mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs = program(t.Context(), words(draft, server.flags("--batch", file))...)
	if left, _ := os.ReadFile(file); code != exitUsage || string(left) != "something of mine" {
		t.Errorf("exit code %d, the file has %q: %s", code, left, errs)
	}
}

// TestModelInterrupted says that a run which is stopped while a model is asked is not taken for a whole one.
func TestModelInterrupted(t *testing.T) {
	server := newModelServer(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	code, _, errs := program(ctx, words(draftFile(t, modelDraft), server.flags())...)
	if code != exitUnfinished || !strings.Contains(errs, "interrupted") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}

// TestEvalWithModel measures three ways, with the oracle and with a server.
func TestEvalWithModel(t *testing.T) {
	server := newModelServer(t)
	args := []string{"eval", "../../fixtures/samples/labels.yaml", "--documents", "../../fixtures/samples"}
	code, out, errs := program(t.Context(), words(args, []string{"--model", "oracle"})...)
	if code != exitClean {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	holds(t, out, "checklist model both", "recall, all")
	if server.questions() != 0 {
		t.Error("the oracle asked a server")
	}
	code, out, errs = program(t.Context(), words(args, server.flags("--format", "json"))...)
	var beside []struct{ Columns []struct{ Way string } }
	if err := json.Unmarshal([]byte(out), &beside); code != exitClean || err != nil || len(beside) != 1 || len(beside[0].Columns) != 3 {
		t.Errorf("exit code %d, %v: %s", code, err, errs)
	}
	server.refuse = 401
	if code, _, errs = program(t.Context(), words(args, server.flags("--no-cache"))...); code != exitUnfinished {
		t.Errorf("a server that refuses: exit code %d: %s", code, errs)
	}
	for _, wrong := range [][]string{
		{"--model", "oracle", "--max-cost", "1"}, {"--max-cost", "1"}, words([]string{"--rows"}, server.flags()),
	} {
		if code, _, errs := program(t.Context(), words(args, wrong)...); code != exitUsage {
			t.Errorf("%v: exit code %d: %s", wrong, code, errs)
		}
	}
}
