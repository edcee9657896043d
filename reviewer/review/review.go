// Package review holds what a review says: findings, protections, gaps, and the ledger of where each went.
package review

import (
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
)

// Stance is what a draft does with the harm that a passage speaks of.
type Stance string

// The stances. The first six are concerns; the others are not.
const (
	Requires     Stance = "requires"      // normative text makes it mandatory
	Recommends   Stance = "recommends"    // SHOULD, or a default
	Permits      Stance = "permits"       // MAY, or left to local policy
	Introduces   Stance = "introduces"    // defines the mechanism
	Enables      Stance = "enables"       // a side effect that others can use, not mitigated
	SelfDeclared Stance = "self-declared" // admits the risk, and nothing normative answers it

	Describes Stance = "describes" // background, survey, what others do
	Warns     Stance = "warns"     // states a risk, with advice
	Forbids   Stance = "forbids"
	Mitigates Stance = "mitigates"
	Cites     Stance = "cites" // only in a title or a reference
)

// Concern reports whether a passage with this stance is a concern.
func (s Stance) Concern() bool {
	switch s {
	case Requires, Recommends, Permits, Introduces, Enables, SelfDeclared:
		return true
	}
	return false
}

// Protection reports whether a passage with this stance is something that the draft does well.
func (s Stance) Protection() bool { return s == Forbids || s == Mitigates }

// Strength is how strongly a passage binds: its requirement words (RFC 2119, RFC 8174), in capitals or not.
type Strength string

// The strengths, from strong to weak.
const (
	Must     Strength = "must"   // MUST, SHALL, REQUIRED, MUST NOT
	Should   Strength = "should" // SHOULD, RECOMMENDED, SHOULD NOT
	May      Strength = "may"    // MAY, OPTIONAL
	Unstated Strength = "none"   // told as a fact, without a requirement word
)

// Confidence says how sure the checklist is, between 0 and 1.
type Confidence float64

// Cue is one reason that moved a decision: words in the passage, or a fact about where it stands.
type Cue struct {
	Name   string        // "must", "attacker", "in security considerations": a term of docs/stance.md
	Effect float64       // positive towards a concern, negative away from it; natural-log odds
	Value  float64       // how much of it there is: 1 for most cues
	Text   document.Span // the words in Document.Text; empty for a fact about the place
}

// Place is a passage of the draft.
type Place struct {
	Text         document.Span // in Document.Text; zero if about the whole draft
	Section      string        // number, may be empty
	SectionTitle string
	StartLine    int // 1-based, inclusive; 0 if about the whole draft
	EndLine      int
	Page         int      // 1-based; 0 if the format has no pages
	Quote        string   // the passage, white space folded, at most MaxQuote bytes
	Words        [][2]int // byte ranges in Quote of the words that decided
}

// MaxQuote is the longest quote in bytes; a longer passage is cut at a word and ends with "...".
const MaxQuote = 600

// Finding is one concern at one place.
type Finding struct {
	ID         string // fingerprint; see Fingerprint
	Rule       catalogue.Rule
	Severity   catalogue.Severity
	Stance     Stance
	Confidence Confidence
	Place                   // where it is
	Further    []Place      // other passages of the same concern near by
	Also       []string     // ids of other rules that fired on the same passage
	Parts      []Part       // the passages that are raised together here, further ones too, in order of place
	Cues       []Cue        // why, in order of weight
	Assessment *Assessment  // what a model says of it; nil if none was asked
	Change     Change       // against an earlier version; empty if there is none
	Suppressed *Suppression // nil if nobody has suppressed it
}

// Part is one passage of a finding with what one rule says of it.
type Part struct {
	Rule     string // id
	Severity catalogue.Severity
	Stance   Stance
	Text     document.Span // in Document.Text
}

// Protection is a passage that limits, forbids or mitigates a harm.
type Protection struct {
	ID       string
	Rule     catalogue.Rule
	Stance   Stance
	Strength Strength
	Place
	Also []string // ids of other rules that say the same of this passage
	Cues []Cue
}

// RuledOut is a passage that was looked at and is not a concern, for the record.
type RuledOut struct {
	Rule   catalogue.Rule
	Stance Stance
	Place
	Cues []Cue
}

// Suppression says who decided that a finding is not to be raised, and why.
type Suppression struct {
	Rule    string // rule id, may end in "/*" for a category
	ID      string // finding id; empty if by rule
	Path    string // pattern of paths; empty for all
	Reason  string
	Owner   string
	Expires string // YYYY-MM-DD; empty if never
	Origin  string // file and line of the configuration, or of the comment in the text
}

// Status says whether a run did what it was asked to do.
type Status string

// The statuses, from good to bad.
const (
	Complete Status = "complete"
	Partial  Status = "partial" // something could not be read or done; the gaps say what
	Failed   Status = "failed"  // nothing could be done
)

// Note is a remark that is not a finding: which considerations are covered where, and which are not.
type Note struct {
	Guideline string // "RFC 9620 section 4.14"
	Title     string // "Privacy"
	Coverage  string // "answered", "partly", "not answered", "not applicable"
	Where     string // "Section 8"; empty if nowhere
	Text      string
}

// Review is what there is to say about one draft.
type Review struct {
	Document    *document.Document
	Findings    []Finding    // by place, then by rule
	Protections []Protection // by place, then by rule
	RuledOut    []RuledOut   // by place, then by rule
	Notes       []Note       // in the order of RFC 9620
	Gaps        []document.Gap
	Model       *ModelLedger // what a model was asked; nil if none was
	Below       int          // findings that the decisions have left out, so that the ledger adds up
	Since       *Comparison  // with an earlier version; nil if there is none
	Err         error        // the draft could not be read at all; then everything else but Document.Path is empty
}

// Status of one review.
func (r Review) Status() Status {
	switch {
	case r.Err != nil:
		return Failed
	case len(r.Gaps) > 0:
		return Partial
	}
	return Complete
}

// Ledger adds up where everything that was made went. Made is the sum of the other finding counts.
type Ledger struct {
	Drafts      int // drafts that were asked for
	Reviewed    int // drafts that were read
	Made        int // findings made
	Shown       int // findings in the output
	Below       int // findings left out by --min-severity or --category
	Suppressed  int // findings that somebody has suppressed
	Protections int
	RuledOut    int
	Gaps        int
	Model       ModelLedger // zero if no model was asked
}
