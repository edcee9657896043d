package replies_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rightsreview/rightsreview/prompts"
	"github.com/rightsreview/rightsreview/reviewer/replies"
)

// echo answers with the section it was asked about.
type echo struct {
	mutex sync.Mutex
	calls int
	text  string // instead of that, if not empty
	err   error
}

func (e *echo) Ask(_ context.Context, p prompts.Prompt) (prompts.Reply, error) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.calls++
	text := e.text
	if text == "" {
		text = fmt.Sprintf("{\"section\":%q}", p.About.(prompts.Discover).Section)
	}
	return prompts.Reply{Text: text, Model: "echo-1", Usage: prompts.Usage{In: 7, Out: 3}}, e.err
}

func question(section string) prompts.Prompt { return prompts.Discover{Section: section}.Prompt() }

func TestFolder(t *testing.T) {
	model := &echo{}
	f := replies.Folder{Model: model, Name: "m", Path: filepath.Join(t.TempDir(), "not", "there", "yet")}
	first, err := f.Ask(t.Context(), question("A"))
	if err != nil || first.Cached || first.Usage.In != 7 {
		t.Fatalf("first: %+v, %v", first, err)
	}
	second, err := f.Ask(t.Context(), question("A"))
	want := prompts.Reply{Text: `{"section":"A"}`, Model: "echo-1", Cached: true}
	if diff := cmp.Diff(want, second); diff != "" || err != nil || model.calls != 1 {
		t.Errorf("second (-want +got):\n%s\n%v, %d calls", diff, err, model.calls)
	}
	for name, ask := range map[string]func() (prompts.Reply, error){
		"another question":   func() (prompts.Reply, error) { return f.Ask(t.Context(), question("B")) },
		"after a bad answer": func() (prompts.Reply, error) { return f.Ask(t.Context(), question("A").Again("it is empty")) },
		"another model": func() (prompts.Reply, error) {
			return replies.Folder{Model: model, Name: "n", Path: f.Path}.Ask(t.Context(), question("A"))
		},
	} {
		if got, err := ask(); err != nil || got.Cached {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// TestFolderDamage damages what is kept, and asks again.
func TestFolderDamage(t *testing.T) {
	for name, damage := range map[string]func(path string, data []byte) error{
		"cut off": func(path string, data []byte) error { return os.WriteFile(path, data[:len(data)/2], 0o600) },
		"empty":   func(path string, _ []byte) error { return os.WriteFile(path, nil, 0o600) },
		"another key": func(path string, data []byte) error {
			return os.WriteFile(path, bytes.Replace(data, []byte(`"key":"`), []byte(`"key":"0`), 1), 0o600)
		},
		"not JSON":        func(path string, _ []byte) error { return os.WriteFile(path, []byte("<html>"), 0o600) },
		"cannot be read":  func(path string, _ []byte) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) },
		"another version": func(path string, _ []byte) error { return os.WriteFile(path, []byte(`{"key":1}`), 0o600) },
		"far too large":   func(path string, _ []byte) error { return os.WriteFile(path, bytes.Repeat([]byte(" "), 5<<20), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			model := &echo{}
			f := replies.Folder{Model: model, Name: "m", Path: t.TempDir()}
			if _, err := f.Ask(t.Context(), question("A")); err != nil {
				t.Fatal(err)
			}
			files, _ := filepath.Glob(filepath.Join(f.Path, "*", "*.json"))
			if len(files) != 1 {
				t.Fatalf("%d files are kept", len(files))
			}
			data, err := os.ReadFile(files[0])
			if err := errors.Join(err, damage(files[0], data)); err != nil {
				t.Fatal(err)
			}
			got, err := f.Ask(t.Context(), question("A"))
			if err != nil || got.Cached || model.calls != 2 || got.Text != `{"section":"A"}` {
				t.Errorf("%+v, %v, %d calls", got, err, model.calls)
			}
		})
	}
}

func TestFolderKeepsNot(t *testing.T) {
	for name, model := range map[string]*echo{
		"a fault": {err: errors.New("x")}, "a reply that is cut off": {text: `{"claims":[`}, "prose": {text: "I cannot help with that."},
	} {
		f := replies.Folder{Model: model, Name: "m", Path: t.TempDir()}
		for range 2 {
			got, err := f.Ask(t.Context(), question("A"))
			if (err != nil) != (model.err != nil) || got.Cached {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
		}
		if model.calls != 2 {
			t.Errorf("%s: %d calls, want 2", name, model.calls)
		}
	}
	full := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(full, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := (replies.Folder{Model: &echo{}, Name: "m", Path: full}).Ask(t.Context(), question("A")); err != nil || got.Text == "" {
		t.Errorf("a folder that cannot be written: %+v, %v", got, err)
	}
}

const otherProcess = "RIGHTSREVIEW_REPLIES_FOLDER"

// TestTwoProcesses lets two processes keep the same replies at the same time.
func TestTwoProcesses(t *testing.T) {
	folder, child := os.Getenv(otherProcess), true
	if folder == "" {
		folder, child = t.TempDir(), false
	}
	var other *exec.Cmd
	if !child {
		other = exec.Command(os.Args[0], "-test.run=^TestTwoProcesses$")
		other.Env = append(os.Environ(), otherProcess+"="+folder)
		if err := other.Start(); err != nil {
			t.Fatal(err)
		}
	}
	ask := func() (cached int) {
		f := replies.Folder{Model: &echo{}, Name: "m", Path: folder}
		var wait sync.WaitGroup
		var mutex sync.Mutex
		for i := range 200 {
			wait.Add(1)
			go func() {
				defer wait.Done()
				section := fmt.Sprint("S", i%50)
				got, err := f.Ask(t.Context(), question(section))
				if err != nil || got.Text != fmt.Sprintf("{\"section\":%q}", section) {
					t.Errorf("%s: %+v, %v", section, got, err)
				}
				mutex.Lock()
				defer mutex.Unlock()
				if got.Cached {
					cached++
				}
			}()
		}
		wait.Wait()
		return cached
	}
	ask()
	if child {
		return
	}
	if err := other.Wait(); err != nil {
		t.Fatalf("the other process: %v", err)
	}
	if cached := ask(); cached != 200 {
		t.Errorf("%d of 200 questions are answered from the folder", cached)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*", "part-*")); len(left) > 0 {
		t.Errorf("files are left: %v", left)
	}
}

func TestRecordAndPlay(t *testing.T) {
	var file bytes.Buffer
	r := &replies.Recorder{Model: &echo{}, Name: "m", To: &file}
	var want []prompts.Reply
	for _, section := range []string{"A", "B", "A", "<\u2028>\""} {
		got, err := r.Ask(t.Context(), question(section))
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, got)
	}
	if err := r.Err(); err != nil || strings.Count(file.String(), "\n") != 4 {
		t.Fatalf("%v, and the recording is\n%s", err, file.String())
	}
	p, err := replies.Read("r.jsonl", &file, "m")
	if err != nil {
		t.Fatal(err)
	}
	for i, section := range []string{"A", "B", "A", "<\u2028>\""} {
		got, err := p.Ask(t.Context(), question(section))
		if diff := cmp.Diff(want[i], got); diff != "" || err != nil {
			t.Errorf("%s: %v (-recorded +played):\n%s", section, err, diff)
		}
	}
	if _, err := p.Ask(t.Context(), question("C")); !errors.Is(err, replies.ErrNotRecorded) || !strings.Contains(err.Error(), "record it again") {
		t.Errorf("what is not recorded: %v", err)
	}
}

func TestRecorderFaults(t *testing.T) {
	var file bytes.Buffer
	r := &replies.Recorder{Model: &echo{err: errors.New("x")}, Name: "m", To: &file}
	if _, err := r.Ask(t.Context(), question("A")); err == nil || file.Len() > 0 {
		t.Errorf("a fault: %v, recorded %q", err, file.String())
	}
	r = &replies.Recorder{Model: &echo{}, Name: "m", To: full{}}
	if got, err := r.Ask(t.Context(), question("A")); err != nil || got.Text == "" || r.Err() == nil {
		t.Errorf("a full disk: %+v, %v, and then %v", got, err, r.Err())
	}
	for name, bad := range map[string]string{"cut off": `{"key":"a"`, "no key": `{"text":"x"}`, "something else": "hello", "a list": "[]"} {
		if _, err := replies.Read("r.jsonl", strings.NewReader(bad), "m"); err == nil || !strings.HasPrefix(err.Error(), "r.jsonl: entry 1") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if p, err := replies.Read("r.jsonl", strings.NewReader(""), "m"); err != nil || p == nil {
		t.Errorf("an empty recording: %v", err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space is left") }

func TestKey(t *testing.T) {
	p := question("A")
	keys := map[string]string{"": replies.Key("m", p)}
	for name, change := range map[string]func(*prompts.Prompt){
		"system": func(p *prompts.Prompt) { p.System += "x" }, "user": func(p *prompts.Prompt) { p.User += "x" },
		"schema": func(p *prompts.Prompt) { p.Schema = append(bytes.Clone(p.Schema), ' ') }, "digest": func(p *prompts.Prompt) { p.Digest = "x" },
	} {
		q := p
		change(&q)
		for other, key := range keys {
			if key == replies.Key("m", q) {
				t.Errorf("another %s has the same key as another %q", name, other)
			}
		}
		keys[name] = replies.Key("m", q)
	}
	if replies.Key("m", question("A")) != keys[""] {
		t.Error("the same question has another key the second time")
	}
}
