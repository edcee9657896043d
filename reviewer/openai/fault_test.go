package openai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rightsreview/rightsreview/prompts"
	"github.com/rightsreview/rightsreview/reviewer/patience"
)

// secret is a key that must be seen nowhere.
const secret = "sk-0123456789abcdefSECRET"

// questions are one of each prompt.
func questions() map[string]prompts.Prompt {
	claims := []prompts.Claim{{
		Number: 1, Category: "surveillance", Concern: "A list of who asked for what tells who reads what.",
		Fires: "Resolvers keep every query.", LooksLike: "Counters.", Quote: "A resolver MUST keep the name, the address and the hour of every query.",
	}}
	return map[string]prompts.Prompt{
		"judge": prompts.Judge{Draft: "Keeping Queries", Abstract: "How to keep queries.", Section: "Keeping", Findings: claims}.Prompt(),
		"discover": prompts.Discover{
			Draft: "Keeping Queries", Section: "Asking", Text: "An authority can ask for the list. It need not say why.",
			Categories: []prompts.Category{{Name: "surveillance", Concern: "data on people is kept", Not: "counting"}},
		}.Prompt(),
		"refute": prompts.Refute{Claims: claims}.Prompt(),
	}
}

func question() prompts.Prompt { return questions()["refute"] }

// object is a reply to question.
const object = `{"claims":[{"number":1,"verdict":"stands","reason":"It keeps them."}]}`

// completion is a response of the protocol.
func completion(content, finish string) string {
	text, _ := json.Marshal(content)
	return fmt.Sprintf(`{"id":"c1","object":"chat.completion","model":"tiny-1","choices":[{"index":0,"message":{"role":"assistant","content":%s},`+
		`"finish_reason":%q}],"usage":{"prompt_tokens":300,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":256}}}`, text, finish)
}

// turn answers one request.
type turn func(http.ResponseWriter, *http.Request)

