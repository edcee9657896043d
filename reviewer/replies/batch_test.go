package replies

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/prompts"
)

func batchAt(t *testing.T, file string, folder Folder) *Batch {
	t.Helper()
	b, err := OpenBatch(file, folder, func(prompts.Prompt) prompts.Usage { return prompts.Usage{In: 7} })
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func questionAbout(n int) prompts.Prompt {
	return prompts.Prompt{Name: []string{"refute", "judge"}[n%2], System: "system", User: fmt.Sprintf("question %d", n), Schema: []byte("{}")}
}

// TestBatch sets questions aside, and collects replies to all but one.
func TestBatch(t *testing.T) {
	folder := Folder{Name: "tiny", Path: filepath.Join(t.TempDir(), "kept")}
	file := filepath.Join(t.TempDir(), "batch.json")
	b := batchAt(t, file, folder)
	for n := range 5 {
		for range 2 { // the same question twice is one
			if _, err := b.Ask(context.Background(), questionAbout(n)); !errors.Is(err, ErrPending) {
				t.Fatalf("question %d: %v", n, err)
			}
		}
	}
	if n := len(b.Waiting(3, 1<<20)); n != 3 {
		t.Errorf("%d questions in a batch of at most 3", n)
	}
	if n := len(b.Waiting(9, 1)); n != 1 {
		t.Errorf("%d questions in a batch that is too small for one; one must go, or nothing ever does", n)
	}
	waiting := b.Waiting(9, 1<<20)
	for i, p := range waiting[1:] {
		if p.Name < waiting[i].Name {
			t.Errorf("a %s stands behind a %s", p.Name, waiting[i].Name)
		}
	}
	if err := b.Submitted("batch-1", len(waiting)); err != nil {
		t.Fatal(err)
	}
	b = batchAt(t, file, folder) // another run
	if b.ID() != "batch-1" || len(b.Waiting(9, 1<<20)) != 0 {
		t.Fatalf("the file remembers %q and %d questions to ask", b.ID(), len(b.Waiting(9, 1<<20)))
	}
	got := map[int]prompts.Reply{}
	for i := range waiting[1:] {
		got[i+1] = prompts.Reply{Text: waiting[i+1].User, Usage: prompts.Usage{In: 10, Out: 1}}
	}
	if err := b.Collected(got, map[int]string{0: "it was too long"}, prompts.Usage{In: 5}); err != nil {
		t.Fatal(err)
	}
	b = batchAt(t, file, folder)
	if used := b.Used(); used != (prompts.Usage{In: 45, Out: 4}) || b.Failed() != 1 || b.ID() != "" {
		t.Errorf("used %+v, %d failed, batch %q", used, b.Failed(), b.ID())
	}
	for i, p := range waiting[1:] {
		if !folder.Has(p) {
			t.Errorf("the reply to question %d is not kept", i+1)
		}
	}
	if _, err := b.Ask(context.Background(), waiting[0]); err == nil || errors.Is(err, ErrPending) || !strings.Contains(err.Error(), "it was too long") {
		t.Errorf("a question that failed: %v", err)
	}
	if err := errors.Join(b.Done(), b.Done()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("the file is still there")
	}
}

// TestBatchFile refuses files that are somebody else's.
func TestBatchFile(t *testing.T) {
	for name, content := range map[string]string{
		"text": "hello", "empty": "", "other JSON": `{"a":1}`, "no model": `{"batch":"x"}`, "another model": `{"batch":"x","model":"big"}`,
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "batch.json")
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := OpenBatch(file, Folder{Name: "tiny"}, nil)
			if err == nil || !strings.Contains(err.Error(), "name another file") {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestBatchWithoutFolder says that a reply that cannot be kept does not get lost in silence.
func TestBatchWithoutFolder(t *testing.T) {
	b := batchAt(t, filepath.Join(t.TempDir(), "batch.json"), Folder{Name: "tiny"})
	_, _ = b.Ask(context.Background(), questionAbout(1))
	if err := b.Submitted("batch-1", 1); err != nil {
		t.Fatal(err)
	}
	if err := b.Collected(map[int]prompts.Reply{0: {Text: "x"}}, nil, prompts.Usage{}); err == nil || b.ID() != "batch-1" {
		t.Errorf("error %v, batch %q", err, b.ID())
	}
}
