package render

import (
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// TestGolden compares every format with what was looked at and found good.
func TestGolden(t *testing.T) {
	for _, format := range Formats() {
		t.Run(format, func(t *testing.T) {
			o := Options{Version: "1.2.3"}
			golden(t, format+".golden", rendered(t, format, o, sample(t)))
			golden(t, format+"-several.golden", rendered(t, format, o, sample(t), partial(t), empty(t), failed()))
			golden(t, format+"-none.golden", rendered(t, format, o))
		})
	}
	golden(t, "text-colour.golden", rendered(t, "text", Options{Colour: true, Width: 200}, sample(t)))
	golden(t, "text-narrow.golden", rendered(t, "text", Options{Width: 20}, sample(t)))
}

func TestSameBytes(t *testing.T) {
	for _, format := range Formats() {
		first := rendered(t, format, Options{}, sample(t), partial(t))
		for range 5 {
			if rendered(t, format, Options{}, sample(t), partial(t)) != first {
				t.Fatalf("%s: two runs differ", format)
			}
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	_, err := New("pdf", nil, Options{})
	if err == nil || !strings.Contains(err.Error(), `"pdf"`) || !strings.Contains(err.Error(), strings.Join(Formats(), ", ")) {
		t.Errorf("New(pdf) = %v", err)
	}
}

// broken is a writer that is full.
type broken struct{}

var errFull = errors.New("no space left")

func (broken) Write([]byte) (int, error) { return 0, errFull }

func TestWriteError(t *testing.T) {
	for _, format := range Formats() {
		r, err := New(format, broken{}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		err = r.Review(sample(t))
		if err == nil {
			err = r.Close(Summary{Status: review.Complete})
		}
		if !errors.Is(err, errFull) {
			t.Errorf("%s: error %v, want that of the writer", format, err)
		}
	}
}

// BenchmarkFormats measures reviews of 20 findings each.
func BenchmarkFormats(b *testing.B) {
	r := sample(b)
	for len(r.Findings) < 20 {
		r.Findings = append(r.Findings, r.Findings...)
	}
	for _, format := range Formats() {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				one, err := New(format, io.Discard, Options{})
				if err == nil {
					err = one.Review(r)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reviews/s")
		})
	}
}

// TestOddPlaces renders places that no checklist should make: the worst that may come of it is a poor passage.
func TestOddPlaces(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	doc := sampleDocument(t)
	doc.Source = append(doc.Source, "\xff\u202e\tlast"...)
	odd := func() int { return random.IntN(len(doc.Text)+200) - 100 }
	for range 60 {
		place := review.Place{
			Text: document.Span{Start: odd(), End: odd()}, StartLine: random.IntN(80), EndLine: random.IntN(80), Page: random.IntN(3),
			Quote: string(doc.Text[random.IntN(200):][:random.IntN(300)]), Words: [][2]int{{odd(), odd()}, {odd(), odd()}},
			Section: []string{"", "3", "A.1", "Ä"}[random.IntN(4)],
		}
		r := review.Review{
			Document: doc, Findings: []review.Finding{{Place: place, Further: []review.Place{place}}}, Protections: []review.Protection{{Place: place}},
			RuledOut: []review.RuledOut{{Place: place}}, Gaps: []document.Gap{{Source: document.Span{Start: max(0, odd()), End: max(0, odd())}}},
		}
		for _, format := range Formats() {
			rendered(t, format, Options{}, r, review.Review{Findings: r.Findings})
		}
	}
}
