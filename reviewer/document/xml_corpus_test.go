package document

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// corpusXMLDir is set to a folder of rfcN.xml files to compare them with the texts in corpusDir.
const corpusXMLDir = "RIGHTSREVIEW_RFC_XML_DIR"

// TestCorpusXML reads RFCs that exist both as RFCXML and as text, and compares sections and words. The two parsers share
// nothing but the builder, so what they agree on is what the RFC says.
func TestCorpusXML(t *testing.T) {
	dir := os.Getenv(corpusXMLDir)
	if dir == "" {
		t.Skipf("set %s to a folder of rfcN.xml and %s to a folder of rfcN.txt to run this", corpusXMLDir, corpusDir)
	}
	var mu sync.Mutex
	documents, sections, off, close := 0, 0, 0, 0
	corpus(t, func(number int, text []byte) {
		src, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("rfc%d.xml", number)))
		if err != nil {
			return
		}
		x, err := parseXML(Draft{Path: fmt.Sprint(number), Source: src})
		if err != nil {
			t.Error(err)
			return
		}
		d, err := parseText(Draft{Path: fmt.Sprint(number), Source: text})
		if err != nil {
			t.Error(err)
			return
		}
		checkInvariants(t, x)
		want, got := numberedSections(d), numberedSections(x)
		differ := difference(want, got)
		mu.Lock()
		defer mu.Unlock()
		documents++
		sections += len(got)
		off += len(differ)
		if len(differ) > 0 {
			t.Logf("rfc%d: %s", number, strings.Join(differ[:min(len(differ), 4)], "; "))
		}
		a, b := corpusWords(d), corpusWords(x)
		lost, added := onlyIn(a, b), onlyIn(b, a)
		if len(lost)*100 <= len(a) && len(added)*100 <= len(a) {
			close++
		} else {
			t.Logf("rfc%d: of %d words %d are in the text only and %d in the XML only: %q %q", number, len(a), len(lost), len(added), lost[:min(len(lost), 12)], added[:min(len(added), 12)])
		}
		for _, g := range x.Gaps {
			t.Logf("rfc%d: gap: %s", number, g.What)
		}
	})
	t.Logf("%d documents, %d sections, %d differ; words within 1%% in %d", documents, sections, off, close)
	if off*100 > sections {
		t.Errorf("%d of %d sections differ between XML and text, want at most 1%%", off, sections)
	}
	if close*100 < documents*95 {
		t.Errorf("words are within 1%% in %d of %d documents, want 95%%", close, documents)
	}
}

// numberedSections gives number and title of the numbered sections.
func numberedSections(d *Document) []string {
	var all []string
	for _, s := range d.Sections {
		if s.Number != "" {
			title := strings.NewReplacer(" ", "", "“", "\"", "”", "\"", "‘", "'", "’", "'").Replace(strings.ToLower(s.Title))
			all = append(all, s.Number+" "+title)
		}
	}
	return all
}

// difference gives what is in one list only.
func difference(want, got []string) []string {
	count := map[string]int{}
	for _, s := range want {
		count[s]++
	}
	var all []string
	for _, s := range got {
		if count[s]--; count[s] < 0 {
			all = append(all, "+"+s)
		}
	}
	for _, s := range want {
		if count[s] > 0 {
			count[s]--
			all = append(all, "-"+s)
		}
	}
	return all
}

// corpusWords gives the words of letters outside of references, boilerplate and addresses, in order of the alphabet.
func corpusWords(d *Document) []string {
	var all []string
	for i, b := range d.Blocks {
		switch d.SectionOf(i).Kind {
		case SectionReferences, SectionBoilerplate, SectionAuthors, SectionAcknowledgement:
			continue
		}
		if b.Section >= 0 {
			all = append(all, strings.FieldsFunc(strings.ToLower(d.String(b.Text)), func(r rune) bool { return r < 'a' || r > 'z' })...)
		}
	}
	slices.Sort(all)
	return all
}

// onlyIn gives the words of one sorted list that the other lacks.
func onlyIn(a, b []string) []string {
	var only []string
	for len(a) > 0 {
		switch {
		case len(b) == 0 || a[0] < b[0]:
			only = append(only, a[0])
			a = a[1:]
		case a[0] == b[0]:
			a, b = a[1:], b[1:]
		default:
			b = b[1:]
		}
	}
	return only
}
