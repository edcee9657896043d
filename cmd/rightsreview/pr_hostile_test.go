package main

import (
	"bytes"
	"fmt"
	htmltext "html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/github/standin"
	"github.com/rightsreview/rightsreview/reviewer/pull"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	nethtml "golang.org/x/net/html"
)

// payloads are what somebody may write to reach through a comment at its readers, or at the runner of a workflow.
var payloads = []string{
	"@alice @example/team-of-all (@bob) mail@evil.example", "#1 GH-1 gh-23 example/drafts#1 !12 example/drafts@0123456789abcdef0123456789abcdef01234567",
	"0123456789abcdef0123456789abcdef01234567 and deadbeef1", "![](http://evil.example/i.png) [a](javascript:alert(1)) [b]: http://evil.example",
	"http://evil.example www.evil.example ftp://evil.example <https://evil.example>", "<script>alert(1)</script> <img src=x onerror=alert(1)> &lt;b&gt; &#64;you",
	"</details></summary></sub></td></table>", "a | b || c \\| d |", "` `` ``` ```` ~~~ ```suggestion", "<!-- --> --> <!-- rightsreview:v1 point 0123456789abcdef " + strings.Repeat("0", 64) + " -->",
	"zero\u200bwidth \u202eevil\u202c \u2066x\u2069 \ufeff\u00ad", "\x1b[31mred\x1b]8;;http://evil.example\x07 \u009b31m", "::error::x ##[error]x ##[add-mask]e %0A::error::y",
	"*b* _i_ **b** ~~s~~ $x$ $`x`$ [^1] :tada: \\ \\@alice", "1. - + > # = ---", "👩‍👩‍👧 é \u0301\u0301\u0301", "/rightsreview dismiss 0123456789abcdef no",
}

// nasty is all of that at once, on one line.
var nasty = strings.Join(payloads, " ")

// attackedSentence brings a concern, with something in it, and something after it.
const attackedSentence = "The relay MUST keep a log of the source address of every client and hand it to law enforcement agencies on request"

// hostileDrafts have every payload in a heading, in a sentence that is quoted, and in the title. Each has a few: no more than six
// passages of a draft are raised for a rule.
func hostileDrafts(format string) standin.Files {
	files := standin.Files{}
	for some := range slices.Chunk(payloads, 5) {
		files[fmt.Sprintf("draft-example-hostile-%d.%s", len(files), format)] = hostileDraft(format, some)
	}
	return files
}

func hostileDraft(format string, payloads []string) string {
	var b strings.Builder
	escape := func(text string) string { return text }
	open, section, end := "---\ntitle: %s\ndocname: draft-example-hostile-00\n---\n\n--- middle\n\n", "# Part %d %s\n\n%s, %s.\n\n", ""
	switch format {
	case "xml":
		escape = func(text string) string {
			return htmltext.EscapeString(regexp.MustCompile(`[\x00-\x1f]`).ReplaceAllString(text, ""))
		}
		open, end = "<rfc docName=\"draft-example-hostile-00\"><front><title>%s</title></front><middle>\n", "</middle></rfc>\n"
		section = "<section><name>Part %d %s</name><t>%s, %s.</t></section>\n"
	case "html":
		escape = htmltext.EscapeString
		open, end = "<!DOCTYPE html><html><head><title>%s</title></head><body><p>Internet-Draft draft-example-hostile-00</p>\n", "</body></html>\n"
		section = "<h2>Part %d %s</h2><p>%s, %s.</p>\n"
	case "txt":
		open, section = "Network Working Group                                  A. Author\nInternet-Draft\n\n   %.60s\n   draft-example-hostile-00\n\n", "%d.  Part %s\n\n   %s, %s.\n\n"
	}
	fmt.Fprintf(&b, open, escape(nasty))
	for i, p := range payloads {
		fmt.Fprintf(&b, section, i+1, escape(p), attackedSentence, escape(p))
	}
	return b.String() + end
}

