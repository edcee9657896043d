package config

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// TestDocs reads the examples in docs/configuration.md.
func TestDocs(t *testing.T) {
	docs, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```\\w*\n(.*?)```").FindAllStringSubmatch(string(docs), -1)
	if len(blocks) != 2 {
		t.Fatalf("%d examples", len(blocks))
	}
	t.Run("the file", func(t *testing.T) {
		source, folder := blocks[0][1], t.TempDir()
		if err := os.Mkdir(filepath.Join(folder, "our-rules"), 0o755); err != nil {
			t.Fatal(err)
		}
		if _, err := parse(FileName, folder, []byte(source)); err != nil {
			t.Error(err)
		}
		if value, err := generic(source); err != nil || compileSchema(t).Validate(value) != nil {
			t.Error("the schema refuses it")
		}
		for _, field := range fieldNames(reflect.TypeFor[file]()) {
			if field != "id" && !strings.Contains(source, field+":") {
				t.Errorf("it does not show %s", field)
			}
		}
	})
	t.Run("the comment", func(t *testing.T) {
		text := strings.TrimSuffix(strings.TrimPrefix(blocks[1][1], "<!-- rightsreview: "), " -->\n")
		if _, err := review.ParseSuppression(text); err != nil {
			t.Error(err)
		}
	})
}
