package document

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf16"

	"github.com/klippa-app/go-pdfium"
	pdfium_errors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
)

const (
	// maxPDFMemory is what PDFium may use for one PDF, in WebAssembly pages of 64 KiB: 512 MiB.
	maxPDFMemory = 512 << 20 >> 16
	// maxPDFTime is how long PDFium may take over one PDF. A thousand pages take about 30 seconds.
	maxPDFTime = 2 * time.Minute
	// maxPDFWait is how long a PDF waits for its turn.
	maxPDFWait = 10 * time.Minute
	// maxPDFAtOnce is how many PDFs are read at the same time.
	maxPDFAtOnce = 2
)

// pdfEngine compiles PDFium when the first PDF is read, which takes about two seconds, and keeps it. PDFium sees no file
// system and no network.
var pdfEngine = sync.OnceValues(func() (pdfium.Pool, error) {
	return webassembly.Init(webassembly.Config{
		MaxTotal: maxPDFAtOnce, MaxIdle: 0,
		FSConfig: wazero.NewFSConfig(), Stdout: io.Discard, Stderr: io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfig().WithMemoryLimitPages(maxPDFMemory).WithCloseOnContextDone(true),
	})
})

// readPDF gives the runs of text on each page, as far as it gets in a time. The error says why nothing could be read, the
// gaps what was not.
func readPDF(source []byte, limit time.Duration) (pages [][]pdfRun, gaps []Gap, err error) {
	pool, err := pdfEngine()
	if err != nil {
		return nil, nil, fmt.Errorf("start PDFium: %w", err)
	}
	instance, err := pool.GetInstance(maxPDFWait)
	if err != nil {
		return nil, nil, fmt.Errorf("start PDFium: %w", err)
	}
	var late atomic.Bool
	timer := time.AfterFunc(limit, func() {
		late.Store(true)
		_ = instance.Kill() // what it would say is that the instance is gone
	})
	r := pdfReader{instance: instance, late: &late, limit: limit}
	defer func() {
		if timer.Stop() {
			_ = instance.Close() // the memory of the instance goes with it, whatever it says
		}
	}()
	err = r.read(source)
	if late.Load() && len(r.pages) == 0 {
		return nil, nil, fmt.Errorf("the PDF takes more than %v; print it to a new PDF", limit)
	}
	return r.pages, r.gaps, err
}

// pdfReader reads one PDF.
type pdfReader struct {
	instance pdfium.Pdfium
	late     *atomic.Bool
	limit    time.Duration
	pages    [][]pdfRun
	gaps     []Gap
	bytes    int
}

func (r *pdfReader) read(source []byte) error {
	document, err := r.instance.OpenDocument(&requests.OpenDocument{File: &source})
	switch {
	case errors.Is(err, pdfium_errors.ErrPassword), errors.Is(err, pdfium_errors.ErrSecurity):
		return errors.New("the PDF is encrypted; save it without a password")
	case err != nil:
		return fmt.Errorf("the PDF is broken: %w", err)
	}
	count, err := r.instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: document.Document})
	if err != nil {
		return fmt.Errorf("the PDF is broken: %w", err)
	}
	for i := range min(count.PageCount, maxPDFPages) {
		runs, err := r.page(document.Document, i)
		if r.late.Load() {
			r.gap("pages from %d on were not read: the PDF takes more than %v", i+1, r.limit)
			return nil
		}
		if err != nil {
			r.gap("page %d was not read: %v", i+1, err)
		}
		r.pages = append(r.pages, runs)
		if r.bytes > maxPDFText {
			r.gap("pages from %d on were not read: the PDF has more than %d bytes of text", i+2, maxPDFText)
			return nil
		}
	}
	if count.PageCount > maxPDFPages {
		r.gap("pages from %d on were not read: the PDF has %d", maxPDFPages+1, count.PageCount)
	}
	return nil
}

func (r *pdfReader) gap(format string, args ...any) {
	if len(r.gaps) < 100 {
		r.gaps = append(r.gaps, Gap{What: fmt.Sprintf(format, args...)})
	}
}

// page reads the words of one page, counted from 0.
func (r *pdfReader) page(document references.FPDF_DOCUMENT, index int) ([]pdfRun, error) {
	page := requests.Page{ByIndex: &requests.PageByIndex{Document: document, Index: index}}
	loaded, err := r.instance.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return nil, err
	}
	p := pdfPage{instance: r.instance, page: loaded.TextPage}
	defer func() {
		_, _ = r.instance.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: p.page}) // the memory goes with the instance
	}()
	count, err := r.instance.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: p.page})
	if err != nil || count.Count <= 0 {
		return nil, err
	}
	text, err := r.instance.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: p.page, StartIndex: 0, Count: count.Count})
	if err != nil {
		return nil, err
	}
	r.bytes += len(text.Text)
	units := utf16.Encode([]rune(text.Text))
	p.exact = len(units) == count.Count || len(units) == count.Count+1
	if err := p.words(units); err != nil {
		return nil, err
	}
	return p.runs, nil
}

