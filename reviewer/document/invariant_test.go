package document

import (
	"testing"
	"unicode/utf8"
)

// checkInvariants fails the test unless the spans of a document are in order and in range: sections, blocks and
// sentences follow each other, sentences stand in their blocks and blocks in their sections, and every span of Text
// maps into Source.
func checkInvariants(t testing.TB, d *Document) {
	t.Helper()
	if !utf8.Valid(d.Text) {
		t.Errorf("text is not valid UTF-8")
	}
	checkSections(t, d)
	checkBlocks(t, d)
	checkSentences(t, d)
	checkPieces(t, d)
}

func inRange(s Span, end int) bool { return 0 <= s.Start && s.Start <= s.End && s.End <= end }

func checkSections(t testing.TB, d *Document) {
	t.Helper()
	text, block := 0, 0
	for i, s := range d.Sections {
		if s.Parent >= i || s.Parent < -1 || s.Level < 1 || s.Parent >= 0 && d.Sections[s.Parent].Level >= s.Level {
			t.Errorf("section %d %q: parent %d, level %d", i, s.Title, s.Parent, s.Level)
		}
		if !inRange(s.Text, len(d.Text)) || s.Text.Start < text {
			t.Errorf("section %d %q: text %v of %d after %d", i, s.Title, s.Text, len(d.Text), text)
		}
		if s.Blocks.Start < block || s.Blocks.End < s.Blocks.Start || s.Blocks.End > len(d.Blocks) {
			t.Errorf("section %d %q: blocks %v of %d after %d", i, s.Title, s.Blocks, len(d.Blocks), block)
		}
		if !inRange(s.Heading, len(d.Source)) {
			t.Errorf("section %d %q: heading %v of %d", i, s.Title, s.Heading, len(d.Source))
		}
		if s.Kind == "" || !utf8.ValidString(s.Title) {
			t.Errorf("section %d: kind %q, title %q", i, s.Kind, s.Title)
		}
		text, block = s.Text.End, s.Blocks.End
	}
}

func checkBlocks(t testing.TB, d *Document) {
	t.Helper()
	text, sentence := 0, 0
	for i, b := range d.Blocks {
		if !inRange(b.Text, len(d.Text)) || b.Text.Start < text || b.Text.Len() == 0 {
			t.Errorf("block %d: text %v of %d after %d", i, b.Text, len(d.Text), text)
		}
		if b.Section < -1 || b.Section >= len(d.Sections) {
			t.Errorf("block %d: section %d of %d", i, b.Section, len(d.Sections))
		} else if b.Section >= 0 {
			s := d.Sections[b.Section]
			if i < s.Blocks.Start || i >= s.Blocks.End || b.Text.Start < s.Text.Start || b.Text.End > s.Text.End {
				t.Errorf("block %d %v is outside its section %d %v %v", i, b.Text, b.Section, s.Text, s.Blocks)
			}
		}
		if b.Sentences.Start < sentence || b.Sentences.End < b.Sentences.Start || b.Sentences.End > len(d.Sentences) {
			t.Errorf("block %d: sentences %v of %d after %d", i, b.Sentences, len(d.Sentences), sentence)
		}
		if !b.Kind.Prose() && b.Sentences.Start != b.Sentences.End {
			t.Errorf("block %d: %s has sentences", i, b.Kind)
		}
		text, sentence = b.Text.End, b.Sentences.End
	}
}

func checkSentences(t testing.TB, d *Document) {
	t.Helper()
	text := 0
	for i, s := range d.Sentences {
		if s.Block < 0 || s.Block >= len(d.Blocks) {
			t.Fatalf("sentence %d: block %d of %d", i, s.Block, len(d.Blocks))
		}
		b := d.Blocks[s.Block]
		if s.Text.Start < text || s.Text.Len() <= 0 || s.Text.Start < b.Text.Start || s.Text.End > b.Text.End {
			t.Errorf("sentence %d: %v in block %v after %d", i, s.Text, b.Text, text)
		}
		if i < b.Sentences.Start || i >= b.Sentences.End {
			t.Errorf("sentence %d is not among those of its block: %v", i, b.Sentences)
		}
		if c := d.Text[s.Text.Start]; isSpace(c) || isSpace(d.Text[s.Text.End-1]) {
			t.Errorf("sentence %d starts or ends with white space: %q", i, d.String(s.Text))
		}
		source := d.SourceSpan(s.Text)
		if !inRange(source, len(d.Source)) {
			t.Errorf("sentence %d: source %v of %d", i, source, len(d.Source))
		}
		if first, last := d.LineSpan(s.Text); first < 1 || last < first || last > d.LineCount() {
			t.Errorf("sentence %d: lines %d to %d of %d", i, first, last, d.LineCount())
		}
		text = s.Text.End
	}
}

func checkPieces(t testing.TB, d *Document) {
	t.Helper()
	text := -1
	for i, p := range d.pieces {
		if int(p.text) <= text || int(p.text) > len(d.Text) || p.source < 0 || int(p.source) > len(d.Source) {
			t.Errorf("piece %d: %+v after %d", i, p, text)
		}
		text = int(p.text)
	}
	for i, f := range d.Fields {
		if !inRange(f.Text, len(d.Text)) || f.Block < 0 || f.Block >= len(d.Blocks) {
			t.Errorf("field %d %q: %v in block %d", i, f.Name, f.Text, f.Block)
		}
	}
	for i, h := range d.Hidden {
		if !inRange(h.Source, len(d.Source)) || !utf8.ValidString(h.Text) || len(h.Text) > MaxHiddenText {
			t.Errorf("hidden %d: %+v", i, h)
		}
	}
}