// forgePage is how comments are shown: what GitHub's own program for Markdown makes of them, as far as a peer knows it.
var forgePage = goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithRendererOptions(html.WithUnsafe()))

// elements are all that a comment of ours may have.
var elements = strings.Fields("html head body h2 h3 p strong code pre ul li table thead tbody tr th td details summary sub a")

// alive is what GitHub makes something of in the text of a page: names of people and teams, references, addresses. The name of a
// commit is not among them: it becomes a link if the repository has such a commit, which reaches nobody.
var alive = regexp.MustCompile(`@[A-Za-z0-9]|#[0-9]|(?i)\bGH-[0-9]|://|(?i)www\.[a-z]`)

// inert looks in a comment for anything that is not ours.
func inert(t *testing.T, name, body string) {
	t.Helper()
	var out bytes.Buffer
	if err := forgePage.Convert([]byte(body), &out); err != nil {
		t.Fatal(err)
	}
	root, err := nethtml.Parse(&out)
	if err != nil {
		t.Fatal(err)
	}
	problems, marks := map[string]bool{}, 0
	var walk func(n *nethtml.Node)
	walk = func(n *nethtml.Node) {
		switch n.Type {
		case nethtml.ElementNode:
			problems[elementProblem(n)] = true
			if n.Data == "code" {
				return // forges look for nothing there
			}
		case nethtml.CommentNode:
			if marks++; n.Parent.Data != "body" || !strings.HasPrefix(n.Data, " rightsreview:v1 ") {
				problems["a comment of HTML in "+n.Parent.Data+": "+n.Data] = true
			}
		case nethtml.TextNode:
			if found := alive.FindString(n.Data); found != "" {
				problems[fmt.Sprintf("%q is alive in %q", found, n.Data)] = true
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	delete(problems, "")
	if marks > 1 {
		problems["several marks"] = true
	}
	if n, m := strings.Count(body, "<details>"), strings.Count(body, "</details>"); n > m {
		problems[fmt.Sprintf("%d boxes are opened, and %d closed", n, m)] = true
	}
	for p := range problems {
		t.Errorf("%s: %s", name, p)
	}
	if len(problems) > 0 && os.Getenv("RIGHTSREVIEW_SHOW") != "" {
		t.Log(body)
	}
}

// elementProblem says what is wrong with an element; empty if it is one that we write.
func elementProblem(n *nethtml.Node) string {
	if !slices.Contains(elements, n.Data) {
		return "an element " + n.Data
	}
	for _, a := range n.Attr {
		switch {
		case a.Key == "href" && regexp.MustCompile(`^https://(github\.com/example/drafts/|www\.(rfc-editor|un|ohchr|w3)\.org/)`).MatchString(a.Val):
		case a.Key == "class" && n.Data == "code" && (a.Val == "language-text" || a.Val == "language-suggestion"):
		case a.Key == "style" && strings.HasPrefix(n.Data, "t"):
		default:
			return fmt.Sprintf("an attribute %s=%q of %s", a.Key, a.Val, n.Data)
		}
	}
	cells := 0
	for c := n.FirstChild; n.Data == "tr" && c != nil; c = c.NextSibling {
		if c.Type == nethtml.ElementNode {
			cells++
		}
	}
	if n.Data == "tr" && cells != 3 {
		return fmt.Sprintf("a row of %d cells", cells)
	}
	return ""
}

// obeyed is what the runner of a workflow acts on in a line of output (github.com, actions/runner,
// src/Runner.Common/ActionCommand.cs): a command at its beginning, or one of the older form anywhere.
var obeyed = regexp.MustCompile(`^\s*::.*|.*##\[.*`)

// ours are the only commands that the program may give.
var ours = regexp.MustCompile(`^::(warning|notice) file=[^,:]+,line=\d+,endLine=\d+,title=[^,:]+::[^\r\n]*$`)

// quiet looks for commands of a workflow in the output, and for what a terminal obeys.
func quiet(t *testing.T, name, out string) {
	t.Helper()
	for line := range strings.SplitSeq(strings.ReplaceAll(out, "\r", "\n"), "\n") {
		if obeyed.MatchString(line) && !ours.MatchString(line) {
			t.Errorf("%s: the runner obeys %.200q", name, line)
		}
		if i := strings.IndexFunc(line, func(r rune) bool {
			return r < ' ' && r != '\t' || 0x7f <= r && r < 0xa0 || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069
		}); i >= 0 {
			t.Errorf("%s: a terminal obeys %.80q", name, line[max(0, i-20):])
		}
	}
}

// said are all bodies on the pull request that are the program's.
func (f forge) said() map[string]string {
	all := map[string]string{}
	for _, c := range f.pull.Comments() {
		if strings.HasSuffix(c.Author, "[bot]") {
			all[fmt.Sprint("comment ", c.ID)] = c.Body
		}
	}
	for _, r := range f.pull.Reviews() {
		if strings.HasSuffix(r.Author, "[bot]") {
			all[fmt.Sprint("review ", r.ID)] = r.Body
		}
		for _, c := range r.Comments {
			if strings.HasSuffix(c.Author, "[bot]") {
				all[fmt.Sprint("comment beside lines ", c.ID)] = c.Body
			}
		}
	}
	return all
}

// attack opens a pull request with some files and reviews it in all ways, and holds everything that comes of it.
func attack(t *testing.T, config string, files standin.Files) (forge, string) {
	t.Helper()
	f := newForge(t, config, prDraft, prChanged)
	p := f.repo.Open(standin.PR{Author: "mallory", Title: "::error::x ##[error]y " + nasty, Files: files})
	f.pull = p
	summary := filepath.Join(t.TempDir(), "summary.md")
	name := fmt.Sprintf("example/drafts#%d", p.Number)
	quiet(t, "dry run", pr(t, 0, "--dry-run", "--verbose", name))
	out := pr(t, 0, "--annotations", "--check-run", "--verbose", "--job-summary", summary, "--sarif", summary+".sarif", name)
	quiet(t, "output", out)
	bodies := f.said()
	if len(bodies) == 0 {
		t.Fatalf("nothing was posted:\n%s", out)
	}
	for name, body := range bodies {
		inert(t, name, body)
	}
	whole, err := os.ReadFile(summary)
	if err != nil {
		t.Fatal(err)
	}
	inert(t, "job summary", string(whole))
	return f, out
}

func TestPRHostileDrafts(t *testing.T) {
	for _, format := range []string{"md", "txt", "xml", "html"} {
		t.Run(format, func(t *testing.T) {
			f, _ := attack(t, inlineConfig+"  suggestions: true\n", hostileDrafts(format))
			if n := len(f.pull.ReviewComments()); n < len(payloads) {
				t.Errorf("%d comments beside lines: some attacks did not get far", n)
			}
		})
	}
}

// TestPRHostileForms has drafts that are odd as a whole.
func TestPRHostileForms(t *testing.T) {
	files := standin.Files{}
	for name, source := range map[string]string{
		"line": hostileDraft("md", payloads[:3]) + "\n\n# Long\n\n" + attackedSentence + strings.Repeat(" and @alice `x` | </details>", 4000) + ".\n",
		"crlf": strings.ReplaceAll(hostileDraft("md", payloads[3:6]), "\n", "\r\n"),
		"cr":   strings.ReplaceAll(hostileDraft("md", payloads[6:9]), "\n", "\r"),
		"nul":  strings.ReplaceAll(hostileDraft("md", payloads[9:12]), "relay", "re\x00lay") + attackedSentence + ".\n",
		"utf8": hostileDraft("md", payloads[12:]) + "\xff\xfe " + attackedSentence + " \xc3\x28.\n",
		"once": "# Introduction\n\n" + attackedSentence + ", " + nasty + ".\n",
	} {
		files["draft-example-"+name+".md"] = source
	}
	f, _ := attack(t, inlineConfig, files)
	pr(t, 0, "example/drafts#2") // what was new is told as earlier now
	f.wrote()
	pr(t, 0, "example/drafts#2")
	f.wantWrites(t, "run again")
}

// hostilePaths are names that git allows.
var hostilePaths = []string{
	"draft a b (c) [d].md", "draft|pipe.md", `a\|b/draft-pipe.md`, "draft-`tick`` x.md", "draft-two\nlines.md", "draft%0A::error::x.md", "-draft.md",
	"draft-ü-😀-\u202emd.md", "a..b/c../draft.md", "draft-<img src=x>.md", "draft-@alice #1 GH-1 www.evil.example.md", "draft-<!-- x -->.md",
	"</details>/draft-x.md", "::error::draft.md", "##[error]draft.md", "draft-\x1b[31m\u009bred.md", "draft-?ref=x&a;#b.md", "draft-'\"$x$.md", "a/draft-![](http:/evil.example).md",
	strings.Repeat("w", 200) + "/draft-long.md",
}

func TestPRHostilePaths(t *testing.T) {
	files := standin.Files{}
	for i, path := range hostilePaths {
		files[path] = strings.ReplaceAll(prChanged, "# Addresses", fmt.Sprintf("# Addresses %d", i))
	}
	f, out := attack(t, inlineConfig, files)
	if strings.Contains(out, "not read") {
		t.Errorf("not all were read:\n%s", out)
	}
	if n := len(f.pull.ReviewComments()); n != len(files) {
		t.Errorf("%d comments beside lines, want %d", n, len(files))
	}
}

// TestPRHostileNames puts the same into what is told of files that are not reviewed.
func TestPRHostileNames(t *testing.T) {
	files := standin.Files{"draft-example-hostile.md": hostileDraft("md", payloads)}
	for i, path := range hostilePaths {
		files["pdf/"+strings.TrimSuffix(path, ".md")+".pdf"] = fmt.Sprintf("%%PDF-1.4 %d broken", i)
	}
	f := newForge(t, inlineConfig, prDraft, prChanged)
	f.pull = f.repo.Open(standin.PR{Files: files})
	quiet(t, "output", pr(t, 0, "example/drafts#2"))
	if !strings.Contains(f.summary(t), "Not read or not done") {
		t.Error("the summary does not tell of what could not be read")
	}
	for name, body := range f.said() {
		inert(t, name, body)
	}
}

// TestPRHostileSuppression lets a draft suppress a finding with a reason and an owner that are attacks.
func TestPRHostileSuppression(t *testing.T) {
	for name, reason := range map[string]string{"payloads": strings.ReplaceAll(nasty, "-->", ""), "long": strings.Repeat("long ", 20_000)} {
		t.Run(name, func(t *testing.T) {
			quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(reason)
			comment := fmt.Sprintf("<!-- rightsreview: ignore surveillance/connection-log reason=%q owner=%q -->\n", "x", "y")
			comment = strings.NewReplacer(`"x"`, `"`+quoted+`"`, `"y"`, `"@alice </details> `+"`"+`"`).Replace(comment)
			f := newForge(t, inlineConfig, prDraft, strings.Replace(prChanged, "# Addresses\n", "# Addresses\n\n"+comment, 1))
			quiet(t, "output", pr(t, 0, "example/drafts#1"))
			if s := f.summary(t); !strings.Contains(s, "Suppressed in the configuration or the draft: 1") {
				t.Errorf("the summary does not tell of what is suppressed:\n%.2000s", s)
			}
			for name, body := range f.said() {
				inert(t, name, body)
			}
		})
	}
}

// TestPRHostileRules takes rules from a folder of the base branch that attack in every field.
func TestPRHostileRules(t *testing.T) {
	yaml := func(text string) string { return fmt.Sprintf("%q", strings.Map(printableASCII, text)) }
	for name, message := range map[string]string{"payloads": nasty, "long": strings.Repeat("@alice </details> `x` ", 4_000)} {
		t.Run(name, func(t *testing.T) {
			f := newForge(t, inlineConfig+"  suggestions: true\nrules:\n  directories: [our-rules]\n", prDraft, prDraft)
			f.repo.Commit("main", standin.Files{"our-rules/censorship/ours.yaml": "title: " + yaml("Ours "+nasty) + "\nseverity: high\nfires:\n  - say: [pelican]\nsuggest:\n  pelican: heron\n" +
				"message: " + yaml(message) + "\nquestion: " + yaml(nasty+"?") + "\nmitigation: " + yaml(nasty) + "\nrights: [UDHR 19]\nguidance: [RFC 9620 section 4.6]\n" +
				"looks-like: [no pelican]\nexamples:\n  fires: [The relay MUST send a pelican.]\n  quiet: [The relay sends no pelican.]\n"})
			f.pull = f.repo.Open(standin.PR{Files: standin.Files{draftPath: strings.Replace(prDraft, "# Addresses", "# Birds\n\nThe relay MUST send a Pelican.\n\n# Addresses", 1)}})
			out := pr(t, 0, "example/drafts#2")
			quiet(t, "output", out)
			if len(f.pull.ReviewComments()) != 1 {
				t.Fatalf("%d comments beside lines:\n%s", len(f.pull.ReviewComments()), out)
			}
			for name, body := range f.said() {
				inert(t, name, body)
			}
		})
	}
}

func printableASCII(r rune) rune {
	if r < ' ' || r > '~' {
		return -1
	}
	return r
}

// TestPRHostileReasons lets somebody who may dismiss with a reason that is an attack.
func TestPRHostileReasons(t *testing.T) {
	for name, reason := range map[string]string{"payloads": strings.ReplaceAll(nasty, "/rightsreview", ""), "long": strings.Repeat("@alice ", 8000)} {
		t.Run(name, func(t *testing.T) {
			f := newForge(t, inlineConfig, prDraft, prChanged)
			f.repo.Collaborator("carol", "write")
			pr(t, 0, "example/drafts#1")
			id := idOf(t, f, "Keeping a record")
			f.pull.CommentAs("carol", "/rightsreview dismiss `"+strings.ToUpper(id)+"` "+reason)
			quiet(t, "output", pr(t, 0, "--verbose", "example/drafts#1"))
			if s := f.summary(t); !strings.Contains(s, "Dismissed: 1") {
				t.Errorf("the finding was not dismissed:\n%s", s)
			}
			for name, body := range f.said() {
				inert(t, name, body)
			}
		})
	}
}

// TestHostileReport puts attacks into what GitHub and a model say, which no test can send all the way.
func TestHostileReport(t *testing.T) {
	doc, err := document.Parse(document.Draft{Path: "a/" + nasty + ".md", Source: []byte("# One\n\n" + attackedSentence + ".\n\nAnd more.\n")})
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(doc.Text, []byte("The relay"))
	place := review.Place{Text: document.Span{Start: at, End: at + len(attackedSentence)}, Section: nasty, SectionTitle: nasty, StartLine: 3, EndLine: 3, Quote: attackedSentence}
	rule := catalogue.Rule{ID: "censorship/x", Title: nasty, Message: nasty, Question: nasty, Mitigation: nasty, Rights: []string{nasty}, Guidance: []string{nasty}}
	said := &review.Assessment{Model: nasty, Verdict: review.Holds, Reason: nasty, Question: nasty, Evidence: place, Refutation: nasty, Scale: "high", Scope: "low", Irremediability: "low"}
	finding := review.Finding{ID: "0123456789abcdef", Rule: rule, Severity: catalogue.High, Stance: review.Requires, Place: place, Assessment: said,
		Cues: []review.Cue{{Name: nasty, Effect: 1, Text: document.Span{Start: at, End: at + 3}}}}
	draft := pull.Draft{Review: review.Review{Document: doc, Findings: []review.Finding{finding}, Gaps: []document.Gap{{What: nasty}}, Model: &review.ModelLedger{Name: nasty}}}
	sorted := draft.Sort(nil)
	points, ledger := sorted.Points, sorted.Ledger
	if len(points) != 1 {
		t.Fatalf("%d points", len(points))
	}
	points[0].Route = pull.Summary
	gone := pull.Said{ID: "0123456789abcdef", Title: nasty, Quote: nasty}
	dismissal := pull.Dismissal{ID: "0123456789abcdef", Reason: nasty, By: nasty, Title: nasty, Expires: nasty}
	report := pull.Report{
		Decision: pull.Decision{Points: points, Gone: []pull.Said{gone}, Kept: []pull.Said{gone}}, State: pull.State{Head: strings.Repeat("a", 40)},
		Page: "https://github.com/example/drafts", Version: nasty, Drafts: []pull.Draft{draft, draft}, Suppressed: sorted.Suppressed, Left: []string{nasty}, Gaps: []string{nasty},
		Status: review.Partial, Ledger: ledger, Dismissed: []pull.Dismissal{dismissal}, Explained: []string{"0123456789abcdef"}, Policy: pull.Policy{Summary: true, Inline: true, ModelText: true}, Dismiss: true,
	}
	signer := pull.NewSigner([]string{"key"}, 1, 1)
	summary, _ := report.Summary(signer)
	_, check := report.Check(60_000)
	for name, body := range map[string]string{
		"summary": summary, "beside lines": report.CommentBody(signer, points[0]), "review": report.ReviewBody(signer, "0123456789abcdef", 1),
		"check run": check, "all": report.Whole(1 << 20),
	} {
		inert(t, name, body)
	}
	if signer.PointID(summary) != "" || !signer.IsSummary(summary) {
		t.Error("the summary has another mark than its own")
	}
}

// TestPRDismissals dismisses a concern and a protection, for ever, for a time, and until a day that has passed.
func TestPRDismissals(t *testing.T) {
	for _, key := range []string{"a secret for tests", ""} {
		for title, sign := range map[string]string{"Keeping a record": "high", "A limit on what": "weakened"} {
			for reason, gone := range map[string]bool{"not here": true, `reason="not here" expires=2999-12-31`: true, `reason="not here" expires=2001-12-31`: false} {
				t.Run(fmt.Sprint(key != "", " ", title, " ", reason), func(t *testing.T) {
					f := newForge(t, inlineConfig, prDraft, prChanged)
					t.Setenv("RIGHTSREVIEW_KEY", key)
					f.repo.Collaborator("carol", "write")
					pr(t, 0, "example/drafts#1")
					f.pull.CommentAs("carol", "/rightsreview dismiss "+idOf(t, f, title)+" "+reason)
					pr(t, 0, "example/drafts#1")
					f.push(strings.Replace(prChanged, "between two people", "between people", 1))
					pr(t, 0, "example/drafts#1")
					if row := regexp.MustCompile(`(?m)^\| ` + sign + ` \|.*` + title); row.MatchString(f.summary(t)) == gone {
						t.Errorf("dismissed: %v, want %v:\n%s", !gone, gone, f.summary(t))
					}
				})
			}
		}
	}
}

// secrets are in the environment of every run below; no eight characters of them may be seen anywhere.
var secrets = map[string]string{
	"RIGHTSREVIEW_KEY": "MarkSecret-Qx7Lw2Vn9Tb4", "GH_TOKEN": "ghp_OtherSecretKd83Hs02Lq", "RIGHTSREVIEW_MODEL_KEY": "sk-ModelSecretJf93Ks8Wm",
	"GITHUB_TOKEN": "ghs_WorkflowSecretPz51Rm6Yc",
}

const pemSecret = "MIIEpAIBAAKCAQEA7Zr0SecretPemPart"

// TestPRSecrets takes runs through every failure that there is a way to, and looks for secrets in all that they leave.
func TestPRSecrets(t *testing.T) {
	folder := t.TempDir()
	files := map[string]string{"key.pem": "-----BEGIN RSA PRIVATE KEY-----\n" + pemSecret + "\n-----END RSA PRIVATE KEY-----\n", "secret.txt": pemSecret}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	type environment map[string]string
	for name, env := range map[string]environment{
		"wrong token": {}, "token with a line end": {"GITHUB_TOKEN": secrets["GITHUB_TOKEN"] + "\nx"}, "token with a control": {"GITHUB_TOKEN": secrets["GITHUB_TOKEN"] + "\x01"},
		"App, broken PEM":      {"RIGHTSREVIEW_APP_ID": "1", "RIGHTSREVIEW_APP_KEY": files["key.pem"]},
		"App, PEM on one line": {"RIGHTSREVIEW_APP_ID": "1", "RIGHTSREVIEW_APP_KEY": strings.ReplaceAll(files["key.pem"], "\n", " ")},
		"App, half a PEM":      {"RIGHTSREVIEW_APP_ID": "1", "RIGHTSREVIEW_APP_KEY": pemSecret},
		"App, broken file":     {"RIGHTSREVIEW_APP_ID": "1", "RIGHTSREVIEW_APP_KEY": filepath.Join(folder, "key.pem")},
		"App, no key in file":  {"RIGHTSREVIEW_APP_ID": "1", "RIGHTSREVIEW_APP_KEY": filepath.Join(folder, "secret.txt")},
		"App, folder":          {"RIGHTSREVIEW_APP_ID": "1", "RIGHTSREVIEW_APP_KEY": folder},
		"App, exchanged":       {"RIGHTSREVIEW_APP_ID": files["key.pem"], "RIGHTSREVIEW_APP_KEY": "1"},
		"App, no key":          {"RIGHTSREVIEW_APP_ID": pemSecret, "RIGHTSREVIEW_APP_KEY": ""},
		"wrong API":            {"GITHUB_API_URL": "http://user:" + pemSecret + "@example.org"},
		"API with a secret":    {"GITHUB_API_URL": "http://user:" + pemSecret + "@127.0.0.1:1"},
	} {
		t.Run(name, func(t *testing.T) { keepsSecrets(t, nil, env, 2, 3) })
	}
	if testing.Short() {
		return
	}
	faults := []standin.Fault{{Status: 401}, {Status: 403}, {Status: 404}, {Status: 422}, {Status: 500}, {Status: 400, Body: "<html>"}, {Drop: true}}
	for i, at := range []string{"GET pulls/1", "GET pulls/1/files", "GET contents/*", "GET issues/*/comments", "GET pulls/*/comments", "GET permission", "POST reviews", "POST issues/*/comments",
		"PATCH comments/*", "POST reactions", "POST graphql", "GET check-runs", "POST check-runs"} {
		method, path, _ := strings.Cut(at, " ")
		for k := i; k < i+2; k++ { // two of them for each request, and in the end each for several
			fault := faults[k*3%len(faults)]
			fault.Match, fault.Times = standin.On(method, path), -1
			t.Run(fmt.Sprint(at, " ", fault.Status), func(t *testing.T) { keepsSecrets(t, &fault, environment{"GITHUB_TOKEN": ""}, 0, 2, 3) })
		}
	}
}

// keepsSecrets runs the command and holds that it ends with one of some codes, and that no secret is anywhere afterwards.
func keepsSecrets(t *testing.T, fault *standin.Fault, env map[string]string, codes ...int) {
	t.Helper()
	f := newForge(t, inlineConfig, prDraft, prChanged)
	f.repo.Collaborator("carol", "write")
	token := os.Getenv("GITHUB_TOKEN")
	folder := t.TempDir()
	for name, value := range secrets {
		t.Setenv(name, value)
	}
	for name, value := range env {
		if name == "GITHUB_TOKEN" && value == "" {
			value = token
		}
		t.Setenv(name, value)
	}
	t.Setenv("GITHUB_OUTPUT", filepath.Join(folder, "output"))
	if fault != nil {
		pr(t, 0, "example/drafts#1")
		f.pull.CommentAs("carol", "/rightsreview dismiss "+idOf(t, f, "Keeping a record")+" because")
		f.push(strings.Replace(prChanged, "MUST be encrypted", "may be encrypted", 1))
		f.server.Inject(*fault)
	}
	var out bytes.Buffer
	args := []string{"pr", "--verbose", "--annotations", "--check-run", "--timeout", "1s", "--job-summary", filepath.Join(folder, "summary"), "--sarif", filepath.Join(folder, "sarif"), "example/drafts#1"}
	if code := run(t.Context(), args, strings.NewReader(""), &out, &out); !slices.Contains(codes, code) {
		t.Errorf("exit code %d:\n%s", code, out.String())
	}
	if fault == nil && !strings.Contains(out.String(), "rightsreview: ") {
		t.Errorf("nothing says what is wrong:\n%s", out.String())
	}
	files, _ := filepath.Glob(filepath.Join(folder, "*"))
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(content)
	}
	for _, body := range f.said() {
		out.WriteString(body)
	}
	for _, r := range f.server.Requests() {
		out.WriteString(r.Path + r.Query + r.Body)
	}
	for _, secret := range append([]string{pemSecret, token + " "}, secrets["RIGHTSREVIEW_KEY"], secrets["GH_TOKEN"], secrets["RIGHTSREVIEW_MODEL_KEY"], secrets["GITHUB_TOKEN"]) {
		for i := 0; i+8 <= len(secret); i++ {
			if part := secret[i : i+8]; strings.Contains(out.String(), part) && !strings.Contains(token, part) {
				t.Fatalf("%q is in what the run left:\n%s", part, out.String())
			}
		}
		if strings.Contains(out.String(), token) {
			t.Fatalf("the token is in what the run left:\n%s", out.String())
		}
	}
}

// TestPRWhoMay says whose dismissal is followed.
func TestPRWhoMay(t *testing.T) {
	for _, c := range []struct {
		config, login, role string
		follows             bool
	}{
		{"", "carol", "write", true}, {"", "carol", "maintain", true}, {"", "carol", "admin", true}, {"", "carol", "triage", false}, {"", "carol", "read", false},
		{"", "alice", "", false}, {"  dismiss: writers-and-author\n", "alice", "", true}, {"  dismiss: writers-and-author\n", "mallory", "", false},
		{"  dismiss: writers-and-author\n", "alicе", "", false}, // with a letter of another script
	} {
		t.Run(fmt.Sprint(c.login, " ", c.role, " ", c.config != ""), func(t *testing.T) {
			f := newForge(t, inlineConfig+c.config, prDraft, prChanged)
			if c.role != "" {
				f.repo.Collaborator(c.login, c.role)
			}
			pr(t, 0, "example/drafts#1")
			thread := f.beside(t, 3)[0]
			f.pull.ReplyAs(c.login, thread.ID, "/rightsreview dismiss because")
			pr(t, 0, "example/drafts#1")
			if got := strings.Contains(f.summary(t), "Dismissed: 1"); got != c.follows {
				t.Errorf("followed: %v, want %v", got, c.follows)
			}
		})
	}
}

// TestPRManyCommands says that what strangers write costs no more than so many requests, with a key and without.
func TestPRManyCommands(t *testing.T) {
	for _, key := range []string{"a-secret-for-tests", ""} {
		f := newForge(t, inlineConfig, prDraft, prChanged)
		t.Setenv("RIGHTSREVIEW_KEY", key)
		pr(t, 0, "example/drafts#1")
		for i := range 300 {
			f.pull.CommentAs(fmt.Sprint("stranger", i), strings.Repeat("/rightsreview recheck\n", 1000))
			f.pull.CommentAs("mallory", "/rightsreview dismiss 0123456789abcdef no")
		}
		for range 2 {
			f.server.Forget()
			pr(t, 0, "example/drafts#1")
			if n := len(f.server.Requests()); n > 80 {
				t.Errorf("key %q: a run takes %d requests", key, n)
			}
		}
	}
}
