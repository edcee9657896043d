package standin

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// try makes one request of a kind and says how it went: the status and how many comments there are then.
func try(t *testing.T, s *Server, pull *Pull, token string) string {
	t.Helper()
	client := s.Client(token)
	client.Timeout = 2 * time.Second
	q, err := http.NewRequest("POST", s.URL+"/repos/example/drafts/issues/1/comments", strings.NewReader(`{"body":"Hello."}`))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/json")
	went := "broken"
	if got, err := client.Do(q); err == nil {
		text, err := io.ReadAll(got.Body)
		_ = got.Body.Close()
		went = fmt.Sprint(got.StatusCode)
		if err != nil {
			went += fmt.Sprintf(" cut at %d", len(text))
		}
		if retry := got.Header.Get("Retry-After"); retry != "" {
			went += " retry " + retry
		}
	}
	return fmt.Sprintf("%s, %d comments", went, len(pull.Comments()))
}

func TestFaults(t *testing.T) {
	comments := On("POST", "issues/*/comments")
	for name, x := range map[string]struct {
		fault Fault
		want  string
		twice string // what the second request gives
	}{
		"error instead":           {Broken(comments, false), "502, 0 comments", "201, 1 comments"},
		"error when it is done":   {Broken(comments, true), "502, 1 comments", "201, 2 comments"},
		"dropped":                 {Dropped(comments, false), "broken, 0 comments", "201, 1 comments"},
		"dropped when it is done": {Dropped(comments, true), "broken, 1 comments", "201, 2 comments"},
		"cut":                     {Fault{Match: comments, Truncate: 10}, "201 cut at 10, 1 comments", "201, 2 comments"},
		"slow":                    {Fault{Match: comments, Delay: 50 * time.Millisecond}, "201, 1 comments", "201, 2 comments"},
		"secondary limit":         {SecondaryLimit(comments, 7), "403 retry 7, 0 comments", "201, 1 comments"},
		"primary limit":           {PrimaryLimit(comments, time.Now().Add(time.Minute)), "403, 0 comments", "201, 1 comments"},
		"others are not meant":    {Broken(On("GET", "comments"), false), "201, 1 comments", "201, 2 comments"},
		"twice":                   {Fault{Match: comments, Times: 2, Status: 503}, "503, 0 comments", "503, 0 comments"},
		"later":                   {Fault{Match: comments, Skip: 1, Status: 503}, "201, 1 comments", "503, 1 comments"},
		"for ever":                {Fault{Times: -1, Status: 500}, "500, 0 comments", "500, 0 comments"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(descriptionVariable, "") // which describes no faults
			s, _, pull := example(t)
			token := s.WorkflowToken(Reviewer)
			s.Inject(x.fault)
			if got := try(t, s, pull, token); got != x.want {
				t.Errorf("first request: %s, want %s", got, x.want)
			}
			if got := try(t, s, pull, token); got != x.twice {
				t.Errorf("second request: %s, want %s", got, x.twice)
			}
			s.Heal()
			if got := try(t, s, pull, token); !strings.HasPrefix(got, "201, ") {
				t.Errorf("healed: %s", got)
			}
		})
	}
}

func TestJournal(t *testing.T) {
	s, _, pull := example(t)
	c := as(t, s, s.WorkflowToken(Reviewer))
	c.get(pullPath + "?x=1")
	c.do("POST", "/repos/example/drafts/issues/1/comments", object{"body": "B"})
	c.do("POST", "/repos/example/drafts/issues/1/comments", object{"body": ""})
	s.Inject(Broken(On("", "reviews"), true))
	c.do("POST", pullPath+"/reviews", object{"event": "COMMENT", "body": "B"})
	as(t, s, "x").get(pullPath)
	var got []string
	for _, r := range s.Requests() {
		got = append(got, fmt.Sprint(r.Method, " ", r.Path, " ", r.Query, " ", r.Actor, " ", r.Status, " ", r.Sent, " ", r.Changed))
		if r.Ended.Before(r.Began) || r.Began.IsZero() {
			t.Errorf("%s %s ended before it began", r.Method, r.Path)
		}
	}
	want := []string{
		"GET /repos/example/drafts/pulls/1 x=1 github-actions[bot] 200 200 false",
		"POST /repos/example/drafts/issues/1/comments  github-actions[bot] 201 201 true",
		"POST /repos/example/drafts/issues/1/comments  github-actions[bot] 422 422 false",
		"POST /repos/example/drafts/pulls/1/reviews  github-actions[bot] 200 502 true",
		"GET /repos/example/drafts/pulls/1   401 401 false",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("journal:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if writes := s.Writes(); len(writes) != 2 || writes[0].Body != `{"body":"B"}` || s.Count("POST", "comments") != 2 || s.Count("", "pulls/*") != 2 {
		t.Errorf("writes: %+v", writes)
	}
	s.Forget()
	if len(s.Requests()) != 0 || len(pull.Reviews()) != 1 {
		t.Error("the journal is not empty, or the review is not there")
	}
}

func TestClock(t *testing.T) {
	s, _, pull := example(t)
	s.SetClock(time.Date(2030, 1, 1, 12, 0, 0, 5, time.UTC))
	pull.CommentAs("bob", "One.")
	pull.CommentAs("bob", "Two.")
	list := pull.Comments()
	if got := list[0].Created; got.Year() != 2030 || !list[1].Created.After(got) {
		t.Errorf("created %s and %s", got, list[1].Created)
	}
}
