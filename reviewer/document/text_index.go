package document

import (
	"bytes"
	"sort"
)

// lineIndex finds lines in a source: for every run of lineStride bytes it holds how many LF stand before it. It takes
// 1/1000 of the source, whatever stands in that.
type lineIndex []int32

// lineStride is how many bytes of source one entry stands for: few enough to be counted in a microsecond.
const lineStride = 4096

func indexLines(source []byte) lineIndex {
	index := make(lineIndex, 0, len(source)/lineStride+1)
	for at, n := 0, 0; at < len(source); at += lineStride {
		index = append(index, int32(n))
		n += bytes.Count(source[at:min(at+lineStride, len(source))], []byte{'\n'})
	}
	return index
}

// line gives the 1-based line in which the byte at offset stands.
func (x lineIndex) line(source []byte, offset int) int {
	offset = min(max(offset, 0), len(source))
	if len(x) == 0 {
		return 1
	}
	run := min(offset/lineStride, len(x)-1)
	return int(x[run]) + bytes.Count(source[run*lineStride:offset], []byte{'\n'}) + 1
}

// start gives the offset of the first byte of a 1-based line that the source has.
func (x lineIndex) start(source []byte, line int) int {
	run := sort.Search(len(x), func(i int) bool { return int(x[i]) >= line-1 }) - 1
	if run < 0 {
		return 0
	}
	at := run * lineStride
	for n := int(x[run]); n < line-1; n++ {
		i := bytes.IndexByte(source[at:], '\n')
		if i < 0 {
			return at
		}
		at += i + 1
	}
	return at
}
