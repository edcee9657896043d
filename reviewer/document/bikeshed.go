package document

type htmlElement struct{ name string }

func (m *mdReader) tag(lines []mdLine) int                              { return 1 }
func (m *mdReader) rawHTML(l mdLine)                                    {}
func (m *mdReader) bikeshedBrace(t *inlineText, i int, rest []byte) int { return 0 }
func (s *mdSplitter) tagged(at, stop, next int) int                     { return s.comments(at, stop, next) }
func (s *mdSplitter) htmlLine(at, stop int) int                         { return 0 }
