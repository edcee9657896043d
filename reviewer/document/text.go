package document

func parseText(draft Draft) (*Document, error) {
	b := newBuilder(draft, FormatText)
	b.section("", "", 1, Span{})
	start := 0
	for i := 0; i <= len(draft.Source); i++ {
		if i == len(draft.Source) || (draft.Source[i] == '\n' && i+1 < len(draft.Source) && draft.Source[i+1] == '\n') {
			b.begin(BlockParagraph, "")
			b.prose(start, i)
			start = i
		}
	}
	return b.finish(), nil
}
