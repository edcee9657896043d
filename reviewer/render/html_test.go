package render

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"golang.org/x/net/html"
)

// pageOf renders and parses a page.
func pageOf(t *testing.T, reviews ...review.Review) (string, *html.Node) {
	t.Helper()
	text := rendered(t, "html", Options{Version: "1"}, reviews...)
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return text, root
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// TestHTMLIsSelfContained looks at every element and attribute that a browser gives.
func TestHTMLIsSelfContained(t *testing.T) {
	for name, reviews := range map[string][]review.Review{
		"one": {sample(t)}, "several": {sample(t), partial(t), empty(t), failed()}, "hostile": {hostile(t)}, "none": nil, "model": {assessed(t), hostileModel(t)},
	} {
		t.Run(name, func(t *testing.T) {
			_, root := pageOf(t, reviews...)
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
			if scripts != 1 {
				t.Errorf("%d scripts, want ours alone", scripts)
			}
			for n := range root.Descendants() {
				if href := attribute(n, "href"); strings.HasPrefix(href, "#") && !ids[href[1:]] {
					t.Errorf("a link leads to %s, which is not there", href)
				}
			}
		})
	}
}

// checkElement refuses what loads, runs or styles.
func checkElement(t *testing.T, n *html.Node) {
	t.Helper()
	switch n.Data {
	case "img", "iframe", "object", "embed", "link", "base", "audio", "video", "source", "image", "use", "foreignobject":
		t.Errorf("the page has a <%s>", n.Data)
	}
	for _, a := range n.Attr {
		switch {
		case strings.HasPrefix(a.Key, "on"), a.Key == "src", a.Key == "style", a.Key == "srcset", a.Key == "action":
			t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
		case a.Key == "href" && !strings.HasPrefix(a.Val, "#"):
			host, ok := strings.CutPrefix(a.Val, "https://")
			if host, _, _ = strings.Cut(host, "/"); !ok || !trusted[host] {
				t.Errorf("a link to %q", a.Val)
			}
		}
	}
}

// TestHTMLPolicy recomputes the hashes over what a browser sees.
func TestHTMLPolicy(t *testing.T) {
	_, root := pageOf(t, hostile(t))
	policy := ""
	for n := range root.Descendants() {
		if attribute(n, "http-equiv") == "Content-Security-Policy" {
			policy = attribute(n, "content")
		}
		if n.Data == "style" || n.Data == "script" {
			if want := n.Data + "-src '" + hashOf(n.FirstChild.Data) + "'"; !strings.Contains(policy, want) {
				t.Errorf("the policy %q lacks %s, or comes too late", policy, want)
			}
			if found := regexp.MustCompile(`https?:|@import|url\(|innerHTML|eval\(`).FindString(n.FirstChild.Data); found != "" {
				t.Errorf("the %s has %s", n.Data, found)
			}
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none'; ") {
		t.Errorf("policy %q", policy)
	}
}

// textOf is the text of a node and all in it.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func TestHTMLDraft(t *testing.T) {
	r := sample(t)
	_, root := pageOf(t, r)
	var lines []string
	marked := map[string]string{}
	for n := range root.Descendants() {
		if strings.HasPrefix(attribute(n, "class"), "line") {
			lines = append(lines, strings.TrimSuffix(textOf(n), "\n"))
		}
		for _, key := range strings.Fields(attribute(n, "data-for")) {
			marked[key] += textOf(n) + " "
		}
	}
	if got := strings.Join(lines, "\n") + "\n"; got != string(r.Document.Source) {
		t.Errorf("the page does not show the draft as it is:\n%s", got)
	}
	fold := func(s string) string { return strings.Join(strings.Fields(s), "") }
	for i, want := range []string{"", r.Findings[1].Quote, r.Findings[3].Quote + r.Findings[3].Further[0].Quote, r.Findings[4].Quote} {
		if got := marked[fmt.Sprintf("f%d", i+1)]; fold(got) != fold(want) {
			t.Errorf("finding %d: marked %q, want %q", i+1, got, want)
		}
	}
}

func TestHTMLPieces(t *testing.T) {
	entry := func(key, class string) htmlEntry { return htmlEntry{Key: key, Level: Level{Class: class}} }
	marks := []htmlMark{
		{start: 0, end: 7, entry: entry("f1", "low"), first: true}, {start: 4, end: 9, entry: entry("f2", "high"), first: true},
		{start: 5, end: 6, entry: entry("f2", "high"), word: true},
	}
	want := []htmlPiece{
		{"one ", "m low", "f1", "#f1"}, {"t", "m high", "f1 f2", "#f2"}, {"w", "m high w", "f1 f2", ""},
		{"o", "m high", "f1 f2", ""}, {" t", "m high", "f2", ""}, {"hree", "", "", ""},
	}
	got := pieces("one two three", marks)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("pieces %v, want %v", got, want)
	}
	if got := fmt.Sprint(pieces("a\u202eb\tc\f\xff", nil)); got != fmt.Sprint([]htmlPiece{{Text: "a"}, {Text: "U+202E", Class: "unseen"}, {Text: "b    c\uFFFD"}}) {
		t.Errorf("unseen characters: %s", got)
	}
}

