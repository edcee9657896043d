package replies

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/rightsreview/rightsreview/prompts"
)

// ErrPending is in the error of a question that waits for a batch.
var ErrPending = errors.New("the question waits for a batch")

// Batch is a model that sets questions aside instead of asking them, so that they can be handed in together and answered
// later. A file remembers which questions a batch has, by their keys; no text of a draft is in it. Replies go to the folder,
// which answers the questions when they are asked again.
type Batch struct {
	folder Folder
	file   string
	expect func(prompts.Prompt) prompts.Usage

	mutex   sync.Mutex
	state   batchState
	waiting map[string]prompts.Prompt // by key
}

// batchState is what the file has.
type batchState struct {
	Batch     string            `json:"batch"`     // as the server names it; empty if none is under way
	Model     string            `json:"model"`     // Folder.Name: replies of another model are other replies
	Questions []batched         `json:"questions"` // of the batch, in its order
	Failed    map[string]string `json:"failed"`    // questions that an earlier batch did not answer, by key, and why
	Usage     prompts.Usage     `json:"usage"`     // of all batches that were collected
}

type batched struct {
	Key  string `json:"key"`
	Name string `json:"prompt"`
}

// maxBatchFile is the largest file of a batch that is read, in bytes: 50,000 questions have about 5 MB.
const maxBatchFile = 64 << 20

// OpenBatch goes on with the batch that a file remembers, or begins one if there is no such file. expect says what a question
// will use, about.
func OpenBatch(file string, folder Folder, expect func(prompts.Prompt) prompts.Usage) (*Batch, error) {
	b := &Batch{folder: folder, file: file, expect: expect, state: batchState{Model: folder.Name}, waiting: map[string]prompts.Prompt{}}
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxBatchFile))
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	b.state = batchState{}
	if err := d.Decode(&b.state); err != nil || b.state.Model == "" {
		return nil, fmt.Errorf("%s does not remember a batch: name another file", file)
	}
	if b.state.Model != folder.Name {
		return nil, fmt.Errorf("%s remembers a batch of %s, and now it is %s: use the same options, or name another file", file, b.state.Model, folder.Name)
	}
	return b, nil
}

// ID is the batch that is under way, as the server names it; empty if there is none.
func (b *Batch) ID() string { return b.state.Batch }

// Used is what the batches that were collected have used.
func (b *Batch) Used() prompts.Usage { return b.state.Usage }

// Ask sets a question aside. The error wraps ErrPending, and the usage is what is expected; of a question that an earlier
// batch did not answer, the error says why it did not.
func (b *Batch) Ask(_ context.Context, p prompts.Prompt) (prompts.Reply, error) {
	key := Key(b.folder.Name, p)
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if why, ok := b.state.Failed[key]; ok {
		return prompts.Reply{}, fmt.Errorf("a batch did not answer it: %s", why)
	}
	if _, known := b.waiting[key]; known {
		return prompts.Reply{}, ErrPending
	}
	b.waiting[key] = p
	return prompts.Reply{Usage: b.expect(p)}, ErrPending
}

// Waiting gives the questions that were set aside, at most so many and of about so many bytes, in an order that does not
// depend on when they were asked. Those of the same kind stand together, because servers can cache what they have in common.
func (b *Batch) Waiting(most, size int) []prompts.Prompt {
	keys := b.waitingKeys()
	var all []prompts.Prompt
	used := 0
	for _, key := range keys {
		p := b.waiting[key]
		used += len(p.System) + len(p.User) + len(p.Schema)
		if len(all) == most || used > size && len(all) > 0 {
			break
		}
		all = append(all, p)
	}
	return all
}

func (b *Batch) waitingKeys() []string {
	var keys []string
	for key := range b.waiting {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(x, y string) int {
		return cmp.Or(cmp.Compare(b.waiting[x].Name, b.waiting[y].Name), cmp.Compare(x, y))
	})
	return keys
}

// Prepare writes the file, so that one that cannot be written is noticed before anything is sent.
func (b *Batch) Prepare() error { return b.save() }

// Submitted remembers a batch of the first questions of Waiting.
func (b *Batch) Submitted(id string, questions int) error {
	b.state.Batch, b.state.Questions = id, nil
	for _, key := range b.waitingKeys()[:questions] {
		b.state.Questions = append(b.state.Questions, batched{key, b.waiting[key].Name})
		delete(b.waiting, key)
	}
	return b.save()
}

// Collected keeps the replies to a batch, by the place of the question, and remembers which questions have none and why.
func (b *Batch) Collected(replies map[int]prompts.Reply, failures map[int]string, wasted prompts.Usage) error {
	if b.state.Failed == nil {
		b.state.Failed = map[string]string{}
	}
	b.state.Usage = b.state.Usage.Add(wasted)
	for i, q := range b.state.Questions {
		reply, ok := replies[i]
		if !ok {
			b.state.Failed[q.Key] = cmp.Or(failures[i], "the results have nothing about it")
			continue
		}
		if err := b.folder.keep(q.Key, q.Name, reply); err != nil {
			return fmt.Errorf("keep a reply of batch %s: %w", b.state.Batch, err)
		}
		b.state.Usage = b.state.Usage.Add(reply.Usage)
	}
	b.state.Batch, b.state.Questions = "", nil
	return b.save()
}

// Failed is how many questions were in a batch and have no answer.
func (b *Batch) Failed() int { return len(b.state.Failed) }

// Done forgets the batch: all is answered, or never will be.
func (b *Batch) Done() error {
	if err := os.Remove(b.file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// save writes the file, whole or not at all.
func (b *Batch) save() error {
	part, err := os.CreateTemp(filepath.Dir(b.file), ".batch-*")
	if err != nil {
		return err
	}
	e := json.NewEncoder(part)
	e.SetIndent("", " ")
	err = errors.Join(e.Encode(b.state), part.Close())
	if err == nil {
		err = os.Rename(part.Name(), b.file)
	}
	if err != nil {
		_ = os.Remove(part.Name())
	}
	return err
}