func says(status int, body string, headers ...string) turn {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func good() turn { return says(200, completion(object, "stop")) }

// drops ends the connection after a part of a response.
func drops(part string) turn {
	return func(w http.ResponseWriter, _ *http.Request) {
		if part != "" {
			w.Header().Set("Content-Length", "10000")
			_, _ = io.WriteString(w, part)
			w.(http.Flusher).Flush()
		}
		panic(http.ErrAbortHandler)
	}
}

// hangs answers nothing until the other side gives up.
func hangs(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

// scripted is a server that answers request by request, the last turn for ever, and keeps the bodies it was sent.
type scripted struct {
	*httptest.Server
	mutex  sync.Mutex
	bodies []map[string]any
	heads  []http.Header
}

func serve(t *testing.T, turns ...turn) *scripted {
	t.Helper()
	s := &scripted{}
	var n atomic.Int64
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		content, _ := io.ReadAll(r.Body)
		var body map[string]any
		_ = json.Unmarshal(content, &body)
		s.mutex.Lock()
		s.bodies, s.heads = append(s.bodies, body), append(s.heads, r.Header.Clone())
		s.mutex.Unlock()
		r.Body = io.NopCloser(strings.NewReader(string(content)))
		turns[min(int(n.Add(1)), len(turns))-1](w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// patient is a client that waits no time, and keeps how long it would have waited.
func patient(t *testing.T, o Options) (*Client, *[]time.Duration) {
	t.Helper()
	o.Model, o.Key, o.KeyFrom = "tiny", secret, "TINY_KEY"
	client, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	var waits []time.Duration
	client.wait = func(ctx context.Context, d time.Duration) error {
		waits = append(waits, d)
		return ctx.Err()
	}
	return client, &waits
}

// TestFaults is the table of what goes wrong and what comes of it. Unless it says otherwise four further tries are made.
func TestFaults(t *testing.T) {
	elsewhere := serve(t, good())
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	defer secure.Close()
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for name, c := range map[string]struct {
		turns []turn
		url   string // instead of the server that takes the turns
		kind  Kind   // empty if the question is answered in the end
		fatal bool
		tries int
		says  string // in the message
	}{
		"good":                        {turns: []turn{good()}, tries: 1},
		"429 once":                    {turns: []turn{says(429, `{"error":{"message":"slow down","type":"rate_limit"}}`), good()}, tries: 2},
		"429 for ever":                {turns: []turn{says(429, `{"error":{"message":"slow down"}}`)}, kind: Busy, tries: 5, says: `(status 429, 5 tries): "slow down"`},
		"429, nothing left":           {turns: []turn{says(429, `{"error":{"message":"You exceeded your quota","code":"insufficient_quota"}}`)}, kind: NoCredit, fatal: true, tries: 1},
		"408 once":                    {turns: []turn{says(408, ``), good()}, tries: 2},
		"409 once":                    {turns: []turn{says(409, ``), good()}, tries: 2},
		"500 twice":                   {turns: []turn{says(500, `{"error":{"message":"oops"}}`), says(500, ``), good()}, tries: 3},
		"502 with a page":             {turns: []turn{says(502, "<html>bad gateway</html>"), good()}, tries: 2},
		"503 for ever":                {turns: []turn{says(503, `overloaded`)}, kind: Down, tries: 5, says: "overloaded"},
		"timeout once":                {turns: []turn{hangs, good()}, tries: 2},
		"timeout for ever":            {turns: []turn{hangs}, kind: Late, tries: 5, says: "a try may take 200ms"},
		"dropped at once":             {turns: []turn{drops(""), good()}, tries: 2},
		"dropped within the body":     {turns: []turn{drops(`{"id": "c1", "choi`), good()}, tries: 2},
		"dropped for ever":            {turns: []turn{drops("")}, kind: Dropped, tries: 5},
		"truncated JSON":              {turns: []turn{says(200, `{"id":"c1","choices":[{"mess`), good()}, tries: 2},
		"truncated JSON for ever":     {turns: []turn{says(200, `{"id":"c1","choices":[{"mess`)}, kind: Dropped, tries: 5},
		"malformed body":              {turns: []turn{says(200, `{"id": oops}`), good()}, tries: 2},
		"malformed for ever":          {turns: []turn{says(200, `{"id": oops}`)}, kind: Unreadable, tries: 5},
		"another protocol":            {turns: []turn{says(200, `{"choices": "none"}`)}, kind: Unreadable, tries: 1, says: "does the URL end where"},
		"a web page":                  {turns: []turn{says(200, "<!DOCTYPE html><p>Welcome")}, kind: NotFound, fatal: true, tries: 1, says: "/v1"},
		"400":                         {turns: []turn{says(400, `{"error":{"message":"messages: too many cooks","type":"invalid_request_error"}}`)}, kind: Refused, tries: 1, says: "too many cooks"},
		"400, too long":               {turns: []turn{says(400, `{"error":{"message":"maximum context length is 10 tokens (5 in the response_format schemas)","code":"context_length_exceeded"}}`)}, kind: TooLong, tries: 1},
		"400, llama.cpp: too long":    {turns: []turn{says(400, `{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}`)}, kind: TooLong, tries: 1},
		"413":                         {turns: []turn{says(413, ``)}, kind: TooLong, tries: 1},
		"400, filtered":               {turns: []turn{says(400, `{"error":{"message":"The response was filtered","code":"content_filter"}}`)}, kind: Filtered, tries: 1},
		"401 that repeats the key":    {turns: []turn{says(401, `{"error":{"message":"Incorrect API key: `+secret+`"}}`)}, kind: WrongKey, fatal: true, tries: 1, says: "is the key right? it is read from TINY_KEY"},
		"403 that is no JSON":         {turns: []turn{says(403, secret+` may not`)}, kind: WrongKey, fatal: true, tries: 1, says: `"(key) may not"`},
		"404":                         {turns: []turn{says(404, `{"error":{"message":"model 'tiny' not found"}}`)}, kind: NotFound, fatal: true, tries: 1, says: "does the server have this model"},
		"402":                         {turns: []turn{says(402, `{"error":{"message":"Insufficient Balance"}}`)}, kind: NoCredit, fatal: true, tries: 1},
		"no choices":                  {turns: []turn{says(200, `{"model":"tiny-1","choices":[],"usage":{"prompt_tokens":300,"completion_tokens":20}}`)}, kind: Empty, tries: 1},
		"an error with status 200":    {turns: []turn{says(200, `{"error":{"message":"oops"}}`)}, kind: Empty, tries: 1},
		"no content":                  {turns: []turn{says(200, completion("", "stop"))}, kind: Empty, tries: 1},
		"cut":                         {turns: []turn{says(200, completion(object[:30], "length"))}, kind: Cut, tries: 1, says: "after 20 tokens"},
		"cut after the object":        {turns: []turn{says(200, completion(object+"\n\n\n   ", "length"))}, tries: 1},
		"filtered":                    {turns: []turn{says(200, completion("", "content_filter"))}, kind: Filtered, tries: 1},
		"declined":                    {turns: []turn{says(200, `{"choices":[{"message":{"role":"assistant","content":null,"refusal":"I will not."},"finish_reason":"stop"}]}`)}, kind: Filtered, tries: 1, says: "I will not."},
		"fenced":                      {turns: []turn{says(200, completion("Sure:\n```json\n"+object+"\n```", "stop"))}, tries: 1},
		"too large":                   {turns: []turn{says(200, `{"model":"`+strings.Repeat("x", maxResponse)+`"}`)}, kind: TooLarge, tries: 1},
		"an error that is too large":  {turns: []turn{says(500, strings.Repeat("x", maxResponse+1))}, kind: TooLarge, tries: 1},
		"redirect, same host":         {turns: []turn{says(307, "", "Location", "/v2/chat/completions"), good()}, tries: 1},
		"redirect to another host":    {turns: []turn{says(307, "", "Location", elsewhere.URL+"/v1")}, kind: Redirected, fatal: true, tries: 1, says: elsewhere.URL},
		"redirect that loses content": {turns: []turn{says(302, "", "Location", "/v2")}, kind: Redirected, fatal: true, tries: 1},
		"nobody there":                {url: gone.URL, kind: Unreachable, fatal: true, tries: 5, says: "is it running"},
		"wrong certificate":           {url: secure.URL, kind: Unreachable, fatal: true, tries: 1, says: "certificate"},
		"https where there is http":   {url: strings.Replace(elsewhere.URL, "http:", "https:", 1), kind: Unreachable, fatal: true, tries: 1},
	} {
		t.Run(name, func(t *testing.T) {
			url := c.url
			if url == "" {
				url = serve(t, c.turns...).URL
			}
			client, waits := patient(t, Options{URL: url, Timeout: 200 * time.Millisecond})
			if strings.Contains(name, "large") {
				client.options.Timeout = time.Minute
			}
			reply, err := client.Ask(t.Context(), question())
			if len(*waits) != c.tries-1 {
				t.Errorf("%d tries, want %d", len(*waits)+1, c.tries)
			}
			if c.kind == "" {
				if err != nil || reply.Text != object {
					t.Errorf("reply %q, error %v, want %q", reply.Text, err, object)
				}
				return
			}
			checkFailure(t, err, c.kind, c.fatal, c.tries, c.says)
		})
	}
	if n := len(elsewhere.bodies); n != 0 {
		t.Errorf("the server that we were sent on to was asked %d times", n)
	}
}

// checkFailure holds an error against what it must say and must not.
func checkFailure(t *testing.T, err error, kind Kind, fatal bool, tries int, says string) {
	t.Helper()
	failure, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("error %v, want one of kind %q", err, kind)
	}
	if failure.Kind != kind || failure.Fatal() != fatal || failure.Tries != tries {
		t.Errorf("kind %q, fatal %v, %d tries; want %q, %v, %d: %v", failure.Kind, failure.Fatal(), failure.Tries, kind, fatal, tries, err)
	}
	for _, want := range []string{"tiny at http", string(kind), says} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
	if all := fmt.Sprintf("%v %+v %#v", err, *failure, failure); strings.Contains(all, "SECRET") || strings.Contains(err.Error(), "\n") {
		t.Errorf("the error tells the key, or has several lines: %s", all)
	}
}

// TestNoSuchHost does without a resolver: where there is none, no name is known to be wrong.
func TestNoSuchHost(t *testing.T) {
	for notFound, again := range map[bool]bool{true: false, false: true} {
		err := &url.Error{Op: "Post", URL: "https://nowhere.example", Err: &net.DNSError{Err: "oops", IsNotFound: notFound}}
		kind, got := kindOfError(t.Context(), err)
		if got != again || (kind == Unreachable) != notFound {
			t.Errorf("not found %v: %q, again %v", notFound, kind, got)
		}
	}
}

// TestReply takes a reply apart.
func TestReply(t *testing.T) {
	server := serve(t, says(200, completion("Well: "+object, "stop")), says(200, completion(object[:30], "stop")), says(200, completion(object[:30], "length")))
	client, _ := patient(t, Options{URL: server.URL})
	usage := prompts.Usage{In: 300, Out: 20, Cached: 256}
	for _, c := range []struct {
		name string
		want prompts.Reply
		err  bool
	}{
		{"an object", prompts.Reply{Text: object, Model: "tiny-1", Usage: usage}, false},
		{"no whole object, for the caller to see", prompts.Reply{Text: object[:30], Model: "tiny-1", Usage: usage}, false},
		{"a failure, that costs as much", prompts.Reply{Text: object[:30], Model: "tiny-1", Usage: usage}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := client.Ask(t.Context(), question())
			if diff := cmp.Diff(c.want, got); diff != "" || (err != nil) != c.err {
				t.Errorf("error %v, reply (-want +got):\n%s", err, diff)
			}
		})
	}
}

// TestRequest holds what is sent.
func TestRequest(t *testing.T) {
	server := serve(t, says(503, ""), good())
	client, _ := patient(t, Options{URL: server.URL, MaxReply: 77, Seed: new(5)})
	p := question()
	if _, err := client.Ask(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	var nonces []string
	for i, body := range server.bodies {
		messages := body["messages"].([]any)
		system, user := messages[0].(map[string]any), messages[1].(map[string]any)
		text := user["content"].(string)
		nonce := text[strings.Index(text, "<<<")+3:][:8]
		nonces = append(nonces, nonce)
		if system["role"] != "system" || system["content"] != p.System || user["role"] != "user" || text != p.WithNonce(nonce) {
			t.Errorf("messages %v", messages)
		}
		if strings.Trim(nonce, "0123456789abcdef") != "" {
			t.Errorf("nonce %q, want 8 hexadecimal digits", nonce)
		}
		var schema any
		_ = json.Unmarshal(p.Schema, &schema)
		delete(body, "messages")
		want := map[string]any{
			"model": "tiny", "stream": false, "max_tokens": 77.0, "temperature": 0.01, "seed": 5.0,
			"response_format": map[string]any{
				"type": "json_schema", "json_schema": map[string]any{"name": "refute", "strict": true, "schema": schema},
			},
		}
		if diff := cmp.Diff(want, any(body).(map[string]any)); diff != "" {
			t.Errorf("request (-want +got):\n%s", diff)
		}
		if got := server.heads[i]; got.Get("Authorization") != "Bearer "+secret || got.Get("User-Agent") != userAgent {
			t.Errorf("headers %v", got)
		}
	}
	if len(nonces) != 2 || nonces[0] == nonces[1] {
		t.Errorf("nonces %q: each try has its own", nonces)
	}
}

// TestFallBack has servers that lack this and that, each in its own words, and holds that they are told once only.
func TestFallBack(t *testing.T) {
	const param = `{"error":{"message":%q,"type":"invalid_request_error","param":%q,"code":"unsupported_parameter"}}`
	for name, c := range map[string]struct {
		options Options
		refuse  func(body map[string]any) string // what a 400 says; empty to answer
		asked   int                              // requests until the first answer
		want    map[string]any                   // what the last request has
		lacks   []string
	}{
		"no schema, as OpenAI says it": {
			refuse: func(b map[string]any) string {
				if format(b) == "json_schema" {
					return fmt.Sprintf(param, "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.", "response_format")
				}
				return ""
			}, asked: 2, want: map[string]any{"response_format": map[string]any{"type": "json_object"}},
		},
		"neither, as DeepSeek says it": {
			refuse: func(b map[string]any) string {
				if format(b) != "" {
					return `{"error":{"message":"This response_format type is unavailable now","type":"invalid_request_error"}}`
				}
				return ""
			}, asked: 3, lacks: []string{"response_format"},
		},
		"neither, without an object": {
			options: Options{Server: "lm-studio"},
			refuse: func(b map[string]any) string {
				if format(b) != "" {
					return `{"error":"'response_format.type' must be 'text'"}`
				}
				return ""
			}, asked: 2, lacks: []string{"response_format"},
		},
		"the newer limit": {
			refuse: func(b map[string]any) string {
				if b["max_tokens"] != nil {
					return fmt.Sprintf(param, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", "max_tokens")
				}
				return ""
			}, asked: 2, want: map[string]any{"max_completion_tokens": 4096.0}, lacks: []string{"max_tokens"},
		},
		"the older limit": {
			options: Options{Server: "openai"},
			refuse: func(b map[string]any) string {
				if b["max_completion_tokens"] != nil {
					return `{"detail":[{"msg":"Extra inputs are not permitted","loc":["body","max_completion_tokens"]}]}`
				}
				return ""
			}, asked: 2, want: map[string]any{"max_tokens": 4096.0},
		},
		"no temperature and no seed": {
			refuse: func(b map[string]any) string {
				switch {
				case b["temperature"] != nil:
					return fmt.Sprintf(param, "Unsupported value: 'temperature' does not support 0.01 with this model. Only the default (1) value is supported.", "temperature")
				case b["seed"] != nil:
					return fmt.Sprintf(param, "Unknown parameter: 'seed'.", "seed")
				}
				return ""
			}, asked: 3, lacks: []string{"temperature", "seed"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var asked atomic.Int64
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				var body map[string]any
				_ = json.NewDecoder(r.Body).Decode(&body)
				if said := c.refuse(body); said != "" {
					says(400, said)(w, r)
					return
				}
				good()(w, r)
			})
			o := c.options
			o.URL = server.URL
			client, waits := patient(t, o)
			for range 3 {
				if reply, err := client.Ask(t.Context(), question()); err != nil || reply.Text != object {
					t.Fatalf("reply %q, error %v", reply.Text, err)
				}
			}
			if got := int(asked.Load()); got != c.asked+2 || len(*waits) != 0 {
				t.Errorf("%d requests for 3 questions and %d waits, want %d and none", got, len(*waits), c.asked+2)
			}
			last := server.bodies[len(server.bodies)-1]
			for key, want := range c.want {
				if diff := cmp.Diff(want, last[key]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", key, diff)
				}
			}
			for _, key := range c.lacks {
				if last[key] != nil {
					t.Errorf("%s is sent although it was refused: %v", key, last[key])
				}
			}
			system := last["messages"].([]any)[0].(map[string]any)["content"].(string)
			if told := strings.Contains(system, `"additionalProperties":false`); told != (format(last) != "json_schema") {
				t.Errorf("the schema is in the question: %v, and the format is %q", told, format(last))
			}
		})
	}
}

func format(body map[string]any) string {
	f, _ := body["response_format"].(map[string]any)
	kind, _ := f["type"].(string)
	return kind
}

// TestModelsThatThink are refused some parameters by the library, before anything is sent.
func TestModelsThatThink(t *testing.T) {
	server := serve(t, good())
	client, err := New(Options{Model: "gpt-5-mini", URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Ask(t.Context(), question()); err != nil {
		t.Fatal(err)
	}
	body := server.bodies[0]
	if len(server.bodies) != 1 || body["max_completion_tokens"] != 4096.0 || body["temperature"] != nil {
		t.Errorf("requests %v", server.bodies)
	}
}

func TestAzure(t *testing.T) {
	var path string
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		path = r.URL.String()
		good()(w, r)
	})
	for url, c := range map[string]struct{ path, header, value string }{
		"":           {"/openai/deployments/tiny/chat/completions?api-version=2024-10-21", "Api-Key", secret},
		"/openai/v1": {"/openai/v1/chat/completions", "Authorization", "Bearer " + secret},
	} {
		t.Run("at "+url, func(t *testing.T) {
			client, _ := patient(t, Options{Server: "azure", URL: server.URL + url})
			if _, err := client.Ask(t.Context(), question()); err != nil {
				t.Fatal(err)
			}
			head := server.heads[len(server.heads)-1]
			if path != c.path || head.Get(c.header) != c.value {
				t.Errorf("asked %s with %v, want %s with %s", path, head, c.path, c.header)
			}
		})
	}
}

// TestKey looks for the key wherever a client may be printed.
func TestKey(t *testing.T) {
	client, _ := patient(t, Options{URL: "https://models.example/v1"})
	encoded, err := json.Marshal(client.options)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"client":         fmt.Sprintf("%v %+v %#v %s %q", client, client, client, client, client),
		"options":        fmt.Sprintf("%v %+v %#v %q %x", client.options, client.options, client.options, client.options.Key, client.options.Key),
		"encoded":        string(encoded),
		"String":         client.String(),
		"what it is not": fmt.Sprintf("%d", client.options.Key),
	} {
		if strings.Contains(text, "SECRET") || strings.Contains(strings.ToLower(text), fmt.Sprintf("%x", "SECRET")) {
			t.Errorf("%s tells the key: %s", name, text)
		}
	}
	if got := fmt.Sprint(Key(""), " ", client); got != "(no key) tiny at https://models.example/v1" {
		t.Errorf("printed %q", got)
	}
}

// TestRetryAfter holds how long is waited.
func TestRetryAfter(t *testing.T) {
	t.Run("is honoured, and capped", func(t *testing.T) {
		server := serve(t, says(429, "", "Retry-After", "7"), says(503, "", "Retry-After", "3600"), says(500, ""), good())
		client, waits := patient(t, Options{URL: server.URL})
		if _, err := client.Ask(t.Context(), question()); err != nil {
			t.Fatal(err)
		}
		for i, c := range []struct{ from, to time.Duration }{{7 * time.Second, 8 * time.Second}, {time.Minute, 62 * time.Second}, {0, 4 * time.Second}} {
			if got := (*waits)[i]; got < c.from || got >= c.to {
				t.Errorf("wait %d is %s, want from %s to %s", i, got, c.from, c.to)
			}
		}
	})
}

// TestBackoff holds that it grows, is spread over all of its range and has an end.
func TestBackoff(t *testing.T) {
	for n, most := range []time.Duration{1, 2, 4, 8, 16, 30, 30, 30} {
		most *= time.Second
		var low, high bool
		for range 400 {
			d := backoff(n, 0)
			if d < 0 || d >= most {
				t.Fatalf("try %d waits %s, want less than %s", n, d, most)
			}
			low, high = low || d < most/4, high || d > most*3/4
		}
		if !low || !high {
			t.Errorf("try %d: waits are not spread up to %s", n, most)
		}
	}
}

// TestCancel ends questions that are being asked, that wait to be asked again, and that wait for their turn.
func TestCancel(t *testing.T) {
	why := errors.New("somebody pressed a key")
	for name, c := range map[string]struct {
		turn turn
		busy int // questions that are under way already
	}{
		"while it is asked":          {turn: hangs},
		"while it waits to try":      {turn: says(429, "", "Retry-After", "50")},
		"while it waits for a place": {turn: hangs, busy: 1},
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := patient(t, Options{URL: serve(t, c.turn).URL, Concurrent: 1, Timeout: time.Minute})
			client.wait = patience.Sleep
			ctx, cancel := context.WithCancelCause(t.Context())
			var others sync.WaitGroup
			for range c.busy {
				others.Go(func() { _, _ = client.Ask(ctx, question()) })
			}
			time.AfterFunc(50*time.Millisecond, func() { cancel(why) })
			start := time.Now()
			_, err := client.Ask(ctx, question())
			if took := time.Since(start); !errors.Is(err, why) || took > 5*time.Second {
				t.Errorf("error %v after %s, want %v at once", err, took, why)
			}
			others.Wait()
		})
	}
}

// TestConcurrent counts how many questions a server has at the same time.
func TestConcurrent(t *testing.T) {
	var now, most atomic.Int64
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n := now.Add(1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		time.Sleep(10 * time.Millisecond)
		now.Add(-1)
		var body map[string]any
		_ = json.NewDecoder(r.Body).Decode(&body)
		if format(body) == "json_schema" { // all of them learn it at the same time
			says(400, `{"error":{"message":"json_schema is not supported"}}`)(w, r)
			return
		}
		good()(w, r)
	})
	client, _ := patient(t, Options{URL: server.URL, Concurrent: 3})
	var group sync.WaitGroup
	for range 30 {
		group.Go(func() {
			if reply, err := client.Ask(t.Context(), question()); err != nil || reply.Text != object {
				t.Errorf("reply %q, error %v", reply.Text, err)
			}
		})
	}
	group.Wait()
	if most.Load() != 3 {
		t.Errorf("%d questions at the same time, want 3", most.Load())
	}
	if n := len(server.bodies); n > 33 {
		t.Errorf("%d requests for 30 questions: what one has learned the others know", n)
	}
	if client.currentShape().format != JSON {
		t.Errorf("format %s, want %s: it was refused once, by however many", client.currentShape().format, JSON)
	}
}
