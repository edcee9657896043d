package catalogue

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed */*.yaml *.yaml
var builtin embed.FS

// MaxFile is the largest catalogue file that is read, in bytes; the longest of ours has 8 kB.
const MaxFile = 1 << 20

// Builtin is the catalogue that comes with the program. It is read once; every call gives its own lists of rules and concepts,
// and what is in them is shared and must not be changed.
func Builtin() (*Catalogue, error) {
	c, err := readBuiltin()
	if err != nil {
		return nil, err
	}
	own := *c
	own.Rules, own.Concepts = slices.Clone(c.Rules), slices.Clone(c.Concepts)
	return &own, nil
}

var readBuiltin = sync.OnceValues(func() (*Catalogue, error) { return Load(builtin, nil) })

// Load reads a catalogue from a folder of <category>/<rule>.yaml files, concepts/<name>.yaml and guidelines.yaml.
// base holds concepts and guidelines that the rules may use beside their own, nil if none; its rules are not taken over.
// The error joins all that is wrong, each with file, line where known, and remedy.
func Load(files fs.FS, base *Catalogue) (*Catalogue, error) {
	l := &loader{files: files, concepts: map[string]Concept{}}
	if base != nil {
		l.catalogue.Guidelines = append(l.catalogue.Guidelines, base.Guidelines...)
		for _, c := range base.Concepts {
			l.concepts[c.Name] = c
		}
	}
	if err := fs.WalkDir(files, ".", l.visit); err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	for _, c := range l.concepts {
		l.catalogue.Concepts = append(l.catalogue.Concepts, c)
	}
	l.sort()
	l.errs = append(l.errs, check(&l.catalogue)...)
	l.errs = append(l.errs, l.catalogue.Wording.check()...)
	return &l.catalogue, errors.Join(l.errs...)
}

type loader struct {
	files     fs.FS
	catalogue Catalogue
	concepts  map[string]Concept
	errs      []error
}

func (l *loader) visit(name string, entry fs.DirEntry, err error) error {
	if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".yaml") {
		return err
	}
	folder, file := path.Dir(name), strings.TrimSuffix(path.Base(name), ".yaml")
	switch {
	case folder == "concepts":
		c := Concept{Name: file, File: name}
		l.decode(name, &c)
		l.concepts[file] = c
	case name == "guidelines.yaml":
		var g []Guideline
		l.decode(name, &g)
		l.catalogue.Guidelines = append(l.catalogue.Guidelines, g...)
	case name == "stance.yaml":
		l.decode(name, &l.catalogue.Stance)
	case name == "categories.yaml":
		l.decode(name, &l.catalogue.Categories)
	case name == "wording.yaml":
		l.decode(name, &l.catalogue.Wording)
	case isCategory(folder):
		r := Rule{ID: folder + "/" + file, File: name, Category: Category(folder)}
		l.decode(name, &r)
		if r.Kind == "" {
			r.Kind = KindConcern
		}
		l.catalogue.Rules = append(l.catalogue.Rules, r)
	default:
		l.errs = append(l.errs, fmt.Errorf("%s: no such category as %q: put the rule in a folder named %s", name, folder, categoryList()))
	}
	return nil
}

func (l *loader) decode(name string, into any) {
	f, err := l.files.Open(name)
	if err != nil {
		l.errs = append(l.errs, fmt.Errorf("%s: %w", name, err))
		return
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err == nil && len(data) > MaxFile {
		err = fmt.Errorf("the file is over %d bytes; one file holds one rule", MaxFile)
	}
	if err == nil {
		err = decodeStrictly(data, into)
	}
	if errors.Is(err, io.EOF) {
		err = errors.New("the file is empty; docs/catalogue.md shows what a rule needs")
	}
	if err != nil {
		l.errs = append(l.errs, fmt.Errorf("%s:%w", name, err))
	}
}

// decodeStrictly decodes YAML and takes an unknown field for an error. The decoder panics on some tags, such as "title: !x".
func decodeStrictly(data []byte, into any) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("this is no YAML that can be read; look for a value that starts with an exclamation mark (%v)", p)
		}
	}()
	return yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(into)
}

func (l *loader) sort() {
	order := map[Category]int{}
	for i, c := range Categories() {
		order[c] = i
	}
	c := &l.catalogue
	sort.Slice(c.Rules, func(i, j int) bool {
		a, b := c.Rules[i], c.Rules[j]
		if a.Category != b.Category {
			return order[a.Category] < order[b.Category]
		}
		return a.ID < b.ID
	})
	sort.Slice(c.Concepts, func(i, j int) bool { return c.Concepts[i].Name < c.Concepts[j].Name })
	sort.Slice(c.Guidelines, func(i, j int) bool { return c.Guidelines[i].Document < c.Guidelines[j].Document })
}

func isCategory(folder string) bool {
	for _, c := range Categories() {
		if string(c) == folder {
			return true
		}
	}
	return false
}

func categoryList() string {
	var names []string
	for _, c := range Categories() {
		names = append(names, string(c))
	}
	return strings.Join(names, ", ")
}

// Merge adds the rules and concepts of more to c. A rule with the id of one in c replaces it.
func (c *Catalogue) Merge(more *Catalogue) *Catalogue {
	l := loader{concepts: map[string]Concept{}}
	l.catalogue.Guidelines, l.catalogue.Stance, l.catalogue.Wording, l.catalogue.Categories = c.Guidelines, c.Stance, c.Wording, c.Categories
	replaced := map[string]bool{}
	for _, r := range more.Rules {
		replaced[r.ID] = true
	}
	for _, r := range c.Rules {
		if !replaced[r.ID] {
			l.catalogue.Rules = append(l.catalogue.Rules, r)
		}
	}
	l.catalogue.Rules = append(l.catalogue.Rules, more.Rules...)
	for _, k := range append(append([]Concept{}, c.Concepts...), more.Concepts...) {
		l.concepts[k.Name] = k
	}
	for _, k := range l.concepts {
		l.catalogue.Concepts = append(l.catalogue.Concepts, k)
	}
	l.sort()
	return &l.catalogue
}

// Rule finds a rule by its id.
func (c *Catalogue) Rule(id string) (Rule, bool) {
	for _, r := range c.Rules {
		if r.ID == id {
			return r, true
		}
	}
	return Rule{}, false
}
