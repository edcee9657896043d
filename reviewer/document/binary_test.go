package document

import (
	"bytes"
	"compress/gzip"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestParseRefusesWhatIsNotText(t *testing.T) {
	text := strings.Repeat("Servers MUST count. ", 100)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	wide := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(text)) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	noise := make([]byte, 5000)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(random.IntN(256))
	}
	for name, c := range map[string]struct {
		source []byte
		want   string // in the error; empty for none
	}{
		"gzip":                  {packed.Bytes(), "compressed"},
		"UTF-16":                {wide, "save it as UTF-8"},
		"UTF-16 without a mark": {wide[2:], "not text"},
		"noise":                 {noise, "not text"},
		"text":                  {[]byte(text), ""},
		"text with a NUL":       {[]byte(text + "\x00"), ""},
		"padded text":           {[]byte(strings.ReplaceAll(text, " ", " \x00")), ""},
		"text in Latin-1":       {[]byte(text + "\xe9\xe8"), ""},
		"pages":                 {[]byte(strings.Repeat("One page.\n\f\n", 50)), ""},
		"begins with BZh":       {[]byte("BZh is a mark. " + text), ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(Draft{Path: "draft.txt", Source: c.source})
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}
