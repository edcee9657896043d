package patch

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCompareTable(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"both empty":      {"", "", ""},
		"the same":        {"a\nb\n", "a\nb\n", ""},
		"new":             {"", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n"},
		"deleted":         {"a\n", "", "@@ -1 +0,0 @@\n-a\n"},
		"LF added":        {"a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"},
		"no LF":           {"a\nb", "c\nb", "@@ -1,2 +1,2 @@\n-a\n+c\n b\n\\ No newline at end of file\n"},
		"CRLF":            {"a\r\n", "a\n", "@@ -1 +1 @@\n-a\r\n+a\n"},
		"one hunk":        {"a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n", "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n"},
		"two hunks":       {"a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\n", "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,3 @@\n 5\n 6\n 7\n-b\n"},
		"the last of two": {"a\nb\n", "a\nb\na\nb\n", "@@ -1,2 +1,4 @@\n a\n b\n+a\n+b\n"},
		"a paragraph":     {"1\n\n2\n", "1\n\nnew\n\n2\n", "@@ -1,3 +1,5 @@\n 1\n \n+new\n+\n 2\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := write(Compare([]byte(c.old), []byte(c.new))); got != c.want {
				t.Errorf("compared:\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// bigVersions makes a text of 3 MB, 50,000 lines, some blank, of which a tenth is changed in the new version: half of them
// replaced by lines that stand elsewhere, so that the search is hard.
func bigVersions() (old, new []byte) {
	r := rand.New(rand.NewPCG(1, 2))
	lines := make([]string, 50_000)
	for i := range lines {
		if r.IntN(6) > 0 {
			lines[i] = fmt.Sprintf("line %d: %s", r.IntN(40_000), strings.Repeat("word ", 12))
		}
	}
	edited := slices.Clone(lines)
	for range len(lines) / 10 {
		i := r.IntN(len(edited))
		switch r.IntN(4) {
		case 0:
			edited[i] += fmt.Sprint(r.IntN(1000))
		case 1:
			edited = slices.Delete(edited, i, i+1)
		default:
			edited[i] = lines[r.IntN(len(lines))]
		}
	}
	return []byte(strings.Join(lines, "\n")), []byte(strings.Join(edited, "\n"))
}

// TestCompareMoved moves a passage that is too long to be found from near at hand. What stands between is not changed.
func TestCompareMoved(t *testing.T) {
	lines := make([]string, 20_000)
	for i := range lines {
		lines[i] = fmt.Sprintf("line %d\n", i/3*(i%3)) // every third is the same, and stands thousands of times
	}
	const from, moved, to = 1000, 4000, 15_000
	edited := slices.Concat(lines[:from], lines[from+moved:to], lines[from:from+moved], lines[to:])
	p := Compare([]byte(strings.Join(lines, "")), []byte(strings.Join(edited, "")))
	if added, deleted := p.Counts(); added > moved || deleted > moved {
		t.Errorf("%d added and %d deleted, and %d moved", added, deleted, moved)
	}
}

// TestAscending holds the longest list against all lists of a few landmarks.
func TestAscending(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		list := make([]landmark, r.IntN(9))
		for i, j := range r.Perm(len(list)) {
			list[i] = landmark{i, j}
		}
		most := 0
		for set := range 1 << len(list) {
			last, n := -1, 0
			for i, l := range list {
				if set>>i&1 == 1 {
					if l.new < last {
						n = -len(list)
					}
					last, n = l.new, n+1
				}
			}
			most = max(most, n)
		}
		got := ascending(list)
		inOrder := slices.IsSortedFunc(got, func(a, b landmark) int { return min(a.old-b.old, a.new-b.new) })
		if len(got) != most || !inOrder {
			t.Fatalf("of %v the longest is %v, want %d in order", list, got, most)
		}
	}
}

// TestSlide gives lines by letter, and changed ones as "x".
func TestSlide(t *testing.T) {
	for name, c := range map[string]struct{ lines, changed, opposite, want string }{
		"down":                          {"aba", "xx.", ".", ".xx"},
		"not past another line":         {"abc", "xx.", ".", "xx."},
		"up to what it replaces":        {"aba", ".xx", "x.", "xx."},
		"stays at what it replaces":     {"aba", "xx.", "x.", "xx."},
		"the last place that meets one": {"aaaa", "x...", ".x.x.", "..x."},
		"two runs become one":           {"aab", "x.x", ".", ".xx"},
		"one run goes on":               {"aaba", "x.x.", "x..", "..xx"},
		"the one above is joined":       {"baca", "x..x", "..", "x..x"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := marks(c.changed)
			slide(strings.Split(c.lines, ""), changed, marks(c.opposite))
			if want := marks(c.want); !slices.Equal(changed, want) {
				t.Errorf("changed are %v, want %v", changed, want)
			}
		})
	}
}

func marks(text string) []bool {
	list := make([]bool, len(text))
	for i := range text {
		list[i] = text[i] == 'x'
	}
	return list
}

// TestSearch holds the number of common lines against that of the textbook algorithm. With few edits and steps there may be
// fewer, and they must still be common and in order.
func TestSearch(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 3000 {
		kinds := 1 + r.IntN(6)
		old, new := randomNumbers(r, kinds), randomNumbers(r, kinds)
		most := longestCommon(old.lines, new.lines)
		if got := countCommon(t, newSearch(old, new)); got != most {
			t.Fatalf("%d common lines in %v and %v, want %d", got, old.lines, new.lines, most)
		}
		limited := newSearch(old, new)
		limited.edits = 1 + r.IntN(2)
		countCommon(t, limited)
		limited = newSearch(old, new)
		limited.steps = r.IntN(20)
		countCommon(t, limited)
	}
}

func randomNumbers(r *rand.Rand, kinds int) (list numbered) {
	for i := range r.IntN(30) {
		list.add(int32(r.IntN(kinds)), i)
	}
	return list
}

// countCommon counts what a search finds and checks it.
func countCommon(t *testing.T, s *search) int {
	t.Helper()
	var found []landmark
	s.common(stretch{0, len(s.old), 0, len(s.new)}, func(i, j int) { found = append(found, landmark{i, j}) })
	slices.SortFunc(found, func(a, b landmark) int { return a.old - b.old })
	last := landmark{-1, -1}
	for _, l := range found {
		if l.old <= last.old || l.new <= last.new || s.old[l.old] != s.new[l.new] {
			t.Fatalf("found %v in %v and %v", found, s.old, s.new)
		}
		last = l
	}
	return len(found)
}

// longestCommon is the length of the longest list of numbers that stand in both lists in the same order.
func longestCommon(old, new []int32) int {
	row := make([]int, len(new)+1)
	for _, a := range old {
		corner := 0
		for j, b := range new {
			above := row[j+1]
			if row[j+1] = max(above, row[j]); a == b {
				row[j+1] = corner + 1
			}
			corner = above
		}
	}
	return row[len(new)]
}

// strangers makes two texts of 3 MB that have the same few lines in another order, which is the hardest case: no line can
// be set aside, and nearly all have moved.
func strangers() (old, new []byte) {
	r := rand.New(rand.NewPCG(3, 4))
	make := func() []byte {
		var b strings.Builder
		for b.Len() < 3_000_000 {
			fmt.Fprintf(&b, "%d\n", r.IntN(5000))
		}
		return []byte(b.String())
	}
	return make(), make()
}

// TestCompareLarge bounds the time. The bound is ten times what was measured on a slow machine.
func TestCompareLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	for name, make := range map[string]func() (old, new []byte){"a tenth changed": bigVersions, "strangers": strangers} {
		t.Run(name, func(t *testing.T) {
			old, new := make()
			start := time.Now()
			p := Compare(old, new)
			took := time.Since(start)
			if took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			if got, err := p.Undo(new); err != nil || string(got) != string(old) {
				t.Errorf("undone to something else: %v", err)
			}
			added, deleted := p.Counts()
			t.Logf("%v, %d hunks, %d added, %d deleted", took, len(p.Hunks), added, deleted)
			if name != "strangers" && (added > 6000 || deleted > 6000) {
				t.Errorf("%d added and %d deleted, of 5000 changes", added, deleted)
			}
		})
	}
}

func BenchmarkCompare(b *testing.B) {
	for name, make := range map[string]func() (old, new []byte){"tenth": bigVersions, "strangers": strangers} {
		b.Run(name, func(b *testing.B) {
			old, new := make()
			b.SetBytes(int64(len(old) + len(new)))
			b.ReportAllocs()
			for b.Loop() {
				Compare(old, new)
			}
		})
	}
}
