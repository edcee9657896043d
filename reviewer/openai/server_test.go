package openai

import (
	"strings"
	"testing"
)

func TestNew(t *testing.T) {
	for name, c := range map[string]struct {
		options Options
		url     string // that is asked; empty if New fails
		wrong   string // in the error
	}{
		"preset":                    {Options{Model: "m", Server: "ollama"}, "http://127.0.0.1:11434/v1", ""},
		"preset elsewhere":          {Options{Model: "m", Server: "ollama", URL: "http://[::1]:1/v1/"}, "http://[::1]:1/v1", ""},
		"URL alone":                 {Options{Model: "m", URL: "https://models.example/v1"}, "https://models.example/v1", ""},
		"OpenAI by its URL":         {Options{Model: "m", URL: "https://api.openai.com/v1"}, "", "openai wants a key and there is none"},
		"not OpenAI":                {Options{Model: "m", URL: "https://api.openai.com.example/v1"}, "https://api.openai.com.example/v1", ""},
		"Azure by its URL":          {Options{Model: "m", URL: "https://us.openai.azure.com"}, "", "azure wants a key"},
		"Azure with a key":          {Options{Model: "m", URL: "https://us.openai.azure.com", Key: "k"}, "https://us.openai.azure.com", ""},
		"Azure without a URL":       {Options{Model: "m", Server: "azure", Key: "k"}, "", "give the URL of yours"},
		"key missing, place known":  {Options{Model: "m", Server: "openai", KeyFrom: "SOME_KEY"}, "", "set SOME_KEY"},
		"no model":                  {Options{Server: "ollama", Model: " "}, "", "no model is named"},
		"no server":                 {Options{Model: "m"}, "", "openai, azure, ollama, llama.cpp, vllm, lm-studio"},
		"unknown server":            {Options{Model: "m", Server: "olama", URL: "http://127.0.0.1"}, "", `no server is called "olama"`},
		"unencrypted":               {Options{Model: "m", URL: "http://models.example/v1"}, "", "unencrypted"},
		"unencrypted, looks local":  {Options{Model: "m", URL: "http://127.0.0.1.example/v1"}, "", "unencrypted"},
		"unencrypted and allowed":   {Options{Model: "m", URL: "http://10.0.0.7/v1", AllowHTTP: true}, "http://10.0.0.7/v1", ""},
		"unencrypted to ourselves":  {Options{Model: "m", URL: "http://LOCALHOST:8000"}, "http://LOCALHOST:8000", ""},
		"mapped loopback":           {Options{Model: "m", URL: "http://[::ffff:127.0.0.1]/"}, "http://[::ffff:127.0.0.1]", ""},
		"password in the URL":       {Options{Model: "m", URL: "https://user:hunter2@models.example/v1"}, "", "models.example has a password"},
		"key in the query":          {Options{Model: "m", URL: "https://models.example/v1?key=hunter2"}, "", "a query"},
		"password, cannot be read":  {Options{Model: "m", URL: "https://user:hunter2@models.example:x/v1"}, "", "cannot be read"},
		"no scheme":                 {Options{Model: "m", URL: "models.example/v1"}, "", "is no address"},
		"another scheme":            {Options{Model: "m", URL: "file:///etc/passwd"}, "", "is no address"},
		"preset of another's query": {Options{Model: "m", Server: "vllm", URL: "http://127.0.0.1/#x"}, "", "a fragment"},
	} {
		t.Run(name, func(t *testing.T) {
			client, err := New(c.options)
			switch {
			case err == nil && c.url == "":
				t.Fatalf("no error, want one with %q", c.wrong)
			case err == nil && client.server.URL != c.url:
				t.Errorf("asks %s, want %s", client.server.URL, c.url)
			case err != nil && (c.url != "" || !strings.Contains(err.Error(), c.wrong)):
				t.Errorf("error %q, want %q", err, c.wrong)
			case err != nil && strings.Contains(err.Error(), "hunter2"):
				t.Errorf("the error tells the password: %v", err)
			}
		})
	}
}

// TestServers holds the presets to what New wants of them.
func TestServers(t *testing.T) {
	for _, s := range Servers() {
		t.Run(s.Name, func(t *testing.T) {
			if len(s.Formats) == 0 || s.Formats[len(s.Formats)-1] != Text {
				t.Errorf("formats %v: the last resort is text", s.Formats)
			}
			o := Options{Model: "m", Server: s.Name, Key: "k", URL: s.URL}
			if s.URL == "" {
				o.URL = "https://ours.example"
			}
			if _, err := New(o); err != nil {
				t.Error(err)
			}
		})
	}
}
