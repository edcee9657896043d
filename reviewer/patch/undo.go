package patch

import (
	"bytes"
	"errors"
	"fmt"
)

// Undo gives the old version from the new one. It holds every line of the new version that the patch shows against the
// patch, and the error names the first one that differs.
func (p Patch) Undo(new []byte) ([]byte, error) {
	u := undo{rest: new, line: 1, old: make([]byte, 0, len(new)+p.deleted())}
	for _, h := range p.Hunks {
		first, _ := h.span(Right)
		if err := u.keep(first); err != nil {
			return nil, err
		}
		for _, l := range h.Lines {
			if err := u.take(l); err != nil {
				return nil, err
			}
		}
	}
	if err := u.write(u.rest); err != nil {
		return nil, err
	}
	return u.old, nil
}

// deleted is the size of the deleted lines, in bytes.
func (p Patch) deleted() int {
	n := 0
	for _, h := range p.Hunks {
		for _, l := range h.Lines {
			if l.Kind == Deleted {
				n += len(l.Text) + 1
			}
		}
	}
	return n
}

// undo is an old version that is being written.
type undo struct {
	rest []byte // what has not been read of the new version
	line int    // the number of its first line in the new version, 1-based
	old  []byte
}

// keep takes over the lines before one of the new version, 1-based.
func (u *undo) keep(before int) error {
	if before < u.line {
		return fmt.Errorf("line %d of the new version stands in two hunks of the patch", before)
	}
	kept := u.rest
	for ; u.line < before; u.line++ {
		if len(u.rest) == 0 {
			return fmt.Errorf("the new version ends before line %d, and the patch has a hunk there; is it the patch of this version?", u.line)
		}
		u.rest = u.rest[len(firstLine(u.rest)):]
	}
	return u.write(kept[:len(kept)-len(u.rest)])
}

// take does what a line of the patch says.
func (u *undo) take(l Line) error {
	text := append([]byte(l.Text), '\n')
	if l.NoNewline {
		text = text[:len(l.Text)]
	}
	if l.Kind != Deleted {
		found := firstLine(u.rest)
		if len(found) == 0 {
			return fmt.Errorf("the new version ends before line %d, and the patch has there %s; is it the patch of this version?", u.line, quote(string(text)))
		}
		if !bytes.Equal(found, text) {
			return fmt.Errorf("line %d of the new version is %s, and in the patch it is %s; is it the patch of this version?",
				u.line, quote(string(found)), quote(string(text)))
		}
		u.rest = u.rest[len(found):]
		u.line++
	}
	if l.Kind == Added {
		return nil
	}
	return u.write(text)
}

// write adds lines to the old version.
func (u *undo) write(lines []byte) error {
	if len(lines) > 0 && len(u.old) > 0 && u.old[len(u.old)-1] != '\n' {
		return errors.New("the patch puts a line of the old version behind one that has no LF; is it the patch of this version?")
	}
	u.old = append(u.old, lines...)
	return nil
}

// firstLine gives the first line of a text with its LF, if it has one.
func firstLine(text []byte) []byte {
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		return text[:i+1]
	}
	return text
}
