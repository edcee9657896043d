package patch

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// maxLine is the largest number of a line and of lines that is read: git counts lines in a signed number, and a file of
// 64 MiB has fewer.
const maxLine = 1<<31 - 1

// Parse reads the hunks of the patch of one file: what GitHub gives as "patch" of a file of a pull request, which begins
// with "@@", or what git diff writes, whose lines before the first "@@" are skipped. An empty text is an empty patch, as
// is the one of a file that was only renamed. A patch that was cut off is an error; if it was cut between two hunks, only
// Counts can tell, and within the text of its last line only Undo. Parse takes memory in proportion to the text.
func Parse(text string) (Patch, error) {
	p := parser{rest: text, next: place{1, 1}}
	for p.rest != "" {
		line, rest, _ := strings.Cut(p.rest, "\n")
		p.rest = rest
		p.number++
		if err := p.read(line); err != nil {
			return Patch{}, fmt.Errorf("line %d of the patch: %w", p.number, err)
		}
	}
	if !p.complete() {
		return Patch{}, fmt.Errorf("line %d of the patch: the text ends here, %s", p.number, p.short())
	}
	return p.patch, nil
}

// place is a line in each version, or a number of them.
type place struct{ old, new int }

// parser reads a patch line by line.
type parser struct {
	rest   string // what has not been read
	number int    // of the line that is read, 1-based
	patch  Patch
	next   place // the number of the next line of each version, 1-based
	left   place // how many lines of each version the last hunk must still have
	ended  struct{ old, new bool }
}

func (p *parser) complete() bool { return p.left == place{} }

// short says what the last hunk lacks.
func (p *parser) short() string {
	return fmt.Sprintf("and the hunk lacks %d old and %d new lines that its @@ line counts; get the whole patch", p.left.old, p.left.new)
}

func (p *parser) read(line string) error {
	switch {
	case strings.HasPrefix(line, `\ `):
		return p.noNewline()
	case !p.complete():
		return p.line(line)
	case strings.HasPrefix(line, "@@"):
		return p.hunk(line)
	case len(p.patch.Hunks) == 0:
		return header(line)
	}
	return fmt.Errorf("%s follows a complete hunk: only another hunk of the same file may", quote(line))
}

// headers are how the lines begin that git diff writes before the hunks (git-diff, "Generating patch text with -p"), in
// their order.
var headers = []string{
	"diff --git ", "old mode ", "new mode ", "deleted file mode ", "new file mode ", "similarity index ", "dissimilarity index ",
	"copy from ", "copy to ", "rename from ", "rename to ", "index ", "--- ", "+++ ",
}

func header(line string) error {
	if strings.HasPrefix(line, "Binary files ") || strings.HasPrefix(line, "GIT binary patch") {
		return errors.New("the file is binary for git, so that it has no lines")
	}
	for _, h := range headers {
		if strings.HasPrefix(line, h) {
			return nil
		}
	}
	return fmt.Errorf("%s is neither a header of git diff nor the @@ line of a hunk", quote(line))
}

// hunk reads the "@@" line of a hunk.
func (p *parser) hunk(line string) error {
	h, err := parseHunk(line)
	if err != nil {
		return err
	}
	old, oldEnd := h.span(Left)
	added, addedEnd := h.span(Right)
	if old < p.next.old || added < p.next.new {
		return fmt.Errorf("%s begins before the end of the hunk above", quote(line))
	}
	if between := (place{old - p.next.old, added - p.next.new}); between.old != between.new {
		return fmt.Errorf("%s leaves out %d old and %d new lines, which must be as many", quote(line), between.old, between.new)
	}
	p.next, p.left = place{old, added}, place{oldEnd - old, addedEnd - added}
	p.patch.Hunks = append(p.patch.Hunks, h)
	return nil
}

