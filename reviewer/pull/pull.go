// Package pull decides what is said on a pull request: which points, beside which lines, and what was said before.
package pull

import (
	"time"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/patch"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Draft is a draft that the pull request changes, after it was reviewed and compared with its version before the change.
type Draft struct {
	Review review.Review // Since is nil if the pull request adds the draft
	Patch  patch.Patch   // of the file; empty if there is none, as for a PDF
}

// Point is one thing to say: a concern that the change brings or worsens, or a protection that it removes or weakens.
type Point struct {
	ID       string // fingerprint, see review.Fingerprint
	Path     string // of the draft, from the root of the repository on
	Rule     catalogue.Rule
	Severity catalogue.Severity // of a concern; Medium for a protection
	Change   review.Change      // New, Worse, Removed or Weakened
	Quote    string             // the passage, in the version that has it
	Title    string             // in plain text
	Anchor   patch.Anchor       // where a comment can stand; zero if nowhere
	Route    Route
	Comment  Comment // that says it already, if Route is Standing; only its ID and URL are known of one from the state

	concern    *review.ConcernChange
	protection *review.ProtectionChange
	old, new   *document.Document
}

// protects reports whether the point is about a protection.
func (p Point) protects() bool { return p.protection != nil }

// rank orders points, the most severe first: a protection that is lost stands between high and medium concerns.
func (p Point) rank() int {
	if p.protects() {
		return 2*int(catalogue.Medium) + 1
	}
	return 2 * int(p.Severity)
}

// Place is where the passage stands in the version that has it; its lines are 0 for a draft as a whole.
func (p Point) Place() (side patch.Side, place review.Place) {
	if k := p.protection; k != nil {
		if k.New.StartLine == 0 && k.Old.StartLine > 0 {
			return patch.Left, k.Old
		}
		return patch.Right, k.New
	}
	if p.concern.Change == review.Worse && p.concern.New.StartLine > 0 {
		return patch.Right, p.concern.New
	}
	return patch.Right, p.concern.Finding.Place
}

// Sign says in a word what the point is: the severity of a concern, or what became of a protection.
func (p Point) Sign() string {
	if p.protects() {
		return string(p.Change)
	}
	return p.Severity.String()
}

// Remark is the point as it is written in a comment.
func (p Point) Remark() render.Remark {
	return render.Remark{Concern: p.concern, Protection: p.protection, Old: p.old, New: p.new}
}

// Route is where a finding or a change went. Each goes to exactly one place.
type Route string

// The routes.
const (
	Inline     Route = "inline"     // in a comment beside the lines, posted by this run
	Standing   Route = "standing"   // an earlier comment beside the lines says it
	Summary    Route = "summary"    // in the summary
	Overflow   Route = "overflow"   // neither comment nor summary has room for it: in the job summary and what the run prints
	Dismissed  Route = "dismissed"  // somebody has dismissed it on the pull request
	Suppressed Route = "suppressed" // somebody has suppressed it in the configuration or in the draft
	Below      Route = "below"      // under the chosen severity or outside the chosen categories
	Untouched  Route = "untouched"  // in text that the pull request does not touch: told as a number
	Good       Route = "good"       // a concern that is resolved or better, a protection that is new or stronger: told as a number
)

// routes lists the routes in the order in which the ledger names them.
func routes() []Route {
	return []Route{Inline, Standing, Summary, Overflow, Dismissed, Suppressed, Below, Untouched, Good}
}

// Account is who wrote something.
type Account struct {
	ID    int64 // 0 if not known
	Login string
	Bot   bool
}

// Comment is a comment on the pull request, or beside lines of it.
type Comment struct {
	ID          int64
	Node        string // its name in GraphQL
	By          Account
	Association string // of the author with the repository: OWNER, MEMBER, COLLABORATOR, CONTRIBUTOR, NONE, ...
	Body        string
	At          time.Time
	URL         string
	Beside      bool  // it stands beside lines
	ReplyTo     int64 // the first comment of its thread, if it is not the first
}

// Dismissal is that somebody has said of a finding, on the pull request, that it is not a concern.
type Dismissal struct {
	ID      string    `json:"id"`
	Reason  string    `json:"reason"`
	By      string    `json:"by"` // login
	At      time.Time `json:"at"`
	URL     string    `json:"url"`               // of the comment that says so
	Head    string    `json:"head"`              // the commit that had been reviewed when it was written
	Expires string    `json:"expires,omitempty"` // YYYY-MM-DD; empty if never
	Rule    string    `json:"rule,omitempty"`
	Path    string    `json:"path,omitempty"`
	Quote   string    `json:"quote,omitempty"`
	Title   string    `json:"title,omitempty"`
}
