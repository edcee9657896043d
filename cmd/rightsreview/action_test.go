package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

// projectRoot is the root of the repository, in which action.yml and .github stand.
const projectRoot = "../.."

// actionFile is what the tests read of action.yml.
type actionFile struct {
	Inputs  map[string]struct{ Description, Default string }
	Outputs map[string]struct{ Description, Value string }
	Runs    struct {
		Using string
		Steps []actionStep
	}
}

// workflowFile is what the tests read of a workflow.
type workflowFile struct {
	On          any
	Permissions any
	Concurrency any
	Jobs        map[string]struct {
		Permissions map[string]string
		Timeout     int `yaml:"timeout-minutes"`
		Steps       []actionStep
	}
}

type actionStep struct {
	Name, ID, If, Uses, Run, Shell string
	With, Env                      map[string]any
}

func readProject(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(projectRoot, name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n")
}

func readAction(t *testing.T) actionFile {
	t.Helper()
	var a actionFile
	if err := yaml.Unmarshal([]byte(readProject(t, "action.yml")), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// workflowTexts are the workflows of this repository and those that docs/action.md shows, by name.
func workflowTexts(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	files, err := filepath.Glob(filepath.Join(projectRoot, ".github/workflows/*.yml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no workflows: %v", err)
	}
	for _, f := range files {
		name := ".github/workflows/" + filepath.Base(f)
		texts[name] = readProject(t, name)
	}
	shown := 0
	for i, block := range regexp.MustCompile("(?ms)^```yaml\n(.*?)^```").FindAllStringSubmatch(readProject(t, "docs/action.md"), -1) {
		if strings.Contains(block[1], "\njobs:\n") {
			texts[fmt.Sprintf("docs/action.md block %d", i+1)] = block[1]
			shown++
		}
	}
	if shown < 6 {
		t.Fatalf("only %d workflows were found in docs/action.md", shown)
	}
	return texts
}

func workflows(t *testing.T) map[string]workflowFile {
	t.Helper()
	all := map[string]workflowFile{}
	for name, text := range workflowTexts(t) {
		var w workflowFile
		if err := yaml.Unmarshal([]byte(text), &w); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = w
	}
	return all
}

// allSteps are the steps of the action and of all workflows, by where they stand.
func allSteps(t *testing.T) map[string][]actionStep {
	t.Helper()
	all := map[string][]actionStep{"action.yml": readAction(t).Runs.Steps}
	for name, w := range workflows(t) {
		for job, j := range w.Jobs {
			all[name+" "+job] = j.Steps
		}
	}
	return all
}

// actionPeer is the path of a program that the tests run if it is there.
func actionPeer(t *testing.T, variable string) string {
	t.Helper()
	path := os.Getenv(variable)
	if path == "" {
		t.Skip("needs the program that " + variable + " names")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestActionWorkflowsLint(t *testing.T) {
	lint := actionPeer(t, "RIGHTSREVIEW_ACTIONLINT")
	// What is shown is checked as if it were in a repository with the action, so that its inputs and outputs are known.
	root := t.TempDir()
	writeIn(t, root, "action.yml", readProject(t, "action.yml"))
	writeIn(t, root, ".git/HEAD", "ref: refs/heads/main\n")
	names := map[string]string{}
	for name, text := range workflowTexts(t) {
		file := regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(name, "-") + ".yml"
		names[file] = name
		writeIn(t, root, ".github/workflows/"+file, strings.ReplaceAll(text, "rightsreview/rightsreview@v1", "./"))
	}
	check := exec.Command(lint, "-no-color")
	check.Dir = root
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s%v", err, out, names)
	}

	// An input that does not exist must be told.
	writeIn(t, root, ".github/workflows/wrong.yml",
		"on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ./\n        with:\n          posst: none\n")
	check = exec.Command(lint, "-no-color")
	check.Dir = root
	if out, err := check.CombinedOutput(); err == nil || !strings.Contains(string(out), "posst") {
		t.Errorf("a wrong input was not told: %v\n%s", err, out)
	}
}

func TestActionValidates(t *testing.T) {
	validator := actionPeer(t, "RIGHTSREVIEW_ACTION_VALIDATOR")
	files, _ := filepath.Glob(filepath.Join(projectRoot, ".github/workflows/*.yml"))
	for _, file := range append(files, filepath.Join(projectRoot, "action.yml")) {
		if out, err := exec.Command(validator, file).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", file, err, out)
		}
	}
	wrong := filepath.Join(t.TempDir(), "action.yml")
	text := strings.Replace(readProject(t, "action.yml"), "using: composite", "using: compost", 1)
	if err := os.WriteFile(wrong, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := exec.Command(validator, wrong).Run(); err == nil {
		t.Error("a wrong action.yml was accepted")
	}
}

func TestActionScriptsLint(t *testing.T) {
	lint, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("shellcheck is not installed")
	}
	for _, name := range actionScripts {
		if out, err := exec.Command(lint, filepath.Join(projectRoot, ".github/action", name)).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

var actionScripts = []string{"build", "install", "run"}

// TestActionScriptsOldBash keeps out what bash 3.2, which macOS has, does not know.
func TestActionScriptsOldBash(t *testing.T) {
	newer := regexp.MustCompile(`\b(mapfile|readarray|coproc)\b|(declare|local|typeset) -[A-Za-z]*[Anlu]|\$\{[^}]*(,|\^|@[A-Za-z])\}|&>>|\|&|;;&|EPOCHSECONDS`)
	for _, name := range actionScripts {
		for i, line := range strings.Split(readProject(t, ".github/action/"+name), "\n") {
			if found := newer.FindString(line); found != "" {
				t.Errorf("%s:%d: %s is not known to bash 3.2", name, i+1, found)
			}
		}
	}
}

// TestActionDocs holds the tables of inputs and outputs against action.yml.
func TestActionDocs(t *testing.T) {
	a := readAction(t)
	docs := readProject(t, "docs/action.md")
	inputs, outputs := tableOf(t, docs, "Inputs"), tableOf(t, docs, "Outputs")
	if diff := cmp.Diff(slices.Sorted(maps.Keys(a.Inputs)), sortedKeys(inputs)); diff != "" {
		t.Errorf("inputs of action.yml and of the table (-action +table):\n%s", diff)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(a.Outputs)), sortedKeys(outputs)); diff != "" {
		t.Errorf("outputs of action.yml and of the table (-action +table):\n%s", diff)
	}
	for name, cells := range inputs {
		if want := strings.Trim(cells[1], "`"); a.Inputs[name].Default != want {
			t.Errorf("input %s: the default is %q, and %q in the table", name, a.Inputs[name].Default, want)
		}
		sameText(t, name, a.Inputs[name].Description, cells[2])
	}
	for name, cells := range outputs {
		sameText(t, name, a.Outputs[name].Description, cells[1])
	}
}

// tableOf reads the table below a heading, by the name in its first column.
func tableOf(t *testing.T, text, heading string) map[string][]string {
	t.Helper()
	_, section, found := strings.Cut(text, "\n## "+heading+"\n")
	if !found {
		t.Fatalf("no heading %q", heading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	rows := map[string][]string{}
	for _, line := range strings.Split(section, "\n") {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		var cells []string
		for _, cell := range strings.Split(strings.Trim(line, "|"), "|") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		rows[strings.Trim(cells[0], "`")] = cells
	}
	return rows
}

func sortedKeys(rows map[string][]string) []string { return slices.Sorted(maps.Keys(rows)) }

// sameText wants a description to begin as its cell does, apart from markup: a cell may say more.
func sameText(t *testing.T, name, description, cell string) {
	t.Helper()
	plain := regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`).ReplaceAllString(strings.ReplaceAll(cell, "`", ""), "$1")
	first, _, _ := strings.Cut(description, ". ")
	if !strings.HasPrefix(plain, strings.TrimSuffix(first, ".")) {
		t.Errorf("%s: action.yml says %q, the table %q", name, description, plain)
	}
}

// TestActionPinned wants every action of others pinned by its commit, with the version beside it.
func TestActionPinned(t *testing.T) {
	texts := workflowTexts(t)
	texts["action.yml"] = readProject(t, "action.yml")
	pinned := regexp.MustCompile(`^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	versions, seen := map[string]string{}, 0
	for name, text := range texts {
		for i, line := range strings.Split(text, "\n") {
			_, used, found := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "- "), "uses: ")
			if !found {
				continue
			}
			seen++
			shown := strings.HasPrefix(name, "docs/")
			switch {
			case used == "./" && !shown, used == "rightsreview/rightsreview@v1" && shown:
			case !pinned.MatchString(used):
				t.Errorf("%s:%d: %q is not pinned by a commit with its version", name, i+1, used)
			default:
				of, _, _ := strings.Cut(used, "@")
				if before, ok := versions[of]; ok && before != used {
					t.Errorf("%s:%d: %s and %s", name, i+1, before, used)
				}
				versions[of] = used
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d uses were found", seen)
	}
}

// TestActionNoExpressionsInScripts wants values to reach scripts as variables: an expression would be pasted into the script.
func TestActionNoExpressionsInScripts(t *testing.T) {
	scripts := 0
	for where, steps := range allSteps(t) {
		for _, s := range steps {
			if s.Run != "" {
				scripts++
			}
			if strings.Contains(s.Run, "${{") {
				t.Errorf("%s: an expression in %q", where, s.Run)
			}
			if where == "action.yml" && s.Run != "" && s.Shell != "bash" {
				t.Errorf("%s: %q does not name its shell", where, s.Run)
			}
		}
	}
	if scripts < 10 {
		t.Errorf("only %d scripts were found", scripts)
	}
}

// TestActionWorkflowsSafe holds the workflows against what must never be.
func TestActionWorkflowsSafe(t *testing.T) {
	for name, w := range workflows(t) {
		t.Run(name, func(t *testing.T) {
			if p, ok := w.Permissions.(map[string]any); !ok || len(p) != 0 {
				t.Errorf("permissions at the top: %v, want {}", w.Permissions)
			}
			if w.Concurrency == nil {
				t.Error("no concurrency group")
			}
			events := eventsOf(t, w.On)
			if slices.Contains(events, "pull_request_target") {
				t.Error("runs on pull_request_target")
			}
			for job, j := range w.Jobs {
				if j.Timeout == 0 || j.Permissions == nil {
					t.Errorf("%s: timeout %d, permissions %v", job, j.Timeout, j.Permissions)
				}
				for _, s := range j.Steps {
					if !strings.HasPrefix(s.Uses, "actions/checkout@") {
						continue
					}
					if s.With["persist-credentials"] != false {
						t.Errorf("%s: a checkout keeps the token", job)
					}
					if mayWrite(j.Permissions) && !checkoutOfBase(s, events) {
						t.Errorf("%s may write, and checks out %v on %v", job, s.With["ref"], events)
					}
				}
			}
		})
	}
}

func eventsOf(t *testing.T, on any) []string {
	t.Helper()
	switch on := on.(type) {
	case string:
		return []string{on}
	case map[string]any:
		return slices.Sorted(maps.Keys(on))
	}
	t.Fatalf("on: %v", on)
	return nil
}

func mayWrite(permissions map[string]string) bool {
	return slices.Contains(slices.Collect(maps.Values(permissions)), "write")
}

// checkoutOfBase says whether a checkout is sure to be of the default branch: the one that is named, or that of the event.
func checkoutOfBase(s actionStep, events []string) bool {
	ref := fmt.Sprint(s.With["ref"])
	if ref == "${{ github.event.repository.default_branch }}" {
		return true
	}
	own := []string{"schedule", "workflow_dispatch", "push"}
	return s.With["ref"] == nil && !slices.ContainsFunc(events, func(e string) bool { return !slices.Contains(own, e) })
}

// TestActionSchedules wants minutes at which GitHub is not busy.
func TestActionSchedules(t *testing.T) {
	seen := 0
	for name, text := range workflowTexts(t) {
		for _, cron := range regexp.MustCompile(`cron: "(\S+) `).FindAllStringSubmatch(text, -1) {
			seen++
			if minute, err := strconv.Atoi(cron[1]); err != nil || minute%2 == 0 || minute%5 == 0 {
				t.Errorf("%s: minute %s", name, cron[1])
			}
		}
	}
	if seen < 3 {
		t.Errorf("only %d schedules were found", seen)
	}
}

// TestActionPair wants both halves of the pair to name the same things, here and in what is shown.
func TestActionPair(t *testing.T) {
	texts := workflowTexts(t)
	var shown []string
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if strings.Contains(texts[name], "workflow_run:") {
			shown = append(shown, name)
		}
	}
	if len(shown) != 2 {
		t.Fatalf("workflows on workflow_run: %v", shown)
	}
	for _, name := range shown {
		after := texts[name]
		var before string
		started := regexp.MustCompile(`workflows: \[(.*)\]`).FindStringSubmatch(after)
		for other, text := range texts {
			if strings.HasPrefix(other, "docs/") == strings.HasPrefix(name, "docs/") && started != nil &&
				strings.HasPrefix(stripComments(text), "name: "+started[1]+"\n") && strings.Contains(text, "upload-artifact") {
				before = text
			}
		}
		if before == "" {
			t.Fatalf("%s follows %v, which is not there", name, started)
		}
		for _, same := range []string{"name: rightsreview\n", "/rightsreview.json\n"} {
			if !strings.Contains(before, same) || !strings.Contains(after, same) {
				t.Errorf("%s: %q is not in both", name, same)
			}
		}
		if strings.Contains(before, "write") || strings.Contains(before, "secrets.") {
			t.Errorf("the workflow before %s may write or has secrets", name)
		}
	}
}

func stripComments(text string) string {
	return regexp.MustCompile(`(?m)^#.*\n`).ReplaceAllString(text, "")
}

// TestActionVersions wants the same versions of tools in the workflows as in .ci/run, and Go for releases as in go.mod.
func TestActionVersions(t *testing.T) {
	tool := regexp.MustCompile(`honnef\.co/go/tools/cmd/staticcheck@v[0-9.]+`)
	if here, there := tool.FindString(readProject(t, ".github/workflows/ci.yml")), tool.FindString(readProject(t, ".ci/run")); here == "" || here != there {
		t.Errorf("ci.yml has %q, .ci/run has %q", here, there)
	}
	module := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(readProject(t, "go.mod"))
	if script := readProject(t, ".github/action/build"); module == nil || !strings.Contains(script, "toolchain=go"+module[1]+".") {
		t.Errorf(".github/action/build does not build with Go %v, which go.mod names", module)
	}
}

// TestActionWiring wants every input to reach a script, every variable of the scripts to come from an input, secrets to
// be variables of one step, and every output to come from the script.
func TestActionWiring(t *testing.T) {
	a := readAction(t)
	secrets := map[string]string{
		"token": "GITHUB_TOKEN", "key": "RIGHTSREVIEW_KEY", "app-id": "RIGHTSREVIEW_APP_ID", "app-key": "RIGHTSREVIEW_APP_KEY",
		"model-key": "RIGHTSREVIEW_MODEL_KEY",
	}
	given := map[string]bool{}
	for _, s := range a.Runs.Steps {
		for variable, value := range s.Env {
			input := regexp.MustCompile(`^\$\{\{ inputs\.([a-z-]+) \}\}$`).FindStringSubmatch(fmt.Sprint(value))
			if input == nil {
				continue
			}
			want := "INPUT_" + strings.ToUpper(strings.ReplaceAll(input[1], "-", "_"))
			if secret, ok := secrets[input[1]]; ok {
				want = secret
				if s.ID != "run" {
					t.Errorf("step %s gets the secret %s", s.ID, input[1])
				}
			}
			if variable != want {
				t.Errorf("%s gets %s, want %s", variable, input[1], want)
			}
			given[input[1]] = true
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(a.Inputs)), slices.Sorted(maps.Keys(given))); diff != "" {
		t.Errorf("inputs and those that reach a script (-declared +given):\n%s", diff)
	}

	script := readProject(t, ".github/action/run") + readProject(t, ".github/action/install")
	for name := range a.Inputs {
		variable := strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
		if secrets[name] != "" {
			variable = secrets[name]
		}
		if !regexp.MustCompile(`\b(INPUT_)?` + variable + `\b`).MatchString(script) {
			t.Errorf("no script reads %s", variable)
		}
	}
	for name, output := range a.Outputs {
		if want := "${{ steps.run.outputs." + name + " }}"; output.Value != want {
			t.Errorf("output %s: %s, want %s", name, output.Value, want)
		}
	}
}

// writeIn writes a file below a folder, and the folders on the way.
func writeIn(t *testing.T, folder, name, text string) string {
	t.Helper()
	path := filepath.Join(folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	mode := fs.FileMode(0o644)
	if strings.HasPrefix(text, "#!") {
		mode = 0o755
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// needBash skips a test where the scripts of the action cannot be run as Actions would.
func needBash(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("bash may be another one here than that of the runners; the job \"action\" of ci.yml runs the scripts")
	}
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not installed")
	}
}
