package document

import "testing"

func FuzzBikeshed(f *testing.F) {
	seedFiles(f, "*.bs")
	f.Fuzz(func(t *testing.T, source []byte) {
		d, err := parseBikeshed(Draft{Path: "draft.bs", Source: source})
		if err != nil {
			t.Fatal(err)
		}
		checkInvariants(t, d)
	})
}
