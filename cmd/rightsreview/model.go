package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/rightsreview/rightsreview/reviewer/assess"
	"github.com/rightsreview/rightsreview/reviewer/hint"
	"github.com/rightsreview/rightsreview/reviewer/openai"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The variables of the environment that a key is read from. The second is the one that everything of OpenAI reads; it is sent to
// OpenAI alone, so that no other server gets it by mistake.
const (
	keyVariable       = "RIGHTSREVIEW_MODEL_KEY"
	openaiKeyVariable = "OPENAI_API_KEY"
	openaiURL         = "https://api.openai.com/"
)

// maxKeyFile is more than any key has, in bytes.
const maxKeyFile = 16 << 10

// modelFlags say whether a model is asked, which, how, and for how much.
type modelFlags struct {
	name, server, keyFile, prices, cache, record, replay, batch string

	maxTokens                 int
	maxCost                   float64
	questions, maxReply, seed int
	timeout                   time.Duration
	estimate, noText, noCache bool
	allowHTTP                 bool
}

// register adds the flags that all commands have which can ask a model.
func (m *modelFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&m.name, "model", "", "ask the model `NAME` too, as its server names it; parts of the drafts are sent to that server")
	f.StringVar(&m.server, "model-url", "", "the server: a `URL` that speaks the OpenAI protocol, or one of\n"+strings.Join(serverNames(), ", "))
	f.StringVar(&m.keyFile, "model-key-file", "", "read the key from `FILE` (default: from the environment variable "+keyVariable+")")
	f.DurationVar(&m.timeout, "model-timeout", openai.DefaultTimeout, "wait `TIME` for one reply")
	f.BoolVar(&m.allowHTTP, "allow-http", false, "send drafts and key unencrypted to another machine")
	f.IntVar(&m.questions, "questions", openai.DefaultConcurrent, "ask `N` questions at a time")
	f.IntVar(&m.seed, "seed", openai.DefaultSeed, "seed `N` for servers that take one")
	f.IntVar(&m.maxReply, "max-reply", openai.DefaultMaxReply, "let a reply have `N` tokens")
	f.IntVar(&m.maxTokens, "max-tokens", 0, "ask no more once `N` tokens are used, of questions and replies together (default: no limit)")
	f.Float64Var(&m.maxCost, "max-cost", 0, "ask no more once `AMOUNT` is spent, in the currency of the prices (default: no limit)")
	f.StringVar(&m.prices, "prices", "", "prices of models from `FILE` (default: a table that comes with the program)")
	f.StringVar(&m.cache, "cache", "", "keep replies in the folder `DIR`, so that no question is asked twice\n(default: rightsreview in the user's folder for caches)")
	f.BoolVar(&m.noCache, "no-cache", false, "keep no replies, and use none that were kept")
	f.StringVar(&m.record, "record", "", "write the replies to `FILE`, for --replay")
	f.StringVar(&m.replay, "replay", "", "take the replies from `FILE`, and ask nobody")
	completeWith(cmd, "model-url", serverNames())
}

// registerReview adds the flags that only make sense for a review.
func (m *modelFlags) registerReview(cmd *cobra.Command) {
	m.register(cmd)
	f := cmd.Flags()
	f.BoolVar(&m.estimate, "estimate", false, "say what asking the model would come to, in tokens and cost, and send nothing")
	f.BoolVar(&m.noText, "no-model-text", false, "keep the model's verdicts and leave out its prose, for venues that want none")
	f.StringVar(&m.batch, "batch", "", "hand the questions in as a batch, cheaper and answered within a day, and remember\nit in `FILE`; run again to go on")
}

func serverNames() []string {
	var names []string
	for _, s := range openai.Servers() {
		names = append(names, s.Name)
	}
	return names
}

// asked reports whether a model is to be asked.
func (m modelFlags) asked() bool { return m.name != "" }

