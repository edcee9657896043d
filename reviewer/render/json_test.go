package render

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// reviewSchema compiles the published schema, which also proves that it is one.
func reviewSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(SchemaURL, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(SchemaURL)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t testing.TB, s *jsonschema.Schema, text string) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatalf("not JSON: %v", err)
	}
	return s.Validate(v)
}

func TestJSONSchema(t *testing.T) {
	s := reviewSchema(t)
	for name, text := range map[string]string{
		"one":     rendered(t, "json", Options{Version: "1"}, sample(t)),
		"several": rendered(t, "json", Options{}, sample(t), partial(t), empty(t), failed()),
		"none":    rendered(t, "json", Options{}),
		"hostile": rendered(t, "json", Options{}, hostile(t)), "model": rendered(t, "json", Options{}, assessed(t), hostileModel(t)),
	} {
		t.Run(name, func(t *testing.T) {
			if err := validate(t, s, text); err != nil {
				t.Error(err)
			}
			if strings.Contains(text, "null") {
				t.Error("the output has a null")
			}
		})
	}
	t.Run("refuses", func(t *testing.T) {
		good := rendered(t, "json", Options{}, sample(t), failed())
		for _, change := range [][2]string{
			{`"severity":"high"`, `"severity":"critical"`},
			{`"start_line":31`, `"start_line":-1`},
			{`"confidence":0.5`, `"confidence":1.5`},
			{`"status":"failed","error":"read`, `"status":"complete","error":"read`},
			{`"further":[]`, `"further":null`},
			{`"facet":"logs"`, `"colour":"red"`},
			{`"made":7`, `"made":"7"`},
		} {
			bad := strings.ReplaceAll(good, change[0], change[1])
			if bad == good {
				t.Fatalf("the output has no %s", change[0])
			}
			if validate(t, s, bad) == nil {
				t.Errorf("the schema allows %s", change[1])
			}
		}
	})
}

// TestJSONSchemaURL keeps the constant and the file together.
func TestJSONSchemaURL(t *testing.T) {
	var s struct {
		ID string `json:"$id"`
	}
	if err := json.Unmarshal(Schema, &s); err != nil || s.ID != SchemaURL {
		t.Errorf("$id is %q, SchemaURL %q (%v)", s.ID, SchemaURL, err)
	}
}

func TestJSONKeepsQuotes(t *testing.T) {
	quote := "a\u202eb\x1b[31m\u009b\U000E0041 <b>&\u2028"
	text := rendered(t, "json", Options{}, review.Review{
		Document: &document.Document{}, Findings: []review.Finding{{Place: review.Place{Quote: quote}}},
	})
	if i := strings.IndexFunc(strings.ReplaceAll(text, "\n", ""), unseen); i >= 0 {
		t.Errorf("the output has an unseen character: %q", text[i:min(len(text), i+20)])
	}
	var out struct {
		Reviews []struct{ Findings []struct{ Quote string } }
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	if got := out.Reviews[0].Findings[0].Quote; got != quote {
		t.Errorf("quote %q, want %q", got, quote)
	}
}

func TestJSONWords(t *testing.T) {
	for _, c := range []struct {
		quote string
		words [][2]int
		want  []jsonWord
	}{
		{"one two", [][2]int{{4, 7}}, []jsonWord{{4, 7, "two"}}},
		{"one two", [][2]int{{4, 9}, {-3, 3}}, []jsonWord{{0, 3, "one"}, {4, 7, "two"}}},
		{"one two", [][2]int{{0, 5}, {4, 7}}, []jsonWord{{0, 7, "one two"}}},
		{"one two", [][2]int{{5, 5}, {9, 8}}, []jsonWord{}},
		{"né two", [][2]int{{2, 4}}, []jsonWord{{1, 4, "é "}}},
		{"\xff two", [][2]int{{2, 5}}, []jsonWord{{4, 7, "two"}}},
	} {
		got := jsonPlaceOf(review.Place{Quote: c.quote, Words: c.words})
		for i, w := range got.Words {
			if got.Quote[w.Start:w.End] != w.Text {
				t.Errorf("%q: word %q is not at its place", c.quote, w.Text)
			}
			if i >= len(c.want) || w != c.want[i] {
				t.Errorf("%q %v: words %v, want %v", c.quote, c.words, got.Words, c.want)
			}
		}
		if len(got.Words) != len(c.want) {
			t.Errorf("%q %v: words %v, want %v", c.quote, c.words, got.Words, c.want)
		}
	}
}
