package openai

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Format is a way to hold a model to an answer that can be read.
type Format string

// The formats, from the strictest to the one that every server has. They are values of response_format.type
// (platform.openai.com/docs/api-reference/chat/create).
const (
	Schema Format = "json_schema" // the server lets the model write nothing but what the schema allows
	JSON   Format = "json_object" // the server sees to it that it is JSON; the schema is part of the question
	Text   Format = "text"        // nobody sees to anything
)

// Server is a kind of server that we know.
type Server struct {
	Name     string
	URL      string   // where its API begins; empty if everybody has their own
	Formats  []Format // those it has, strictest first; what a model lacks nonetheless is found out by asking
	NeedsKey bool

	completionLimit bool // the limit on replies is max_completion_tokens, not the older max_tokens
	azure           bool // deployments in the path, api-version in the query, key in a header of its own
}

// azureVersion is the newest version of the dated API of Azure that is not a preview; structured output came with
// 2024-08-01-preview (learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle).
const azureVersion = "2024-10-21"

// Servers are the presets. docs/model.md says which of them were tried, and against what.
func Servers() []Server {
	all := []Format{Schema, JSON, Text}
	return []Server{
		{Name: "openai", URL: "https://api.openai.com/v1", Formats: all, NeedsKey: true, completionLimit: true},
		{Name: "azure", Formats: all, NeedsKey: true, completionLimit: true, azure: true},
		{Name: "ollama", URL: "http://127.0.0.1:11434/v1", Formats: all},
		{Name: "llama.cpp", URL: "http://127.0.0.1:8080/v1", Formats: all},
		{Name: "vllm", URL: "http://127.0.0.1:8000/v1", Formats: all},
		// LM Studio refuses json_object: "'response_format.type' must be 'json_schema' or 'text'"
		// (github.com/lmstudio-ai/lmstudio-bug-tracker/issues/189).
		{Name: "lm-studio", URL: "http://127.0.0.1:1234/v1", Formats: []Format{Schema, Text}},
	}
}

// server is the preset that the options name or whose address they give, with the address that is asked.
func (o Options) server() (Server, error) {
	server, err := o.preset()
	if err != nil {
		return server, err
	}
	if o.URL != "" {
		server.URL = o.URL
	}
	if server.URL == "" {
		return server, fmt.Errorf("%s has no address that is the same for all: give the URL of yours", server.Name)
	}
	u, err := checkURL(server.URL, o.AllowHTTP)
	if err != nil {
		return server, err
	}
	server.URL = strings.TrimRight(u.String(), "/")
	// Azure has the protocol as it is everywhere under /openai/v1 since August 2025, and otherwise its own.
	server.azure = server.azure && !strings.HasSuffix(server.URL, "/openai/v1")
	return server, nil
}

func (o Options) preset() (Server, error) {
	servers := Servers()
	var names []string
	for _, s := range servers {
		if s.Name == o.Server || o.Server == "" && s.serves(o.URL) {
			return s, nil
		}
		names = append(names, s.Name)
	}
	switch {
	case o.Server != "":
		return Server{}, fmt.Errorf("no server is called %q: there are %s, or give a URL alone", o.Server, strings.Join(names, ", "))
	case o.URL == "":
		return Server{}, fmt.Errorf("no server is named: give its URL, or one of %s", strings.Join(names, ", "))
	}
	return Server{Name: "the server", Formats: []Format{Schema, JSON, Text}}, nil
}

// azureHosts are the domains under which Azure gives every customer a host.
var azureHosts = []string{".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"}

// serves says whether an address is one that nobody but this server has.
func (s Server) serves(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	if s.azure {
		return slices.ContainsFunc(azureHosts, func(domain string) bool { return strings.HasSuffix(u.Hostname(), domain) })
	}
	return s.NeedsKey && strings.HasPrefix(strings.TrimRight(address, "/")+"/", s.URL+"/")
}

// checkURL refuses addresses that would send drafts where nobody meant them to go, or a key where it can be read.
func checkURL(address string, allowHTTP bool) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, errors.New("the URL of the server cannot be read: write it like http://127.0.0.1:11434/v1")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("the URL of the server at %s has a password, a query or a fragment in it: give the address alone, and the key apart", u.Hostname())
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return nil, fmt.Errorf("%q is no address of a server: write it like http://127.0.0.1:11434/v1", address)
	case u.Scheme == "http" && !allowHTTP && !loopback(u.Hostname()):
		return nil, fmt.Errorf("%s would be sent drafts and key unencrypted: use https, or allow http if the network between is yours", u.Host)
	}
	return u, nil
}

// loopback says whether a host is this machine (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3).
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}
