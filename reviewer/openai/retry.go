package openai

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// How long is waited between tries: any time up to backoffFirst, then up to twice that, and so on up to backoffMost (full
// jitter: aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter), but at least what the server asks for.
const (
	backoffFirst  = time.Second
	backoffMost   = 30 * time.Second
	maxRetryAfter = time.Minute // a server that wants more is not waited for any longer
)

// retry tries until it goes well, cannot, or has been tried often enough, and says how often it was tried. Its error is
// the context's or an *Error.
func (c *Client) retry(ctx context.Context, try func(context.Context) error) (tries int, err error) {
	for n := 0; ; n++ {
		var heard hearing
		attempt, cancel := context.WithTimeout(withHearing(ctx, &heard), c.options.Timeout)
		err := try(attempt)
		if err == nil {
			cancel()
			return n + 1, nil
		}
		if ctx.Err() != nil {
			cancel()
			return n + 1, c.cancelled(ctx)
		}
		failure, again := c.explain(attempt, err)
		cancel()
		failure.Tries = n + 1
		if !again || n >= c.options.Retries {
			return n + 1, failure
		}
		if c.wait(ctx, backoff(n, heard.retryAfter)) != nil {
			return n + 1, c.cancelled(ctx)
		}
	}
}

func (c *Client) cancelled(ctx context.Context) error {
	return fmt.Errorf("asking %s: %w", c, context.Cause(ctx))
}

// backoff is how long to wait after n tries that failed. What a server asks for gets jitter on top, so that those whom it
// told the same do not come back together.
func backoff(n int, retryAfter time.Duration) time.Duration {
	most := min(backoffFirst<<min(n, 10), backoffMost)
	return min(retryAfter, maxRetryAfter) + rand.N(most)
}
