package patch

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// write writes a patch as git does, without a header.
func write(p Patch) string {
	var b strings.Builder
	for _, h := range p.Hunks {
		fmt.Fprintf(&b, "@@ -%s +%s @@", writeRange(h.OldStart, h.OldLines), writeRange(h.NewStart, h.NewLines))
		if h.Section != "" {
			b.WriteString(" " + h.Section)
		}
		b.WriteByte('\n')
		for _, l := range h.Lines {
			fmt.Fprintf(&b, "%c%s\n", l.Kind, l.Text)
			if l.NoNewline {
				b.WriteString("\\ No newline at end of file\n")
			}
		}
	}
	return b.String()
}

func writeRange(start, lines int) string {
	if lines == 1 {
		return fmt.Sprint(start)
	}
	return fmt.Sprintf("%d,%d", start, lines)
}

// apply gives the new version from the old one. It knows nothing of Undo: it goes by the numbers of the lines.
func apply(t *testing.T, p Patch, old string) string {
	t.Helper()
	lines, from := slices.Collect(strings.Lines(old)), 1
	var b strings.Builder
	keep := func(before int) {
		for ; from < before; from++ {
			b.WriteString(lines[from-1])
		}
	}
	for _, h := range p.Hunks {
		if keep(h.OldStart); h.OldLines == 0 {
			keep(h.OldStart + 1)
		}
		for _, l := range h.Lines {
			text := l.Text + "\n"
			if l.NoNewline {
				text = l.Text
			}
			if l.Kind != Added {
				if keep(l.Old); l.Old > len(lines) || lines[l.Old-1] != text {
					t.Fatalf("line %d of the old version is not %q", l.Old, text)
				}
				from++
			}
			if l.Kind != Deleted {
				b.WriteString(text)
			}
		}
	}
	keep(len(lines) + 1)
	return b.String()
}

// gitDiff runs the real git diff on two versions and skips the test if there is none.
func gitDiff(t testing.TB, old, new string, options ...string) string {
	t.Helper()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed, and this test holds the package against it")
	}
	folder := t.TempDir()
	for name, text := range map[string]string{"old": old, "new": new} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	arguments := append([]string{"diff", "--no-index", "--no-color", "--no-ext-diff", "--no-textconv"}, options...)
	cmd := exec.Command(git, append(arguments, "old", "new")...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull, "HOME="+folder, "LC_ALL=C")
	out, err := cmd.Output()
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() > 1 {
		t.Fatalf("git diff: %v", err)
	}
	return string(out)
}

// words are what random lines are made of: so few that lines repeat, with what is difficult in a patch.
var words = []string{
	"", " ", "a", "b", "The client MUST", "+", "-", "--- a/x", "+++ b/x", "@@ -1 +1 @@", `\ No newline at end of file`, "\t", "héllo",
	"草案", "\u2028", "\x00", "diff --git a b", "x\ry", "\xff\xfe",
}

func randomLine(r *rand.Rand) string {
	line := words[r.IntN(len(words))]
	if r.IntN(2) == 0 {
		line += " " + words[r.IntN(len(words))]
	}
	if r.IntN(3) == 0 {
		line += fmt.Sprint(r.IntN(50))
	}
	return line
}

// randomVersions makes a text and edits it.
func randomVersions(r *rand.Rand) (old, new string) {
	lines := make([]string, r.IntN(60)*r.IntN(3))
	for i := range lines {
		lines[i] = randomLine(r)
	}
	edited := slices.Clone(lines)
	for range r.IntN(8) {
		i := r.IntN(len(edited) + 1)
		j := min(len(edited), i+r.IntN(5))
		added := make([]string, r.IntN(5))
		for k := range added {
			added[k] = randomLine(r)
		}
		if r.IntN(4) == 0 {
			added = append(added, edited[i:j]...)
			added = append(added, edited[i:j]...)
		}
		edited = slices.Replace(edited, i, j, added...)
	}
	return randomEnds(r, lines), randomEnds(r, edited)
}

// randomEnds joins lines, sometimes with CRLF, sometimes without a last line end.
func randomEnds(r *rand.Rand, lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	end := "\n"
	if r.IntN(4) == 0 {
		end = "\r\n"
	}
	text := strings.Join(lines, end)
	if r.IntN(4) > 0 {
		text += end
	}
	return text
}

