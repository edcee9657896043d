package review

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rightsreview/rightsreview/reviewer/document"
)

func TestParseSuppression(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want Suppression
		err  string // what the error says
	}{
		"a rule": {
			text: `ignore surveillance/log reason="no addresses" owner=ana@example.org expires=2027-01-31`,
			want: Suppression{Rule: "surveillance/log", Reason: "no addresses", Owner: "ana@example.org", Expires: "2027-01-31"},
		},
		"a category over two lines": {
			text: "ignore exclusion/*\n  owner=\"Ana\"\n  reason=\"says \\\"open\\\"\"",
			want: Suppression{Rule: "exclusion/*", Reason: `says "open"`, Owner: "Ana"},
		},
		"a finding": {
			text: `ignore 0123456789abcdef reason=x owner=y`,
			want: Suppression{ID: "0123456789abcdef", Reason: "x", Owner: "y"},
		},
		"no reason":          {text: `ignore a/b owner=y`, err: "needs a reason"},
		"an empty reason":    {text: `ignore a/b reason=" " owner=y`, err: "needs a reason"},
		"no owner":           {text: `ignore a/b reason=x`, err: "needs an owner"},
		"no rule":            {text: `ignore reason=x owner=y`, err: "no rule to ignore"},
		"nothing":            {text: `ignore`, err: "no rule to ignore"},
		"another verb":       {text: `disable a/b`, err: `unknown instruction "disable"`},
		"another field":      {text: `ignore a/b because=x`, err: `unknown field "because"`},
		"no such date":       {text: `ignore a/b reason=x owner=y expires=2027-02-30`, err: "write YYYY-MM-DD"},
		"no closing mark":    {text: `ignore a/b reason="x owner=y`, err: "cannot read"},
		"words without name": {text: `ignore a/b it is fine`, err: "cannot read"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseSuppression(c.text)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Fatalf("error %v, want %q", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, *got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// drafts with the same comment before the same paragraph, in the formats that have comments.
var commented = map[string]string{
	"draft-x.md": `---
title: Example
docname: draft-x-00
---

--- middle

# One

First paragraph.

<!-- rightsreview: ignore surveillance/log reason="no addresses" owner="ana@example.org" -->
Second paragraph.

Third paragraph.
`,
	"draft-x.xml": `<rfc docName="draft-x-00"><front><title>Example</title></front><middle>
<section><name>One</name>
<t>First paragraph.</t>
<!-- rightsreview: ignore surveillance/log reason="no addresses" owner="ana@example.org" -->
<t>Second paragraph.</t>
<t>Third paragraph.</t>
</section></middle></rfc>
`,
	"draft-x.html": `<!DOCTYPE html><html><head><title>Example</title></head><body>
<h1>One</h1>
<p>First paragraph.</p>
<!-- rightsreview: ignore surveillance/log reason="no addresses" owner="ana@example.org" -->
<p>Second paragraph.</p>
<p>Third paragraph.</p>
</body></html>
`,
}

func TestComments(t *testing.T) {
	for path, source := range commented {
		t.Run(path, func(t *testing.T) {
			doc, err := document.Parse(document.Draft{Path: path, Source: []byte(source)})
			if err != nil {
				t.Fatal(err)
			}
			comments, unread := Comments(doc)
			if len(comments) != 1 || len(unread) > 0 {
				t.Fatalf("%d comments, unread %v, hidden %+v", len(comments), unread, doc.Hidden)
			}
			if got := doc.String(comments[0].Block); got != "Second paragraph." {
				t.Errorf("it is about %q", got)
			}
			s := comments[0].Suppression
			if s.Rule != "surveillance/log" || s.Owner != "ana@example.org" || !strings.HasPrefix(s.Origin, path+":") {
				t.Errorf("read as %+v", s)
			}
		})
	}
	t.Run("one that cannot be read is a gap", func(t *testing.T) {
		source := strings.Replace(commented["draft-x.md"], ` owner="ana@example.org"`, "", 1)
		doc, err := document.Parse(document.Draft{Path: "draft-x.md", Source: []byte(source)})
		if err != nil {
			t.Fatal(err)
		}
		comments, unread := Comments(doc)
		if len(comments) > 0 || len(unread) != 1 || !strings.Contains(unread[0].What, "needs an owner") {
			t.Errorf("%v, %v", comments, unread)
		}
	})
}
