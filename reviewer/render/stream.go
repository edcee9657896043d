package render

import (
	"bufio"
	"bytes"
	"io"
)

// jsonStream writes a JSON object whose largest member is a list, one item a line, so that only one item is held at a time.
// What can only be said at the end stands behind the list.
type jsonStream struct {
	w         *bufio.Writer
	buf       bytes.Buffer
	head      func() (string, error) // the object up to the bracket that opens the list
	open, any bool
}

func newJSONStream(w io.Writer, head func() (string, error)) *jsonStream {
	return &jsonStream{w: bufio.NewWriterSize(w, 64<<10), head: head}
}

// begin writes the head, once.
func (s *jsonStream) begin() error {
	if s.open {
		return nil
	}
	s.open = true
	text, err := s.head()
	if err != nil {
		return err
	}
	_, err = s.w.WriteString(text)
	return err
}

// item writes the next item of the list.
func (s *jsonStream) item(v any) error {
	if err := s.begin(); err != nil {
		return err
	}
	text, err := marshal(&s.buf, v)
	if err != nil {
		return err
	}
	if s.any {
		_ = s.w.WriteByte(',') // the buffer remembers its first error
	}
	s.any = true
	_ = s.w.WriteByte('\n')
	_, err = s.w.Write(text)
	return err
}

// end closes the list and writes the members of tail, an object, behind it, and then closing.
func (s *jsonStream) end(tail any, closing string) error {
	if err := s.begin(); err != nil {
		return err
	}
	text, err := marshal(&s.buf, tail)
	if err != nil {
		return err
	}
	_, _ = s.w.WriteString("\n],")
	_, _ = s.w.Write(text[1:])
	_, _ = s.w.WriteString(closing)
	return s.w.Flush()
}
