package document

import (
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// corpusDir is set to a folder of rfcN.txt files to measure the parser on all of them.
const corpusDir = "RIGHTSREVIEW_RFC_DIR"

// corpus calls f with every RFC, from as many goroutines as there are processors.
func corpus(t *testing.T, f func(number int, src []byte)) {
	t.Helper()
	dir := os.Getenv(corpusDir)
	if dir == "" {
		t.Skipf("set %s to a folder of rfcN.txt to run this", corpusDir)
	}
	paths, err := filepath.Glob(filepath.Join(dir, "rfc*.txt"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no rfcN.txt in %s", dir)
	}
	work := make(chan string)
	var done sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		done.Go(func() {
			for path := range work {
				number, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "rfc"), ".txt"))
				if err != nil {
					continue
				}
				src, err := os.ReadFile(path)
				if err != nil {
					t.Error(err)
					continue
				}
				f(number, src)
			}
		})
	}
	for _, path := range paths {
		work <- path
	}
	close(work)
	done.Wait()
}

// TestCorpusContents compares the table of contents of every RFC from 2500 on with the sections that were found.
func TestCorpusContents(t *testing.T) {
	var mu sync.Mutex
	tables, agree, strict := 0, 0, 0
	var misses []string
	corpus(t, func(number int, src []byte) {
		if number < 2500 {
			return
		}
		entries := readContents(src)
		if len(entries) == 0 {
			return
		}
		d, err := parseText(Draft{Path: fmt.Sprint(number), Source: src})
		if err != nil {
			t.Error(err)
			return
		}
		missing, off := missingSections(d, entries)
		mu.Lock()
		defer mu.Unlock()
		tables++
		if len(missing) == 0 && off == 0 {
			strict++
		}
		if len(missing) == 0 {
			agree++
			return
		}
		misses = append(misses, fmt.Sprintf("%05d (%d of %d): %s", number, len(missing), len(entries), strings.Join(missing, " | ")))
	})
	sort.Strings(misses)
	if path := os.Getenv("RIGHTSREVIEW_MISSES"); path != "" {
		if err := os.WriteFile(path, []byte(strings.Join(misses, "\n")+"\n"), 0o644); err != nil {
			t.Error(err)
		}
	}
	share := float64(agree) / float64(max(1, tables))
	t.Logf("%d of %d tables of contents agree with the sections: %.2f %%", agree, tables, 100*share)
	t.Logf("%d agree as well where the text has a heading other than the table says: %.2f %%", strict, 100*float64(strict)/float64(max(1, tables)))
	if share < 0.97 {
		t.Errorf("%.2f %% of the tables of contents agree with the sections, want 97 %%", 100*share)
	}
}

// missingSections tells which entries of the table no section has, with the same number and title. What is missing
// because the text itself has no such heading, in one to four lines, is counted apart: the table is wrong there.
func missingSections(d *Document, entries []contentsEntry) (missing []string, wrong int) {
	have := make(map[string]bool)
	titles := make(map[string]string)
	for _, s := range d.Sections {
		have[sectionKey(s.Number, s.Title)] = true
		titles[s.Number] = s.Title
	}
	var lines map[string]int
	for _, e := range entries {
		if have[sectionKey(e.number, e.title)] {
			continue
		}
		if lines == nil {
			lines = foldedLines(d.Source)
		}
		if key := sectionKey(e.number, e.title); lines[key]+lines["appendix"+key]+lines["section"+key] < 2 {
			wrong++
			continue
		}
		missing = append(missing, fmt.Sprintf("%s %s [found %q]", e.number, e.title, titles[e.number]))
	}
	return missing, wrong
}

func sectionKey(number, title string) string {
	return strings.TrimSuffix(number, ".0") + foldTitle([]byte(title))
}

