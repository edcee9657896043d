package github

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rightsreview/rightsreview/reviewer/patience"
)

// limits is the way to GitHub. It leaves time between writes, waits out both kinds of rate limit, and repeats what only reads
// when it fails. A write is never repeated here, unless GitHub has said that it did not look at it: see Client.write.
type limits struct {
	next    http.RoundTripper
	options Options
	graph   string // address of the GraphQL API

	mu      sync.Mutex
	calls   int
	written time.Time     // of the last write
	blocked time.Time     // until when nothing is answered; zero if not known
	waited  time.Duration // in all
}

func newLimits(o Options, graph string) *limits {
	return &limits{next: o.Transport, options: o, graph: graph}
}

// Calls is how many requests were sent.
func (c *Client) Calls() int {
	c.limits.mu.Lock()
	defer c.limits.mu.Unlock()
	return c.limits.calls
}

// Request is a write that a dry run would have sent.
type Request struct {
	Method string
	Path   string // of the API
	Body   []byte // JSON, indented; empty if there is none
}

// record keeps a write instead of sending it, and answers as if it had been done.
func (l *limits) record(r *http.Request) (*http.Response, error) {
	one := Request{Method: r.Method, Path: r.URL.Path}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		var pretty bytes.Buffer
		if json.Indent(&pretty, bytes.TrimSpace(body), "", "  ") == nil {
			body = pretty.Bytes()
		}
		one.Body = body
	}
	l.options.DryRun(one)
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader("{}")),
	}, nil
}

// changes reports whether a request changes anything. A query of GraphQL does not.
func (l *limits) changes(r *http.Request) bool {
	if r.URL.String() != l.graph {
		return r.Method != http.MethodGet && r.Method != http.MethodHead && !strings.HasSuffix(r.URL.Path, "/access_tokens")
	}
	if r.GetBody == nil {
		return true
	}
	body, err := r.GetBody()
	if err != nil {
		return true
	}
	var query struct{ Query string }
	return json.NewDecoder(body).Decode(&query) != nil || strings.HasPrefix(strings.TrimSpace(query.Query), "mutation")
}

// maxTries is how often a request is sent at most, and maxReply the longest answer in bytes: the largest draft as base64.
const (
	maxTries = 5
	maxReply = 100 << 20
)

// limitError is that a rate limit would take longer to pass than is waited for.
type limitError struct{ Wait time.Duration }

// Error says how long it would take.
func (e *limitError) Error() string {
	return fmt.Sprintf("GitHub's rate limit takes %s more to pass, and that is longer than is waited for: run again then, or raise --max-wait",
		e.Wait.Round(time.Second))
}

// uncertainError is that nobody can say whether a write was done: the connection broke, or the server failed while it worked.
type uncertainError struct{ Err error }

// Error gives what happened.
func (e *uncertainError) Error() string {
	return "it is not known whether it was done: " + e.Err.Error()
}

// Unwrap gives what happened.
func (e *uncertainError) Unwrap() error { return e.Err }

// RoundTrip sends a request and waits as long as GitHub asks for.
func (l *limits) RoundTrip(r *http.Request) (*http.Response, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.options.DryRun != nil && l.changes(r) {
		return l.record(r)
	}
	for try := 0; ; try++ {
		if err := l.pause(r); err != nil {
			return nil, err
		}
		reply, err := l.send(r)
		wait, again := l.judge(r, reply, err, try)
		if !again {
			return l.finish(r, reply, err)
		}
		if err := l.wait(r.Context(), wait); err != nil {
			return nil, err
		}
	}
}

// reads reports whether a request can be repeated without harm. What this program changes by GraphQL can be, too.
func (l *limits) reads(r *http.Request) bool {
	return r.Method == http.MethodGet || r.Method == http.MethodHead || r.URL.String() == l.graph
}

// pause keeps the pace of writes, and what is known of the rate limit.
func (l *limits) pause(r *http.Request) error {
	if left := time.Until(l.blocked); left > 0 {
		if err := l.wait(r.Context(), left); err != nil {
			return err
		}
	}
	if r.Method == http.MethodGet || l.written.IsZero() {
		return nil
	}
	if left := l.options.Pace - time.Since(l.written); left > 0 {
		return l.options.Sleep(r.Context(), left)
	}
	return nil
}

// send sends a request once and reads the whole answer, so that one which is cut is noticed here.
func (l *limits) send(r *http.Request) (*http.Response, error) {
	l.calls++
	ctx, cancel := context.WithTimeout(r.Context(), l.options.Timeout)
	defer cancel()
	one := r.Clone(ctx)
	one.Header.Set("User-Agent", userAgent(l.options.Version))
	if r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		one.Body = body
	}
	if r.Method != http.MethodGet {
		defer func() { l.written = time.Now() }()
	}
	reply, err := l.next.RoundTrip(one)
	if err != nil {
		return nil, err
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(io.LimitReader(reply.Body, maxReply+1))
	if err != nil {
		return reply, fmt.Errorf("the answer was cut: %w", err)
	}
	if len(body) > maxReply {
		return reply, fmt.Errorf("the answer is over %d MiB", maxReply>>20)
	}
	if reply.StatusCode >= 400 {
		body = withoutToken(body, r.Header.Get("Authorization"))
	}
	reply.Body = io.NopCloser(bytes.NewReader(body))
	return reply, nil
}

