package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// modelServer speaks as much of the OpenAI protocol as a review needs: chat completions, files and batches. What it answers
// depends on the question alone, so that the same question has the same answer however it comes.
type modelServer struct {
	*httptest.Server
	mutex   sync.Mutex
	asked   int               // questions, in batches too
	heads   []http.Header     // of requests
	sent    []string          // bodies of requests
	refuse  int               // status that answers every request; 0: all is well
	waits   int               // how often a batch is still in progress before it has ended
	lose    int               // of each batch, so many questions have no result
	files   map[string][]byte // by id
	batches map[string]string // file of its questions, by id
	polls   map[string]int
}

func newModelServer(t *testing.T) *modelServer {
	t.Helper()
	s := &modelServer{files: map[string][]byte{}, batches: map[string]string{}, polls: map[string]int{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	t.Setenv("RIGHTSREVIEW_MODEL_KEY", "sk-test-4711")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	return s
}

// flags name the server.
func (s *modelServer) flags(more ...string) []string {
	return append([]string{"--model", "tiny", "--model-url", s.URL + "/v1"}, more...)
}

func (s *modelServer) questions() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.asked
}

func (s *modelServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.heads, s.sent = append(s.heads, r.Header), append(s.sent, string(body))
	reply, status := any(map[string]any{"error": map[string]any{"message": "no"}}), s.refuse
	if status == 0 {
		reply, status = s.reply(r, body), http.StatusOK
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if raw, ok := reply.([]byte); ok {
		_, _ = w.Write(raw)
		return
	}
	_ = json.NewEncoder(w).Encode(reply)
}

func (s *modelServer) reply(r *http.Request, body []byte) any {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/") // v1, files, ID, content
	switch {
	case strings.HasSuffix(r.URL.Path, "/chat/completions"):
		return s.completion(body)
	case r.Method == http.MethodPost && parts[1] == "files":
		id := fmt.Sprintf("file-%d", len(s.files))
		s.files[id] = uploaded(r, body)
		return map[string]any{"id": id, "object": "file"}
	case r.Method == http.MethodPost && parts[1] == "batches":
		var wanted struct {
			Input string `json:"input_file_id"`
		}
		_ = json.Unmarshal(body, &wanted)
		id := fmt.Sprintf("batch-%d", len(s.batches))
		s.batches[id] = wanted.Input
		return map[string]any{"id": id, "status": "validating", "input_file_id": wanted.Input}
	case parts[1] == "files":
		return s.files[parts[2]]
	}
	return s.poll(parts[2])
}

// uploaded is the file of a form.
func uploaded(r *http.Request, body []byte) []byte {
	r.Body = io.NopCloser(bytes.NewReader(body))
	f, _, err := r.FormFile("file")
	if err != nil {
		return nil
	}
	content, _ := io.ReadAll(f)
	return content
}

// poll says how far a batch is.
func (s *modelServer) poll(id string) any {
	lines := strings.Split(strings.TrimSpace(string(s.files[s.batches[id]])), "\n")
	counts := map[string]int{"total": len(lines), "completed": len(lines)}
	if s.polls[id]++; s.polls[id] <= s.waits {
		counts["completed"] = 0
		return map[string]any{"id": id, "status": "in_progress", "request_counts": counts}
	}
	var results bytes.Buffer
	for i, line := range lines {
		if i < s.lose {
			continue
		}
		var q struct {
			ID   string          `json:"custom_id"`
			Body json.RawMessage `json:"body"`
		}
		_ = json.Unmarshal([]byte(line), &q)
		_ = json.NewEncoder(&results).Encode(map[string]any{
			"custom_id": q.ID, "response": map[string]any{"status_code": 200, "body": s.completion(q.Body)},
		})
	}
	s.files["results-"+id] = results.Bytes()
	return map[string]any{"id": id, "status": "completed", "output_file_id": "results-" + id, "request_counts": counts}
}

func (s *modelServer) completion(body []byte) any {
	s.asked++
	var q struct {
		Messages []struct{ Content string }
		Format   struct {
			Schema struct{ Name string } `json:"json_schema"`
		} `json:"response_format"`
	}
	_ = json.Unmarshal(body, &q)
	text := answerTo(q.Format.Schema.Name, q.Messages[1].Content)
	return map[string]any{
		"model":   "tiny-1",
		"choices": []any{map[string]any{"finish_reason": "stop", "message": map[string]any{"role": "assistant", "content": text}}},
		"usage":   map[string]int{"prompt_tokens": len(q.Messages[1].Content) / 4, "completion_tokens": len(text) / 4},
	}
}

// What the model writes, to find again.
const (
	saidHolds = "Nobody who is logged is told."
	saidNot   = "The sentence speaks of a test."
	saidRaise = "One party decides for all."
	saidAsk   = "Could people choose another?"
)

var (
	claimHead = regexp.MustCompile(`(?m)^Claim (\d+) \(`)
	fenced    = regexp.MustCompile(`(?s)<<<[0-9a-f]{8}\n(.*?)\n[0-9a-f]{8}>>>`)
)

// answerTo judges that what has the word "test" does not hold, refutes what has the word "relay", and raises what has "sole".
func answerTo(prompt, user string) string {
	list := []map[string]any{}
	if prompt == "discover" {
		found := fenced.FindAllStringSubmatch(user, -1)
		text := found[len(found)-1][1]
		scanner := bufio.NewScanner(strings.NewReader(strings.ReplaceAll(text, ". ", ".\n")))
		for scanner.Scan() {
			if strings.Contains(scanner.Text(), "sole") {
				list = append(list, map[string]any{"category": "centralised-control", "quote": scanner.Text(), "reason": saidRaise, "question": saidAsk})
			}
		}
		return object("passages", list)
	}
	heads := claimHead.FindAllStringSubmatchIndex(user, -1)
	for i, h := range heads {
		end := len(user)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		quote := strings.TrimSuffix(fenced.FindStringSubmatch(user[h[0]:end])[1], " ...") // a long one is cut
		claim := map[string]any{"number": json.Number(user[h[2]:h[3]])}
		if prompt == "judge" {
			claim["verdict"], claim["reason"], claim["stance"], claim["evidence"] = "holds", saidHolds, "requires", quote
			if strings.Contains(quote, "test") {
				claim["verdict"], claim["reason"], claim["stance"] = "does-not-hold", saidNot, "describes"
			}
			claim["scale"], claim["scope"], claim["irremediability"] = "medium", "high", "low"
		} else {
			claim["verdict"], claim["reason"] = "stands", ""
			if strings.Contains(quote, "relay") {
				claim["verdict"], claim["reason"] = "refuted", saidNot
			}
		}
		list = append(list, claim)
	}
	return object("claims", list)
}

func object(name string, list []map[string]any) string {
	text, _ := json.Marshal(map[string]any{name: list})
	return string(text)
}
