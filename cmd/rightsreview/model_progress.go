package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/rightsreview/rightsreview/prompts"
	"github.com/rightsreview/rightsreview/reviewer/assess"
	"github.com/rightsreview/rightsreview/reviewer/replies"
)

// progress is a model that tells on a terminal how far the questions are, on one line that goes away.
type progress struct {
	model assess.Model
	name  string
	to    io.Writer // nil: tells nothing
	width int

	mutex           sync.Mutex
	open, done      int // questions
	spent           int // questions that the budget did not allow
	unrecorded      int // questions that a recording does not have
	reviewed, total int // drafts
	drawn           time.Time
	shown           bool
}

// eraseLine is carriage return and EL, which clears from there to the end of the line (ECMA-48, section 8.3.41).
const eraseLine = "\r\x1b[K"

// betweenDraws is how long a line stays before it is drawn anew.
const betweenDraws = 100 * time.Millisecond

func newProgress(c *common, name string) *progress {
	p := &progress{name: name}
	if isTerminal(c.stderr) && !c.quiet {
		p.to, p.width = c.stderr, cmp.Or(width(c.stderr), 80)
	}
	return p
}

// Ask asks, and counts.
func (p *progress) Ask(ctx context.Context, q prompts.Prompt) (prompts.Reply, error) {
	p.count(1, 0, nil)
	reply, err := p.model.Ask(ctx, q)
	p.count(-1, 1, err)
	return reply, err
}

func (p *progress) count(open, done int, err error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.open, p.done = p.open+open, p.done+done
	switch {
	case errors.Is(err, assess.ErrSpent):
		p.spent++
	case errors.Is(err, replies.ErrNotRecorded):
		p.unrecorded++
	}
	p.draw()
}

func (p *progress) draw() {
	if p.to == nil || time.Since(p.drawn) < betweenDraws {
		return
	}
	text := fmt.Sprintf("Asking %s: %d answered, %d under way", printable(p.name), p.done, p.open)
	if p.total > 1 {
		text += fmt.Sprintf(", %d of %d drafts done", p.reviewed, p.total)
	}
	if runes := []rune(text); len(runes) >= p.width {
		text = string(runes[:p.width-1])
	}
	fmt.Fprint(p.to, eraseLine+text)
	p.drawn, p.shown = time.Now(), true
}

// aside takes the line away while something else is written.
func (p *progress) aside(write func() error) error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.erase()
	p.reviewed++
	return write()
}

func (p *progress) erase() {
	if p.shown {
		fmt.Fprint(p.to, eraseLine)
		p.shown = false
	}
}

// finish takes the line away for good.
func (p *progress) finish() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.erase()
	p.to = nil
}
