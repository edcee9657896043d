package standin

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"time"
)

// Fault is something that goes wrong with a request.
type Fault struct {
	Match  func(*http.Request) bool // which requests; nil for all. See On
	Times  int                      // how often; 0 for once, less than 0 for ever
	Skip   int                      // how many that match are let through before
	Status int                      // what is answered; 0 leaves the answer as it is
	Header http.Header
	Body   string
	// AfterSuccess does the work first and answers with the fault then, if the work was not refused.
	AfterSuccess bool
	// Drop ends the connection without an answer. The client of Go tries a GET again by itself if the connection was used
	// before: let Times be more than one to be seen.
	Drop     bool
	Truncate int           // ends the connection after so many bytes of the body; 0 sends it whole
	Delay    time.Duration // waits before the answer
}

type faults struct {
	mu   sync.Mutex
	list []*Fault
}

// Inject adds a fault. Of several that match a request, the first that is not used up is taken.
func (s *Server) Inject(f Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults.list = append(s.faults.list, &f)
}

// Heal removes all faults.
func (s *Server) Heal() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = nil
}

// On matches requests with a method ("" for any) and a path whose last segments are as in a pattern: On("POST", "reviews"),
// On("", "issues/*/comments").
func On(method, pattern string) func(*http.Request) bool {
	return func(r *http.Request) bool {
		return (method == "" || method == r.Method) && ends(r.URL.Path, pattern)
	}
}

// SecondaryLimit is the refusal of somebody who writes too much at a time. Without seconds to wait it has no Retry-After.
// https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
func SecondaryLimit(match func(*http.Request) bool, seconds int) Fault {
	f := Fault{Match: match, Status: http.StatusForbidden, Header: http.Header{}, Body: errorBody(http.StatusForbidden,
		"You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
		"https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits")}
	if seconds > 0 {
		f.Header.Set("Retry-After", strconv.Itoa(seconds))
	}
	return f
}

// PrimaryLimit is the refusal of somebody who has no requests left until a time.
func PrimaryLimit(match func(*http.Request) bool, reset time.Time) Fault {
	return Fault{Match: match, Status: http.StatusForbidden, Header: http.Header{
		"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Used": {strconv.Itoa(primaryLimit)},
		"X-Ratelimit-Reset": {strconv.FormatInt(reset.Unix(), 10)},
	}, Body: errorBody(http.StatusForbidden, "API rate limit exceeded for installation.",
		"https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api")}
}

// Broken is a server error that comes instead of the work or, with after, when it is done.
func Broken(match func(*http.Request) bool, after bool) Fault {
	return Fault{Match: match, Status: http.StatusBadGateway, AfterSuccess: after, Body: errorBody(http.StatusBadGateway, "Server Error", "")}
}

// Dropped is a connection that ends without an answer, before the work or, with after, when it is done.
func Dropped(match func(*http.Request) bool, after bool) Fault {
	return Fault{Match: match, Drop: true, AfterSuccess: after}
}

// next is the fault of a request; nil if nothing goes wrong.
func (s *Server) next(r *http.Request) *Fault {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	for _, f := range s.faults.list {
		if f.Times == 0 || f.Match != nil && !f.Match(r) {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		if f.Times > 0 {
			f.Times--
		}
		return f
	}
	return nil
}

// middle writes the journal and lets things go wrong.
func (s *Server) middle(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the client went away
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		entry := &Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Body: string(body), Began: time.Now()}
		s.journal.add(entry)
		defer s.journal.update(func() { entry.Ended = time.Now() })
		answer := httptest.NewRecorder()
		fault := s.next(r)
		if fault == nil || fault.works() {
			next.ServeHTTP(answer, r.WithContext(withEntry(r.Context(), entry)))
		} else {
			s.limits(answer.Header())
		}
		s.journal.update(func() { entry.Status, entry.Faulty = answer.Code, fault != nil })
		if fault != nil {
			answer = fault.change(answer, entry, s, r)
		}
		s.send(w, answer, fault, entry)
	})
}

// works says whether the work is done in spite of a fault.
func (f *Fault) works() bool { return f.AfterSuccess || f.Status == 0 && !f.Drop }

// change gives the answer of a fault.
func (f *Fault) change(answer *httptest.ResponseRecorder, entry *Request, s *Server, r *http.Request) *httptest.ResponseRecorder {
	if !f.works() {
		s.journal.update(func() { entry.Status = 0 })
	}
	select {
	case <-time.After(f.Delay):
	case <-r.Context().Done():
	}
	refused := f.AfterSuccess && answer.Code >= 400
	if f.Status == 0 || refused {
		return answer
	}
	changed := httptest.NewRecorder()
	s.limits(changed.Header())
	changed.Header().Set("Content-Type", jsonType)
	for name, values := range f.Header {
		changed.Header()[http.CanonicalHeaderKey(name)] = values
	}
	changed.Code = f.Status
	changed.Body.WriteString(f.Body)
	return changed
}

// send gives the client its answer, or a part of it, or nothing.
func (s *Server) send(w http.ResponseWriter, answer *httptest.ResponseRecorder, f *Fault, entry *Request) {
	drop := f != nil && f.Drop && !(f.AfterSuccess && answer.Code >= 400)
	if drop {
		panic(http.ErrAbortHandler) // which is how net/http is told to end a connection
	}
	body := answer.Body.Bytes()
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	if answer.Code != http.StatusNoContent && answer.Code != http.StatusNotModified {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	s.journal.update(func() { entry.Sent = answer.Code })
	w.WriteHeader(answer.Code)
	if f != nil && f.Truncate > 0 && f.Truncate < len(body) {
		_, _ = w.Write(body[:f.Truncate])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(body)
}
