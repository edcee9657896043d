package document

import (
	"os"
	"path/filepath"
	"testing"
)

// seedFiles adds the test files of a pattern to a corpus.
func seedFiles(f *testing.F, pattern string) {
	f.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata/parse", pattern))
	if err != nil || len(paths) == 0 {
		f.Fatalf("no test files fit %s", pattern)
	}
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(source)
	}
}

func FuzzXML(f *testing.F) {
	seedFiles(f, "*.xml")
	f.Fuzz(func(t *testing.T, source []byte) {
		d, err := parseXML(Draft{Path: "draft.xml", Source: source})
		if err == nil {
			checkInvariants(t, d)
		}
	})
}