// modelFlagNames are the flags that mean nothing without a model.
var modelFlagNames = []string{
	"model-url", "model-key-file", "model-timeout", "allow-http", "questions", "seed", "max-reply", "max-tokens", "max-cost", "prices",
	"cache", "no-cache", "record", "replay", "estimate", "no-model-text", "batch",
}

// apart are flags that do not go together, and why.
var apart = []struct{ one, other, why string }{
	{"replay", "record", "a recording is played from one file and written to another, not both at once"},
	{"replay", "batch", "with --replay nobody is asked"},
	{"replay", "estimate", "with --replay nothing is sent"},
	{"replay", "model-url", "with --replay nobody is asked"},
	{"replay", "model-key-file", "with --replay nobody is asked"},
	{"replay", "cache", "with --replay all replies come from the recording"},
	{"estimate", "batch", "an estimate sends nothing"},
	{"estimate", "record", "an estimate has no replies"},
	{"no-cache", "cache", "one keeps replies and the other does not"},
	{"no-cache", "batch", "a batch is collected into the cache"},
}

// check tells which flags are missing, wrong, or do not go together.
func (m modelFlags) check(flags *pflag.FlagSet) error {
	set := func(name string) bool { return flags.Changed(name) }
	if !m.asked() {
		if i := slices.IndexFunc(modelFlagNames, set); i >= 0 {
			return usageError(fmt.Errorf("--%s is about asking a model: name one with --model", modelFlagNames[i]))
		}
		return nil
	}
	for _, a := range apart {
		if set(a.one) && set(a.other) {
			return usageError(fmt.Errorf("--%s and --%s do not go together: %s", a.one, a.other, a.why))
		}
	}
	switch {
	case m.questions < 1:
		return usageError(fmt.Errorf("--questions %d: write 1 or more", m.questions))
	case m.maxReply < 1:
		return usageError(fmt.Errorf("--max-reply %d: write 1 or more", m.maxReply))
	case m.timeout <= 0:
		return usageError(fmt.Errorf("--model-timeout %s: write a time such as 90s or 5m", m.timeout))
	case m.maxTokens < 0 || m.maxCost < 0:
		return usageError(errors.New("--max-tokens and --max-cost are limits: write 0 or more, 0 for no limit"))
	case m.server == "" && !m.estimate && m.replay == "":
		return usageError(fmt.Errorf("--model %s: say where it runs with --model-url: a URL, or one of %s", m.name, strings.Join(serverNames(), ", ")))
	}
	return nil
}

// price is what the model costs; nil if the table does not have it.
func (m modelFlags) price() (*assess.Price, error) {
	table, err := assess.BuiltinPrices()
	if m.prices != "" {
		var content []byte
		if content, err = os.ReadFile(m.prices); err != nil {
			return nil, usageError(fmt.Errorf("--prices: %w", err))
		}
		table, err = assess.ReadPrices(m.prices, content)
	}
	if err != nil {
		return nil, usageError(err)
	}
	if price, ok := table.Of(m.name); ok {
		return &price, nil
	}
	if m.maxCost > 0 {
		return nil, usageError(fmt.Errorf("--max-cost cannot be kept: no price is known of %s; give one with --prices, or use --max-tokens", m.name))
	}
	return nil, nil
}

// identity names the model with all that its replies depend on, beside the question.
func (m modelFlags) identity() string {
	return fmt.Sprintf("%s seed=%d max=%d", m.name, m.seed, m.maxReply)
}

// address is where the server's API begins, for a preset too; empty if it is not known.
func (m modelFlags) address() string {
	for _, s := range openai.Servers() {
		if s.Name == m.server {
			return s.URL
		}
	}
	return strings.TrimRight(m.server, "/")
}

