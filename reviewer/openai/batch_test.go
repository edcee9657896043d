package openai

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rightsreview/rightsreview/prompts"
)

// batches stands in for the files and batches of the protocol, and is strict: what the API pages do not allow is a 400.
type batches struct {
	t     *testing.T
	mutex sync.Mutex
	files map[string][]byte
	jobs  map[string]map[string]any
	next  map[string]any // fields that the batch has when it is next asked for
	fail  []int          // statuses of the next requests to start a batch, which starts all the same
}

func serveBatches(t *testing.T) (*batches, *Client) {
	t.Helper()
	b := &batches{t: t, files: map[string][]byte{}, jobs: map[string]map[string]any{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/files", b.upload)
	mux.HandleFunc("GET /v1/files/{id}/content", b.content)
	mux.HandleFunc("POST /v1/batches", b.create)
	mux.HandleFunc("GET /v1/batches/{id}", b.retrieve)
	mux.HandleFunc("GET /v1/batches", b.list)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.mutex.Lock()
		defer b.mutex.Unlock()
		if r.Header.Get("Authorization") != "Bearer "+secret {
			says(401, `{"error":{"message":"no key"}}`)(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	client, _ := patient(t, Options{URL: server.URL + "/v1"})
	return b, client
}

func answerJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func refuse(w http.ResponseWriter, r *http.Request, format string, arguments ...any) {
	message, _ := json.Marshal(fmt.Sprintf(format, arguments...))
	says(400, `{"error":{"message":`+string(message)+`,"type":"invalid_request_error"}}`)(w, r)
}

func (b *batches) upload(w http.ResponseWriter, r *http.Request) {
	file, header, err := r.FormFile("file")
	if err != nil || r.FormValue("purpose") != "batch" || !strings.HasSuffix(header.Filename, ".jsonl") {
		refuse(w, r, "file %v of purpose %q: %v", header, r.FormValue("purpose"), err)
		return
	}
	content, _ := io.ReadAll(file)
	if why := checkBatch(content); why != "" {
		refuse(w, r, "%s", why)
		return
	}
	id := fmt.Sprintf("file-%d", len(b.files)+1)
	b.files[id] = content
	answerJSON(w, map[string]any{"id": id, "object": "file", "bytes": len(content), "purpose": "batch"})
}

// checkBatch says what is wrong with an input file: an object a line, each with an id of its own, a method, a URL and a body.
func checkBatch(content []byte) string {
	seen, model := map[string]bool{}, ""
	lines := bufio.NewScanner(strings.NewReader(string(content)))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line map[string]any
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return err.Error()
		}
		id, _ := line["custom_id"].(string)
		body, _ := line["body"].(map[string]any)
		switch {
		case len(line) != 4 || id == "" || len(id) > 64 || seen[id]:
			return "fields or custom_id of " + lines.Text()
		case line["method"] != "POST" || line["url"] != "/v1/chat/completions":
			return "method or url of " + lines.Text()
		case body["model"] == "" || model != "" && body["model"] != model || len(body["messages"].([]any)) != 2 || body["stream"] == true:
			return "body of " + lines.Text()
		}
		seen[id], model = true, body["model"].(string)
	}
	if len(seen) == 0 {
		return "no lines"
	}
	return ""
}

func (b *batches) content(w http.ResponseWriter, r *http.Request) {
	content, ok := b.files[r.PathValue("id")]
	if !ok {
		says(404, `{"error":{"message":"no such file"}}`)(w, r)
		return
	}
	_, _ = w.Write(content)
}

func (b *batches) create(w http.ResponseWriter, r *http.Request) {
	var asked map[string]any
	_ = json.NewDecoder(r.Body).Decode(&asked)
	file, _ := asked["input_file_id"].(string)
	if b.files[file] == nil || asked["endpoint"] != "/v1/chat/completions" || asked["completion_window"] != "24h" {
		refuse(w, r, "request %v", asked)
		return
	}
	id := fmt.Sprintf("batch_%d", len(b.jobs)+1)
	b.jobs[id] = map[string]any{
		"id": id, "object": "batch", "endpoint": "/v1/chat/completions", "input_file_id": file, "completion_window": "24h",
		"status": "validating", "created_at": 1_800_000_000, "expires_at": 1_800_086_400, "errors": nil,
		"request_counts": map[string]int{"total": 0, "completed": 0, "failed": 0},
	}
	if len(b.fail) > 0 {
		status := b.fail[0]
		b.fail = b.fail[1:]
		says(status, "")(w, r)
		return
	}
	answerJSON(w, b.jobs[id])
}

func (b *batches) retrieve(w http.ResponseWriter, r *http.Request) {
	job, ok := b.jobs[r.PathValue("id")]
	if !ok {
		says(404, `{"error":{"message":"no such batch"}}`)(w, r)
		return
	}
	for key, value := range b.next {
		job[key] = value
	}
	answerJSON(w, job)
}

func (b *batches) list(w http.ResponseWriter, _ *http.Request) {
	var all []any
	for _, job := range b.jobs {
		all = append(all, job)
	}
	answerJSON(w, map[string]any{"object": "list", "data": all, "has_more": false})
}

// ended makes a batch end with these lines of output and of errors.
func (b *batches) ended(state string, output, errors []string) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.next = map[string]any{"status": state, "request_counts": map[string]int{"total": 3, "completed": len(output), "failed": len(errors)}}
	if output != nil {
		b.files["file-out"], b.next["output_file_id"] = []byte(strings.Join(output, "\n")+"\n"), "file-out"
	}
	if errors != nil {
		b.files["file-err"], b.next["error_file_id"] = []byte(strings.Join(errors, "\n")), "file-err"
	}
}

// outcome is a line of the results.
func outcome(id string, status int, body string) string {
	return fmt.Sprintf(`{"id":"batch_req_1","custom_id":%q,"response":{"status_code":%d,"request_id":"r","body":%s},"error":null}`, id, status, body)
}

func three() []prompts.Prompt {
	q := questions()
	return []prompts.Prompt{q["judge"], q["discover"], q["refute"]}
}

func TestBatch(t *testing.T) {
	server, client := serveBatches(t)
	id, err := client.Submit(t.Context(), three())
	if err != nil {
		t.Fatal(err)
	}
	var nonces []string
	for line := range strings.Lines(string(server.files["file-1"])) {
		var request struct {
			Body struct{ Messages []struct{ Content string } }
		}
		if err := json.Unmarshal([]byte(line), &request); err != nil {
			t.Fatal(err)
		}
		_, after, _ := strings.Cut(request.Body.Messages[1].Content, "<<<")
		nonces = append(nonces, after[:16])
	}
	if len(nonces) != 3 || nonces[0] == nonces[1] || nonces[1] == nonces[2] {
		t.Errorf("nonces %q: each question has its own", nonces)
	}
	t.Run("not ended", func(t *testing.T) {
		replies, status, err := client.Collect(t.Context(), id)
		want := Status{State: Validating, Until: time.Unix(1_800_086_400, 0).UTC(), Failures: map[int]*Error{}}
		if diff := cmp.Diff(want, status); diff != "" || err != nil || len(replies) != 0 || status.Ended() {
			t.Errorf("replies %v, error %v, status (-want +got):\n%s", replies, err, diff)
		}
	})
	t.Run("completed", func(t *testing.T) {
		server.ended("completed", []string{
			outcome("question-2", 200, completion("Here: "+object, "stop")), "", // not in the order of the questions
			outcome("question-0", 200, completion(object[:9], "length")),
			outcome("question-2", 200, completion(`{"claims":[]}`, "stop")), // a second time
			outcome("question-02", 200, completion(`{}`, "stop")),           // not a name of ours
			outcome("somebody-1", 200, completion(`{}`, "stop")),
		}, []string{outcome("question-1", 400, `{"error":{"message":"no, `+secret+`"}}`)})
		replies, status, err := client.Collect(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		usage := prompts.Usage{In: 300, Out: 20, Cached: 256}
		if diff := cmp.Diff(map[int]prompts.Reply{2: {Text: object, Model: "tiny-1", Usage: usage}}, replies); diff != "" {
			t.Errorf("replies (-want +got):\n%s", diff)
		}
		if status.Strays != 3 || status.Spent != usage || !status.Ended() || len(status.Failures) != 2 {
			t.Errorf("status %+v", status)
		}
		checkFailure(t, status.Failures[0], Cut, false, 1, "20 tokens")
		checkFailure(t, status.Failures[1], Refused, false, 1, "status 400")
	})
	t.Run("expired", func(t *testing.T) {
		server.ended("expired", []string{outcome("question-1", 200, completion(object, "stop"))}, []string{
			`{"custom_id":"question-0","response":null,"error":{"code":"batch_expired","message":"not in time"}}`,
			`{"custom_id":"question-2","response":null,"error":{"code":"other","message":"oops"}}`,
		})
		replies, status, err := client.Collect(t.Context(), id)
		if err != nil || len(replies) != 1 || replies[1].Text != object || status.State != Expired {
			t.Fatalf("replies %v, status %+v, error %v", replies, status, err)
		}
		checkFailure(t, status.Failures[0], Late, false, 1, "not in time")
		checkFailure(t, status.Failures[2], Refused, false, 1, "oops")
	})
	t.Run("failed", func(t *testing.T) {
		server.ended("failed", nil, nil)
		server.next["errors"] = map[string]any{"object": "list", "data": []any{map[string]any{"code": "x", "message": "no such model", "line": 1}}}
		_, _, err := client.Collect(t.Context(), id)
		checkFailure(t, err, Refused, false, 1, "line 1: no such model")
	})
	t.Run("results that are none", func(t *testing.T) {
		server.ended("completed", []string{outcome("question-0", 200, completion(object, "stop")), `{"custom_id": oops`}, nil)
		replies, _, err := client.Collect(t.Context(), id)
		checkFailure(t, err, Unreadable, false, 1, "")
		if !strings.Contains(err.Error(), "line 2") || len(replies) != 1 {
			t.Errorf("error %v, replies %v", err, replies)
		}
	})
	t.Run("no such batch", func(t *testing.T) {
		_, _, err := client.Collect(t.Context(), "batch_77")
		checkFailure(t, err, NotFound, true, 1, "no such batch")
	})
}

// TestBatchOnce starts a batch on a server that starts it and says that it failed: nobody wants to pay for two.
func TestBatchOnce(t *testing.T) {
	server, client := serveBatches(t)
	server.fail = []int{503}
	id, err := client.Submit(t.Context(), three())
	if err != nil || id != "batch_1" || len(server.jobs) != 1 {
		t.Errorf("batch %q, error %v, %d batches, want batch_1 alone", id, err, len(server.jobs))
	}
}

func TestBatchLimits(t *testing.T) {
	_, client := serveBatches(t)
	large := question()
	large.System = strings.Repeat("x", MaxBatchBytes/2)
	for name, c := range map[string]struct {
		questions []prompts.Prompt
		says      string
	}{
		"none":      {nil, "nothing to submit"},
		"too many":  {make([]prompts.Prompt, MaxBatchQuestions+1), "may have 50000"},
		"too large": {[]prompts.Prompt{question(), large, large}, "200 MB at question 2 of 3"},
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name == "too large" {
				t.Skip("200 MB take long under the race detector")
			}
			_, err := client.Submit(t.Context(), c.questions)
			if _, ok := errors.AsType[*Error](err); err == nil || ok || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want %q", err, c.says)
			}
		})
	}
}