func TestHTMLNotFoundWordForWord(t *testing.T) {
	doc := readDocument(t, "a.txt", "One.\n\nTwo here.\n\nThree.\n", document.Metadata{})
	text, _ := pageOf(t, review.Review{Document: doc, Findings: []review.Finding{
		{Place: review.Place{StartLine: 3, EndLine: 99, Quote: "other words"}, Severity: 1}, {Place: review.Place{StartLine: 77, Quote: "x"}, Severity: 1},
	}})
	if !strings.Contains(text, `href="#f1">Two here.</a>`) || !strings.Contains(text, `id="f2"`) {
		t.Error("the lines of a passage that is not found are not marked, or its finding is lost")
	}
}

func TestHTMLLongPage(t *testing.T) {
	var out strings.Builder
	h := newHTML(&out, Options{}).(*htmlRenderer)
	h.limit = 1000
	if err := h.Review(sample(t)); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(Summary{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"only the passages are shown", "number that never changes", `id="f6"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(out.String(), "Addresses are scarce") {
		t.Error("the page has the draft, over its limit")
	}
}

// TestHTMLContrast computes the contrast of every text colour on every ground that it stands on (WCAG 2.2, 1.4.3).
func TestHTMLContrast(t *testing.T) {
	colours := map[string][2]string{}
	for _, m := range regexp.MustCompile(`--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)`).FindAllStringSubmatch(mustRead("page/style.css"), -1) {
		colours[m[1]] = [2]string{m[2], m[3]}
	}
	for ink, grounds := range map[string]string{
		"ink": "page card high-bg medium-bg low-bg good-bg", "soft": "page card", "link": "page card",
		"high": "page card high-bg", "medium": "page card medium-bg", "low": "page card low-bg", "good": "page card good-bg",
	} {
		for _, ground := range strings.Fields(grounds) {
			for i, theme := range []string{"light", "dark"} {
				if c := contrast(t, colours[ink][i], colours[ground][i]); c < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f", theme, ink, ground, c)
				}
			}
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	channel := func(v uint64) float64 {
		c := float64(v&255) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(n>>16) + 0.7152*channel(n>>8) + 0.0722*channel(n)
}

// TestHTMLSizes keeps the classes of heights and the style together.
func TestHTMLSizes(t *testing.T) {
	style := mustRead("page/style.css")
	for _, n := range sizes {
		if want := fmt.Sprintf(".z%d { contain-intrinsic-size: auto %dpx; }", n, n); !strings.Contains(style, want) {
			t.Errorf("the style lacks %s", want)
		}
	}
	for want, c := range map[string][2]int{"z100": {3, 0}, "z250": {3, 1}, "z500": {20, 1}, "z1400": {20, 30}} {
		if got := sizeOf(c[0], c[1]); got != want {
			t.Errorf("%d lines and %d entries are %s, want %s", c[0], c[1], got, want)
		}
	}
}
