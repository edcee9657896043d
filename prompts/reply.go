package prompts

// Reply is what a model answered. Its text is untrusted: whoever wrote the draft may have had a hand in it.
type Reply struct {
	Text  string
	Model string // as the server names it; empty if it does not
	Usage Usage
	// Cached says that the reply was kept from an earlier run, and nothing was sent.
	Cached bool
}

// Usage is what a question cost, in tokens as the server counts them; zero if it does not say.
type Usage struct {
	In     int // of the question
	Out    int // of the reply
	Cached int // of In: those that the server had in its own cache
}

// Add is the usage of two questions together.
func (u Usage) Add(o Usage) Usage { return Usage{u.In + o.In, u.Out + o.Out, u.Cached + o.Cached} }
