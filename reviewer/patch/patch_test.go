package patch

import (
	"strings"
	"testing"
)

// twoHunks is a patch as GitHub gives it: without headers, without a last LF, one version in CRLF.
const twoHunks = "@@ -1,4 +1,5 @@\n one\r\n-two\r\n+zwei\r\n+drei\r\n three\r\n four\r\n@@ -11,3 +12,2 @@ ## Heading\n eleven\r\n-twelve\r\n thirteen\r"

func TestParse(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want string // as write writes it; the text with an LF at the end if empty
	}{
		"GitHub, CRLF":    {twoHunks, ""},
		"counts left out": {"@@ -1 +1,2 @@\n a\n+b", ""},
		"new file":        {"@@ -0,0 +1,2 @@\n+a\n+b", ""},
		"deleted file":    {"@@ -1,2 +0,0 @@\n-a\n-b", ""},
		"no context":      {"@@ -3,0 +4 @@\n+a\n@@ -5 +5,0 @@\n-b", ""},
		"hunks that meet": {"@@ -1 +1 @@\n-a\n+b\n@@ -2 +2 @@\n-c\n+d", ""},
		"LF added at the end": {
			"@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a", "",
		},
		"no LF in both": {"@@ -1,2 +1 @@\n-a\n b\n\\ No newline at end of file", ""},
		"in another language": {
			"@@ -1 +1 @@\n-a\n\\ Kein Zeilenumbruch am Dateiende.\n+a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n",
		},
		"lines that look like heads": {"@@ -1,3 +1,3 @@\n @@ -1 +1 @@\n--- a\n+++ b\n \\ No newline at end of file", ""},
		"empty line without a sign":  {"@@ -1,2 +1 @@\n\n-a\n", "@@ -1,2 +1 @@\n \n-a\n"},
		"git diff": {
			"diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@ @@ x\n-a\n+b\n", "@@ -1 +1 @@ @@ x\n-a\n+b\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Parse(c.text)
			if err != nil {
				t.Fatal(err)
			}
			if c.want == "" {
				c.want = c.text + "\n"
			}
			if got := write(p); got != c.want {
				t.Errorf("read as %q, want %q", got, c.want)
			}
		})
	}
}

