package render

import (
	"bytes"
	"compress/gzip"
	"io"
)

// spool holds text until it can be written, compressed, so that thousands of reviews fit in memory. Its zero value is
// empty.
type spool struct {
	packed bytes.Buffer
	pack   *gzip.Writer // nil while empty
	size   int          // bytes written to it
}

// Write never fails.
func (s *spool) Write(text []byte) (int, error) {
	if s.pack == nil {
		s.pack, _ = gzip.NewWriterLevel(&s.packed, gzip.BestSpeed) // fails only for a level that does not exist
	}
	s.size += len(text)
	return s.pack.Write(text)
}

// WriteTo writes all that the spool holds, once.
func (s *spool) WriteTo(w io.Writer) (int64, error) {
	if s.pack == nil {
		return 0, nil
	}
	if err := s.pack.Close(); err != nil {
		return 0, err
	}
	text, err := gzip.NewReader(&s.packed)
	if err != nil {
		return 0, err
	}
	return io.Copy(w, text)
}
