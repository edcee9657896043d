package openai

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/rightsreview/rightsreview/reviewer/patience"
)

// Limits on what a server may send, in bytes. A reply of 128,000 tokens, the most that models wrote when this was set, is
// about 0.6 MB, and a batch has 50,000 replies at most.
const (
	maxResponse   = 8 << 20
	maxBatchReply = 1 << 30
)

// userAgent says who asks.
const userAgent = "rightsreview (+https://github.com/rightsreview/rightsreview)"

var (
	errTooLarge  = errors.New("more than the limit")
	errElsewhere = errors.New("redirect refused")
)

// hearing is what a response said beside its body. The library's errors carry no headers, so that it goes through the
// context of the request.
type hearing struct {
	retryAfter time.Duration
	large      bool // set by the one who asks: this response may be as large as the replies of a batch
}

type hearingKey struct{}

func withHearing(ctx context.Context, h *hearing) context.Context {
	return context.WithValue(ctx, hearingKey{}, h)
}

func newHTTPClient() *http.Client {
	return &http.Client{
		Transport: transport{http.DefaultTransport.(*http.Transport).Clone()},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			// Go takes Authorization out of a request to another host, but not the header that Azure has the key in, and
			// turns a question into a GET for the older codes.
			first := via[0]
			if r.URL.Host != first.URL.Host || r.URL.Scheme != first.URL.Scheme || r.Method != first.Method || len(via) > 3 {
				return errElsewhere
			}
			return nil
		},
	}
}

// transport puts limits on responses and hears what they say beside their bodies.
type transport struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", userAgent)
	response, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	limit := int64(maxResponse)
	if h, ok := r.Context().Value(hearingKey{}).(*hearing); ok {
		h.retryAfter, _ = patience.RetryAfter(response.Header, time.Now())
		if h.large {
			limit = maxBatchReply
		}
	}
	response.Body = &limited{ReadCloser: response.Body, left: limit}
	return response, nil
}

// limited is a body that fails when it is too large, rather than seeming to end.
type limited struct {
	io.ReadCloser
	left int64 // bytes
}

func (l *limited) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, errTooLarge
	}
	n, err := l.ReadCloser.Read(b[:min(int64(len(b)), l.left)])
	l.left -= int64(n)
	return n, err
}

// expectLarge lets the response to this try be as large as the replies of a batch.
func expectLarge(ctx context.Context) {
	if h, ok := ctx.Value(hearingKey{}).(*hearing); ok {
		h.large = true
	}
}
