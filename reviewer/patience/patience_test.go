package patience

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	for name, c := range map[string]struct {
		header, value string
		want          time.Duration
		said          bool
	}{
		"seconds":               {"Retry-After", "7", 7 * time.Second, true},
		"no time at all":        {"Retry-After", "0", 0, true},
		"a part of a second":    {"Retry-After", "0.5", time.Second / 2, true},
		"a date":                {"Retry-After", "Mon, 04 May 2026 03:02:31 GMT", 30 * time.Second, true},
		"a date that is past":   {"Retry-After", "Mon, 04 May 2026 03:00:00 GMT", 0, true},
		"milliseconds":          {"Retry-After-Ms", "250", 250 * time.Millisecond, true},
		"words":                 {"Retry-After", "soon", 0, false},
		"negative":              {"Retry-After", "-3", 0, false},
		"no number":             {"Retry-After", "NaN", 0, false},
		"more than a clock has": {"Retry-After", "1e300", 1e6 * time.Second, true},
		"nothing":               {"X-Other", "3", 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, said := RetryAfter(http.Header{c.header: {c.value}}, now)
			if got != c.want || said != c.said {
				t.Errorf("%s, %v; want %s, %v", got, said, c.want, c.said)
			}
		})
	}
}

func TestSleep(t *testing.T) {
	if err := Sleep(t.Context(), time.Millisecond); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("enough")
	cancel(why)
	if err := Sleep(ctx, time.Hour); err != why {
		t.Errorf("error %v, want the cause", err)
	}
}
