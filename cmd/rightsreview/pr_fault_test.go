package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rightsreview/rightsreview/reviewer/github/standin"
)

// prFaults are what can go wrong between GitHub and us. Whatever does, no comment is lost and none is there twice: after the
// fault, or after the next run where the first had to give up.
var prFaults = []struct {
	name  string
	fault standin.Fault
	code  int           // exit code of the run with the fault
	waits time.Duration // what has to be waited for, at least
	says  string        // in the output of that run
}{
	{"429 with Retry-After, on a write", standin.Fault{Match: standin.On("POST", "reviews"), Status: 429, Header: http.Header{"Retry-After": {"7"}}}, 0, 7 * time.Second, ""},
	{"429 without Retry-After, on a write", standin.Fault{Match: standin.On("POST", "reviews"), Status: 429}, 0, time.Minute, ""},
	{"429 on a read", standin.Fault{Match: standin.On("GET", "files"), Status: 429, Header: http.Header{"Retry-After": {"3"}}}, 0, 3 * time.Second, ""},
	{"403 secondary with Retry-After", standin.SecondaryLimit(standin.On("POST", "reviews"), 30), 0, 30 * time.Second, ""},
	{"403 secondary without Retry-After", standin.SecondaryLimit(standin.On("POST", "issues/*/comments"), 0), 0, time.Minute, ""},
	{"403 primary limit", primaryLimit(10 * time.Minute), 0, 8 * time.Minute, "waiting"},
	{"403 primary limit, too long to wait for", primaryLimit(3 * time.Hour), 3, 0, "--max-wait"},
	{"403 permission on the review", standin.Fault{Match: standin.On("POST", "reviews"), Status: 403, Body: `{"message":"Resource not accessible by integration"}`, Times: -1}, 0, 0, "may not do this"},
	{"403 permission on the summary", standin.Fault{Match: standin.On("POST", "issues/*/comments"), Status: 403, Body: `{"message":"Resource not accessible by integration"}`, Times: -1}, 3, 0, "may not do this"},
	{"422 of one anchor", standin.Fault{Match: refuses("connection-log"), Status: 422, Body: `{"message":"Unprocessable Entity","errors":["Line must be part of the diff"]}`, Times: -1}, 0, 0, "Line must be part of the diff"},
	{"422, submitted too quickly", standin.Fault{Match: standin.On("POST", "reviews"), Status: 422, Body: `{"message":"Validation Failed","errors":[{"resource":"Issue","code":"custom","message":"was submitted too quickly"}]}`}, 0, time.Minute, ""},
	{"500 before a write", standin.Broken(standin.On("POST", "reviews"), false), 0, 0, ""},
	{"502 after a review", standin.Broken(standin.On("POST", "reviews"), true), 0, 0, ""},
	{"502 after the summary", standin.Broken(standin.On("POST", "issues/*/comments"), true), 0, 0, ""},
	{"502 on reads", standin.Fault{Match: standin.On("GET", ""), Status: 502, Times: 3}, 0, 0, ""},
	{"502 for ever", standin.Fault{Match: standin.On("POST", "reviews"), Status: 502, Times: -1}, 3, 0, "502"},
	{"dropped before a write", standin.Dropped(standin.On("POST", "reviews"), false), 0, 0, ""},
	{"dropped after a review", standin.Dropped(standin.On("POST", "reviews"), true), 0, 0, ""},
	{"dropped after the summary", standin.Dropped(standin.On("POST", "issues/*/comments"), true), 0, 0, ""},
	{"slow review, done all the same", standin.Fault{Match: standin.On("POST", "reviews"), Delay: 3 * time.Second, AfterSuccess: true}, 0, 0, ""},
	{"answer to a review cut", standin.Fault{Match: standin.On("POST", "reviews"), Truncate: 20, AfterSuccess: true}, 0, 0, ""},
	{"list of files cut", standin.Fault{Match: standin.On("GET", "files"), Truncate: 40}, 0, 0, ""},
	{"draft cut", standin.Fault{Match: standin.On("GET", "contents/"+draftPath), Truncate: 100}, 0, 0, ""},
	{"draft cannot be had", standin.Fault{Match: standin.On("GET", "contents/"+draftPath), Status: 500, Times: -1}, 3, 0, "500"},
	{"no answer about the new comments", standin.Fault{Match: standin.On("GET", "reviews/*/comments"), Status: 500, Times: -1}, 0, 0, "find the comments"},
}

// primaryLimit has no requests left for some time, from when the tests begin.
func primaryLimit(left time.Duration) standin.Fault {
	return standin.PrimaryLimit(standin.On("GET", "files"), time.Now().Add(left))
}

// refuses matches reviews that have a comment of a rule.
func refuses(rule string) func(*http.Request) bool {
	return func(r *http.Request) bool {
		return standin.On("POST", "reviews")(r) && strings.Contains(bodyOf(r), rule)
	}
}

func TestPRFaults(t *testing.T) {
	for _, c := range prFaults {
		t.Run(c.name, func(t *testing.T) {
			f := newForge(t, inlineConfig, prDraft, prChanged)
			waited := fastClock(t)
			f.server.Inject(c.fault)
			out := pr(t, c.code, "--timeout", "1s", "example/drafts#1")
			if !strings.Contains(out, c.says) {
				t.Errorf("the output does not say %q:\n%s", c.says, out)
			}
			sum := time.Duration(0)
			for _, d := range *waited {
				sum += d
			}
			if sum < c.waits {
				t.Errorf("waited %s, want %s", sum, c.waits)
			}
			writes := len(f.server.Writes())
			if c.code == 0 {
				f.wantAll(t)
			}
			f.server.Heal()
			pr(t, 0, "example/drafts#1")
			f.wantAll(t)
			f.wrote()
			pr(t, 0, "example/drafts#1")
			f.wantWrites(t, "run again")
			t.Logf("%-42s exit code %d, waited %s, %d writes", c.name, c.code, sum.Round(time.Second), writes)
		})
	}
}

// wantAll holds that all three points are told: each once beside lines or in the summary.
func (f forge) wantAll(t *testing.T) {
	t.Helper()
	summary := f.summary(t)
	for _, rule := range []string{"surveillance/people-left-alone", "surveillance/connection-log", "persistent-identifiers/short-lived-in-general"} {
		beside := 0
		for _, c := range f.pull.ReviewComments() {
			if strings.Contains(c.Body, "`"+rule+"`") {
				beside++
			}
		}
		folded := strings.Count(summary, "`"+rule+"`")
		if beside+folded != 1 {
			t.Errorf("%s is told %d times beside lines and %d times in the summary", rule, beside, folded)
		}
	}
}