// client makes what asks the server.
func (m modelFlags) client(warn func(string, ...any)) (*openai.Client, error) {
	o := openai.Options{
		Model: m.name, AllowHTTP: m.allowHTTP, Timeout: m.timeout, Concurrent: m.questions, MaxReply: m.maxReply, Seed: &m.seed,
	}
	switch {
	case slices.Contains(serverNames(), m.server):
		o.Server = m.server
	case strings.Contains(m.server, "://"):
		o.URL = m.server
	default:
		return nil, usageError(fmt.Errorf("--model-url %q is no URL and no server that is known%s", m.server, servedBy(m.server)))
	}
	var err error
	if o.Key, o.KeyFrom, err = m.key(warn); err != nil {
		return nil, usageError(err)
	}
	client, err := openai.New(o)
	if err != nil {
		return nil, usageError(fmt.Errorf("--model-url %s: %w%s", m.server, err, m.httpHint()))
	}
	return client, nil
}

// httpHint says how to allow what New refuses about an address.
func (m modelFlags) httpHint() string {
	if strings.HasPrefix(m.server, "http://") && !m.allowHTTP {
		return " (with --allow-http)"
	}
	return ""
}

func servedBy(word string) string {
	if near := hint.DidYouMean(word, serverNames()); near != "" {
		return near
	}
	return ": write one such as http://127.0.0.1:11434/v1, or one of " + strings.Join(serverNames(), ", ")
}

// key finds the key, and says where it was looked for.
func (m modelFlags) key(warn func(string, ...any)) (openai.Key, string, error) {
	if m.keyFile != "" {
		key, err := readKey(m.keyFile, warn)
		return key, "the file of --model-key-file", err
	}
	if key := os.Getenv(keyVariable); key != "" {
		return openai.Key(strings.TrimSpace(key)), keyVariable, nil
	}
	if m.server != "openai" && !strings.HasPrefix(m.server+"/", openaiURL) {
		return "", keyVariable + ", or use --model-key-file", nil
	}
	if key := os.Getenv(openaiKeyVariable); key != "" {
		return openai.Key(strings.TrimSpace(key)), openaiKeyVariable, nil
	}
	return "", keyVariable + " or " + openaiKeyVariable + ", or use --model-key-file", nil
}

// readKey reads a key from a file. No error shows what was given, since it could be the key itself.
func readKey(path string, warn func(string, ...any)) (openai.Key, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", errors.New("--model-key-file: the file cannot be read; it takes the name of a file in which the key is, and not the key")
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		warn("others on this computer can read the key: chmod 600 %s", path)
	}
	content, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	key := bytes.TrimSpace(content)
	switch {
	case err != nil:
		return "", fmt.Errorf("--model-key-file: %w", err)
	case len(key) == 0:
		return "", errors.New("--model-key-file: the file is empty: write the key into it")
	case len(content) > maxKeyFile || bytes.ContainsAny(key, " \t\r\n"):
		return "", errors.New("--model-key-file: the file must have the key and nothing else")
	}
	return openai.Key(key), nil
}

// cacheFolder is where replies are kept, empty if nowhere.
func (m modelFlags) cacheFolder() (string, error) {
	if m.noCache || m.replay != "" {
		return "", nil
	}
	folder := m.cache
	if folder == "" {
		caches, err := os.UserCacheDir()
		if err != nil {
			return "", usageError(fmt.Errorf("there is no folder to keep replies in (%w): name one with --cache, or write --no-cache", err))
		}
		folder = filepath.Join(caches, "rightsreview")
	}
	if m.estimate {
		return folder, nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", usageError(fmt.Errorf("replies cannot be kept: %w; name another folder with --cache, or write --no-cache", err))
	}
	return folder, nil
}

// keyOnCommandLine tells why a flag that would take a key is not there; nil if the flag does not look like one.
func keyOnCommandLine(cmd *cobra.Command, flag string) error {
	secret := slices.ContainsFunc([]string{"key", "token", "secret", "password", "credential"}, func(word string) bool {
		return strings.Contains(strings.ToLower(flag), word)
	})
	if !secret || cmd.Flags().Lookup("model-key-file") == nil {
		return nil
	}
	return fmt.Errorf("there is no flag --%s: a key does not belong on a command line, which others on this computer can see and shells keep; "+
		"set %s, or use --model-key-file", flag, keyVariable)
}
