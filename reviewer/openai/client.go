// Package openai asks a model over the OpenAI protocol, wherever it runs: one question at a time or as a batch.
package openai

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/rightsreview/rightsreview/prompts"
	"github.com/rightsreview/rightsreview/reviewer/patience"
	api "github.com/sashabaranov/go-openai"
)

// What holds where Options leave it open.
const (
	DefaultTimeout    = 2 * time.Minute // a small machine takes that long over a long section
	DefaultConcurrent = 4
	DefaultRetries    = 4
	DefaultMaxReply   = 4096 // tokens; models that think first need some for that
	DefaultSeed       = 1
)

// Options say which model to ask, and how patiently. Only Model, and Server or URL, must be given.
type Options struct {
	Model      string        // as the server names it
	Server     string        // name of a preset, see Servers; empty if URL says it all
	URL        string        // where the API begins, in most cases ending in /v1; empty: that of the preset
	Key        Key           // empty if the server needs none
	KeyFrom    string        // where Key was read from, for messages
	AllowHTTP  bool          // send drafts and key unencrypted to another machine
	Timeout    time.Duration // of one try; 0 is DefaultTimeout
	Concurrent int           // questions at the same time; 0 is DefaultConcurrent
	Retries    int           // further tries after one that failed; 0 is DefaultRetries, negative is none
	MaxReply   int           // tokens of a reply; 0 is DefaultMaxReply
	Seed       *int          // nil is DefaultSeed
}

// Key opens a server. It is never printed, whatever the verb.
type Key string

// Format writes that there is a key, or that there is none.
func (k Key) Format(f fmt.State, _ rune) {
	if k == "" {
		fmt.Fprint(f, "(no key)")
		return
	}
	fmt.Fprint(f, "(key)")
}

// MarshalText is for encoders, that do not ask Format.
func (k Key) MarshalText() ([]byte, error) { return fmt.Append(nil, k), nil }

// Client asks a model. It is safe for concurrent use, and holds no more than Options.Concurrent questions open at once.
type Client struct {
	options Options
	server  Server
	api     *api.Client
	slots   chan struct{}
	wait    func(context.Context, time.Duration) error // replaced in tests, that have no time

	mutex sync.Mutex
	shape shape // what this server takes, as far as we know: see learn
}

// New is a client for a model. It connects to nothing; what can be seen to be wrong without that is the error.
func New(o Options) (*Client, error) {
	if strings.TrimSpace(o.Model) == "" {
		return nil, errors.New("no model is named: say which, as the server names it")
	}
	server, err := o.server()
	if err != nil {
		return nil, err
	}
	if server.NeedsKey && o.Key == "" {
		return nil, fmt.Errorf("%s wants a key and there is none%s", server.Name, o.keySource(": set "))
	}
	o.Timeout = cmp.Or(o.Timeout, DefaultTimeout)
	o.Concurrent = cmp.Or(max(o.Concurrent, 0), DefaultConcurrent)
	o.Retries = max(0, cmp.Or(o.Retries, DefaultRetries))
	o.MaxReply = cmp.Or(max(o.MaxReply, 0), DefaultMaxReply)
	if o.Seed == nil {
		o.Seed = new(DefaultSeed)
	}
	c := &Client{
		options: o, server: server, slots: make(chan struct{}, o.Concurrent), wait: patience.Sleep,
		shape: shape{format: server.Formats[0], completionLimit: server.completionLimit, temperature: true, seed: true},
	}
	c.api = api.NewClientWithConfig(c.config())
	return c, nil
}

func (c *Client) config() api.ClientConfig {
	config := api.DefaultConfig(string(c.options.Key))
	if c.server.azure {
		config = api.DefaultAzureConfig(string(c.options.Key), c.server.URL)
		config.APIVersion = azureVersion
		config.AzureModelMapperFunc = func(deployment string) string { return url.PathEscape(deployment) }
	}
	config.BaseURL = c.server.URL
	config.HTTPClient = newHTTPClient()
	return config
}

// keySource names where the key is read from, if that is known.
func (o Options) keySource(before string) string {
	if o.KeyFrom == "" {
		return ""
	}
	return before + o.KeyFrom
}

// String names model and server.
func (c *Client) String() string { return c.options.Model + " at " + c.server.URL }

// GoString is String: a client is not for dumping.
func (c *Client) GoString() string { return c.String() }

// Ask sends a question and gives the JSON object that the model replied, unparsed and not held against the schema; if there
// is no whole object in the reply, all of its text, for the caller to see that and to ask again.
//
// An error is the context's, or an *Error that says whether to go on asking. What the server counted is in the reply even
// then.
func (c *Client) Ask(ctx context.Context, p prompts.Prompt) (prompts.Reply, error) {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return prompts.Reply{}, c.cancelled(ctx)
	}
	var response api.ChatCompletionResponse
	tries, err := c.retry(ctx, func(ctx context.Context) (err error) {
		response, err = c.send(ctx, p)
		return err
	})
	if err != nil {
		return prompts.Reply{}, err
	}
	reply, failure := c.read(response)
	if failure != nil {
		failure.Tries = tries
		return reply, failure
	}
	return reply, nil
}

// send asks in the shape that the server is known to take, and in a simpler one when it turns out not to.
func (c *Client) send(ctx context.Context, p prompts.Prompt) (api.ChatCompletionResponse, error) {
	for {
		s := c.currentShape()
		response, err := c.api.CreateChatCompletion(ctx, c.request(p, s))
		if err == nil || !c.learn(s, err) {
			return response, err
		}
	}
}

// read takes the reply out of a response, and says what is wrong with it.
func (c *Client) read(response api.ChatCompletionResponse) (prompts.Reply, *Error) {
	reply := prompts.Reply{Model: c.clean(response.Model), Usage: prompts.Usage{
		In: response.Usage.PromptTokens, Out: response.Usage.CompletionTokens,
	}}
	if d := response.Usage.PromptTokensDetails; d != nil {
		reply.Usage.Cached = d.CachedTokens
	}
	if len(response.Choices) == 0 {
		return reply, c.failure(Empty, 0, "no choices")
	}
	choice := response.Choices[0]
	reply.Text = choice.Message.Content
	object, whole := Object(reply.Text)
	switch {
	case choice.Message.Refusal != "":
		return reply, c.failure(Filtered, 0, choice.Message.Refusal)
	case choice.FinishReason == api.FinishReasonContentFilter:
		return reply, c.failure(Filtered, 0, "")
	case choice.FinishReason == api.FinishReasonLength && (!whole || strings.TrimSpace(reply.Text) != object):
		return reply, c.failure(Cut, 0, fmt.Sprintf("after %d tokens", reply.Usage.Out))
	case strings.TrimSpace(reply.Text) == "":
		return reply, c.failure(Empty, 0, "finish reason "+string(choice.FinishReason))
	case whole:
		reply.Text = object
	}
	return reply, nil
}
