package checklist

import "testing"

func TestClausesAreTriedInOrder(t *testing.T) {
	// "zebra" is rarer than "address", so the second clause is looked at first.
	for _, c := range []struct {
		name, fires, want string
	}{
		{"first clause is preferred", "  - say: [address]\n    severity: low\n  - say: [zebra]\n    severity: high\n", "low"},
		{"a clause whose section lacks a word gives way", "  - say: [address]\n    severity: low\n    section: [giraffe]\n  - say: [zebra]\n    severity: high\n", "high"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := listOf(t, map[string]string{"a": ruleText(c.fires)})
			r := l.Check(draft(t, "This document defines the zebra and its address for all users."))
			if len(r.Findings) != 1 {
				t.Fatalf("got %d findings, want 1", len(r.Findings))
			}
			if got := r.Findings[0].Rule.Fires; len(got) != 2 {
				t.Fatalf("got %d clauses, want 2", len(got))
			}
			quote := r.Findings[0].Place
			words := quote.Quote[quote.Words[0][0]:quote.Words[0][1]]
			want := map[string]string{"low": "address", "high": "zebra"}[c.want]
			if words != want {
				t.Errorf("got the clause about %q, want %q", words, want)
			}
		})
	}
}

func TestGapPassesOverOptionalWord(t *testing.T) {
	if _, ok := finds(t, "provide .. perfect? secrecy", "It does provide some measure of secrecy."); !ok {
		t.Error("the gap before an optional word was lost with the word")
	}
}
