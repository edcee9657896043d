package openai

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"unicode"

	api "github.com/sashabaranov/go-openai"
)

// Kind is what went wrong.
type Kind string

// What can go wrong. The first few are fatal: every other question would end the same way.
const (
	WrongKey    Kind = "the server does not accept the key"
	NoCredit    Kind = "the account has nothing left"
	NotFound    Kind = "the server does not have it"
	Redirected  Kind = "the server sends elsewhere"
	Unreachable Kind = "the server cannot be reached"

	Busy       Kind = "the server is too busy"
	Down       Kind = "the server failed"
	Late       Kind = "no reply in time"
	Dropped    Kind = "the connection was dropped"
	Refused    Kind = "the server refuses the question"
	TooLong    Kind = "the question is too long for the model"
	TooLarge   Kind = "the reply is larger than any that we asked for"
	Unreadable Kind = "the reply is not of the protocol"
	Filtered   Kind = "the model or a filter declined to answer"
	Cut        Kind = "the reply was cut off"
	Empty      Kind = "the reply is empty"
)

func (k Kind) fatal() bool {
	switch k {
	case WrongKey, NoCredit, NotFound, Redirected, Unreachable:
		return true
	}
	return false
}

// Error is a question that got no answer. It never holds the key.
type Error struct {
	Kind   Kind
	Server string // its URL
	Model  string
	Status int    // of HTTP; 0 if it did not come to that, or was 200
	Tries  int    // how often the question was sent
	Said   string // what the server said, shortened; empty if nothing
	Hint   string // what to do; empty if nobody knows
}

// Error says what, where, and what to do.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s at %s: %s", e.Model, e.Server, e.Kind)
	var details []string
	if e.Status != 0 {
		details = append(details, fmt.Sprintf("status %d", e.Status))
	}
	if e.Tries > 1 {
		details = append(details, fmt.Sprintf("%d tries", e.Tries))
	}
	if len(details) > 0 {
		fmt.Fprintf(&b, " (%s)", strings.Join(details, ", "))
	}
	if e.Said != "" {
		fmt.Fprintf(&b, ": %q", e.Said)
	}
	if e.Hint != "" {
		b.WriteString("; " + e.Hint)
	}
	return b.String()
}

// Fatal says whether every other question would end the same way, so that asking on is of no use. If not, this question
// could not be told, and others may be.
func (e *Error) Fatal() bool { return e.Kind.fatal() }

func (c *Client) failure(kind Kind, status int, said string) *Error {
	return &Error{
		Kind: kind, Server: c.server.URL, Model: c.options.Model, Status: status, Tries: 1, Said: c.clean(said), Hint: c.hint(kind),
	}
}

// hint is what the user can do.
func (c *Client) hint(kind Kind) string {
	switch kind {
	case WrongKey:
		if c.options.Key == "" {
			return "it wants a key and there is none" + c.options.keySource(": set ")
		}
		return "is the key right?" + c.options.keySource(" it is read from ")
	case NoCredit:
		return "see what your account with it allows"
	case NotFound:
		return "does the server have this model, and does the URL end where its API begins (most often /v1)?"
	case Redirected:
		return "neither key nor draft was sent there; if you trust it, give its URL"
	case Unreachable:
		return "is it running, and is the URL right?"
	case Busy:
		return "ask fewer questions at a time, or later"
	case Late:
		return fmt.Sprintf("a try may take %s: allow more, or fewer questions at a time", c.options.Timeout)
	case TooLong:
		return "a model or a setting of the server with a larger context takes it"
	case Cut:
		return fmt.Sprintf("a reply may have %d tokens: allow more, if the context of the model does", c.options.MaxReply)
	case Unreadable:
		return "does the URL end where the API begins (most often /v1)?"
	}
	return ""
}

// maxSaid is how much of what a server said is shown, in bytes.
const maxSaid = 300

// clean makes what a server said fit for a terminal: one line, short, and without the key, which some repeat.
func (c *Client) clean(said string) string {
	if c.options.Key != "" {
		said = strings.ReplaceAll(said, string(c.options.Key), fmt.Sprint(c.options.Key))
	}
	said = strings.Join(strings.FieldsFunc(said, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	if len(said) > maxSaid {
		said = strings.ToValidUTF8(said[:maxSaid], "") + "..."
	}
	return said
}

// answer is the status, the code and the text of an error that a server answered with; the status is 0 if it did not answer.
// Some put the text where the protocol has an object, and some send no JSON at all.
func answer(err error) (status int, code, said string) {
	if e, ok := errors.AsType[*api.RequestError](err); ok { // first: it may have half an APIError within
		return e.HTTPStatusCode, "", string(e.Body)
	}
	if e, ok := errors.AsType[*api.APIError](err); ok {
		code = e.Type
		if e.Code != nil {
			code += fmt.Sprint(" ", e.Code)
		}
		if e.Param != nil {
			code += " " + *e.Param
		}
		return e.HTTPStatusCode, code, e.Message
	}
	return 0, "", ""
}

// explain says what went wrong, and whether it may go well the next time.
func (c *Client) explain(ctx context.Context, err error) (failure *Error, again bool) {
	status, code, said := answer(err)
	if status != 0 {
		kind, again := kindOfStatus(status, code+" "+said)
		return c.failure(kind, status, said), again
	}
	kind, again := kindOfError(ctx, err)
	if kind == Late {
		return c.failure(kind, 0, ""), again
	}
	return c.failure(kind, 0, err.Error()), again
}

// kindOfStatus goes by platform.openai.com/docs/guides/error-codes, and by RFC 9110 where that says nothing.
func kindOfStatus(status int, said string) (kind Kind, again bool) {
	about := func(words string) bool { return strings.Contains(strings.ToLower(said), words) }
	switch {
	case about("insufficient_quota") || status == http.StatusPaymentRequired:
		return NoCredit, false // a 429 as well, which no waiting helps
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return WrongKey, false
	case status == http.StatusNotFound:
		return NotFound, false
	case status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status == http.StatusConflict:
		return Busy, true
	case status >= 500:
		return Down, true
	case status == http.StatusRequestEntityTooLarge || about("context_length") || about("context length") || about("context size"):
		return TooLong, false
	case about("content_filter") || about("content management policy"):
		return Filtered, false
	}
	return Refused, false
}

// kindOfError is for failures that are no answers.
func kindOfError(ctx context.Context, err error) (kind Kind, again bool) {
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return Unreadable, false // it is JSON, and will be the next time
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		if strings.Contains(e.Error(), "'<' looking for beginning") {
			return NotFound, false // a web page
		}
		return Unreadable, true
	}
	if e, ok := errors.AsType[*net.DNSError](err); ok && e.IsNotFound {
		return Unreachable, false
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return Unreachable, false
	}
	switch {
	case errors.Is(err, http.ErrSchemeMismatch): // http where https was asked for
		return Unreachable, false
	case errors.Is(err, errElsewhere):
		return Redirected, false
	case errors.Is(err, errTooLarge):
		return TooLarge, false
	case ctx.Err() != nil:
		return Late, true
	case errors.Is(err, syscall.ECONNREFUSED):
		return Unreachable, true
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), isNetwork(err):
		return Dropped, true
	}
	return Refused, false // the library found something wrong before anything was sent
}

func isNetwork(err error) bool {
	_, ok := errors.AsType[net.Error](err) // *url.Error is one, around whatever the transport says
	return ok
}
