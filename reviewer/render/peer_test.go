package render

import (
	"encoding/json"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	mdtext "github.com/yuin/goldmark/text"
)

// sarifOfficial compiles the schema that OASIS publishes for SARIF 2.1.0, Errata 01, unchanged.
func sarifOfficial(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(filepath.Join("testdata", "sarif-schema-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSARIFSchema(t *testing.T) {
	s := sarifOfficial(t)
	for name, out := range map[string]string{
		"one":     rendered(t, "sarif", Options{Version: "1"}, sample(t)),
		"several": rendered(t, "sarif", Options{}, sample(t), partial(t), empty(t), failed()),
		"none":    rendered(t, "sarif", Options{}),
		"hostile": rendered(t, "sarif", Options{}, hostile(t)), "model": rendered(t, "sarif", Options{}, hostileModel(t)),
	} {
		t.Run(name, func(t *testing.T) {
			if err := validate(t, s, out); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("refuses", func(t *testing.T) {
		good := rendered(t, "sarif", Options{}, sample(t))
		for _, change := range [][2]string{
			{`"level":"note"`, `"level":"mild"`}, {`"startLine":22`, `"startLine":0`}, {`"rank":94`, `"weight":94`},
		} {
			bad := strings.Replace(good, change[0], change[1], 1)
			if bad == good || validate(t, s, bad) == nil {
				t.Errorf("%s instead of %s is valid", change[1], change[0])
			}
		}
	})
}

func TestSARIF(t *testing.T) {
	var out struct {
		Runs []struct {
			Results []struct {
				RuleID    string
				RuleIndex int
				Level     string
				Locations []struct {
					PhysicalLocation struct {
						Region struct {
							StartLine, StartColumn, EndLine, EndColumn int
							Snippet                                    struct{ Text string }
						}
					}
				}
				Suppressions []struct{ Kind, Justification string }
			}
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Invocations []struct {
				ExecutionSuccessful        bool
				ToolExecutionNotifications []struct{ Level string }
			}
		}
	}
	if err := json.Unmarshal([]byte(rendered(t, "sarif", Options{}, sample(t), partial(t), failed())), &out); err != nil {
		t.Fatal(err)
	}
	run := out.Runs[0]
	source := strings.Split(string(sample(t).Document.Source), "\n")
	for _, r := range run.Results {
		if got := run.Tool.Driver.Rules[r.RuleIndex].ID; got != r.RuleID {
			t.Errorf("rule %d is %s, want %s", r.RuleIndex, got, r.RuleID)
		}
		if r.Level == "error" {
			t.Errorf("%s has a level that fails a build", r.RuleID)
		}
		if suppressed := strings.HasPrefix(r.RuleID, "traffic"); suppressed != (len(r.Suppressions) == 1) {
			t.Errorf("%s: suppressions %v", r.RuleID, r.Suppressions)
		}
		at := r.Locations[0].PhysicalLocation.Region
		if at.StartColumn == 0 {
			continue
		}
		lines := append([]string(nil), source[at.StartLine-1:at.EndLine]...)
		lines[len(lines)-1] = lines[len(lines)-1][:at.EndColumn-1]
		lines[0] = lines[0][at.StartColumn-1:]
		if got := strings.Join(lines, "\n"); got != at.Snippet.Text {
			t.Errorf("%s: the region holds %q, the snippet %q", r.RuleID, got, at.Snippet.Text)
		}
	}
	inv := run.Invocations[0]
	if inv.ExecutionSuccessful || len(inv.ToolExecutionNotifications) != 3 {
		t.Errorf("a partial run is %+v", inv)
	}
}

func TestRDJSONL(t *testing.T) {
	r := sample(t)
	r.Document = readDocument(t, "é.txt", "  é𐐀 MUST keep\n\tit  here.\n", r.Document.Meta)
	r.Findings = r.Findings[1:2]
	r.Findings[0].Place = at(t, r.Document, "", "", "MUST keep it here")
	var out rdDiagnostic
	if err := json.Unmarshal([]byte(rendered(t, "rdjsonl", Options{}, r)), &out); err != nil {
		t.Fatal(err)
	}
	// "é" has 2 bytes, "𐐀" 4; the end is after the last character.
	if want := (rdRange{rdPosition{1, 10}, rdPosition{2, 10}}); out.Location.Range == nil || *out.Location.Range != want {
		t.Errorf("range %+v, want %+v", out.Location.Range, want)
	}
	t.Run("what was not read is told", func(t *testing.T) {
		lines := strings.Split(strings.TrimSpace(rendered(t, "rdjsonl", Options{}, partial(t), failed())), "\n")
		if len(lines) != 3 || !strings.Contains(lines[2], "Not reviewed: read d.doc") {
			t.Errorf("diagnostics %q", lines)
		}
	})
}

// TestMarkdownIsSafe reads the Markdown with a peer and looks for anything but the structure that we write.
func TestMarkdownIsSafe(t *testing.T) {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList))
	for _, format := range []string{"markdown", "brief"} {
		for name, reviews := range map[string][]review.Review{
			"sample": {sample(t), partial(t), failed()}, "model": {assessed(t)}, "hostile": {hostile(t), hostileModel(t)},
		} {
			source := []byte(rendered(t, format, Options{}, reviews...))
			root := md.Parser().Parse(mdtext.NewReader(source))
			_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
				if entering {
					checkNode(t, format+" "+name, n, source)
				}
				return ast.WalkContinue, nil
			})
		}
	}
}

func checkNode(t *testing.T, name string, n ast.Node, source []byte) {
	t.Helper()
	switch n := n.(type) {
	case *ast.HTMLBlock:
		var block strings.Builder
		for i := range n.Lines().Len() {
			line := n.Lines().At(i)
			block.Write(line.Value(source))
		}
		if !folds.MatchString(block.String()) {
			t.Errorf("%s: HTML that is no fold: %q", name, block.String())
		}
		checkText(t, name, block.String())
	case *ast.Image, *ast.RawHTML, *ast.AutoLink, *ast.CodeBlock, *ast.Blockquote:
		t.Errorf("%s: a %s", name, n.Kind())
	case *ast.Link:
		u, err := url.Parse(string(n.Destination))
		if err != nil || u.Scheme != "https" || !trusted[u.Host] {
			t.Errorf("%s: a link to %s", name, n.Destination)
		}
	case *ast.Emphasis:
		if child, ok := n.FirstChild().(*ast.Text); ok && strings.Contains("bold it", string(child.Segment.Value(source))) {
			t.Errorf("%s: emphasis from the draft: %s", name, child.Segment.Value(source))
		}
	case *ast.Text:
		if _, ok := n.Parent().(*ast.CodeSpan); !ok {
			checkText(t, name, string(n.Segment.Value(source)))
		}
	}
}

// folds is all the HTML that Markdown may have.
var folds = regexp.MustCompile(`^(<details><summary>[^<>]+</summary>|</details>)\n$`)

// trusted are the hosts to which a review links.
var trusted = map[string]bool{"www.rfc-editor.org": true, "www.un.org": true, "www.ohchr.org": true, "www.w3.org": true}

// checkText looks for what a forge would turn into a mention, a reference or a link.
func checkText(t *testing.T, name, s string) {
	t.Helper()
	for _, bad := range []string{"@t", "@u", "@e", "@y", "#1", "GH-1", "://", "www.e"} {
		if strings.Contains(s, bad) {
			t.Errorf("%s: %q in %q", name, bad, s)
		}
	}
}

func TestFileURI(t *testing.T) {
	for in, want := range map[string]string{
		"drafts/a b.txt": "drafts/a%20b.txt",
		"/tmp/a.txt":     "file:///tmp/a.txt",
		"a:b.txt":        "./a:b.txt",
		"-":              "-",
		"é#?.md":         "%C3%A9%23%3F.md",
	} {
		if got := fileURI(in); got != want {
			t.Errorf("fileURI(%q) = %q, want %q", in, got, want)
		}
		if u, err := url.Parse(want); err != nil || path.Clean(u.Path) != path.Clean(in) {
			t.Errorf("%q does not lead back to %q", want, in)
		}
	}
}
