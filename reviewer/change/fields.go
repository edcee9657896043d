package change

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// defaults compares the defaults of fields of formal languages on which protections stand: a default is often on a line
// of its own, and only the name of its field says what it means.
func (k *comparison) defaults() []review.ProtectionChange {
	names := fieldsByName(k.new.doc)
	seen := map[string]int{}
	var list []review.ProtectionChange
	for _, f := range k.old.doc.Fields {
		key := fieldKey(f)
		nth := seen[key]
		seen[key]++
		was := pick(k.result.Old.Protections, k.oldGuards.of(unitsOf(k.old.at(f.Text))))
		if len(was) == 0 && k.people {
			was = []review.Protection{{Rule: onPeople}}
		}
		if len(was) == 0 || nth >= len(names[key]) || f.Default == names[key][nth].Default {
			continue
		}
		if c, ok := k.changedDefault(f, names[key][nth], was[0]); ok {
			list = append(list, c)
		}
	}
	return list
}

// withDefaults adds changed defaults to other changes, and takes out of these what is said of the same line and known to no
// rule.
func (k *comparison) withDefaults(changes []review.ProtectionChange) []review.ProtectionChange {
	defaults := k.defaults()
	changes = slices.DeleteFunc(changes, func(c review.ProtectionChange) bool {
		return c.Rule.ID == onPeople.ID && slices.ContainsFunc(defaults, func(d review.ProtectionChange) bool {
			return c.Old.Text.Start < d.Old.Text.End && d.Old.Text.Start < c.Old.Text.End
		})
	})
	return append(changes, defaults...)
}

func unitsOf(r document.Range) []int {
	var list []int
	for i := r.Start; i < r.End; i++ {
		list = append(list, i)
	}
	return list
}

// fieldsByName lists the fields of a version by name and language, in order.
func fieldsByName(doc *document.Document) map[string][]document.Field {
	names := map[string][]document.Field{}
	for _, f := range doc.Fields {
		names[fieldKey(f)] = append(names[fieldKey(f)], f)
	}
	return names
}

func fieldKey(f document.Field) string { return f.Language + " " + f.Name }

func (k *comparison) changedDefault(was, is document.Field, p review.Protection) (review.ProtectionChange, bool) {
	change, how := k.wording.defaultChanged(was, is)
	if change == review.Unchanged {
		return review.ProtectionChange{}, false
	}
	return review.ProtectionChange{
		Change: change, Rule: p.Rule, Also: p.Also, How: []string{how},
		Old: fieldPlace(k.old.doc, was), New: fieldPlace(k.new.doc, is),
	}, true
}

// defaultChanged says what another default makes of a field that protected before: a switch that is turned round weakens
// it, and so does a number that grows, or falls where more is better.
func (c *wording) defaultChanged(was, is document.Field) (review.Change, string) {
	old, new := bare(was.Default), bare(is.Default)
	how := fmt.Sprintf("the default of %q was %s and is %s", was.Name, old, new)
	from, known := c.switches[old]
	to, still := c.switches[new]
	if known && still && !(isNumber(old) && isNumber(new) && from == to) {
		guards := slices.ContainsFunc(was.Words(), func(w string) bool { return c.guards[w] })
		switch {
		case from == to:
			return review.Unchanged, ""
		case guards == (to == off):
			return review.Weakened, how
		}
		return review.Strengthened, how
	}
	x, errX := strconv.ParseFloat(old, 64)
	y, errY := strconv.ParseFloat(new, 64)
	larger := slices.ContainsFunc(was.Words(), func(w string) bool { return c.larger[w] })
	switch {
	case errX != nil || errY != nil || x == y:
		return review.Unchanged, ""
	case larger == (y < x):
		return review.Weakened, how
	}
	return review.Strengthened, how
}

func isNumber(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}

// bare is a default without the quotes around it.
func bare(value string) string { return strings.ToLower(strings.Trim(value, `"'`)) }

// fieldPlace is where a field and its default stand, with the default marked.
func fieldPlace(doc *document.Document, f document.Field) review.Place {
	span, marks := f.Text, []document.Span(nil)
	if f.Block >= 0 && f.Default != "" {
		rest := doc.Text[span.End:max(span.End, doc.Blocks[f.Block].Text.End)]
		if at := bytes.Index(rest, []byte(f.Default)); at >= 0 {
			span.End += at + len(f.Default)
			marks = []document.Span{{Start: span.End - len(f.Default), End: span.End}}
		}
	}
	return review.PlaceOf(doc, span, marks)
}
