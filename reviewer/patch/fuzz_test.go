package patch

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// FuzzParse checks that what is read from any text is a patch: it can be written and read again, comments stand only in its
// hunks, and what can be undone can be done again.
func FuzzParse(f *testing.F) {
	_, new := versionsOfTwoHunks()
	f.Add(twoHunks, new)
	f.Add("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -3,0 +4 @@ x\n+a\n@@ -5 +5,0 @@\n-b\n", []byte("1\n2\n3\na\n4\n"))
	f.Add("@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n", []byte("a\n"))
	f.Add("@@ -1,2 +0,0 @@\n-a\n-b\n", []byte(""))
	f.Add("@@ -1,2 +1 @@\n\n-a\n\\ \n@@ -2147483646 +2147483645 @@\n-\n+a\r", []byte(""))
	f.Fuzz(func(t *testing.T, text string, new []byte) {
		p, err := Parse(text)
		if err != nil {
			if len(p.Hunks) > 0 {
				t.Fatalf("hunks and the error %v", err)
			}
			return
		}
		if again, err := Parse(write(p)); err != nil || !reflect.DeepEqual(again, p) {
			t.Fatalf("read back: %v %v", err, again)
		}
		checkHunks(t, p)
		redo(t, p, new)
		if fitting, ok := fill(p); ok {
			_, err := p.Undo(fitting)
			if err != nil && !strings.Contains(err.Error(), "has no LF") {
				t.Fatalf("the lines of the patch itself: %v", err)
			}
			redo(t, p, fitting)
		}
	})
}

// redo undoes a patch and does it again.
func redo(t *testing.T, p Patch, new []byte) {
	t.Helper()
	old, err := p.Undo(new)
	if err != nil {
		return
	}
	if got := apply(t, p, string(old)); got != string(new) {
		t.Fatalf("undone: %q, done again: %q, want %q", old, got, new)
	}
}

// checkHunks checks what a patch says of each line that its hunks show, and of those around them.
func checkHunks(t *testing.T, p Patch) {
	t.Helper()
	for _, side := range []Side{Left, Right} {
		behind := 1
		for _, h := range p.Hunks {
			first, end := h.span(side)
			if first < behind {
				t.Fatalf("hunks overlap at line %d %s", first, side)
			}
			if a, ok := p.Anchor(side, behind, first-1); ok {
				t.Fatalf("%+v stands in no hunk", a)
			}
			if a, ok := p.Anchor(side, first, end-1); ok != (first < end) || ok && a != (Anchor{side, first, end - 1}) {
				t.Fatalf("the hunk at line %d %s: %+v %v", first, side, a, ok)
			}
			behind = end
		}
		if a, ok := p.Anchor(side, behind, maxLine); ok {
			t.Fatalf("%+v stands in no hunk", a)
		}
	}
	for _, h := range p.Hunks {
		for _, l := range h.Lines {
			if l.Old > 0 && p.NewLine(l.Old) != l.New || l.New > 0 && p.OldLine(l.New) != l.Old {
				t.Fatalf("%+v: %d and %d", l, p.NewLine(l.Old), p.OldLine(l.New))
			}
		}
	}
}

// fill makes a new version that a patch fits; it reports false if that would be long.
func fill(p Patch) ([]byte, bool) {
	var b bytes.Buffer
	line := 1
	for _, h := range p.Hunks {
		first, end := h.span(Right)
		if end > 5000 {
			return nil, false
		}
		for ; line < first; line++ {
			b.WriteString("x\n")
		}
		for _, l := range h.Lines {
			if l.New == 0 {
				continue
			}
			b.WriteString(l.Text)
			if !l.NoNewline {
				b.WriteByte('\n')
			}
		}
		line = end
	}
	return b.Bytes(), true
}

// FuzzCompare checks that what Compare makes of any two versions is a patch that leads from one to the other.
func FuzzCompare(f *testing.F) {
	old, new := versionsOfTwoHunks()
	f.Add(old, new)
	f.Add([]byte("a\nb\nc\na\nb\nb\na\n"), []byte("c\nb\na\nb\na\nc\n"))
	f.Add([]byte("a"), []byte("a\n\n\n"))
	r := rand.New(rand.NewPCG(5, 6))
	for range 10 {
		old, new := randomVersions(r)
		f.Add([]byte(old), []byte(new))
	}
	f.Fuzz(func(t *testing.T, old, new []byte) {
		if len(old)+len(new) > 4096 {
			t.Skip("the checks take quadratic time")
		}
		p := Compare(old, new)
		if again, err := Parse(write(p)); err != nil || !reflect.DeepEqual(again, p) {
			t.Fatalf("read back: %v\n%s\nof\n%s", err, write(again), write(p))
		}
		checkPatch(t, p, string(old), string(new))
		checkHunks(t, p)
	})
}