// foldedLines counts every run of one to four lines that may be a heading, folded as sectionKey does, and without what
// the table of contents sets after a title.
func foldedLines(src []byte) map[string]int {
	lines := strings.Split(string(bytes.ReplaceAll(src, []byte("\r"), nil)), "\n")
	count := make(map[string]int)
	for i := range lines {
		number, rest := "", strings.TrimSpace(lines[i])
		if m := contentsEntryRE.FindStringSubmatch(lines[i]); m != nil {
			number, rest = strings.TrimSuffix(m[2], "."), m[3]
			if k := strings.LastIndexByte(number, ' '); k >= 0 {
				number = strings.TrimSpace(number[k:])
			}
		}
		if number == "" {
			continue
		}
		joined := rest
		for n := range 4 {
			if n > 0 && i+n < len(lines) {
				joined += " " + strings.TrimSpace(lines[i+n])
			}
			bare := contentsDots.ReplaceAllString(contentsPage.ReplaceAllString(joined, ""), "")
			key := sectionKey(number, joined)
			count[key]++
			if other := sectionKey(number, bare); other != key {
				count[other]++
			}
		}
	}
	return count
}

type contentsEntry struct {
	number, title string
	indent        int
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

var (
	contentsHead    = regexp.MustCompile(`(?i)^\s*(table\s+of\s+contents|contents)[:.]?\s*$`)
	contentsEntryRE = regexp.MustCompile(`^(\s*)((?:Appendix|APPENDIX|Annex)\s+[A-Z](?:\.\d+)*|\d{1,2}(?:\.\d+)*|[A-Z](?:\.\d{1,2})+|[A-Z]\.)(?:[.:)]|\s+-|\s)\s*(\S.*)$`)
	contentsPage    = regexp.MustCompile(`(?:(?:[\s._]*[\s._]{2,}|\s)(?:\d{1,3}|(?i:[ivx]+))|[.a-z)]\d{2,3})$`)
	contentsDots    = regexp.MustCompile(`[\s.]{3,}$`)
	pageFoot        = regexp.MustCompile(`(?i)\[page\s+[\divx]+\]\s*$`)
)

// readContents reads the numbered entries of the table of contents, in a way of its own: by pattern, line by line.
func readContents(src []byte) []contentsEntry {
	lines := strings.Split(string(bytes.ReplaceAll(src, []byte("\r"), nil)), "\n")
	at := 0
	for at < len(lines) && !contentsHead.MatchString(lines[at]) {
		at++
	}
	if at == len(lines) {
		return nil
	}
	paged := pagedContents(lines[at+1 : min(len(lines), at+40)])
	var entries []contentsEntry
	var open *contentsEntry
	skip := false
	for _, line := range lines[at+1:] {
		if strings.Contains(line, "\f") || pageFoot.MatchString(line) {
			skip = true // the running header comes next
			continue
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		if skip {
			skip = false
			continue
		}
		line = strings.TrimRight(line, " ")
		body := line
		if paged {
			body = contentsPage.ReplaceAllString(line, "")
		}
		hasPage := body != line
		m := contentsEntryRE.FindStringSubmatch(body)
		if paged && open != nil && line[0] == ' ' {
			m = nil // an entry ends with its page number
		}
		switch {
		case m == nil && (!paged && line[0] != ' ' || paged && line[0] != ' ' && !hasPage):
			return closeContents(entries, open)
		case m == nil:
			if open != nil && !paged && indentOf(line) <= open.indent {
				entries, open = closeContents(entries, open), nil // an entry without a number
			} else if open != nil && line[0] == ' ' {
				open.title += " " + contentsDots.ReplaceAllString(strings.TrimSpace(body), "")
			}
		case !paged && m[1] == "" || paged && !hasPage && m[1] == "" && len(entries) > 0 && seenEntry(entries, open, m[2]):
			return closeContents(entries, open)
		default:
			entries = closeContents(entries, open)
			n := strings.TrimSuffix(m[2], ".")
			if i := strings.LastIndexByte(n, ' '); i >= 0 {
				n = strings.TrimSpace(n[i:])
			}
			open = &contentsEntry{n, contentsDots.ReplaceAllString(m[3], ""), len(m[1])}
		}
		if paged && hasPage {
			entries = closeContents(entries, open)
			open = nil
		}
	}
	return closeContents(entries, open)
}

func seenEntry(entries []contentsEntry, open *contentsEntry, number string) bool {
	for _, e := range closeContents(entries, open) {
		if e.number == strings.TrimSuffix(number, ".") {
			return true
		}
	}
	return false
}

func closeContents(entries []contentsEntry, open *contentsEntry) []contentsEntry {
	if open == nil {
		return entries
	}
	return append(entries[:len(entries):len(entries)], *open)
}

// pagedContents reports whether the table gives page numbers.
func pagedContents(lines []string) bool {
	n, all := 0, 0
	for _, line := range lines {
		line = strings.TrimRight(line, " ")
		if line != "" && line[0] != ' ' && all > 2 && contentsEntryRE.MatchString(line) && !contentsPage.MatchString(line) {
			break
		}
		if contentsEntryRE.MatchString(line) {
			all++
			if contentsPage.MatchString(line) {
				n++
			}
		}
	}
	return n > 1 && n*4 > all
}

// TestCorpusInvariants reads every RFC and checks the spans, and that nothing was left unread.
func TestCorpusInvariants(t *testing.T) {
	corpus(t, func(number int, src []byte) {
		d, err := parseText(Draft{Path: fmt.Sprintf("rfc%d.txt", number), Source: src})
		if err != nil {
			t.Errorf("rfc%d: %v", number, err)
			return
		}
		checkInvariants(t, d)
		if len(d.Gaps) > 0 {
			t.Errorf("rfc%d: %v", number, d.Gaps)
		}
	})
}

// TestCorpusSpans takes sentences of every RFC by chance and checks that the lines they map to hold their words.
func TestCorpusSpans(t *testing.T) {
	var mu sync.Mutex
	checked, failed := 0, 0
	corpus(t, func(number int, src []byte) {
		d, err := parseText(Draft{Path: fmt.Sprint(number), Source: src})
		if err != nil {
			t.Error(err)
			return
		}
		random := rand.New(rand.NewSource(int64(number)))
		for range 20 {
			if len(d.Sentences) == 0 {
				return
			}
			s := d.Sentences[random.Intn(len(d.Sentences))]
			first, last := d.LineSpan(s.Text)
			missing := missingWord(d, s, first, last)
			mu.Lock()
			checked++
			if missing != "" {
				if failed++; failed < 20 {
					t.Logf("rfc%d, lines %d to %d: no %q of %q", number, first, last, missing, d.String(s.Text))
				}
			}
			mu.Unlock()
		}
	})
	t.Logf("%d of %d sentences do not stand in the lines that they map to", failed, checked)
	if failed > 0 {
		t.Fail()
	}
}

// missingWord gives a word of a sentence that does not stand in the lines, in order; empty if all do. Words that the
// parser has joined over a line end, and bytes that it has read as Latin-1 or dropped, are passed over.
func missingWord(d *Document, s Sentence, first, last int) string {
	table := d.Blocks[s.Block].Kind == BlockTableRow
	var have strings.Builder
	for line := first; line <= last; line++ {
		have.WriteString(strings.Join(strings.Fields(d.LineText(line)), " ") + " ")
	}
	rest := have.String()
	for _, w := range strings.Fields(d.String(s.Text)) {
		i := strings.Index(rest, w)
		switch {
		case strings.ContainsAny(w, "-/"):
		case i >= 0 && !table:
			rest = rest[i+len(w):]
		case i < 0 && w != "|" && isASCII(w) && bytes.IndexByte(d.Source, 0) < 0 && len(d.Hidden) == 0:
			return w
		}
	}
	return ""
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// BenchmarkCorpus reads one RFC in seventeen, all that a parser does and what reads the formal languages.
func BenchmarkCorpus(b *testing.B) {
	dir := os.Getenv(corpusDir)
	if dir == "" {
		b.Skipf("set %s to a folder of rfcN.txt to run this", corpusDir)
	}
	var sources [][]byte
	size := int64(0)
	for number := 1; number < 10_000; number += 17 {
		if src, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("rfc%d.txt", number))); err == nil {
			sources, size = append(sources, src), size+int64(len(src))
		}
	}
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, src := range sources {
			if _, err := parseText(Draft{Source: src}); err != nil {
				b.Fatal(err)
			}
		}
	}
}
