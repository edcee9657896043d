package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// toxiproxy is a proxy that spoils connections; its variable and version are those of .ci/peers.
type toxiproxy struct{ api, front string }

// startToxiproxy puts it before a server.
func startToxiproxy(t *testing.T, upstream string) toxiproxy {
	t.Helper()
	program := os.Getenv("RIGHTSREVIEW_TOXIPROXY")
	if program == "" {
		t.Skip("no proxy that spoils connections: RIGHTSREVIEW_TOXIPROXY is not set, see .ci/peers")
	}
	port := freePort(t)
	cmd := exec.Command(program, "-host", "127.0.0.1", "-port", port)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	front := "127.0.0.1:" + freePort(t)
	p := toxiproxy{"http://127.0.0.1:" + port, "http://" + front}
	for range 100 {
		if reply, err := http.Get(p.api + "/version"); err == nil {
			reply.Body.Close()
			p.call(t, "POST", "/proxies", map[string]any{"name": "github", "listen": front, "upstream": strings.TrimPrefix(upstream, "http://"), "enabled": true})
			return p
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the proxy does not start")
	return p
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return port
}

func (p toxiproxy) call(t *testing.T, method, path string, body any) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest(method, p.api+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if content, _ := io.ReadAll(reply.Body); reply.StatusCode >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, reply.StatusCode, content)
	}
}

// TestPRSpoiledConnections holds that nothing is lost and nothing said twice however connections break. Three in four do, by
// chance, so that the exit code of a run can be either; after at most some runs all is said.
func TestPRSpoiledConnections(t *testing.T) {
	for name, toxic := range map[string]map[string]any{
		"answers cut":       {"type": "limit_data", "stream": "downstream", "attributes": map[string]any{"bytes": 900}},
		"requests cut":      {"type": "limit_data", "stream": "upstream", "attributes": map[string]any{"bytes": 2500}},
		"connection reset":  {"type": "reset_peer", "stream": "downstream", "attributes": map[string]any{"timeout": 30}},
		"answers swallowed": {"type": "timeout", "stream": "downstream", "attributes": map[string]any{"timeout": 0}},
		"slow":              {"type": "latency", "stream": "downstream", "attributes": map[string]any{"latency": 250, "jitter": 200}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newForge(t, inlineConfig, prDraft, prChanged)
			proxy := startToxiproxy(t, f.server.URL)
			t.Setenv("GITHUB_API_URL", proxy.front)
			t.Setenv("GITHUB_GRAPHQL_URL", proxy.front+"/graphql")
			was := http.DefaultTransport
			t.Cleanup(func() { http.DefaultTransport = was })
			http.DefaultTransport = &http.Transport{DisableKeepAlives: true} // a toxic is chosen for each connection
			toxic["name"], toxic["toxicity"] = "toxic", 0.75
			proxy.call(t, "POST", "/proxies/github/toxics", toxic)
			codes := ""
			for range 5 {
				var out bytes.Buffer
				codes += fmt.Sprint(run(context.Background(), []string{"pr", "--timeout", "300ms", "example/drafts#1"}, strings.NewReader(""), &out, &out), " ")
			}
			proxy.call(t, "DELETE", "/proxies/github/toxics/toxic", nil)
			pr(t, 0, "example/drafts#1")
			f.wantAll(t)
			f.beside(t, 3)
			f.wrote()
			pr(t, 0, "example/drafts#1")
			f.wantWrites(t, "run again")
			t.Log("exit codes", codes)
		})
	}
}
