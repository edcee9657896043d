package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/rightsreview/rightsreview/reviewer/render"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rightsreview": main})
}

// TestScripts runs the command line as people type it.
func TestScripts(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program some hundred times, which takes minutes with the race detector")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("SOURCE_DATE_EPOCH", "1795564800") // 2026-11-24
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": code, "valid": valid, "noescape": noEscape, "hugefile": hugeFile, "escapefile": escapeFile,
		},
	})
}

// code runs the program and holds its exit code against the first argument.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command args...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		if _, scanErr := fmt.Sscanf(err.Error(), "exit status %d", &got); scanErr != nil {
			ts.Fatalf("%v", err)
		}
	}
	if fmt.Sprint(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

// valid holds a file of JSON against the schema that it names.
func valid(ts *testscript.TestScript, neg bool, args []string) {
	err := validOutput([]byte(ts.ReadFile(args[0])))
	if (err != nil) != neg {
		ts.Fatalf("%s: %v", args[0], err)
	}
}

// validOutput holds JSON against the schema that it names in its field "schema".
func validOutput(data []byte) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	object, _ := value.(map[string]any)
	name, _ := object["schema"].(string)
	c := jsonschema.NewCompiler()
	for url, text := range map[string][]byte{
		render.SchemaURL: render.Schema, render.ChangeSchemaURL: render.ChangeSchema, render.HistorySchemaURL: render.HistorySchema,
	} {
		schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			return err
		}
		if err := c.AddResource(url, schema); err != nil {
			return err
		}
	}
	compiled, err := c.Compile(name)
	if err != nil {
		return err
	}
	return compiled.Validate(value)
}

// noEscape fails if a file has an escape character.
func noEscape(ts *testscript.TestScript, neg bool, args []string) {
	if strings.Contains(ts.ReadFile(args[0]), "\x1b") != neg {
		ts.Fatalf("%s: escape characters", args[0])
	}
}

