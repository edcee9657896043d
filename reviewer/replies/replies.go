// Package replies keeps what a model answered: in a folder, so that a question is asked once, and in a file, so that a run can
// be played again without the model.
package replies

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/rightsreview/rightsreview/prompts"
)

// asker answers questions.
type asker interface {
	Ask(context.Context, prompts.Prompt) (prompts.Reply, error)
}

// Key names a question put to a model with some parameters. The nonce is no part of it: the same question has the same key
// every time.
func Key(model string, p prompts.Prompt) string {
	h := sha256.New()
	for _, part := range []string{model, p.Digest, p.System, p.User, string(p.Schema)} {
		_, _ = fmt.Fprintf(h, "%d:%s,", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// kept is a reply as it stands in a file.
type kept struct {
	Key   string        `json:"key"`
	Name  string        `json:"prompt"`
	Text  string        `json:"text"`
	Model string        `json:"model,omitempty"`
	Usage prompts.Usage `json:"usage"`
}

// maxKept is the largest file of a kept reply that is read, in bytes; a reply of our schemas has some thousand.
const maxKept = 4 << 20

// Folder is a model that keeps its replies in a folder, and answers from there what it was asked before. A reply that cannot
// be kept is no error: the next run asks again. One that is no JSON is not kept, because it may have been cut off on its way.
type Folder struct {
	Model asker
	Name  string // of the model, with the parameters that matter to its replies
	Path  string // of the folder; it is made when it is needed
}

// Ask answers from the folder, or asks.
func (f Folder) Ask(ctx context.Context, p prompts.Prompt) (prompts.Reply, error) {
	key := Key(f.Name, p)
	if k, ok := f.load(key); ok {
		return prompts.Reply{Text: k.Text, Model: k.Model, Cached: true}, nil
	}
	reply, err := f.Model.Ask(ctx, p)
	if err == nil && json.Valid([]byte(reply.Text)) {
		_ = f.save(kept{key, p.Name, reply.Text, reply.Model, reply.Usage})
	}
	return reply, err
}

func (f Folder) file(key string) string { return filepath.Join(f.Path, key[:2], key+".json") }

func (f Folder) load(key string) (kept, bool) {
	file, err := os.Open(f.file(key))
	if err != nil {
		return kept{}, false
	}
	defer file.Close()
	var k kept
	if err := json.NewDecoder(io.LimitReader(file, maxKept)).Decode(&k); err != nil || k.Key != key {
		return kept{}, false // it is damaged: ask again
	}
	return k, true
}

// save writes a reply so that a reader finds all of it or nothing.
func (f Folder) save(k kept) error {
	path := f.file(k.Key)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(path), "part-*")
	if err != nil {
		return err
	}
	err = json.NewEncoder(part).Encode(k)
	err = errors.Join(err, part.Close())
	if err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		_ = os.Remove(part.Name())
	}
	return err
}

// Recorder is a model that writes down what it was asked and answered, one JSON object a line.
type Recorder struct {
	Model asker
	Name  string // as in Folder
	To    io.Writer

	mutex sync.Mutex
	err   error
}

// Ask asks, and writes the reply down.
func (r *Recorder) Ask(ctx context.Context, p prompts.Prompt) (prompts.Reply, error) {
	reply, err := r.Model.Ask(ctx, p)
	if err != nil {
		return reply, err
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.err = errors.Join(r.err, json.NewEncoder(r.To).Encode(kept{Key(r.Name, p), p.Name, reply.Text, reply.Model, reply.Usage}))
	return reply, nil
}

// Err is what went wrong with writing.
func (r *Recorder) Err() error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.err
}

// ErrNotRecorded is in the error of a question that a recording does not have.
var ErrNotRecorded = errors.New("the recording has no reply to this question")

// Player is a model that answers from a recording, and asks nobody.
type Player struct {
	name    string
	replies map[string]kept
}

// Read reads a recording of a model. file names it in errors.
func Read(file string, from io.Reader, name string) (*Player, error) {
	p := &Player{name, map[string]kept{}}
	d := json.NewDecoder(from)
	for n := 1; ; n++ {
		var k kept
		err := d.Decode(&k)
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err != nil || k.Key == "" {
			return nil, fmt.Errorf("%s: entry %d is no reply of a recording; was the file written with --record?", file, n)
		}
		p.replies[k.Key] = k
	}
}

// Ask answers from the recording.
func (p *Player) Ask(_ context.Context, q prompts.Prompt) (prompts.Reply, error) {
	k, ok := p.replies[Key(p.name, q)]
	if !ok {
		return prompts.Reply{}, fmt.Errorf("%w: the draft, the rules or the prompts have changed since; record it again", ErrNotRecorded)
	}
	return prompts.Reply{Text: k.Text, Model: k.Model, Usage: k.Usage}, nil
}