// TestGit holds Parse, Undo, Anchor, NewLine and OldLine against git diff on random edits.
func TestGit(t *testing.T) {
	hunks := 0
	for seed := range uint64(250) {
		r := rand.New(rand.NewPCG(seed, 1))
		old, new := randomVersions(r)
		width := r.IntN(6)
		text := gitDiff(t, old, new, fmt.Sprint("-U", width), "--text")
		p, err := Parse(text)
		if err != nil {
			t.Fatalf("seed %d: %v in\n%s", seed, err, text)
		}
		if at := max(0, strings.Index(text, "\n@@")+1); len(p.Hunks) > 0 && write(p) != text[at:] {
			t.Fatalf("seed %d: read as\n%s\nof\n%s", seed, write(p), text)
		}
		hunks += len(p.Hunks)
		checkPatch(t, p, old, new)
	}
	if hunks < 250 {
		t.Errorf("git made %d hunks, which is too few to show anything", hunks)
	}
}

// checkPatch holds a patch against the two versions that it compares.
func checkPatch(t *testing.T, p Patch, old, new string) {
	t.Helper()
	undone, err := p.Undo([]byte(new))
	if err != nil {
		t.Fatalf("undo: %v\n%s", err, write(p))
	}
	if string(undone) != old {
		t.Fatalf("undone: %q, want %q\n%s", undone, old, write(p))
	}
	if got := apply(t, p, old); got != new {
		t.Fatalf("applied: %q, want %q", got, new)
	}
	if len(p.Hunks) == 0 && old != new {
		t.Fatal("no hunk for versions that differ")
	}
	checkLines(t, p, slices.Collect(strings.Lines(old)), slices.Collect(strings.Lines(new)))
}

// checkLines checks what is said of each line: it can be commented on if and only if a hunk shows it, the same line stands
// where NewLine and OldLine say, and the changed lines are those that Counts counts.
func checkLines(t *testing.T, p Patch, old, new []string) {
	t.Helper()
	shown := map[Side]map[int]bool{Left: {}, Right: {}}
	for _, h := range p.Hunks {
		for _, l := range h.Lines {
			shown[Left][l.Old], shown[Right][l.New] = true, true
		}
	}
	added, deleted := p.Counts()
	for i := range old {
		line, there := i+1, p.NewLine(i+1)
		checkAnchor(t, p, Left, line, shown[Left][line])
		if there > 0 && (new[there-1] != old[i] || p.OldLine(there) != line) {
			t.Errorf("line %d of the old version is %d of the new one, and not back", line, there)
		}
		if p.Changed(Left, line, line) != (there == 0) {
			t.Errorf("line %d of the old version: changed and standing at %d", line, there)
		}
		if there == 0 {
			deleted--
		}
	}
	for j := range new {
		checkAnchor(t, p, Right, j+1, shown[Right][j+1])
		if there := p.OldLine(j + 1); p.Changed(Right, j+1, j+1) != (there == 0) {
			t.Errorf("line %d of the new version: changed and standing at %d", j+1, there)
		} else if there == 0 {
			added--
		}
	}
	if added != 0 || deleted != 0 {
		t.Errorf("counts are %d added and %d deleted too many", added, deleted)
	}
}

func checkAnchor(t *testing.T, p Patch, side Side, line int, want bool) {
	t.Helper()
	a, ok := p.Anchor(side, line, line)
	if ok != want || ok && a != (Anchor{side, line, line}) {
		t.Errorf("line %d %s: anchor %+v %v, want %v\n%s", line, side, a, ok, want, write(p))
	}
}

// TestCompare holds what Compare makes against the versions, and its size against the smallest that git finds.
func TestCompare(t *testing.T) {
	more := 0
	for seed := range uint64(250) {
		r := rand.New(rand.NewPCG(seed, 2))
		old, new := randomVersions(r)
		p := Compare([]byte(old), []byte(new))
		again, err := Parse(write(p))
		if err != nil {
			t.Fatalf("seed %d: %v in\n%s", seed, err, write(p))
		}
		if write(again) != write(p) {
			t.Fatalf("seed %d: read back as\n%s\nof\n%s", seed, write(again), write(p))
		}
		checkPatch(t, again, old, new)
		least, err := Parse(gitDiff(t, old, new, "--minimal", "--text"))
		if err != nil {
			t.Fatal(err)
		}
		added, deleted := p.Counts()
		if a, d := least.Counts(); a != added || d != deleted {
			t.Errorf("seed %d: %d added and %d deleted, and git has %d and %d", seed, added, deleted, a, d)
		}
		if write(withoutSections(least)) != write(p) {
			more++
		}
	}
	t.Logf("%d of 250 patches are not those of git", more)
}

func withoutSections(p Patch) Patch {
	hunks := slices.Clone(p.Hunks)
	for i := range hunks {
		hunks[i].Section = ""
	}
	return Patch{Hunks: hunks}
}