func TestParseNoHunks(t *testing.T) {
	for name, text := range map[string]string{
		"empty":   "",
		"renamed": "diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n",
		"mode":    "diff --git a/x b/x\nold mode 100644\nnew mode 100755\n",
	} {
		if p, err := Parse(text); err != nil || len(p.Hunks) != 0 {
			t.Errorf("%s: %v %v", name, p, err)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"cut off":              {"@@ -1,3 +1,3 @@\n a\n-b\n", "line 3 of the patch: the text ends here, and the hunk lacks 1 old and 2 new lines"},
		"cut off at the head":  {"@@ -1 +1 @@", "line 1 of the patch: the text ends here"},
		"cut off in the head":  {"@@ -1,4 +1", "line 1 of the patch: \"@@ -1,4 +1\" is not the head"},
		"cut off by a hunk":    {"@@ -1,2 +1,2 @@\n a\n@@ -9 +9 @@\n-a\n+b\n", `line 3 of the patch: "@@ -9 +9 @@" begins with none of`},
		"too many old":         {"@@ -1 +1,2 @@\n-a\n-b\n+c\n+d", "line 3 of the patch: \"-b\" is one more line"},
		"too many new":         {"@@ -1,2 +1 @@\n+a\n+b\n", "line 3 of the patch: \"+b\" is one more line"},
		"too much context":     {"@@ -1 +1,2 @@\n-a\n b\n", "line 3 of the patch: \" b\" is one more line"},
		"more behind":          {"@@ -1 +1 @@\n a\n b\n", "line 3 of the patch: \" b\" follows a complete hunk"},
		"empty line behind":    {"@@ -1 +1 @@\n a\n\n", "line 3 of the patch: \"\" follows a complete hunk"},
		"second file":          {"@@ -1 +1 @@\n-a\n+b\ndiff --git a/y b/y\n", "line 4 of the patch"},
		"not ascending":        {"@@ -5 +5 @@\n-a\n+b\n@@ -1 +1 @@\n-a\n+b\n", "line 4 of the patch: \"@@ -1 +1 @@\" begins before the end"},
		"overlapping":          {"@@ -1,2 +1,2 @@\n a\n-b\n+c\n@@ -2 +2 @@\n-a\n+b\n", "begins before the end"},
		"overlapping new":      {"@@ -1 +1,2 @@\n a\n+b\n@@ -2 +2 @@\n-c\n+d\n", "begins before the end"},
		"uneven gap":           {"@@ -1 +1 @@\n-a\n+b\n@@ -5 +6 @@\n-a\n+b\n", "leaves out 3 old and 4 new lines"},
		"uneven first gap":     {"@@ -1 +2 @@\n-a\n+b\n", "leaves out 0 old and 1 new lines"},
		"no lines":             {"@@ -1,0 +1,0 @@\n", "has no lines"},
		"line 0":               {"@@ -0 +1 @@\n-a\n+b\n", "begins with line 0"},
		"huge":                 {"@@ -2147483648 +1 @@\n", "is over 2147483647"},
		"huge sum":             {"@@ -2147483640,9 +1 @@\n", "goes over 2147483647 lines"},
		"huge beyond words":    {"@@ -99999999999999999999999 +1 @@\n", "is over 2147483647"},
		"negative":             {"@@ --1 +1 @@\n", "is not a number"},
		"not a number":         {"@@ -a +1 @@\n", "is not a number"},
		"empty count":          {"@@ -1, +1 @@\n", "is not a number"},
		"head with CR":         {"@@ -1 +1 @@\r\n-a\r\n+b\r\n", "is not the head"},
		"merge":                {"@@@ -1 -1 +1 @@@\n--a\n++b\n", "is not the head"},
		"binary":               {"diff --git a/x b/x\nBinary files a/x and b/x differ\n", "line 2 of the patch: the file is binary"},
		"something else":       {"hello\n", "line 1 of the patch: \"hello\" is neither"},
		"no line to mark":      {"@@ -1 +1 @@\n\\ No newline at end of file\n", "no line stands above"},
		"nothing to mark":      {"\\ No newline at end of file\n", "no line stands above"},
		"marked twice":         {"@@ -1 +0,0 @@\n-a\n\\ No newline at end of file\n\\ No newline at end of file\n", "no line stands above"},
		"marked and empty":     {"@@ -1 +0,0 @@\n-\n\\ No newline at end of file\n", "no line stands above"},
		"behind the old end":   {"@@ -1,2 +0,0 @@\n-a\n\\ No newline at end of file\n-b\n", "follows the last line of its version"},
		"behind the new end":   {"@@ -0,0 +1,2 @@\n+a\n\\ No newline at end of file\n+b\n", "follows the last line of its version"},
		"hunk behind the end":  {"@@ -1 +1 @@\n a\n\\ No newline at end of file\n@@ -3 +3 @@\n-a\n+b\n", "follows the last line of its version"},
		"quotes only the head": {strings.Repeat("x", 1000), `xx"... is neither`},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Parse(c.text)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			if len(p.Hunks) > 0 {
				t.Errorf("a patch with the error: %v", p)
			}
		})
	}
}

// TestTruncated cuts a patch off at every byte. What is left is read only between hunks, and within the text of a hunk's last
// line, where nothing but the version itself can tell.
func TestTruncated(t *testing.T) {
	_, new := versionsOfTwoHunks()
	second := strings.Index(twoHunks, "@@ -11")
	four, thirteen := strings.Index(twoHunks, "four"), strings.LastIndex(twoHunks, "thirteen")
	for n := range len(twoHunks) {
		p, err := Parse(twoHunks[:n])
		if want := n == 0 || four <= n && n <= second || thirteen <= n; want != (err == nil) {
			t.Errorf("cut at %d: %q was read as %v %v", n, twoHunks[:n], p, err)
		}
		if thirteen <= n {
			if _, err := p.Undo(new); err == nil {
				t.Errorf("cut at %d: the patch was undone", n)
			}
		}
	}
}

