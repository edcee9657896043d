package render

import (
	"strings"
	"testing"
)

func TestSpool(t *testing.T) {
	var s spool
	var want, got strings.Builder
	for i := range 1000 {
		text := strings.Repeat("review ", i)
		want.WriteString(text)
		if _, err := s.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if s.size != want.Len() || s.packed.Len() > want.Len()/10 {
		t.Errorf("size %d, held %d, want %d held in a tenth", s.size, s.packed.Len(), want.Len())
	}
	if n, err := s.WriteTo(&got); err != nil || n != int64(want.Len()) || got.String() != want.String() {
		t.Errorf("WriteTo gave %d bytes, %v", n, err)
	}
	if n, err := new(spool).WriteTo(&got); n != 0 || err != nil {
		t.Errorf("an empty spool gave %d bytes, %v", n, err)
	}
}
