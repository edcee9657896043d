package reviewer

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const modulePath = "github.com/rightsreview/rightsreview/"

// notInLeaves are the packages that a leaf must not know.
var notInLeaves = []string{"context", "log", "log/slog", "net", "net/http", "os/exec"}

// row is what docs/architecture.md says of a package.
type row struct {
	imports []string
	leaf    bool
}

// TestArchitecture holds the imports of every file against the table in docs/architecture.md.
func TestArchitecture(t *testing.T) {
	table := readTable(t)
	found := readImports(t)
	for _, problem := range violations(table, found) {
		t.Error(problem)
	}
}

// violations compares a table with the imports of each file, by folder and then by file.
func violations(table map[string]row, found map[string]map[string][]string) (problems []string) {
	for _, folder := range slices.Sorted(maps.Keys(found)) {
		r, ok := table[folder]
		if !ok {
			problems = append(problems, folder+" has no row in docs/architecture.md: say there what it is for and what it may import")
			continue
		}
		for _, file := range slices.Sorted(maps.Keys(found[folder])) {
			for _, imported := range found[folder][file] {
				if why := r.forbids(folder, file, imported); why != "" {
					problems = append(problems, file+" imports "+imported+": "+why)
				}
			}
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(table)) {
		if found[folder] == nil {
			problems = append(problems, folder+" has a row in docs/architecture.md and no Go file")
		}
	}
	return problems
}

func (r row) forbids(folder, file, imported string) string {
	ours, ok := strings.CutPrefix(imported, modulePath)
	test := strings.HasSuffix(file, "_test.go")
	switch {
	case ok && ours != folder && !slices.Contains(r.imports, ours):
		return "its row in docs/architecture.md does not allow that"
	case r.leaf && !test && slices.Contains(notInLeaves, imported):
		return "it is a leaf"
	}
	return ""
}

var (
	tableRow = regexp.MustCompile("^\\| `([^`]+)/` \\|[^|]*\\|([^|]*)\\|([^|]*)\\|$")
	code     = regexp.MustCompile("`([^`]+)`")
)

func readTable(t *testing.T) map[string]row {
	t.Helper()
	source, err := os.ReadFile("../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]row{}
	for line := range strings.Lines(string(source)) {
		m := tableRow.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		r := row{leaf: strings.TrimSpace(m[3]) == "leaf"}
		for _, c := range code.FindAllStringSubmatch(m[2], -1) {
			r.imports = append(r.imports, c[1])
		}
		table[m[1]] = r
	}
	return table
}

// readImports gives the imports of each Go file, by folder and file.
func readImports(t *testing.T) map[string]map[string][]string {
	t.Helper()
	root, found := os.DirFS(".."), map[string]map[string][]string{}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata"):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		source, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder := path.Dir(name)
		if found[folder] == nil {
			found[folder] = map[string][]string{}
		}
		found[folder][name] = []string{}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			found[folder][name] = append(found[folder][name], imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestViolations shows that the test above can fail.
func TestViolations(t *testing.T) {
	table := map[string]row{
		"reviewer/a": {leaf: true}, "reviewer/b": {imports: []string{"reviewer/a"}}, "reviewer/gone": {},
	}
	for name, c := range map[string]struct {
		folder, file string
		imported     string
		want         string
	}{
		"not allowed":       {"reviewer/a", "reviewer/a/x.go", modulePath + "reviewer/b", "does not allow"},
		"in a test":         {"reviewer/a", "reviewer/a/x_test.go", modulePath + "reviewer/b", "does not allow"},
		"network in a leaf": {"reviewer/a", "reviewer/a/x.go", "net/http", "it is a leaf"},
		"no row":            {"reviewer/new", "reviewer/new/x.go", "fmt", "has no row"},
		"allowed":           {"reviewer/b", "reviewer/b/x.go", modulePath + "reviewer/a", ""},
		"network elsewhere": {"reviewer/b", "reviewer/b/x.go", "net/http", ""},
	} {
		t.Run(name, func(t *testing.T) {
			found := map[string]map[string][]string{
				"reviewer/a": {}, "reviewer/b": {}, "reviewer/gone": {},
			}
			found[c.folder] = map[string][]string{c.file: {c.imported}}
			got := strings.Join(violations(table, found), "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("violations: %q, want %q", got, c.want)
			}
		})
	}
	t.Run("a row of a package that is gone", func(t *testing.T) {
		if got := strings.Join(violations(table, nil), "\n"); !strings.Contains(got, "reviewer/gone has a row") {
			t.Errorf("violations: %q", got)
		}
	})
}