// lines writes words as lines that end with CRLF.
func lines(words ...string) []byte { return []byte(strings.Join(words, "\r\n") + "\r\n") }

func versionsOfTwoHunks() (old, new []byte) {
	return lines("one", "two", "three", "four", "5", "6", "7", "8", "9", "10", "eleven", "twelve", "thirteen", "14"),
		lines("one", "zwei", "drei", "three", "four", "5", "6", "7", "8", "9", "10", "eleven", "thirteen", "14")
}

func TestUndo(t *testing.T) {
	p := parse(t, twoHunks)
	old, new := versionsOfTwoHunks()
	if got, err := p.Undo(new); err != nil || string(got) != string(old) {
		t.Errorf("undone: %q %v", got, err)
	}
	if added, deleted := p.Counts(); added != 2 || deleted != 2 {
		t.Errorf("counts: %d added, %d deleted, want 2 and 2", added, deleted)
	}
	if got, err := (Patch{}).Undo(new); err != nil || string(got) != string(new) {
		t.Errorf("an empty patch: %q %v", got, err)
	}
}

func TestUndoErrors(t *testing.T) {
	const marker = "\n\\ No newline at end of file"
	for name, c := range map[string]struct{ patch, new, want string }{
		"context differs":  {"@@ -1,2 +1,2 @@\n a\n-b\n+c", "A\nc\n", `line 1 of the new version is "A\n", and in the patch it is "a\n"`},
		"added differs":    {"@@ -1,2 +1,2 @@\n a\n-b\n+c", "a\nC\n", `line 2 of the new version is "C\n"`},
		"CRLF for LF":      {"@@ -1 +1 @@\n-b\n+c", "c\r\n", `line 1 of the new version is "c\r\n"`},
		"no LF":            {"@@ -1 +1 @@\n-b\n+c", "c", `is "c", and in the patch it is "c\n"`},
		"LF":               {"@@ -1 +1 @@\n-b\n+c" + marker, "c\n", `is "c\n", and in the patch it is "c"`},
		"more behind":      {"@@ -1 +1 @@\n-b\n+c" + marker, "c\nd\n", `is "c\n", and in the patch it is "c"`},
		"ends in a hunk":   {"@@ -1,2 +1,2 @@\n a\n-b\n+c", "a\n", "the new version ends before line 2"},
		"ends before":      {"@@ -5 +5 @@\n-b\n+c", "a\n", "the new version ends before line 2"},
		"empty":            {"@@ -1 +1 @@\n-b\n+c", "", "the new version ends before line 1"},
		"deleted behind":   {"@@ -2 +1,0 @@\n-b", "a", "behind one that has no LF"},
		"kept behind":      {"@@ -1 +0,0 @@\n-b" + marker, "a\n", "behind one that has no LF"},
		"kept and a cut":   {"@@ -1,2 +1 @@\n a\n-b" + marker, "a\nc\n", "behind one that has no LF"},
		"quotes the start": {"@@ -1 +1 @@\n-b\n+" + strings.Repeat("x", 1000), "c\n", `xx"...; is it`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parse(t, c.patch).Undo([]byte(c.new))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("undone: %q, error %v, want %q", got, err, c.want)
			}
		})
	}
}

// TestUndoOverlap gives Undo a patch that Parse would refuse.
func TestUndoOverlap(t *testing.T) {
	h := Hunk{OldStart: 1, OldLines: 1, NewStart: 1, NewLines: 1, Lines: []Line{{Kind: Context, Old: 1, New: 1, Text: "a"}}}
	if got, err := (Patch{Hunks: []Hunk{h, h}}).Undo([]byte("a\nb\n")); err == nil {
		t.Errorf("undone: %q, want an error", got)
	}
}

