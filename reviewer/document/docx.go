package document

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Limits on DOCX. A zip file of a few kilobytes may unpack to terabytes.
const (
	// maxDOCXPart is how much of one part is unpacked, in bytes. The longest 3GPP specification (TS 38.331) has 90 MB.
	maxDOCXPart = 128 << 20
	// maxDOCXRatio is how many times a part larger than a megabyte may be its packed size. Real parts stay under 40.
	maxDOCXRatio = 150
	// maxDOCXFiles is how many files the package may have.
	maxDOCXFiles = 20_000
	// maxDOCXText is how much text is taken, in bytes.
	maxDOCXText = 32 << 20
)

// looksLikeDOCX reports whether a draft is a word-processing document of Office Open XML (ECMA-376): a zip file with a
// part named word/document.
func looksLikeDOCX(source []byte) bool {
	return bytes.HasPrefix(source, []byte("PK\x03\x04")) && bytes.Contains(source, []byte("word/document"))
}

// parseDOCX reads DOCX. Positions count in the text that was extracted, which has one line for each paragraph or table
// row; comments, deleted text and hidden text stand in lines of their own after it.
func parseDOCX(draft Draft) (*Document, error) {
	archive, err := zip.NewReader(bytes.NewReader(draft.Source), int64(len(draft.Source)))
	if err != nil {
		return nil, fmt.Errorf("read %s: the DOCX is broken or cut off: %w", draft.Path, err)
	}
	if len(archive.File) > maxDOCXFiles {
		return nil, fmt.Errorf("read %s: the DOCX has %d files, over the limit of %d", draft.Path, len(archive.File), maxDOCXFiles)
	}
	main, err := docxPart(archive, mainPart(archive))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", draft.Path, err)
	}
	r := docxReader{styles: map[string]docxStyle{}, notes: map[string]string{}}
	r.side(archive)
	if err := r.body(main); err != nil {
		r.gaps = append(r.gaps, Gap{What: "the end of the DOCX was not read: " + err.Error()})
	}
	r.finish()
	if len(bytes.TrimSpace(r.source)) == 0 {
		return nil, fmt.Errorf("read %s: the DOCX has no text", draft.Path)
	}
	return r.document(draft.Path), nil
}

// mainPart names the part with the text.
func mainPart(archive *zip.Reader) string {
	for _, f := range archive.File {
		if strings.HasPrefix(f.Name, "word/document") && strings.HasSuffix(f.Name, ".xml") {
			return f.Name
		}
	}
	return "word/document.xml"
}

// docxPart unpacks a part.
func docxPart(archive *zip.Reader, name string) ([]byte, error) {
	for _, f := range archive.File {
		if f.Name != name {
			continue
		}
		if f.UncompressedSize64 > maxDOCXPart || f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/maxDOCXRatio > f.CompressedSize64 {
			return nil, fmt.Errorf("%s in the DOCX unpacks to %d bytes from %d, which no draft needs", name, f.UncompressedSize64, f.CompressedSize64)
		}
		return unpack(f)
	}
	return nil, fmt.Errorf("the DOCX has no %s", name)
}

// unpack reads a file of the archive. The sizes that it states are not believed.
func unpack(f *zip.File) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("unpack %s from the DOCX: %w", f.Name, err)
	}
	data, err := io.ReadAll(io.LimitReader(in, min(maxDOCXPart, int64(f.UncompressedSize64)+1)))
	if closeErr := in.Close(); err == nil {
		err = closeErr
	}
	if err != nil && len(data) == 0 {
		return nil, fmt.Errorf("unpack %s from the DOCX: %w", f.Name, err)
	}
	return data, nil // what could be unpacked; XML that ends early is told by its reader
}

// side reads the parts beside the text: styles, footnotes, comments. A draft may have none of them.
func (r *docxReader) side(archive *zip.Reader) {
	for _, part := range []struct {
		name string
		read func([]byte)
	}{
		{"word/styles.xml", r.readStyles},
		{"word/footnotes.xml", func(data []byte) { r.readNotes(data, "footnote", r.notes) }},
		{"word/endnotes.xml", func(data []byte) { r.readNotes(data, "endnote", r.notes) }},
		{"word/comments.xml", r.readComments},
		{"docProps/core.xml", r.readCore},
	} {
		data, err := docxPart(archive, part.name)
		if err == nil {
			part.read(data)
		} else if hasPart(archive, part.name) {
			r.gaps = append(r.gaps, Gap{What: err.Error()})
		}
	}
}

func hasPart(archive *zip.Reader, name string) bool {
	for _, f := range archive.File {
		if f.Name == name {
			return true
		}
	}
	return false
}
