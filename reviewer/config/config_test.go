package config

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func read(t *testing.T, source string) (*Config, error) {
	t.Helper()
	folder := t.TempDir()
	return parse(filepath.Join(folder, FileName), folder, []byte(source))
}

func mustRead(t *testing.T, source string) *Config {
	t.Helper()
	c, err := read(t, source)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// wrong are files with one thing wrong, where it stands and what is said of it. Those that the schema cannot know to be
// wrong say so.
var wrong = []struct {
	name, source, want string
	unknown            bool // to the schema
}{
	{"unknown field", "drafts: {}\nsevrities: {}\n", `:2: unknown field "sevrities": did you mean "severities"?`, false},
	{"unknown field inside", "rules:\n  of: [a/b]\n", `:2: unknown field "of": did you mean "off"?`, false},
	{"unknown field, far from all", "x: 1\n", ":1: unknown field \"x\": the fields are drafts, include", false},
	{"same field twice", "format: text\nformat: json\n", ":2: mapping key \"format\" already defined", true},
	{"a list for a mapping", "rules: [a/b]\n", ":1: sequence was used where mapping is expected", false},
	{"a word for a list", "\nrules:\n  off: a/b\n", ":3: string was used where sequence is expected", false},
	{"a mapping for a word", "format:\n  a: b\n", ":2: a Mapping", false},
	{"a tag", "drafts:\nrules:\n  off: !x\nformat:\n", ":1: the YAML cannot be understood: write it without tags", false},
	{"not YAML", "rules: [\n", ":1: ", true},
	{"severity", "\n\nmin-severity: hihg\n", `:3: min-severity: unknown severity "hihg": write high, medium or low`, false},
	{"threshold", "fail-on: always\n", `:1: fail-on: unknown severity "always": write high, medium, low or never`, false},
	{"severity of a rule", "severities:\n  a/b: low\n  a/*: nothing\n", `:3: severities: unknown severity "nothing"`, false},
	{"no reason", "suppressions:\n- rule: a/b\n  owner: me\n", ":2: suppressions: a suppression needs a reason", false},
	{"no owner", "suppressions:\n- reason: so\n  rule: a/b\n", ":2: suppressions: a suppression needs an owner", false},
	{"neither rule nor id", "suppressions:\n- reason: so\n  owner: me\n", ":2: suppressions: a suppression needs a rule", false},
	{"rule and id", "suppressions:\n- {rule: a/b, id: 0123456789abcdef, reason: so, owner: me}\n", "not both", false},
	{"date", "suppressions:\n- {rule: a/b, reason: so, owner: me, expires: 1 May}\n", `:2: suppressions: "1 May" is not a date`, false},
	{"no such day", "suppressions:\n- {rule: a/b, reason: so, owner: me, expires: 2027-02-30}\n", "is not a date", true},
	{"pattern", "drafts:\n  include:\n  - ok\n  - '[a'\n", `:4: drafts.include: "[a" is not a pattern`, true},
	{"empty pattern", "drafts:\n  ignore: ['']\n", `:2: drafts.ignore: "" is not a pattern`, false},
	{"post", "pull-requests:\n  post: inlin\n", `:2: pull-requests.post: unknown word "inlin": did you mean "inline"?`, false},
	{"model text", "pull-requests:\n  model-text: all\n", `:2: pull-requests.model-text: unknown word "all": write none or folded`, false},
	{"inline from", "pull-requests:\n  inline-from: never\n", `:2: pull-requests.inline-from: unknown severity "never"`, false},
	{"suggestions", "pull-requests:\n  suggestions: perhaps\n", `:2: pull-requests.suggestions: unknown word "perhaps"`, false},
	{"who may dismiss", "pull-requests:\n  dismiss: everybody\n", `:2: pull-requests.dismiss: unknown word "everybody"`, false},
	{"no such folder", "rules:\n  directories:\n  - nowhere\n", `:3: rules.directories: there is no folder "nowhere"`, true},
}

func TestWrong(t *testing.T) {
	for _, c := range wrong {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t, c.source)
			if err == nil || !strings.Contains(err.Error(), FileName+":") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
	t.Run("all that is wrong is said", func(t *testing.T) {
		_, err := read(t, "min-severity: x\nfail-on: y\n")
		if err == nil || !strings.Contains(err.Error(), ":1: ") || !strings.Contains(err.Error(), ":2: ") {
			t.Errorf("error %v", err)
		}
	})
}

func TestSchema(t *testing.T) {
	schema := compileSchema(t)
	for _, c := range wrong {
		t.Run(c.name, func(t *testing.T) {
			value, err := generic(c.source)
			if err != nil {
				return // not YAML to anyone
			}
			if err := schema.Validate(value); (err == nil) != c.unknown {
				t.Errorf("the schema says %v of a file that is refused", err)
			}
		})
	}
	for _, source := range []string{string(Template), everything, "", "rules:\nformat:\n"} {
		value, err := generic(source)
		if err != nil {
			t.Fatal(err)
		}
		if source == "rules:\nformat:\n" {
			continue // an empty format is read as none; editors are right to ask for it
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("the schema refuses a file that is read: %v\n%s", err, source)
		}
	}
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("config.json", value); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("config.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// generic reads YAML into the values that JSON has.
func generic(source string) (any, error) {
	data, err := yaml.YAMLToJSON([]byte(source))
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(data))
}

// TestSchemaHasTheFieldsOfTheFile walks schema and struct side by side.
func TestSchemaHasTheFieldsOfTheFile(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(Schema, &schema); err != nil {
		t.Fatal(err)
	}
	compareFields(t, "the file", schema, reflect.TypeFor[file]())
}

func compareFields(t *testing.T, where string, schema map[string]any, typ reflect.Type) {
	t.Helper()
	if items, ok := schema["items"].(map[string]any); ok && typ.Kind() == reflect.Slice {
		schema, typ = items, typ.Elem()
	}
	properties, _ := schema["properties"].(map[string]any)
	if typ.Kind() != reflect.Struct || typ == reflect.TypeFor[word]() {
		if properties != nil {
			t.Errorf("%s has fields in the schema only", where)
		}
		return
	}
	if schema["additionalProperties"] != false {
		t.Errorf("%s: the schema lets unknown fields pass", where)
	}
	var fields []string
	for _, f := range reflect.VisibleFields(typ) {
		name := f.Tag.Get("yaml")
		fields = append(fields, name)
		if property, ok := properties[name].(map[string]any); ok {
			compareFields(t, where+"."+name, property, f.Type)
		}
	}
	slices.Sort(fields)
	if diff := cmp.Diff(fields, slices.Sorted(maps.Keys(properties))); diff != "" {
		t.Errorf("%s (-struct +schema):\n%s", where, diff)
	}
}

const everything = `
drafts:
  include: ["draft-*.md", specs/**]
  ignore: [attic/, "*-old.md"]
rules:
  off: [exclusion/*, surveillance/log]
  on: [exclusion/cost]
severities:
  censorship/*: low
  censorship/block: high
suppressions:
- rule: surveillance/*
  path: specs/*.md
  reason: |
    The log holds
    no addresses.
  owner: ana@example.org
  expires: 2027-01-31
- id: 0123456789abcdef
  reason: so
  owner: ana@example.org
min-severity: medium
fail-on: high
format: json
pull-requests:
  post: inline
  model-text: folded
  inline-from: medium
  suggestions: true
  dismiss: writers-and-author
`

func TestRead(t *testing.T) {
	c := mustRead(t, everything)
	t.Run("words", func(t *testing.T) {
		if c.MinSeverity != catalogue.Medium || c.FailOn != catalogue.High || c.Format != "json" {
			t.Errorf("read %+v", c)
		}
	})
	t.Run("rules", func(t *testing.T) {
		for rule, want := range map[string]bool{
			"exclusion/language": false, "exclusion/cost": true, "surveillance/log": false, "surveillance/logs": true,
		} {
			if got := c.Keep(rule); got != want {
				t.Errorf("Keep(%q) = %v", rule, got)
			}
		}
	})
	t.Run("drafts", func(t *testing.T) {
		for path, want := range map[string]bool{
			"draft-x.md": true, "deep/er/draft-x.md": true, "specs/a/b.txt": true, "README.md": false, "my/specs/a.md": false,
		} {
			if got, known := c.Drafts(filepath.Join(c.folder, path)); got != want || !known {
				t.Errorf("Drafts(%q) = %v, %v", path, got, known)
			}
		}
		for path, want := range map[string]bool{"attic": true, "a/attic": true, "b/x-old.md": true, "b/x.md": false} {
			if got := c.Ignored(filepath.Join(c.folder, path)); got != want {
				t.Errorf("Ignored(%q) = %v", path, got)
			}
		}
	})
	t.Run("decisions", func(t *testing.T) {
		for path, want := range map[string]int{"specs/a.md": 2, "specs/a/b.md": 1, "a.md": 1} {
			d := c.Decisions(filepath.Join(c.folder, path))
			if len(d.Suppressions) != want || d.Least != catalogue.Medium || d.Severities["censorship/block"] != catalogue.High {
				t.Errorf("Decisions(%q) = %+v", path, d)
			}
		}
		s := c.Decisions(filepath.Join(c.folder, "specs/a.md")).Suppressions[0]
		if want := c.File + ":12"; s.Origin != want || s.Reason != "The log holds no addresses." || s.Expires != "2027-01-31" {
			t.Errorf("read %+v, want origin %s", s, want)
		}
	})
	t.Run("pull requests", func(t *testing.T) {
		if want := (Pull{PostInline, true, catalogue.Medium, true, true}); c.Pull != want {
			t.Errorf("read %+v, want %+v", c.Pull, want)
		}
		if nothing := mustRead(t, ""); nothing.Pull != DefaultPull() {
			t.Errorf("without a word: %+v", nothing.Pull)
		}
	})
	t.Run("standard input is in no folder", func(t *testing.T) {
		if d := c.Decisions("-"); len(d.Suppressions) != 1 {
			t.Errorf("Decisions(-) = %+v", d)
		}
	})
}

func TestTemplateDecidesNothing(t *testing.T) {
	c := mustRead(t, string(Template))
	if c.MinSeverity > catalogue.Low || c.FailOn != 0 || c.Format != "text" || len(c.suppressions)+len(c.words)+len(c.include) > 0 {
		t.Errorf("the template decides %+v", c)
	}
	for _, field := range fieldNames(reflect.TypeFor[file]()) {
		if !bytes.Contains(Template, []byte(field+":")) {
			t.Errorf("the template does not explain %s", field)
		}
	}
}

func TestCheckNames(t *testing.T) {
	rules := []string{"surveillance/log", "exclusion/cost"}
	c := mustRead(t, "rules:\n  off: [surveillance/lgo]\n  on: [exclusion/*]\nseverities:\n  exlusion/*: low\nformat: yaml\n")
	err := c.CheckNames(rules, []string{"text", "json"})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`:2: no rule is called "surveillance/lgo": did you mean "surveillance/log"?`,
		`:5: no rule is called "exlusion/*": did you mean "exclusion/*"?`,
		`:6: format: unknown format "yaml": choose one of text, json`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	if err := (&Config{}).CheckNames(rules, nil); err != nil {
		t.Errorf("no configuration: %v", err)
	}
}

func TestFind(t *testing.T) {
	root := t.TempDir()
	mkdir := func(path string) string {
		full := filepath.Join(root, path)
		if err := os.MkdirAll(full, 0o755); err != nil {
			t.Fatal(err)
		}
		return full
	}
	write := func(path string) string {
		full := filepath.Join(root, path)
		if err := os.WriteFile(full, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		return full
	}
	outside := write(FileName)
	for _, c := range []struct{ name, from, want string }{
		{"beside", mkdir("."), outside},
		{"above", mkdir("a/b"), outside},
		{"not beyond the repository", func() string { mkdir("repo/.git"); return mkdir("repo/docs") }(), ""},
		{"at the root of the repository", func() string { mkdir("other/.git"); return mkdir("other/docs") }(), write("other/" + FileName)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Find(c.from)
			if err != nil || got != c.want {
				t.Errorf("Find = %q, %v; want %q", got, err, c.want)
			}
		})
	}
	t.Run("the other ending", func(t *testing.T) {
		mkdir("repo2/.git")
		write("repo2/.rightsreview.yaml")
		if _, err := Find(filepath.Join(root, "repo2")); err == nil || !strings.Contains(err.Error(), "rename it") {
			t.Errorf("error %v", err)
		}
	})
}

func TestLoadRefusesLargeFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	if err := os.WriteFile(path, bytes.Repeat([]byte("#\n"), MaxSize), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil || !strings.Contains(err.Error(), "over") {
		t.Errorf("error %v", err)
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none.yml")); err == nil {
		t.Error("no error for a file that is not there")
	}
}

func TestReadOfAnotherRepository(t *testing.T) {
	c, err := Read([]byte("drafts:\n  include: [specs/**]\nrules:\n  directories: [our/rules]\nsuppressions:\n- {rule: a/b, path: specs/*.md, reason: so, owner: me}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{"specs/a.md": true, "specs/b/a.md": true, "other/a.md": false, "x/specs/a.md": false} {
		if got, known := c.Drafts(path); got != want || !known {
			t.Errorf("Drafts(%q) = %v", path, got)
		}
	}
	if n := len(c.Decisions("specs/a.md").Suppressions); n != 1 {
		t.Errorf("%d suppressions", n)
	}
	if len(c.RuleFolders) != 1 || c.RuleFolders[0] != filepath.Join("our", "rules") {
		t.Errorf("folders of rules %q", c.RuleFolders)
	}
	for _, folder := range []string{"../evil", "/etc", "''"} {
		if _, err := Read([]byte("rules:\n  directories:\n  - " + folder + "\n")); err == nil || !strings.Contains(err.Error(), ":3: rules.directories") {
			t.Errorf("folder %s: %v", folder, err)
		}
	}
	if _, err := Read(bytes.Repeat([]byte("#\n"), MaxSize)); err == nil {
		t.Error("no error for a large file")
	}
}

func TestAtMost(t *testing.T) {
	for _, c := range []struct{ post, limit, want Post }{
		{PostInline, "", PostInline}, {PostInline, PostSummary, PostSummary}, {PostNone, PostInline, PostNone}, {PostSummary, PostSummary, PostSummary},
	} {
		if got := c.post.AtMost(c.limit); got != c.want {
			t.Errorf("%q at most %q is %q", c.post, c.limit, got)
		}
	}
}
