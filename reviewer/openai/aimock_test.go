package openai

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// aimock starts a mock of the protocol that we did not write. What it answers is in testdata/aimock.json: the name of the
// model says what goes wrong. RIGHTSREVIEW_AIMOCK names the script that starts it; .ci/peers makes one.
func aimock(t *testing.T) (url string) {
	t.Helper()
	script := os.Getenv("RIGHTSREVIEW_AIMOCK")
	if script == "" {
		t.Skip("no mock: RIGHTSREVIEW_AIMOCK is not set, see .ci/peers")
	}
	address := freePort(t)
	_, port, _ := strings.Cut(address, ":")
	start(t, os.Environ(), script, "--port", port, "--fixtures", "testdata/aimock.json", "--strict", "--validate-on-load", "--metrics")
	await(t, "http://"+address+"/__aimock/journal")
	return "http://" + address
}

// seen is how often the mock was asked for a model, by its own account.
func seen(t *testing.T, url string) map[string]int {
	t.Helper()
	response, err := http.Get(url + "/__aimock/journal?limit=1000")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var entries []struct{ Body struct{ Model string } }
	if err := json.NewDecoder(response.Body).Decode(&entries); err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, e := range entries {
		count[e.Body.Model]++
	}
	return count
}

// TestAimock is TestFaults against a server that is not ours. Four further tries are made.
func TestAimock(t *testing.T) {
	url := aimock(t)
	const reply = `{"claims":[]}`
	tries := map[string]int{}
	for model, c := range map[string]struct {
		kind  Kind // empty if the question is answered in the end
		fatal bool
		tries int
		text  string // of the reply; empty for the usual one
	}{
		"good":               {tries: 1},
		"429-once":           {tries: 2},
		"429-for-ever":       {kind: Busy, tries: 5},
		"429-quota":          {kind: NoCredit, fatal: true, tries: 1},
		"500-once":           {tries: 2},
		"500-for-ever":       {kind: Down, tries: 5},
		"late-once":          {tries: 2},
		"late-for-ever":      {kind: Late, tries: 5},
		"dropped-once":       {tries: 2},
		"dropped-for-ever":   {kind: Dropped, tries: 5},
		"malformed-once":     {tries: 2},
		"malformed-for-ever": {kind: Unreadable, tries: 5},
		"401":                {kind: WrongKey, fatal: true, tries: 1},
		"404":                {kind: NotFound, fatal: true, tries: 1},
		"400-too-long":       {kind: TooLong, tries: 1},
		"no-schema":          {tries: 2}, // as two requests of one try
		"cut":                {kind: Cut, tries: 1},
		"truncated":          {tries: 1, text: `{"claims":[{"num`},
		"filtered":           {kind: Filtered, tries: 1},
		"fenced":             {tries: 1},
		"wrong-schema":       {tries: 1, text: `{"verdict":"fine"}`},
		"unknown-to-it":      {kind: Down, tries: 5},
	} {
		t.Run(model, func(t *testing.T) {
			client, waits := patient(t, Options{URL: url + "/v1", Timeout: 400 * time.Millisecond})
			client.options.Model = model
			got, err := client.Ask(t.Context(), question())
			tries[model] = c.tries
			if c.kind != "" {
				checkFake(t, err, c.kind, c.fatal)
			} else if want := c.text; err != nil || got.Text != want && (want != "" || got.Text != reply) {
				t.Errorf("reply %q, error %v", got.Text, err)
			}
			t.Logf("%d waits; reply %q; error %v", len(*waits), got.Text, err)
			if model == "429-once" && ((*waits)[0] < 7*time.Second || (*waits)[0] >= 8*time.Second) {
				t.Errorf("waited %s although Retry-After was 7", (*waits)[0])
			}
		})
	}
	counted := seen(t, url)
	for model, n := range tries {
		if strings.HasPrefix(model, "late") {
			continue // the mock does not count those who went away before it answered
		}
		if counted[model] != n {
			t.Errorf("%s was asked for %d times by the account of the mock, want %d", model, counted[model], n)
		}
	}
}

// checkFake is checkFailure for any number of tries, which the mock counts.
func checkFake(t *testing.T, err error, kind Kind, fatal bool) {
	t.Helper()
	failure, ok := err.(*Error)
	if !ok || failure.Kind != kind || failure.Fatal() != fatal {
		t.Errorf("error %v, want one of kind %q, fatal %v", err, kind, fatal)
	}
}

// TestAimockBatch sends a batch through files and batches that are not ours. Its replies are no objects.
func TestAimockBatch(t *testing.T) {
	client, _ := patient(t, Options{URL: aimock(t) + "/v1"})
	id, err := client.Submit(t.Context(), three())
	if err != nil {
		t.Fatal(err)
	}
	for polls := 1; ; polls++ {
		replies, status, err := client.Collect(t.Context(), id)
		if err != nil || polls > 5 {
			t.Fatalf("%d polls, status %+v, error %v", polls, status, err)
		}
		if !status.Ended() {
			continue
		}
		if len(replies) != 3 || replies[2].Text == "" || status.Answered != 3 || len(status.Failures) != 0 || status.Strays != 0 {
			t.Errorf("replies %v, status %+v", replies, status)
		}
		return
	}
}

// TestAimockAzure asks in the way of Azure.
func TestAimockAzure(t *testing.T) {
	client, _ := patient(t, Options{Server: "azure", URL: aimock(t)})
	client.options.Model = "good"
	if reply, err := client.Ask(t.Context(), question()); err != nil || reply.Text == "" {
		t.Errorf("reply %q, error %v", reply.Text, err)
	}
}
