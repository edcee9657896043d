package review

import (
	"regexp"
	"testing"
)

func TestFingerprint(t *testing.T) {
	base := Fingerprint("surveillance/log", "The relay MUST keep a log.", "Records", "draft-example-relay-01", 0)
	if !regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString(base) {
		t.Fatalf("fingerprint %q is not 16 hexadecimal digits", base)
	}
	// The value itself is a promise: suppressions that people have written down must keep working.
	if want := "d464bc3cd56dcf58"; base != want {
		t.Errorf("fingerprint changed from %s to %s", want, base)
	}
	same := map[string]string{
		"next revision":     Fingerprint("surveillance/log", "The relay MUST keep a log.", "Records", "draft-example-relay-02", 0),
		"no revision":       Fingerprint("surveillance/log", "The relay MUST keep a log.", "Records", "draft-example-relay", 0),
		"other white space": Fingerprint("surveillance/log", "The relay\n   MUST keep  a log.", "Records", "draft-example-relay-01", 0),
		"other case":        Fingerprint("surveillance/log", "the relay must keep a log.", "RECORDS", "draft-example-relay-01", 0),
	}
	for name, got := range same {
		if got != base {
			t.Errorf("%s: fingerprint %s, want %s as before", name, got, base)
		}
	}
	other := map[string]string{
		"other rule":       Fingerprint("surveillance/logs", "The relay MUST keep a log.", "Records", "draft-example-relay-01", 0),
		"other quote":      Fingerprint("surveillance/log", "The relay MAY keep a log.", "Records", "draft-example-relay-01", 0),
		"other section":    Fingerprint("surveillance/log", "The relay MUST keep a log.", "Privacy", "draft-example-relay-01", 0),
		"other draft":      Fingerprint("surveillance/log", "The relay MUST keep a log.", "Records", "draft-example-relays-01", 0),
		"second occurence": Fingerprint("surveillance/log", "The relay MUST keep a log.", "Records", "draft-example-relay-01", 1),
		"shifted parts":    Fingerprint("surveillance/log", "The relay MUST keep a log. Records", "", "draft-example-relay-01", 0),
		"NUL in a part":    Fingerprint("surveillance/log", "The relay MUST keep a log.\x00records", "", "draft-example-relay-01", 0),
	}
	for name, got := range other {
		if got == base {
			t.Errorf("%s: fingerprint is the same, %s", name, got)
		}
	}
}

func TestWithoutRevision(t *testing.T) {
	for in, want := range map[string]string{
		"draft-ietf-tls-esni-18": "draft-ietf-tls-esni",
		"draft-ietf-tls-esni":    "draft-ietf-tls-esni",
		"draft-foo-tls13":        "draft-foo-tls13",
		"draft-00":               "draft-00",
		"rfc8446":                "rfc8446",
		"webauthn-3-10":          "webauthn-3-10",
		"":                       "",
	} {
		if got := WithoutRevision(in); got != want {
			t.Errorf("WithoutRevision(%q) = %q, want %q", in, got, want)
		}
	}
}