// withoutToken takes the token out of an answer that would be shown: a proxy may repeat what it was sent.
func withoutToken(body []byte, authorization string) []byte {
	if _, token, ok := strings.Cut(authorization, " "); ok && token != "" {
		return bytes.ReplaceAll(body, []byte(token), []byte("***"))
	}
	return body
}

// judge says whether to send a request again, and after what time.
func (l *limits) judge(r *http.Request, reply *http.Response, err error, try int) (wait time.Duration, again bool) {
	if r.Context().Err() != nil || try+1 >= maxTries {
		return 0, false
	}
	if err == nil {
		if wait, limited := l.limited(reply, try); limited {
			return wait, true
		}
	}
	if l.reads(r) && (err != nil || reply.StatusCode >= 500) {
		return backoff(try), true
	}
	return 0, false
}

// limited reports whether an answer is that of a rate limit, and for how long to wait. A 403 that is about permission is
// none: it has no time to wait, something remains of the primary limit, and its text does not speak of limits.
func (l *limits) limited(reply *http.Response, try int) (time.Duration, bool) {
	switch reply.StatusCode {
	case http.StatusForbidden, http.StatusTooManyRequests:
	case http.StatusUnprocessableEntity: // how the limit on new content is told at times
		return time.Minute << try, strings.Contains(strings.ToLower(peek(reply)), "submitted too quickly")
	default:
		return 0, false
	}
	if wait, said := patience.RetryAfter(reply.Header, time.Now()); said {
		return wait, true
	}
	if reply.Header.Get("X-RateLimit-Remaining") == "0" {
		return untilReset(reply.Header), true
	}
	text := strings.ToLower(peek(reply))
	if reply.StatusCode == http.StatusTooManyRequests || strings.Contains(text, "secondary rate limit") || strings.Contains(text, "abuse detection") {
		return time.Minute << try, true // "wait at least one minute", and longer each time
	}
	return 0, false
}

// peek is the text of an answer, which can still be read afterwards.
func peek(reply *http.Response) string {
	body, _ := io.ReadAll(reply.Body) // it is in memory
	reply.Body = io.NopCloser(bytes.NewReader(body))
	return string(body)
}

// untilReset is the time until the primary limit begins anew: X-RateLimit-Reset is in seconds since 1970.
func untilReset(h http.Header) time.Duration {
	seconds, err := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64)
	if err != nil {
		return time.Minute
	}
	return max(time.Second, time.Until(time.Unix(seconds, 0))+time.Second)
}

// backoff is how long to wait after a failure: up to 1, 2, 4, 8 seconds, by chance.
func backoff(try int) time.Duration {
	return time.Second/2<<try + rand.N(time.Second/2<<try)
}

// wait waits for GitHub, within what is waited for in all.
func (l *limits) wait(ctx context.Context, d time.Duration) error {
	if l.waited+d > l.options.MaxWait {
		return &limitError{d}
	}
	l.waited += d
	if d >= 5*time.Second {
		l.options.Tell(fmt.Sprintf("waiting %s for GitHub", d.Round(time.Second)))
	}
	return l.options.Sleep(ctx, d)
}

// finish hands an answer on. What it says of the primary limit is kept here, because go-github would answer the next request
// itself with an error instead of waiting.
func (l *limits) finish(r *http.Request, reply *http.Response, err error) (*http.Response, error) {
	if err != nil {
		if r.Context().Err() == nil && !l.reads(r) {
			err = &uncertainError{err}
		}
		return nil, err
	}
	if reply.Header.Get("X-RateLimit-Remaining") == "0" && reply.StatusCode < 400 {
		l.blocked = time.Now().Add(untilReset(reply.Header))
	}
	for _, name := range []string{"X-RateLimit-Remaining", "X-RateLimit-Limit", "X-RateLimit-Reset", "Retry-After"} {
		reply.Header.Del(name)
	}
	return reply, nil
}

// write does something that changes GitHub. Where nobody can say whether it was done, done looks before it is done again.
func (c *Client) write(ctx context.Context, doing string, do func() error, done func() (bool, error)) error {
	for try := 0; ; try++ {
		err := do()
		if err == nil || !uncertain(err) || try+1 >= maxTries {
			if err != nil {
				return explain(doing, err)
			}
			return nil
		}
		if err := c.options.Sleep(ctx, backoff(try)); err != nil {
			return err
		}
		if was, err := done(); err != nil || was {
			return err
		}
	}
}

// uncertain reports whether a write may have been done although it failed.
func uncertain(err error) bool {
	var own *uncertainError
	return errors.As(err, &own) || status(err) >= 500
}
