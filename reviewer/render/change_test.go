package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	mdtext "github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
)

// TestChangeGolden compares every format of comparisons with what was looked at and found good.
func TestChangeGolden(t *testing.T) {
	for _, format := range ChangeFormats() {
		t.Run(format, func(t *testing.T) {
			o := Options{Version: "1.2.3"}
			golden(t, "change-"+format+".golden", changeRendered(t, format, o, changeSample(t)))
			golden(t, "change-"+format+"-several.golden", changeRendered(t, format, o, several(t)[1:]...))
			golden(t, "change-"+format+"-none.golden", changeRendered(t, format, o))
		})
	}
	golden(t, "change-text-colour.golden", changeRendered(t, "text", Options{Colour: true, Width: 200}, changeSample(t)))
	golden(t, "change-text-narrow.golden", changeRendered(t, "text", Options{Width: 20}, changeSample(t)))
}

// TestSinceGolden compares reviews that say what a change does.
func TestSinceGolden(t *testing.T) {
	for _, format := range Formats() {
		t.Run(format, func(t *testing.T) {
			golden(t, "since-"+format+".golden", rendered(t, format, Options{Version: "1.2.3"}, sinceSample(t)))
		})
	}
}

// TestChangeSample keeps the sample such that it uses everything.
func TestChangeSample(t *testing.T) {
	c := changeSample(t)
	tally := c.Tally()
	if err := tally.Check(); err != nil {
		t.Error(err)
	}
	for _, change := range []review.Change{
		review.New, review.Worse, review.Better, review.Resolved, review.Unchanged,
		review.Removed, review.Weakened, review.Added, review.Strengthened,
	} {
		if tally.Shown[change] == 0 {
			t.Errorf("nothing is %s", change)
		}
	}
	if tally.Suppressed == 0 || tally.Below == 0 {
		t.Errorf("tally %+v", tally)
	}
}

func TestChangeSameBytes(t *testing.T) {
	for _, format := range ChangeFormats() {
		first := changeRendered(t, format, Options{}, several(t)...)
		for range 5 {
			if changeRendered(t, format, Options{}, several(t)...) != first {
				t.Fatalf("%s: two runs differ", format)
			}
		}
	}
}

func TestChangeUnknownFormat(t *testing.T) {
	_, err := NewChange("rdjsonl", nil, Options{})
	if err == nil || !strings.Contains(err.Error(), `"rdjsonl"`) || !strings.Contains(err.Error(), strings.Join(ChangeFormats(), ", ")) {
		t.Errorf("NewChange(rdjsonl) = %v", err)
	}
}

func TestChangeWriteError(t *testing.T) {
	for _, format := range ChangeFormats() {
		whole := len(changeRendered(t, format, Options{}, changeSample(t)))
		for _, after := range []int{0, 1, whole / 2, whole - 1} {
			if err := fill(t, format, after); !errors.Is(err, errFull) {
				t.Errorf("%s, full after %d bytes of %d: error %v, want that of the writer", format, after, whole, err)
			}
		}
		if err := fill(t, format, whole); err != nil {
			t.Errorf("%s, room for all: %v", format, err)
		}
	}
}

// TestChangeHeadline says what the change does in one sentence, and no more than is known.
func TestChangeHeadline(t *testing.T) {
	shown := map[review.Change]int{review.Unchanged: 4}
	for _, c := range []struct {
		tally  review.Tally
		status review.Status
		want   string
	}{
		{review.Tally{Shown: shown}, review.Complete, "The change does nothing to concerns or protections."},
		{review.Tally{Shown: shown, Below: 1}, review.Complete, "The change does nothing to concerns or protections of the chosen severity and category."},
		{review.Tally{Shown: shown, Suppressed: 1}, review.Complete, "The change does nothing to concerns or protections that nobody has suppressed."},
		{review.Tally{Shown: shown}, review.Partial, "The change does nothing to concerns or protections, as far as both versions could be read."},
		{review.Tally{Shown: map[review.Change]int{review.Removed: 2, review.Worse: 1, review.Better: 1}}, review.Complete,
			"2 protections removed, 1 concern worse, 1 concern better."},
	} {
		if got := headline(c.tally, c.status); got != c.want {
			t.Errorf("headline %q, want %q", got, c.want)
		}
	}
}

