package hint

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"surveillance/logging", "surveillance/location", "text", "json"}
	for _, c := range []struct{ name, word, want string }{
		{"one letter left out", "surveillance/loging", "surveillance/logging"},
		{"two letters swapped", "josn", "json"},
		{"another case", "JSON", "json"},
		{"without its category", "logging", "surveillance/logging"},
		{"its beginning", "surv", "surveillance/logging"},
		{"something else", "pdf", ""},
		{"nothing", "", ""},
		{"letters of several bytes", "tëxt", "text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Nearest(c.word, names); got != c.want {
				t.Errorf("Nearest(%q) = %q, want %q", c.word, got, c.want)
			}
		})
	}
}

func TestDidYouMean(t *testing.T) {
	if got, want := DidYouMean("txt", []string{"text"}), `: did you mean "text"?`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := DidYouMean("sarif", []string{"text"}); got != "" {
		t.Errorf("got %q for a word that is near nothing", got)
	}
}
