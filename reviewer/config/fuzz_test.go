package config

import (
	"errors"
	"strings"
	"testing"
)

// FuzzParse holds what is said of any file: an error names the file and a line in it, and nothing crashes.
func FuzzParse(f *testing.F) {
	for _, c := range wrong {
		f.Add(c.source)
	}
	f.Add(everything)
	f.Add(string(Template))
	f.Fuzz(func(t *testing.T, source string) {
		_, err := parse("x.yml", "/nowhere", []byte(source))
		var problem *Problem
		if errors.As(err, &problem) && (problem.Line < 1 || problem.Line > strings.Count(source, "\n")+strings.Count(source, "\r")+1) {
			t.Errorf("line %d of %q: %v", problem.Line, source, err)
		}
	})
}