// TestChangeView says what is told, in which order, and what is not.
func TestChangeView(t *testing.T) {
	var told []string
	v := changeViewOf(changeSample(t))
	for _, g := range v.Groups {
		for _, e := range g.Entries {
			told = append(told, string(e.Change)+" "+e.Rule.ID)
		}
	}
	want := []string{
		"removed surveillance/no-records", "weakened surveillance/encrypted-records",
		"new exclusion/no-words-on-language", "new surveillance/connection-record", "worse surveillance/connection-record",
		"added surveillance/no-records", "strengthened surveillance/no-records",
		"resolved interception/agency-interface", "better persistent-identifiers/fixed-number",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
	v, ok := sinceView(sinceSample(t))
	if n := len(v.Groups); !ok || n != 3 || v.Groups[2].Entries[0].Change != review.Resolved {
		t.Errorf("since: %v, %d groups", ok, n)
	}
}

// changeSchema compiles the schema of comparisons with that of reviews, to which it refers.
func changeSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	for url, text := range map[string][]byte{SchemaURL: Schema, ChangeSchemaURL: ChangeSchema} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(url, doc); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile(ChangeSchemaURL)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestChangeJSONSchema(t *testing.T) {
	s := changeSchema(t)
	for name, comparisons := range map[string][]review.Comparison{
		"one": {changeSample(t)}, "several": several(t), "none": nil, "hostile": {hostileChange(t)}, "nothing known": {{}},
	} {
		t.Run(name, func(t *testing.T) {
			if err := validate(t, s, changeRendered(t, "json", Options{Version: "1"}, comparisons...)); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("refuses", func(t *testing.T) {
		good := changeRendered(t, "json", Options{}, changeSample(t), failedChanges(t)[0])
		for _, change := range [][2]string{
			{`"change":"worse"`, `"change":"removed"`},
			{`"change":"weakened"`, `"change":"worse"`},
			{`"protections_kept":3`, `"protections_kept":-3`},
			{`"near":42`, `"near":"42"`},
			{`"further":[]`, `"further":null`},
			{`"before":null`, `"before":{}`},
			{`"base_gaps":[]`, `"base_gaps":[{}]`},
			{`"status":"failed"`, `"status":"odd"`},
			{`"error":"read`, `"mistake":"read`},
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

// TestChangeSchemaURL keeps the constant and the file together.
func TestChangeSchemaURL(t *testing.T) {
	var s struct {
		ID         string `json:"$id"`
		Properties struct{ Schema struct{ Const string } }
	}
	if err := json.Unmarshal(ChangeSchema, &s); err != nil || s.ID != ChangeSchemaURL || s.Properties.Schema.Const != s.ID {
		t.Errorf("$id is %q, const %q, ChangeSchemaURL %q (%v)", s.ID, s.Properties.Schema.Const, ChangeSchemaURL, err)
	}
}

func TestChangeJSON(t *testing.T) {
	var out struct {
		Status      string
		Comparisons []jsonComparison
	}
	if err := json.Unmarshal([]byte(changeRendered(t, "json", Options{}, several(t)...)), &out); err != nil {
		t.Fatal(err)
	}
	one := out.Comparisons[0]
	if len(one.Concerns) != 6 || len(one.Suppressed) != 1 || len(one.Protections) != 4 || one.Ledger.Made != 13 {
		t.Errorf("%d concerns, %d suppressed, %d protections, ledger %+v", len(one.Concerns), len(one.Suppressed), len(one.Protections), one.Ledger)
	}
	if one.Concerns[0].Before != nil || one.Concerns[0].After != nil || one.Concerns[2].Before.Words[0].Text != "two" {
		t.Errorf("places %+v", one.Concerns)
	}
	if got := out.Comparisons[1]; len(got.BaseGaps) != 1 || len(got.Gaps) != 2 || got.Status != review.Partial {
		t.Errorf("gaps of a partial comparison: %+v", got)
	}
	for _, failed := range out.Comparisons[3:] {
		if failed.Status != review.Failed || !strings.Contains(failed.Error, "d.doc") {
			t.Errorf("a failed comparison is %s, %q", failed.Status, failed.Error)
		}
	}
	if out.Status != "partial" {
		t.Errorf("status %q", out.Status)
	}
}

// TestSinceJSON says that reviews with a change are valid, and that only they have it.
func TestSinceJSON(t *testing.T) {
	s := reviewSchema(t)
	unread := sinceSample(t)
	unread.Since.Old = failed()
	for name, c := range map[string]struct {
		review review.Review
		want   bool
	}{"sample": {sinceSample(t), true}, "hostile": {hostileSince(t), true}, "without": {sample(t), false}, "base not read": {unread, false}} {
		t.Run(name, func(t *testing.T) {
			text := rendered(t, "json", Options{}, c.review)
			if err := validate(t, s, text); err != nil {
				t.Error(err)
			}
			if got := strings.Contains(text, `"since":`); got != c.want {
				t.Errorf("since: %v", got)
			}
		})
	}
	text := rendered(t, "json", Options{}, sinceSample(t))
	for _, want := range []string{`"change":"new"`, `"change":"worse"`, `"change":"better"`, `"change":"unchanged"`, `"protections_kept":3`} {
		if !strings.Contains(text, want) {
			t.Errorf("the review lacks %s", want)
		}
	}
}

// sarifResults reads what results say of the change.
func sarifResults(t *testing.T, text string) map[string][]string {
	t.Helper()
	var out struct {
		Runs []struct {
			Results []struct {
				BaselineState string
				Locations     []struct {
					PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
				}
				Properties struct{ Change string }
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	states := map[string][]string{}
	for _, r := range out.Runs[0].Results {
		states[r.Properties.Change] = append(states[r.Properties.Change], r.BaselineState+" "+r.Locations[0].PhysicalLocation.ArtifactLocation.URI)
	}
	return states
}

func TestChangeSARIF(t *testing.T) {
	s := sarifOfficial(t)
	for name, comparisons := range map[string][]review.Comparison{
		"one": {changeSample(t)}, "several": several(t), "none": nil, "hostile": {hostileChange(t)}, "nothing known": {{}},
	} {
		if err := validate(t, s, changeRendered(t, "sarif", Options{Version: "1"}, comparisons...)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	const old, new = "drafts/lend-address-02.txt", "drafts/lend-address-03.txt"
	want := map[string][]string{
		"new": {"new " + new, "new " + new}, "worse": {"updated " + new, "updated " + new}, "better": {"updated " + new},
		"unchanged": {"unchanged " + new}, "resolved": {"absent " + old}, "removed": {"new " + new}, "weakened": {"new " + new},
	}
	got := sarifResults(t, changeRendered(t, "sarif", Options{}, changeSample(t)))
	for change, states := range want {
		if !slices.Equal(got[change], states) {
			t.Errorf("%s: %q, want %q", change, got[change], states)
		}
	}
	if len(got) != len(want) {
		t.Errorf("results %v", got)
	}
	t.Run("what was not read", func(t *testing.T) {
		text := changeRendered(t, "sarif", Options{}, several(t)...)
		if n := strings.Count(text, `"Not read: `); n != 3 {
			t.Errorf("%d notes of gaps, want those of both versions", n)
		}
		if n := strings.Count(text, `"Not reviewed: read d.doc`); n != 1 {
			t.Errorf("%d notes of a version that was not read in two comparisons, want 1", n)
		}
	})
}

func TestSinceSARIF(t *testing.T) {
	s := sarifOfficial(t)
	for name, r := range map[string]review.Review{"sample": sinceSample(t), "hostile": hostileSince(t)} {
		text := rendered(t, "sarif", Options{}, r)
		if err := validate(t, s, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for change, states := range sarifResults(t, text) {
			for _, state := range states {
				if strings.HasPrefix(state, " ") { // all results of a run have a state, or none has (section 3.27.24)
					t.Errorf("%s: a result that is %q has no baselineState", name, change)
				}
			}
		}
	}
}

// TestSinceRDJSONL says that a lost protection is told where it stood.
func TestSinceRDJSONL(t *testing.T) {
	var lost []string
	for l := range strings.Lines(rendered(t, "rdjsonl", Options{}, sinceSample(t))) {
		var d rdDiagnostic
		if err := json.Unmarshal([]byte(l), &d); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(d.Message, "A protection was ") {
			lost = append(lost, d.Message)
			if d.Location.Path != "drafts/lend-address-03.txt" || d.Location.Range == nil {
				t.Errorf("%q at %+v", d.Message, d.Location)
			}
		}
	}
	want := []string{
		`A protection was weakened: Records that are encrypted and deleted. The requirement is lowered: "MUST" is now "SHOULD".`,
		`A protection was removed: Doing without records. It said: "Lenders that do not need records SHOULD NOT keep any."`,
	}
	if !slices.Equal(lost, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(lost, "\n"), strings.Join(want, "\n"))
	}
}

// TestChangeMarkdownIsSafe reads the Markdown with a peer and looks for anything but the structure that we write.
func TestChangeMarkdownIsSafe(t *testing.T) {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList))
	for name, text := range map[string]string{
		"sample":        changeRendered(t, "markdown", Options{}, several(t)...),
		"hostile":       changeRendered(t, "markdown", Options{}, hostileChange(t)),
		"since":         rendered(t, "markdown", Options{}, sinceSample(t)),
		"hostile since": rendered(t, "markdown", Options{}, hostileSince(t)),
		"brief":         rendered(t, "brief", Options{}, sinceSample(t)),
		"hostile brief": rendered(t, "brief", Options{}, hostileSince(t)),
	} {
		source := []byte(text)
		_ = ast.Walk(md.Parser().Parse(mdtext.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if entering {
				checkNode(t, name, n, source)
			}
			return ast.WalkContinue, nil
		})
	}
}

// TestChangeUnseen says that no format lets a character through that a terminal obeys or that hides or turns others.
func TestChangeUnseen(t *testing.T) {
	outputs := map[string]string{}
	for _, format := range ChangeFormats() {
		outputs["change "+format] = changeRendered(t, format, Options{}, hostileChange(t))
	}
	for _, format := range Formats() {
		outputs["since "+format] = rendered(t, format, Options{}, hostileSince(t))
	}
	for name, out := range outputs {
		out = strings.NewReplacer("\n", " ", zeroWidth, "").Replace(out)
		if i := strings.IndexFunc(out, unseen); i >= 0 {
			t.Errorf("%s: %q", name, out[max(0, i-40):min(len(out), i+40)])
		}
	}
}

func TestChangeTextWidth(t *testing.T) {
	for _, width := range []int{40, 80, 100} {
		o := Options{Width: width}
		for name, text := range map[string]string{
			"change":  changeRendered(t, "text", o, append(several(t), hostileChange(t))...),
			"reviews": rendered(t, "text", o, sinceSample(t), hostileSince(t)),
		} {
			for l := range strings.SplitSeq(text, "\n") {
				if cells(l) > width {
					t.Errorf("%s, width %d: a line has %d columns: %q", name, width, cells(l), l)
				}
			}
		}
	}
}

// TestChangeTextHasNoColour says that colour is there only where it was asked for.
func TestChangeTextHasNoColour(t *testing.T) {
	if strings.Contains(changeRendered(t, "text", Options{}, changeSample(t)), "\x1b") {
		t.Error("colour that nobody asked for")
	}
	if !strings.Contains(changeRendered(t, "text", Options{Colour: true}, changeSample(t)), "\x1b[1;97;41m REMOVED \x1b[0m") {
		t.Error("REMOVED is not red")
	}
}

// TestChangeHTMLIsSelfContained looks at every element and attribute that a browser gives.
func TestChangeHTMLIsSelfContained(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		scripts int
	}{
		"one":           {changeRendered(t, "html", Options{Version: "1"}, changeSample(t)), 0},
		"several":       {changeRendered(t, "html", Options{}, several(t)...), 0},
		"none":          {changeRendered(t, "html", Options{}), 0},
		"hostile":       {changeRendered(t, "html", Options{Version: hostileText}, hostileChange(t)), 0},
		"since":         {rendered(t, "html", Options{}, sinceSample(t), hostileSince(t)), 1},
		"since, failed": {rendered(t, "html", Options{}, failed(), sinceSample(t)), 1},
	} {
		t.Run(name, func(t *testing.T) {
			root := parsed(t, c.text)
			ids, scripts := map[string]bool{}, 0
			for n := range root.Descendants() {
				if n.Type != html.ElementNode {
					continue
				}
				if n.Data == "script" {
					scripts++
				}
				checkElement(t, n)
				if id := attribute(n, "id"); id != "" {
					if ids[id] {
						t.Errorf("two elements have the id %q", id)
					}
					ids[id] = true
				}
			}
			if scripts != c.scripts {
				t.Errorf("%d scripts, want %d", scripts, c.scripts)
			}
			checkReferences(t, root, ids)
		})
	}
}

// checkReferences looks for links and labels that lead to nothing.
func checkReferences(t *testing.T, root *html.Node, ids map[string]bool) {
	t.Helper()
	for n := range root.Descendants() {
		if href := attribute(n, "href"); strings.HasPrefix(href, "#") && !ids[href[1:]] {
			t.Errorf("a link leads to %s, which is not there", href)
		}
		if label := attribute(n, "aria-labelledby"); label != "" && !ids[label] {
			t.Errorf("a label is to be in %q, which is not there", label)
		}
	}
}

func parsed(t *testing.T, text string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// TestChangeHTMLPolicy recomputes the hash over what a browser sees.
func TestChangeHTMLPolicy(t *testing.T) {
	policy := ""
	for n := range parsed(t, changeRendered(t, "html", Options{}, hostileChange(t))).Descendants() {
		if attribute(n, "http-equiv") == "Content-Security-Policy" {
			policy = attribute(n, "content")
		}
		if n.Data == "style" {
			want := "default-src 'none'; style-src '" + hashOf(n.FirstChild.Data) + "'; base-uri 'none'; form-action 'none'"
			if policy != want {
				t.Errorf("policy %q, want %q", policy, want)
			}
		}
	}
	if policy == "" {
		t.Error("the page has no policy")
	}
}

// TestChangeHTMLSides says which version each passage is shown for.
func TestChangeHTMLSides(t *testing.T) {
	sides := map[string][]string{}
	for n := range parsed(t, changeRendered(t, "html", Options{}, changeSample(t))).Descendants() {
		if class := attribute(n, "class"); strings.HasPrefix(class, "side ") {
			sides[class] = append(sides[class], visibleText(n))
		}
	}
	for class, wants := range map[string][]string{
		"side old":      {"Old version, section 5, line 47 Lenders that", "Also gone from the old version, section 5, line 44 Records are"},
		"side new":      {"New version, section 3, line 32 and the time, and MUST keep these records for ten", "Also in the new version, section 5,"},
		"side new none": {"New version: not there, gone after line 42", "New version: not there, gone after line 41"},
		"side old none": {"Old version: not there"},
	} {
		for _, want := range wants {
			if !slices.ContainsFunc(sides[class], func(s string) bool { return strings.HasPrefix(s, want) }) {
				t.Errorf("%s: %q is not among %q", class, want, sides[class])
			}
		}
	}
}

// visibleText is the text of a node with a space between its parts.
func visibleText(n *html.Node) string {
	var parts []string
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			parts = append(parts, strings.Fields(d.Data)...)
		}
	}
	return strings.Join(parts, " ")
}

// TestSinceHTML says that the head of the page leads to what a change does, and that findings say what became of them.
func TestSinceHTML(t *testing.T) {
	text := rendered(t, "html", Options{}, sinceSample(t))
	for _, want := range []string{
		`<a href="#d1-since">Since draft-example-lend-address-02</a>: 1 protection removed, `, `id="d1-since"`,
		`<span class="became">worse</span>`, `<span class="became">unchanged</span>`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// TestChangeHTMLManyEdits says that a page does not grow without end, and that it tells so.
func TestChangeHTMLManyEdits(t *testing.T) {
	c := changeSample(t)
	for len(c.Edits) < maxEdits+7 {
		c.Edits = append(c.Edits, c.Edits[0])
	}
	text := changeRendered(t, "html", Options{}, c)
	if !strings.Contains(text, "7 more are not shown.") {
		t.Error("the page does not say that some changes of the text are missing")
	}
	cards := strings.Count(changeRendered(t, "html", Options{}, review.Comparison{Old: c.Old, New: c.New, Concerns: c.Concerns, Protections: c.Protections}), `class="sides"`)
	if n := strings.Count(text, `class="sides"`) - cards; n != maxEdits {
		t.Errorf("%d changes of the text, want %d", n, maxEdits)
	}
}

// TestChangeOddPlaces renders places that no comparison should make: the worst that may come of it is a poor passage.
func TestChangeOddPlaces(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	old, new := versions(t)
	offset := func() int { return random.IntN(len(old.Text)+200) - 100 }
	place := func() review.Place {
		return review.Place{
			Text: document.Span{Start: offset(), End: offset()}, StartLine: random.IntN(80), EndLine: random.IntN(80),
			Quote: string(old.Text[random.IntN(200):][:random.IntN(300)]), Words: [][2]int{{offset(), offset()}, {offset(), offset()}},
			Section: []string{"", "3", "A.1", "Ä"}[random.IntN(4)],
		}
	}
	changes := []review.Change{review.New, review.Worse, review.Better, review.Resolved, review.Removed, review.Weakened, review.Added, review.Strengthened, ""}
	for range 60 {
		became := changes[random.IntN(len(changes))]
		c := review.Comparison{
			Old: review.Review{Document: old}, New: review.Review{Document: new},
			Concerns: []review.ConcernChange{{Change: became, Finding: review.Finding{Place: place()}, Old: place(), New: place()}},
			Protections: []review.ProtectionChange{
				{Change: became, Rule: odd("a/b"), Old: place(), New: place(), Near: offset(), Further: []review.Place{place()}}, {Change: became},
			},
			Edits: []review.Edit{{Old: place(), New: place()}, {}},
		}
		bare := c
		bare.Old, bare.New = review.Review{}, review.Review{}
		for _, format := range ChangeFormats() {
			changeRendered(t, format, Options{}, c, bare)
		}
		for _, format := range Formats() {
			rendered(t, format, Options{}, review.Mark(c.New, c), review.Mark(bare.New, bare))
		}
	}
}

// TestHistoryFailure says of each version why it was not reviewed, or why it was not compared with the one before it.
func TestHistoryFailure(t *testing.T) {
	read, unread := empty(t), failed()
	written := func(format string, versions ...review.Review) string {
		h := review.History{Versions: versions}
		for i := range versions[1:] {
			h.Steps = append(h.Steps, review.Comparison{Old: versions[i], New: versions[i+1]})
		}
		var out bytes.Buffer
		err := History(format, &out, Options{}, h, func(string) review.Decisions { return review.Decisions{} })
		if err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	for _, c := range []struct {
		name          string
		written       string
		reviews, step int
	}{
		{"the first", written("markdown", unread, read), 1, 1},
		{"the last", written("markdown", read, unread), 1, 0},
		{"none", written("markdown", read, read), 0, 0},
	} {
		if n := strings.Count(c.written, "\nNot reviewed: "); n != c.reviews {
			t.Errorf("%s failed: %d versions said not to be reviewed, want %d:\n%s", c.name, n, c.reviews, c.written)
		}
		if n := strings.Count(c.written, "\nNot compared: "); n != c.step {
			t.Errorf("%s failed: %d versions said not to be compared, want %d:\n%s", c.name, n, c.step, c.written)
		}
		if n := strings.Count(c.written, "| ? | ? | ? | ? |"); n != c.reviews {
			t.Errorf("%s failed: %d versions are in the table without counts, want %d:\n%s", c.name, n, c.reviews, c.written)
		}
	}
	if page := written("html", unread, read); strings.Count(page, `<td class="num">?</td>`) != 4 {
		t.Errorf("the page counts something in a version that was not read:\n%s", page)
	}
}
