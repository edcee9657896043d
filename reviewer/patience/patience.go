// Package patience waits: for some time, or for as long as a server asks for.
package patience

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Sleep waits, unless the context ends first; the error is then its cause.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// RetryAfter is how long a server wants to be left alone: seconds or a date (RFC 9110 section 10.2.3), or milliseconds in the
// header that OpenAI and Azure add and their own clients read first. said is false if it does not say.
func RetryAfter(h http.Header, now time.Time) (wait time.Duration, said bool) {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil {
		return duration(ms, time.Millisecond)
	}
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		return duration(seconds, time.Second)
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, date.Sub(now)), true
	}
	return 0, false
}

// duration keeps numbers that no clock knows from turning into others.
func duration(n float64, unit time.Duration) (wait time.Duration, said bool) {
	if !(n >= 0) { // also what is no number
		return 0, false
	}
	return time.Duration(min(n, 1e6) * float64(unit)), true
}
