package document

import (
	"bytes"
	"strings"
)

// looksLikeMmark reports whether a draft is mmark Markdown: a head in TOML between lines of "%%%", or its words to the
// processor.
func looksLikeMmark(source []byte) bool {
	source = bytes.TrimLeft(bytes.TrimPrefix(source, []byte("\xEF\xBB\xBF")), " \t\r\n")
	if bytes.HasPrefix(source, []byte("%%%")) {
		return true
	}
	head := source[:min(len(source), 256<<10)]
	return hasLine(head, "{mainmatter}")
}

// parseMmark reads mmark Markdown (mmark.miek.nl/post/syntax).
func parseMmark(draft Draft) (*Document, error) {
	return readTwice(draft, FormatMmark, (*mdReader).mmark), nil
}

func (m *mdReader) mmark() {
	start := m.tomlHead()
	m.plain = true
	m.blocks(m.split(start, len(m.src)), BlockParagraph, 0)
	m.stop()
	if !m.appendix {
		m.references()
	}
}

func (m *mdReader) mainMatter() {
	m.stop()
	m.plain = false
}

// backMatter opens the part in which sections are appendices. mmark lists the references there.
func (m *mdReader) backMatter() {
	if m.appendix {
		return
	}
	m.stop()
	m.plain = false
	m.references()
	m.appendix, m.level = true, 0
	clear(m.count[:])
}

// tomlHead reads the head and returns where it ends. It knows the part of TOML that drafts use: tables, arrays of
// tables and keys with a string or a word as value.
func (m *mdReader) tomlHead() int {
	src := m.src
	at := bytes.Index(src, []byte("%%%"))
	if at < 0 || len(bytes.TrimSpace(bytes.TrimPrefix(src[:at], []byte("\xEF\xBB\xBF")))) > 0 {
		return 0
	}
	body := at + 3
	n := bytes.Index(src[body:], []byte("\n%%%"))
	if n < 0 {
		m.gap("the head of the draft is never closed by \"%%%\"", at, len(src))
		return body
	}
	table := ""
	meta := &m.b.doc.Meta
	for _, line := range bytes.SplitN(src[body:body+n], []byte("\n"), maxHeadNodes) {
		text := strings.TrimSpace(string(bytes.ToValidUTF8(line[:min(len(line), MaxEntityText)], nil)))
		if strings.HasPrefix(text, "[") {
			table = strings.Trim(text, "[] ")
			if table == "author" {
				meta.Authors++
			}
			continue
		}
		key, value, ok := strings.Cut(text, "=")
		if !ok || strings.HasPrefix(text, "#") {
			continue
		}
		tomlValue(meta, table, strings.TrimSpace(key), scalar([]byte(strings.TrimSpace(value))))
	}
	meta.Title = foldSpace(meta.Title)
	meta.Stream = firstSet(meta.Stream, streamOf(meta.Name))
	if meta.WorkingGroup == "" || strings.Contains(meta.WorkingGroup, " ") {
		if g := groupOf(meta.Name); g != "" {
			meta.WorkingGroup = g
		}
	}
	end := body + n + 4
	if i := bytes.IndexByte(src[end:], '\n'); i >= 0 {
		return end + i + 1
	}
	return len(src)
}

func tomlValue(meta *Metadata, table, key, value string) {
	switch table + "." + key {
	case ".title":
		meta.Title = value
	case ".workgroup":
		meta.WorkingGroup = groupName(value)
	case ".date":
		meta.Date, _, _ = strings.Cut(value, "T")
	case ".docName", "seriesInfo.value":
		if meta.Name == "" {
			meta.Name = value
		}
		if allDigits(value) {
			meta.Name = "rfc" + value
		}
	case "seriesInfo.stream", ".submissiontype", ".submissionType":
		meta.Stream = streamName(value)
	case "seriesInfo.status", ".category":
		meta.Intended = categoryStatus(value)
	}
}