// pdfPage reads the words of a page: their text from the text of the page, their place from their first and last
// character.
type pdfPage struct {
	instance pdfium.Pdfium
	page     references.FPDF_TEXTPAGE
	exact    bool // a unit of the text is a character of the page
	runs     []pdfRun
}

// words cuts the text of the page, in UTF-16, at white space. The first and last word of each line say their font.
func (p *pdfPage) words(units []uint16) error {
	fresh := true // the line has no word so far
	for at := 0; at < len(units); {
		if isBlankUnit(units[at]) {
			if units[at] == '\n' || units[at] == '\r' {
				p.endLine(&fresh)
			}
			at++
			continue
		}
		end := at + 1
		for end < len(units) && !isBlankUnit(units[end]) {
			end++
		}
		if err := p.word(units, at, end, fresh); err != nil {
			return err
		}
		fresh, at = false, end
	}
	p.endLine(&fresh)
	return nil
}

func isBlankUnit(u uint16) bool {
	return u <= ' ' && u != 2 || u == 0xA0 || u == 0x3000 // 2 is how PDFium writes a hyphen at the end of a line
}

// word makes a run of the units from at to end. Where the page was drawn in another order than it is read, a word of the
// text may be two that stand apart, and PDFium makes one of a word that a hyphen breaks at the end of a line.
func (p *pdfPage) word(units []uint16, at, end int, fresh bool) error {
	first, err := p.box(at)
	if err != nil {
		return err
	}
	last := first
	if end > at+1 {
		if last, err = p.box(end - 1); err != nil {
			return err
		}
	}
	size := first.Top - first.Bottom
	if end > at+1 && (last.Left < first.Left || last.Right-first.Left > 1.2*size*float32(end-at) || last.Top < first.Bottom || last.Bottom > first.Top) {
		return p.split(units, at, end, fresh)
	}
	p.put(string(utf16.Decode(units[at:end])), at, first, last, fresh)
	return nil
}

// split makes runs of the parts of a word that stand apart.
func (p *pdfPage) split(units []uint16, at, end int, fresh bool) error {
	first, err := p.box(at)
	if err != nil {
		return err
	}
	last := first
	for i := at + 1; i < end; i++ {
		next, err := p.box(i)
		if err != nil {
			return err
		}
		if size := last.Top - last.Bottom; next.Left < last.Left-0.1*size || next.Left > last.Right+0.6*size || next.Top < last.Bottom || next.Bottom > last.Top {
			p.put(string(utf16.Decode(units[at:i])), at, first, last, fresh)
			first, at, fresh = next, i, true
		}
		last = next
	}
	p.put(string(utf16.Decode(units[at:end])), at, first, last, fresh)
	return nil
}

// put appends a run. One that does not start a line has the font of the run before and a blank after that.
func (p *pdfPage) put(text string, at int, first, last structs.FPDF_FS_RECTF, fresh bool) {
	run := pdfRun{
		text: text, index: p.char(at), order: len(p.runs), follows: !fresh,
		left: float64(min(first.Left, last.Left)), right: float64(max(first.Right, last.Right)),
		bottom: float64(min(first.Bottom, last.Bottom)), top: float64(max(first.Top, last.Top)),
	}
	run.size = pdfEm * float64(first.Top-first.Bottom)
	if fresh {
		p.font(&run)
	} else {
		before := p.runs[len(p.runs)-1]
		run.bold, run.mono, run.white = before.bold, before.mono, before.white
	}
	p.runs = append(p.runs, run)
}

// pdfEm is the size of a font as a part of the height of its characters' boxes, which go from its descent to its ascent;
// 0.85 fits the fonts of Times, Helvetica and Noto.
const pdfEm = 0.85

// char gives the character of the page that a unit of its text is.
func (p *pdfPage) char(unit int) int {
	if p.exact {
		return unit
	}
	c, err := p.instance.FPDFText_GetCharIndexFromTextIndex(&requests.FPDFText_GetCharIndexFromTextIndex{TextPage: p.page, NTextIndex: unit})
	if err != nil || c.CharIndex < 0 {
		return unit
	}
	return c.CharIndex
}

// box gives the box around a character, from the descent of its font to its ascent.
func (p *pdfPage) box(unit int) (structs.FPDF_FS_RECTF, error) {
	box, err := p.instance.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: p.page, Index: p.char(unit)})
	if err != nil {
		return structs.FPDF_FS_RECTF{}, err
	}
	return box.Rect, nil
}

// font asks for the font and the colour of the first character of a run. What PDFium does not know stays as it is.
func (p *pdfPage) font(run *pdfRun) {
	if f, err := p.instance.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: p.page, Index: run.index}); err == nil {
		run.bold, run.mono = boldFont(f.FontName), monoFont(f.FontName)
	}
	c, err := p.instance.FPDFText_GetFillColor(&requests.FPDFText_GetFillColor{TextPage: p.page, Index: run.index})
	run.white = err == nil && c.R >= 250 && c.G >= 250 && c.B >= 250
}

// endLine ends a line of the page's text: its last word says its font too.
func (p *pdfPage) endLine(fresh *bool) {
	if !*fresh && len(p.runs) > 0 {
		p.font(&p.runs[len(p.runs)-1])
	}
	*fresh = true
}
