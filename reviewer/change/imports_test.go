package change

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// TestImports holds the package, without its tests, to what it is for: it compares reviews and knows nothing of how they are
// made. Its row in docs/architecture.md allows the checklist, which its tests need.
func TestImports(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range file.Imports {
			if strings.HasSuffix(strings.Trim(imported.Path.Value, `"`), "/reviewer/checklist") {
				t.Errorf("%s imports the checklist: take what it knows from the reviews", name)
			}
		}
	}
}