// hugeFile writes a draft that is one line of a megabyte.
func hugeFile(ts *testscript.TestScript, _ bool, args []string) {
	text := strings.Repeat("x", 400_000) + strings.Repeat(" Servers count.", 40_000) + " They MUST log the source address of clients."
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// escapeFile writes a draft that would clear the terminal.
func escapeFile(ts *testscript.TestScript, _ bool, args []string) {
	text := "# Logs\n\nServers MUST log the source address\x1b[2J of every client.\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// writeDrafts makes a folder of n drafts, in each of which the rule in testdata/rules fires once.
func writeDrafts(t *testing.T, n int) string {
	t.Helper()
	folder := t.TempDir()
	for i := range n {
		text := fmt.Sprintf("---\ntitle: Draft %d\n---\n\n# Logs\n\nServers MUST log the source address of client %d.\n", i, i)
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("draft-%04d.md", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// program runs the command line in this process.
func program(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(ctx, args, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

// stopper cancels a context after it was written to some times.
type stopper struct {
	bytes.Buffer
	after int
	stop  context.CancelFunc
}

func (s *stopper) Write(p []byte) (int, error) {
	if s.after--; s.after == 0 {
		s.stop()
	}
	return s.Buffer.Write(p)
}

func TestInterrupted(t *testing.T) {
	folder := writeDrafts(t, 300)
	ctx, stop := context.WithCancel(context.Background())
	out, errs := &stopper{after: 1, stop: stop}, &bytes.Buffer{}
	args := []string{"review", "--format", "json", "--only-rules", "--rules", "testdata/rules", "--jobs", "4", folder}
	if got := run(ctx, args, strings.NewReader(""), out, errs); got != exitUnfinished {
		t.Errorf("exit code %d", got)
	}
	if err := validOutput(out.Bytes()); err != nil {
		t.Fatalf("the output is not whole: %v", err)
	}
	var said struct {
		Status  string
		Reviews []any
		Ledger  struct{ Drafts, Reviewed int }
	}
	if err := json.Unmarshal(out.Bytes(), &said); err != nil {
		t.Fatal(err)
	}
	if n := len(said.Reviews); said.Status != "partial" || n < 10 || n > 200 || said.Ledger.Reviewed != n || said.Ledger.Drafts != 300 {
		t.Errorf("%s, %d reviews, ledger %+v", said.Status, n, said.Ledger)
	}
	if want := fmt.Sprintf("interrupted: %d of 300 drafts reviewed", said.Ledger.Reviewed); !strings.Contains(errs.String(), want) {
		t.Errorf("standard error has not %q:\n%s", want, errs)
	}
}

func TestJobsMakeNoDifference(t *testing.T) {
	folder := writeDrafts(t, 100)
	if err := os.WriteFile(filepath.Join(folder, "draft-0050.md"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, format := range render.Formats() {
		t.Run(format, func(t *testing.T) {
			args := []string{"review", "--format", format, "--only-rules", "--rules", "testdata/rules", folder, "--jobs"}
			code1, out1, err1 := program(context.Background(), append(args, "1")...)
			code8, out8, err8 := program(context.Background(), append(args, "8")...)
			if code1 != exitUnfinished || code8 != code1 || out1 != out8 || err1 != err8 {
				t.Errorf("exit codes %d and %d, %d and %d bytes, standard error:\n%s\n%s", code1, code8, len(out1), len(out8), err1, err8)
			}
			if !strings.Contains(out1, "draft-0099") {
				t.Error("the last draft is not in the output")
			}
		})
	}
}

// TestEveryCommandHasAnExample also tries that the examples name commands and flags that there are.
func TestEveryCommandHasAnExample(t *testing.T) {
	root := newRootCommand()
	commands := append(root.Commands(), root)
	for len(commands) > 0 {
		cmd := commands[0]
		commands = commands[1:]
		if cmd != root {
			commands = append(commands, cmd.Commands()...)
		}
		if name := cmd.Name(); name == "completion" || cmd.HasParent() && cmd.Parent().Name() == "completion" || name == "help" {
			continue // cobra's own
		}
		if cmd.Example == "" || cmd.Short == "" {
			t.Errorf("%s has no example or no description", cmd.CommandPath())
		}
		for line := range strings.Lines(cmd.Example) {
			_, line, ok := strings.Cut(strings.TrimSpace(line), "rightsreview ")
			if !ok {
				t.Errorf("%s: the example %q does not call the program", cmd.CommandPath(), line)
				continue
			}
			line, _, _ = strings.Cut(line, " > ")
			found, rest, err := root.Find(strings.Fields(line))
			if err != nil || found == root {
				t.Errorf("%s: the example %q: %v", cmd.CommandPath(), line, err)
				continue
			}
			if err := found.ParseFlags(rest); err != nil {
				t.Errorf("%s: the example %q: %v", cmd.CommandPath(), line, err)
			}
		}
	}
}

func TestUnwritableOutput(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("no /dev/full: %v", err)
	}
	defer full.Close()
	var errs bytes.Buffer
	args := []string{"review", "--only-rules", "--rules", "testdata/rules", writeDrafts(t, 2)}
	if got := run(context.Background(), args, strings.NewReader(""), full, &errs); got != exitUnfinished {
		t.Errorf("exit code %d", got)
	}
	if !strings.Contains(errs.String(), "no space left") {
		t.Errorf("standard error: %s", &errs)
	}
}

// TestInWorkflow says that a draft cannot give commands to the runner of a workflow by the output of a review.
func TestInWorkflow(t *testing.T) {
	t.Setenv("GITHUB_ACTIONS", "true")
	for text, want := range map[string]string{
		"##[error]x":                "##\u200b[error]x",
		"a ##[add-mask]b":           "a ##\u200b[add-mask]b",
		"::error::x\n":              ":\u200b:error::x\n",
		"one\n \t::error::x":        "one\n \t:\u200b:error::x",
		"one\r::error::x":           "one\r:\u200b:error::x",
		"12 | ::1 is an address ::": "12 | ::1 is an address ::",
		"# [a](b) a: b:: c\n":       "# [a](b) a: b:: c\n",
	} {
		for size := 1; size <= len(text); size++ {
			var out bytes.Buffer
			w := inWorkflow(&out)
			for rest := text; rest != ""; rest = rest[min(size, len(rest)):] {
				if _, err := io.WriteString(w, rest[:min(size, len(rest))]); err != nil {
					t.Fatal(err)
				}
			}
			if out.String() != want {
				t.Errorf("%q in pieces of %d: %q, want %q", text, size, out.String(), want)
			}
		}
	}
	t.Setenv("GITHUB_ACTIONS", "")
	if w := io.Writer(os.Stdout); inWorkflow(w) != w {
		t.Error("the output is changed outside of workflows")
	}
}
