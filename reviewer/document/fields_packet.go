package document

import (
	"bytes"
	"strconv"
)

// scanPacket reads bit-layout diagrams, the labels of whose cells are joined across rows, and layouts in the notation
// of RFC 9000 section 1.3 ("Field (8),").
func scanPacket(s *fieldScan) {
	p := packetScan{fieldScan: s}
	for s.more() {
		start, end := s.line()
		p.row(start, end)
	}
	p.flush()
}

type packetScan struct {
	*fieldScan
	cells []packetCell // of the box that is open
	rows  int          // rows of it so far
}

// packetCell is a column of the open box.
type packetCell struct {
	from, to   int // columns of its bars
	start, end int // where the label stands
	label      string
}

// row takes one line of the diagram.
func (p *packetScan) row(start, end int) {
	line := p.text[start:end]
	from := 0
	for from < len(line) && line[from] == ' ' {
		from++
	}
	if from == len(line) {
		p.flush()
		return
	}
	switch {
	case isBorder(line[from:]):
		p.flush()
	case line[from] == '|' || line[from] == '+' || line[from] == '/' || line[from] == ':' || line[from] == '\\' || line[from] == '~' || line[from] == '.':
		p.cellRow(start, line, from)
	default:
		p.flush()
		p.bitField(start, line, from)
	}
}

// isBorder reports "+-+-+" from end to end: a line that closes every cell.
func isBorder(line []byte) bool {
	if line[0] != '+' && line[0] != '|' {
		return false
	}
	drawn := 0
	for _, c := range line {
		switch c {
		case '-', '=', '~', '.':
			drawn++
		case '+', '|', ' ', '\r', '/', ':':
		default:
			return false
		}
	}
	return drawn*3 >= len(line) && drawn > 1
}

// cellRow takes a line of cells between bars.
func (p *packetScan) cellRow(start int, line []byte, from int) {
	if line[from] == '|' {
		p.rows++
	}
	for at := from; at < len(line); {
		next := at + 1
		for next < len(line) && line[next] != '|' && !(line[next] == '+' && !inLabel(line, next)) && line[next] != '~' {
			next++
		}
		if next >= len(line) {
			if !isEdge(line[len(line)-1]) {
				return
			}
			next = len(line) - 1
		}
		if next > at+1 {
			p.cell(start, line, at, next)
		}
		at = max(next, at+1)
	}
}

func isEdge(c byte) bool {
	return c == '|' || c == '+' || c == '/' || c == ':' || c == '\\' || c == '.'
}

// inLabel reports a plus sign with a letter or digit on a side: part of a name.
func inLabel(line []byte, i int) bool {
	return i > 0 && i+1 < len(line) && (isAlpha(line[i-1]) || isDigit(line[i-1]) || isAlpha(line[i+1]))
}

// cell joins the label between two bars to what stood in the same columns of the row above.
func (p *packetScan) cell(start int, line []byte, from, to int) {
	label := bytes.Trim(line[from+1:to], " \t\r.~/\\:-+=*")
	if len(label) == 0 {
		return
	}
	at := start + from + 1 + bytes.Index(line[from+1:to], label)
	for i := range p.cells {
		if c := &p.cells[i]; c.from == from && c.to == to {
			if len(c.label) < maxFieldName {
				c.label += " " + string(label)
				c.end = at + len(label)
			}
			return
		}
	}
	if len(p.cells) < 64 {
		p.cells = append(p.cells, packetCell{from, to, at, at + len(label), string(label)})
	}
}

// flush makes fields of the labels of the box that ends.
func (p *packetScan) flush() {
	for _, c := range p.cells {
		p.labelled(c)
	}
	p.cells, p.rows = p.cells[:0], 0
}

func (p *packetScan) labelled(c packetCell) {
	name := bytes.TrimSpace([]byte(foldText([]byte(c.label))))
	if i := bytes.IndexByte(name, '('); i > 2 {
		name = bytes.TrimSpace(name[:i])
	}
	if !isLabel(name) {
		return
	}
	index := p.add(c.start, min(c.end, c.start+maxFieldName), p.width(c))
	p.field(index).Name = string(bytes.ToValidUTF8(name, nil))
}

// isLabel reports a name of two letters or more, of at most maxFieldName bytes.
func isLabel(name []byte) bool {
	letters := 0
	for _, c := range name {
		if isAlpha(c) {
			letters++
		}
	}
	return letters >= 2 && len(name) <= maxFieldName && letters*2 >= len(name)
}

// width gives the bits of a cell of one row, or of a row of 32 bits repeated; two columns draw one bit.
func (p *packetScan) width(c packetCell) string {
	bits := (c.to - c.from) / 2
	switch {
	case p.rows <= 1:
	case bits == 32:
		bits *= p.rows
	default:
		return ""
	}
	return strconv.Itoa(bits) + " bits"
}

// bitField reads "Name (8)," and "Name (8..24) = 1,".
func (p *packetScan) bitField(start int, line []byte, from int) {
	open := bytes.IndexByte(line[from:], '(')
	if open < 2 || !isUpper(line[from]) && line[from] != '[' {
		return
	}
	open += from
	shut := bytes.IndexByte(line[open:], ')')
	tail := bytes.TrimSpace(line)
	if shut < 2 || tail[len(tail)-1] != ',' && !isBitWidth(line[open+1:open+shut]) {
		return
	}
	if line[from] == '[' {
		from++
	}
	name := bytes.TrimRight(line[from:open], " ")
	if isLabel(name) {
		f := p.field(p.add(start+from, start+from+len(name), string(bytes.TrimSpace(line[open+1:open+shut]))))
		f.Mandatory = line[max(0, from-1)] != '['
	}
}

func isBitWidth(text []byte) bool {
	for _, c := range text {
		if !isDigit(c) && c != '.' && c != 'i' {
			return false
		}
	}
	return len(text) > 0
}
