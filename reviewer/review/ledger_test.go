package review

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rightsreview/rightsreview/reviewer/document"
)

func TestCount(t *testing.T) {
	r := Review{
		Findings:    []Finding{{}, {Suppressed: &Suppression{}}, {}},
		Protections: make([]Protection, 4), RuledOut: make([]RuledOut, 5), Gaps: make([]document.Gap, 6), Below: 7,
	}
	want := Ledger{Drafts: 1, Reviewed: 1, Made: 10, Shown: 2, Below: 7, Suppressed: 1, Protections: 4, RuledOut: 5, Gaps: 6}
	if diff := cmp.Diff(want, r.Count()); diff != "" {
		t.Error(diff)
	}
	if err := r.Count().Check(); err != nil {
		t.Error(err)
	}
	t.Run("a draft that could not be read", func(t *testing.T) {
		got := Review{Err: errors.New("no")}.Count()
		if diff := cmp.Diff(Ledger{Drafts: 1}, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAdd(t *testing.T) {
	one := Ledger{1, 2, 3, 4, 5, 6, 7, 8, 9, ModelLedger{"a", 1, 2, 3, 4, 5, 6, true, 7, 8, 9, 10, 11, 12, 13, 14, 15}}
	two := Ledger{10, 20, 30, 40, 50, 60, 70, 80, 90, ModelLedger{"b", 10, 20, 30, 40, 50, 60, false, 70, 80, 90, 100, 110, 120, 130, 140, 150}}
	if diff := cmp.Diff(Ledger{11, 22, 33, 44, 55, 66, 77, 88, 99, ModelLedger{"a", 11, 22, 33, 44, 55, 66, true, 77, 88, 99, 110, 121, 132, 143, 154, 165}}, one.Add(two)); diff != "" {
		t.Error(diff)
	}
}

func TestCheck(t *testing.T) {
	for name, l := range map[string]Ledger{
		"lost finding":    {Drafts: 1, Reviewed: 1, Made: 3, Shown: 1, Below: 1},
		"too many drafts": {Drafts: 1, Reviewed: 2},
	} {
		t.Run(name, func(t *testing.T) {
			if err := l.Check(); err == nil || !strings.Contains(err.Error(), "does not add up") {
				t.Errorf("Check() = %v", err)
			}
		})
	}
}
