package catalogue

// Stance is the model that decides what a draft does with the harm that a passage speaks of: a sum of cues. Its file
// is stance.yaml; docs/stance.md explains it and says how the weights were found.
type Stance struct {
	Bias float64 `yaml:"bias"` // natural-log odds of a concern before any cue
	// Concern is the least log odds at which a passage is a concern.
	Concern float64 `yaml:"concern"`
	// Topic is the least log odds, before the rest of the draft is weighed, at which a passage shows what the draft is about.
	Topic float64 `yaml:"topic"`
	// Sure is the least log odds at which its rule's severity is kept; below it, severity is low.
	Sure float64 `yaml:"sure"`
	// Certain is the least log odds at which severity may be high.
	Certain float64    `yaml:"certain"`
	Cues    []CueModel `yaml:"cues"`
}

// CueModel is one cue: a concept at a place relative to the passage, or a fact that the program knows by itself.
type CueModel struct {
	Name    string  `yaml:"name"`    // what explain shows
	Concept string  `yaml:"concept"` // which words; empty for a fact named by Name
	Where   string  `yaml:"where"`   // before, governs, clause, sentence, neighbour, title, subject
	Effect  float64 `yaml:"effect"`  // log odds: positive towards a concern
	Towards string  `yaml:"towards"` // the stance that this cue speaks for, if it is the strongest; may be empty
	// Decides says that a passage with this cue is a concern only when the other cues outweigh it, at log odds of 0.
	Decides bool `yaml:"decides"`
	// Voids says that words with this cue are no protection: that it is not done, or an attacker does it.
	Voids bool `yaml:"voids"`
	// Inside names the cue that this one counts as when it stands among the words that fired: for an identifier that
	// "MUST NOT change", the prohibition is the requirement. Empty: it then counts for nothing.
	Inside  string `yaml:"inside"`
	Meaning string `yaml:"meaning"` // one sentence for people
}
