package openai

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/rightsreview/rightsreview/prompts"
	api "github.com/sashabaranov/go-openai"
)

// lowTemperature is as good as none: a token that is more likely than another by a tenth of a logit is so e^10 times over.
// Zero is not sent (omitempty in api.ChatCompletionRequest), and much less is not safe: servers divide logits by it, and
// those that calculate with 16 bits end in infinities. vLLM raises what is below this to this; what it did before is in
// github.com/vllm-project/vllm/issues/1623.
const lowTemperature = 0.01

// shape is how a question is written for one server.
type shape struct {
	format          Format
	completionLimit bool // max_completion_tokens instead of max_tokens
	limitLearned    bool // the server has told which
	temperature     bool // send one
	seed            bool // send one
}

func (c *Client) currentShape() shape {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.shape
}

// request is the question, with a nonce that was never used before.
func (c *Client) request(p prompts.Prompt, s shape) api.ChatCompletionRequest {
	r := api.ChatCompletionRequest{Model: c.options.Model, Messages: []api.ChatCompletionMessage{
		{Role: api.ChatMessageRoleSystem, Content: p.System},
		{Role: api.ChatMessageRoleUser, Content: p.WithNonce(nonce())},
	}}
	switch s.format {
	case Schema:
		r.ResponseFormat = &api.ChatCompletionResponseFormat{
			Type:       api.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &api.ChatCompletionResponseFormatJSONSchema{Name: p.Name, Schema: json.RawMessage(p.Schema), Strict: true},
		}
	case JSON:
		r.ResponseFormat = &api.ChatCompletionResponseFormat{Type: api.ChatCompletionResponseFormatTypeJSONObject}
	}
	if s.format != Schema { // the model has not seen it; at the end, so that the beginning stays the same for caches
		r.Messages[0].Content += "\nThe JSON Schema:\n" + string(p.Schema)
	}
	if s.completionLimit {
		r.MaxCompletionTokens = c.options.MaxReply
	} else {
		//lint:ignore SA1019 Ollama and others know no newer one
		r.MaxTokens = c.options.MaxReply
	}
	if s.temperature {
		r.Temperature = lowTemperature
	}
	if s.seed {
		r.Seed = c.options.Seed
	}
	return r
}

// nonce is 8 hexadecimal digits: new for every try, so that a draft has one guess in four thousand million. Longer ones cost
// tokens, twice for every passage.
func nonce() string {
	var b [4]byte
	rand.Read(b[:]) // never fails: see crypto/rand
	return hex.EncodeToString(b[:])
}

// learn says whether to ask again because the server told, or another question has found out, that it does not take this
// shape. Every step takes something away for good, so that they come to an end.
func (c *Client) learn(sent shape, err error) bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	next, ok := simpler(sent, c.server.Formats, err)
	if !ok {
		return false
	}
	if c.shape == sent {
		c.shape = next
	}
	return c.shape != sent
}

// simpler is the shape without what the server, or the library on behalf of it, has refused.
func simpler(s shape, formats []Format, err error) (shape, bool) {
	complaint, ok := complaintOf(err)
	if !ok {
		return s, false
	}
	about := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.Contains(complaint, name) })
	}
	switch {
	case about("context length", "context_length", "context size", "content_filter"):
		return s, false // the question is wrong, not its shape, although the text may name a schema
	case about("max_completion_tokens", "max_tokens", "maxcompletiontokens") && !s.limitLearned && about(refusals...):
		s.completionLimit, s.limitLearned = !s.completionLimit, true
	case about("temperature") && s.temperature:
		s.temperature = false
	case about("seed") && s.seed:
		s.seed = false
	case about("response_format", "json_schema", "json_object", "schema", "grammar", "structured") && s.format != Text:
		s.format = formats[min(slices.Index(formats, s.format)+1, len(formats)-1)]
	default:
		return s, false
	}
	return s, true
}

// refusals are words of servers that do not know a parameter, rather than disliking its value.
var refusals = []string{"not support", "unsupported", "unrecognized", "unknown", "not permitted", "unexpected", "instead", "please use"}

// complaintOf is what a server says about a request that it finds wrong, in lower case. Servers answer 400, those that are
// built on FastAPI 422. The library refuses by itself what it knows a model not to take.
func complaintOf(err error) (string, bool) {
	for _, local := range []error{
		api.ErrReasoningModelMaxTokensDeprecated, api.ErrReasoningModelLimitationsOther, api.ErrReasoningSamplingUnsupported,
	} {
		if errors.Is(err, local) {
			return strings.ToLower(local.Error()), true
		}
	}
	status, code, said := answer(err)
	if status != http.StatusBadRequest && status != http.StatusUnprocessableEntity {
		return "", false
	}
	return strings.ToLower(code + " " + said), true
}
