package openai

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestObject(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"alone":                      {`{"a": 1}`, `{"a": 1}`},
		"space around":               {"\n {\"a\":\n1}\t\n", "{\"a\":\n1}"},
		"fenced":                     {"```json\n{\"a\": 1}\n```", `{"a": 1}`},
		"prose before and after":     {`Sure! Here it is: {"a": 1} Anything else?`, `{"a": 1}`},
		"braces in prose":            {`As {the draft} says {}: {"a": 1}`, `{}`},
		"a set in prose":             {`As {the draft} says, {"a": 1}`, `{"a": 1}`},
		"a brace too many":           {`{{"a": 1}}`, `{"a": 1}`},
		"braces and quotes in text":  {`{"a": "}{\"}", "b": "\\"}x`, `{"a": "}{\"}", "b": "\\"}`},
		"nested":                     {`x{"a": {"b": [{"c": {}}]}}{"d": 1}`, `{"a": {"b": [{"c": {}}]}}`},
		"thought first":              {"<think>Is it {\"a\": 2}?</think>\n{\"a\": 1}", `{"a": 1}`},
		"thought only":               {`<think>Is it {"a": 2}?`, ""},
		"thought inside":             {`{"a": "<think>{}</think>"}`, `{"a": "<think>{}</think>"}`},
		"cut":                        {`{"a": {"b": 1}, "c": [{"d": 1}`, ""},
		"cut in a string":            {`{"a": {"b": 1}, "c": "{}`, ""},
		"broken, with a whole in it": {`{"claims": [{"number": 1}, oops]}`, ""},
		"an array":                   {`[1, 2]`, ""},
		"an object in an array":      {`[{"a": 1}]`, `{"a": 1}`},
		"nothing":                    {"", ""},
		"a brace":                    {"{", ""},
		"line break in a string":     {"{\"a\": \"x\ny\"}", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := Object(c.text)
			if got != c.want || ok != (c.want != "") {
				t.Errorf("Object(%q) = %q, %v, want %q", c.text, got, ok, c.want)
			}
		})
	}
}

// TestObjectTime cuts where every brace might begin an object: work that grew with the square would take minutes.
func TestObjectTime(t *testing.T) {
	if testing.Short() {
		t.Skip("times mean nothing under the race detector")
	}
	for name, text := range map[string]string{
		"open braces":    strings.Repeat("{", maxResponse),
		"open objects":   strings.Repeat(`{"a":`, maxResponse/5),
		"broken ones":    strings.Repeat(`{"a" `, maxResponse/5),
		"one of prose":   "{" + strings.Repeat("a", maxResponse) + "}",
		"deep and whole": strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			Object(text)
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %s for %d MB", took, len(text)>>20)
			}
		})
	}
}

func FuzzObject(f *testing.F) {
	for _, text := range []string{`{"a": 1}`, "```json\n{\"a\": \"}\"}\n```", `{x {"a": {}}`, `<think>{}</think>{"b": [{}]}`, `{"a": {"b": 1}`, "{{}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := Object(text)
		if ok != (got != "") || !ok {
			if got != "" {
				t.Fatalf("Object(%q) = %q, %v", text, got, ok)
			}
			return
		}
		if !json.Valid([]byte(got)) || got[0] != '{' || got[len(got)-1] != '}' || !strings.Contains(text, got) {
			t.Errorf("Object(%q) = %q: no JSON object of the text", text, got)
		}
		if again, ok := Object(got); !ok || again != got {
			t.Errorf("Object(Object(%q)) = %q, not %q", text, again, got)
		}
		fenced, ok := Object("Here:\n```json\n" + got + "\n```\nDone.")
		if !ok || fenced != got {
			t.Errorf("fenced: %q, want %q", fenced, got)
		}
	})
}

// FuzzObjectPrefix holds that a reply that was cut somewhere has no object, wherever that is.
func FuzzObjectPrefix(f *testing.F) {
	f.Add("a quote with } and { and \" in it", 3)
	f.Add("\\", 10)
	f.Fuzz(func(t *testing.T, quote string, cut int) {
		whole, err := json.Marshal(map[string]any{"claims": []any{map[string]any{"number": 1, "evidence": quote}}})
		if err != nil {
			t.Fatal(err)
		}
		cut = max(0, cut%len(whole))
		if got, ok := Object(string(whole[:cut])); ok {
			t.Errorf("%q is cut, and yet has %q", whole[:cut], got)
		}
	})
}