// parseHunk reads "@@ -1,5 +1,6 @@ section".
func parseHunk(line string) (h Hunk, err error) {
	rest, ok := strings.CutPrefix(line, "@@ -")
	old, rest, okOld := strings.Cut(rest, " +")
	added, section, okNew := strings.Cut(rest, " @@")
	if h.Section = strings.TrimPrefix(section, " "); !ok || !okOld || !okNew || section != "" && section[0] != ' ' {
		return Hunk{}, fmt.Errorf(`%s is not the head of a hunk of two versions, as "@@ -1,5 +1,6 @@" is`, quote(line))
	}
	if h.OldStart, h.OldLines, err = parseRange(old); err != nil {
		return Hunk{}, err
	}
	if h.NewStart, h.NewLines, err = parseRange(added); err != nil {
		return Hunk{}, err
	}
	if h.OldLines == 0 && h.NewLines == 0 {
		return Hunk{}, fmt.Errorf("%s has no lines", quote(line))
	}
	return h, nil
}

// parseRange reads "3,4", or "3", which is "3,1".
func parseRange(text string) (start, lines int, err error) {
	first, count, many := strings.Cut(text, ",")
	if !many {
		count = "1"
	}
	if start, err = parseNumber(first); err != nil {
		return 0, 0, err
	}
	if lines, err = parseNumber(count); err != nil {
		return 0, 0, err
	}
	switch {
	case start == 0 && lines > 0:
		return 0, 0, fmt.Errorf("the range %s begins with line 0, and lines are counted from 1", quote(text))
	case start >= maxLine-lines:
		return 0, 0, fmt.Errorf("the range %s goes over %d lines, which no file that is reviewed has", quote(text), maxLine)
	}
	return start, lines, nil
}

func parseNumber(text string) (int, error) {
	n, err := strconv.ParseUint(text, 10, 31)
	if errors.Is(err, strconv.ErrRange) {
		return 0, fmt.Errorf("the number %s is over %d", quote(text), maxLine)
	} else if err != nil {
		return 0, fmt.Errorf("%s is not a number of lines", quote(text))
	}
	return int(n), nil
}

// line reads a line within a hunk. An empty one is an empty line of context, as git writes it with
// diff.suppressBlankEmpty.
func (p *parser) line(text string) error {
	l := Line{Kind: Context}
	if text != "" {
		l.Kind, l.Text = LineKind(text[0]), text[1:]
	}
	inOld, inNew := l.Kind == Context || l.Kind == Deleted, l.Kind == Context || l.Kind == Added
	switch {
	case !inOld && !inNew:
		return fmt.Errorf(`%s begins with none of " ", "+" and "-", %s`, quote(text), p.short())
	case inOld && p.left.old == 0 || inNew && p.left.new == 0:
		return fmt.Errorf("%s is one more line than the @@ line counts, %s", quote(text), p.short())
	case inOld && p.ended.old || inNew && p.ended.new:
		return fmt.Errorf("%s follows the last line of its version, which has no LF", quote(text))
	}
	if inOld {
		l.Old = p.next.old
		p.next.old, p.left.old = p.next.old+1, p.left.old-1
	}
	if inNew {
		l.New = p.next.new
		p.next.new, p.left.new = p.next.new+1, p.left.new-1
	}
	h := &p.patch.Hunks[len(p.patch.Hunks)-1]
	h.Lines = append(h.Lines, l)
	return nil
}

// noNewline reads "\ No newline at end of file", which is said of the line above.
func (p *parser) noNewline() error {
	l := p.above()
	if l == nil || l.NoNewline || l.Text == "" {
		return errors.New("no line stands above that could be without LF")
	}
	l.NoNewline = true
	p.ended.old = p.ended.old || l.Old > 0
	p.ended.new = p.ended.new || l.New > 0
	return nil
}

// above is the line that was read last; nil if the last hunk has none yet.
func (p *parser) above() *Line {
	if len(p.patch.Hunks) == 0 {
		return nil
	}
	lines := p.patch.Hunks[len(p.patch.Hunks)-1].Lines
	if len(lines) == 0 {
		return nil
	}
	return &lines[len(lines)-1]
}

// maxQuote is how much of a line an error repeats, in bytes: enough to find it.
const maxQuote = 60

func quote(text string) string {
	if len(text) > maxQuote {
		return strconv.Quote(text[:maxQuote]) + "..."
	}
	return strconv.Quote(text)
}
