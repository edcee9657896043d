package render

import (
	"errors"
	"strings"
	"testing"

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
