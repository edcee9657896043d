package standin

import (
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// Request is one that was made.
type Request struct {
	Method, Path, Query string
	Body                string
	Actor               string    // who asked; empty without a valid token
	Status              int       // as the work was answered; 0 if a fault came before it
	Sent                int       // what the client was sent: differs from Status after a fault; 0 if the connection was dropped
	Changed             bool      // something is different now
	Faulty              bool      // a fault had a part in it
	Began, Ended        time.Time // by the real clock
}

type journal struct {
	mu       sync.Mutex
	requests []*Request
}

func (j *journal) add(r *Request) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.requests = append(j.requests, r)
}

// update changes what is known of a request while others may read it.
func (j *journal) update(change func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change()
}

// Requests are all requests that were made, in order of arrival.
func (s *Server) Requests() (list []Request) {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	for _, r := range s.journal.requests {
		list = append(list, *r)
	}
	return list
}

// Writes are the requests that changed something.
func (s *Server) Writes() []Request {
	return slices.DeleteFunc(s.Requests(), func(r Request) bool { return !r.Changed })
}

// Count is how many requests were made with a method ("" for any) and a path that ends as a pattern says: see On.
func (s *Server) Count(method, pattern string) (n int) {
	for _, r := range s.Requests() {
		if (method == "" || method == r.Method) && ends(r.Path, pattern) {
			n++
		}
	}
	return n
}

// Forget empties the journal.
func (s *Server) Forget() {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	s.journal.requests = nil
}

// ends says whether the last segments of a path are as in a pattern, in which "*" is any one segment or part of one.
func ends(name, pattern string) bool {
	segments := strings.Split(strings.Trim(name, "/"), "/")
	pattern = strings.Trim(pattern, "/")
	n := strings.Count(pattern, "/") + 1
	if pattern == "" || n > len(segments) {
		return pattern == ""
	}
	ok, err := path.Match(pattern, strings.Join(segments[len(segments)-n:], "/"))
	return ok && err == nil
}
