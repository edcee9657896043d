package document

import (
	"bytes"
	"fmt"
)

// parsers hold the one function that reads each format.
var parsers = map[Format]func(Draft) (*Document, error){
	FormatText:     parseText,
	FormatXML:      parseXML,
	FormatKramdown: parseKramdown,
	FormatMmark:    parseMmark,
	FormatMarkdown: parseMarkdown,
	FormatBikeshed: parseBikeshed,
	FormatHTML:     parseHTML,
	FormatPDF:      parsePDF,
	FormatDOCX:     parseDOCX,
}

// Parse reads a draft. The format is told from the content first and from the extension of the path second. What could
// not be read is in Document.Gaps; the error is for drafts of which nothing could be read.
func Parse(draft Draft) (*Document, error) {
	if len(draft.Source) > MaxSource {
		return nil, fmt.Errorf("read %s: the draft has %d bytes, over the limit of %d", draft.Path, len(draft.Source), MaxSource)
	}
	if len(bytes.TrimSpace(draft.Source)) == 0 {
		return nil, fmt.Errorf("read %s: the draft is empty", draft.Path)
	}
	format := Detect(draft)
	parse, ok := parsers[format]
	if !ok {
		return nil, fmt.Errorf("read %s: no parser for format %q", draft.Path, format)
	}
	if why := notText(draft.Source); why != "" && format != FormatPDF && format != FormatDOCX {
		return nil, fmt.Errorf("read %s: %s", draft.Path, why)
	}
	return parse(draft)
}

// recognisers tell formats by their content, the first that fits decides. Each stands in the file of its format.
var recognisers = []struct {
	format Format
	fits   func(source []byte) bool
}{
	{FormatPDF, looksLikePDF},
	{FormatDOCX, looksLikeDOCX},
	{FormatXML, looksLikeXML},
	{FormatKramdown, looksLikeKramdown},
	{FormatMmark, looksLikeMmark},
	{FormatBikeshed, looksLikeBikeshed},
	{FormatHTML, looksLikeHTML},
}

// extensions tell formats by the name of the file, where the content does not.
var extensions = map[string]Format{
	".txt": FormatText, ".xml": FormatXML, ".md": FormatMarkdown, ".markdown": FormatMarkdown, ".mkd": FormatMarkdown, ".bs": FormatBikeshed,
	".html": FormatHTML, ".htm": FormatHTML, ".xhtml": FormatHTML, ".pdf": FormatPDF, ".docx": FormatDOCX,
}

// Detect tells the format of a draft from its content and, where that does not tell, the extension of its path.
func Detect(draft Draft) Format {
	for _, r := range recognisers {
		if r.fits(draft.Source) {
			return r.format
		}
	}
	if format, ok := extensions[extension(draft.Path)]; ok {
		return format
	}
	if looksLikeMarkdown(draft.Source) {
		return FormatMarkdown
	}
	return FormatText
}
