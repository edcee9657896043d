package openai

import (
	"bytes"
	"cmp"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rightsreview/rightsreview/prompts"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// ollama starts a real server with a tiny model of random weights: it writes nonsense, in whatever grammar the server holds
// it to. That proves the protocol and not the judgement. RIGHTSREVIEW_OLLAMA names the binary, and RIGHTSREVIEW_MODELFILE
// what the model is made of; .ci/peers has both.
func ollama(t *testing.T) (url string) {
	t.Helper()
	binary, modelfile := os.Getenv("RIGHTSREVIEW_OLLAMA"), os.Getenv("RIGHTSREVIEW_MODELFILE")
	if binary == "" || modelfile == "" {
		t.Skip("no real server: RIGHTSREVIEW_OLLAMA or RIGHTSREVIEW_MODELFILE is not set, see .ci/peers")
	}
	address := freePort(t)
	environment := append(os.Environ(), "OLLAMA_HOST="+address, "OLLAMA_MODELS="+t.TempDir(), "HOME="+t.TempDir(), "OLLAMA_CONTEXT_LENGTH=32768")
	start(t, environment, binary, "serve")
	await(t, "http://"+address+"/api/version")
	create := exec.Command(binary, "create", "nano", "-f", modelfile)
	create.Env, create.Dir = environment, filepath.Dir(modelfile)
	if output, err := create.CombinedOutput(); err != nil {
		t.Fatalf("making the model: %v\n%s", err, output)
	}
	return "http://" + address + "/v1"
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// start runs a peer until the test ends, and shows what it wrote if the test failed.
func start(t *testing.T, environment []string, name string, arguments ...string) {
	t.Helper()
	var log bytes.Buffer
	command := exec.Command(name, arguments...)
	command.Env, command.Stdout, command.Stderr = environment, &log, &log
	command.WaitDelay = 5 * time.Second
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt)
		_ = command.Wait()
		if t.Failed() {
			t.Logf("%s wrote:\n%s", name, log.Bytes()[max(0, log.Len()-4000):])
		}
	})
}

// await waits until a peer answers.
func await(t *testing.T, url string) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if response, err := http.Get(url); err == nil {
			response.Body.Close()
			return
		}
	}
	t.Fatalf("nobody answers at %s", url)
}

// conforms holds a reply against the schema of its question.
func conforms(t *testing.T, p prompts.Prompt, text string) error {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(p.Schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("reply.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("reply.json")
	if err != nil {
		t.Fatal(err)
	}
	reply, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return err
	}
	return schema.Validate(reply)
}

// TestOllama sends every prompt through a real server, and holds the replies against the schema. A model of random weights
// lists nothing if it may, and never ends a string; the second round makes it fill in every field, and without a low
// temperature, at which it writes nothing but spaces. Ollama ends those after thirty, with neither a reason nor a count of
// tokens.
func TestOllama(t *testing.T) {
	url := ollama(t)
	client := func(t *testing.T, o Options) *Client {
		t.Helper()
		o.Server, o.URL, o.Timeout = "ollama", url, time.Minute
		o.Model = cmp.Or(o.Model, "nano")
		c, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for name, p := range questions() {
		full := p
		full.Schema = bytes.ReplaceAll(full.Schema, []byte(`"type": "array",`), []byte(`"type": "array", "minItems": 2, "maxItems": 2,`))
		full.Schema = bytes.ReplaceAll(full.Schema, []byte(`{ "type": "string" }`), []byte(`{ "type": "string", "maxLength": 40 }`))
		for name, p := range map[string]prompts.Prompt{name: p, name + ", filled in": full} {
			t.Run(name, func(t *testing.T) {
				begin := time.Now()
				c := client(t, Options{})
				c.shape.temperature = bytes.Equal(p.Schema, questions()[p.Name].Schema)
				reply, err := c.Ask(t.Context(), p)
				if err != nil {
					t.Fatal(err)
				}
				if err := conforms(t, p, reply.Text); err != nil {
					t.Errorf("reply %q: %v", reply.Text, err)
				}
				if reply.Model != "nano" || reply.Usage.In < 500 || reply.Usage.Out < 10 {
					t.Errorf("model %q, usage %+v", reply.Model, reply.Usage)
				}
				t.Logf("%s, %+v: %s", time.Since(begin).Round(time.Millisecond), reply.Usage, reply.Text)
			})
		}
	}
	t.Run("cut", func(t *testing.T) {
		_, err := client(t, Options{MaxReply: 5}).Ask(t.Context(), question())
		checkFake(t, err, Cut, false)
	})
	t.Run("no such model", func(t *testing.T) {
		_, err := client(t, Options{Model: "giant"}).Ask(t.Context(), question())
		checkFake(t, err, NotFound, true)
	})
	for _, f := range []Format{JSON, Text} {
		t.Run("held by "+string(f), func(t *testing.T) { // what comes is nonsense, and must come through all the same
			c := client(t, Options{MaxReply: 50})
			c.shape.format = f
			reply, err := c.Ask(t.Context(), question())
			failure, ok := err.(*Error)
			if err != nil && (!ok || failure.Kind != Cut && failure.Kind != Empty) || err == nil && reply.Text == "" {
				t.Errorf("reply %q, error %v", reply.Text, err)
			}
			t.Logf("%q: %v", reply.Text, err)
		})
	}
}
