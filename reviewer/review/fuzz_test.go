package review

import "testing"

// FuzzParseSuppression holds that what is read is in order.
func FuzzParseSuppression(f *testing.F) {
	f.Add(`ignore surveillance/log reason="no \"addresses\"" owner=ana expires=2027-01-31`)
	f.Add("ignore a/* reason=x\n owner=\"y\"")
	f.Add(`ignore x reason="\`)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSuppression(text)
		if err == nil && s.Check() != nil {
			t.Errorf("%q is read as %+v: %v", text, s, s.Check())
		}
	})
}