func parse(t testing.TB, text string) Patch {
	t.Helper()
	p, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAnchor(t *testing.T) {
	p := parse(t, twoHunks) // on the Left lines 1-4 and 11-13, on the Right 1-5 and 12-13
	three := parse(t, "@@ -1,3 +1,3 @@\n-a\n+b\n c\n d\n@@ -11,2 +11,3 @@\n-e\n+f\n+g\n h\n@@ -21,3 +22,3 @@\n i\n-j\n+k\n l\n")
	none := Anchor{}
	for name, c := range map[string]struct {
		p           Patch
		side        Side
		first, last int
		want        Anchor
	}{
		"added":                     {p, Right, 2, 3, Anchor{Right, 2, 3}},
		"deleted":                   {p, Left, 2, 2, Anchor{Left, 2, 2}},
		"context on the right":      {p, Right, 1, 1, Anchor{Right, 1, 1}},
		"context on the left":       {p, Left, 3, 4, Anchor{Left, 3, 4}},
		"cut at the end":            {p, Right, 4, 9, Anchor{Right, 4, 5}},
		"cut at the beginning":      {p, Right, 7, 12, Anchor{Right, 12, 12}},
		"cut at both":               {p, Left, 9, 99, Anchor{Left, 11, 13}},
		"between the hunks":         {p, Right, 6, 11, none},
		"behind":                    {p, Right, 14, 20, none},
		"before":                    {p, Right, -3, 0, none},
		"the wrong way round":       {p, Right, 3, 2, none},
		"the most changed lines":    {three, Right, 1, 30, Anchor{Right, 11, 13}},
		"then the most lines":       {three, Left, 11, 30, Anchor{Left, 21, 23}},
		"then the first":            {three, Left, 1, 30, Anchor{Left, 1, 3}},
		"only lines of the range":   {three, Left, 2, 12, Anchor{Left, 11, 12}},
		"no lines on the side":      {parse(t, "@@ -3,0 +4,2 @@\n+a\n+b\n"), Left, 1, 9, none},
		"nothing in an empty patch": {Patch{}, Right, 1, 9, none},
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := c.p.Anchor(c.side, c.first, c.last); got != c.want || ok != (c.want != none) {
				t.Errorf("anchor %+v %v, want %+v", got, ok, c.want)
			}
		})
	}
}

func TestChanged(t *testing.T) {
	p := parse(t, twoHunks)
	for _, c := range []struct {
		side        Side
		first, last int
		want        bool
	}{
		{Right, 2, 2, true}, {Right, 3, 3, true}, {Right, 1, 1, false}, {Right, 4, 13, false}, {Right, 1, 99, true},
		{Left, 2, 2, true}, {Left, 3, 11, false}, {Left, 3, 12, true}, {Left, 3, 2, false}, {Left, 0, 0, false}, {Right, -1, 0, false},
	} {
		if got := p.Changed(c.side, c.first, c.last); got != c.want {
			t.Errorf("lines %d to %d %s changed: %v, want %v", c.first, c.last, c.side, got, c.want)
		}
	}
}

func TestAcross(t *testing.T) {
	p := parse(t, twoHunks)
	insertion := parse(t, "@@ -3,0 +4,2 @@\n+a\n+b\n")
	for _, c := range []struct {
		p        Patch
		old, new int // 0 if the version has no such line
	}{
		{p, 1, 1}, {p, 3, 4}, {p, 4, 5}, {p, 5, 6}, {p, 10, 11}, {p, 11, 12}, {p, 13, 13}, {p, 14, 14}, {p, 2, 0}, {p, 12, 0},
		{p, 0, 2}, {p, 0, 3}, {insertion, 3, 3}, {insertion, 4, 6}, {insertion, 0, 4}, {insertion, 0, 5}, {Patch{}, 7, 7},
	} {
		if got := c.p.NewLine(c.old); c.old > 0 && got != c.new {
			t.Errorf("line %d of the old version is %d of the new one, want %d", c.old, got, c.new)
		}
		if got := c.p.OldLine(c.new); c.new > 0 && got != c.old {
			t.Errorf("line %d of the new version is %d of the old one, want %d", c.new, got, c.old)
		}
	}
	if p.NewLine(0) != 0 || p.OldLine(-1) != 0 {
		t.Error("there is no line 0")
	}
}
