package standin

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestRows reads the patches of files that were changed at random: every line must stand in the file where it is said to, and
// every line outside of a change must be followed to where its text is.
func TestRows(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	o, d := newObjects(), newDiffer()
	var list []difference
	for i := range 60 {
		before := text60(random, i)
		list = append(list, difference{before: o.blob([]byte(before)), after: o.blob([]byte(disturb(random, before)))})
	}
	if err := d.diff(o, list); err != nil {
		t.Fatal(err)
	}
	for _, x := range list {
		old, now := split(o.blobs[x.before]), split(o.blobs[x.after])
		patch := rows(d.patches[pair{x.before, x.after}].patch)
		for _, r := range patch {
			if r.old != 0 && old[r.old-1] != r.text[1:] || r.new != 0 && now[r.new-1] != r.text[1:] {
				t.Fatalf("row %+v is not in the files:\n%s", r, d.patches[pair{x.before, x.after}].patch)
			}
		}
		for line := range old {
			if to := moved(patch, line+1); to != 0 && (to > len(now) || now[to-1] != old[line]) {
				t.Fatalf("line %d moved to %d, which is another:\n%s", line+1, to, d.patches[pair{x.before, x.after}].patch)
			}
		}
	}
}

func text60(random *rand.Rand, file int) string {
	var b strings.Builder
	for i := range 60 {
		fmt.Fprintf(&b, "file %d line %d %d\n", file, i, random.IntN(3))
	}
	return b.String()
}

// disturb removes, changes and adds lines.
func disturb(random *rand.Rand, text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		switch random.IntN(16) {
		case 0:
		case 1:
			b.WriteString("changed " + line)
		case 2:
			b.WriteString(strings.Repeat("added\n", 1+random.IntN(3)) + line)
		default:
			b.WriteString(line)
		}
	}
	return b.String()
}

func split(text []byte) []string { return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") }
