package pull

import (
	"fmt"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Ledger adds up where everything went that was found. Made is the sum of the routes.
type Ledger struct {
	Made   int
	Routes map[Route]int
}

// Add is the ledger of two drafts together.
func (l Ledger) Add(o Ledger) Ledger {
	sum := Ledger{l.Made + o.Made, map[Route]int{}}
	for _, r := range routes() {
		sum.Routes[r] = l.Routes[r] + o.Routes[r]
	}
	return sum
}

// With enters points by their routes; they are made already.
func (l Ledger) With(points []Point) Ledger {
	sum := l.Add(Ledger{})
	for _, p := range points {
		sum.Routes[p.Route]++
	}
	return sum
}

// Check says whether the ledger adds up. It does not if something was lost or said twice, which is a fault in this program.
func (l Ledger) Check() error {
	sum := 0
	for _, n := range l.Routes {
		sum += n
	}
	if sum != l.Made {
		return fmt.Errorf("the ledger does not add up: %d made, %d accounted for (%s); please report this", l.Made, sum, l)
	}
	return nil
}

// routeWords say where something went.
var routeWords = map[Route]string{
	Inline: "in comments beside the lines", Summary: "in this summary",
	Overflow: "only in the log of the run", Dismissed: "dismissed here", Suppressed: "suppressed in the configuration or the draft",
	Below: "left out by severity or category", Untouched: "in text that this pull request does not touch",
	Good: "better than before",
}

// String is the ledger in one sentence without full stop. Comments of this run and of earlier ones are one number, so that the
// next run says the same.
func (l Ledger) String() string {
	var parts []string
	for _, r := range routes() {
		n := l.Routes[r]
		switch r {
		case Inline:
			n += l.Routes[Standing]
		case Standing:
			n = 0
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, routeWords[r]))
		}
	}
	if len(parts) == 0 {
		return "nothing found"
	}
	return fmt.Sprintf("%d found = %s", l.Made, strings.Join(parts, " + "))
}

// Suppression is a dismissal as the decisions about a draft have it.
func (d Dismissal) Suppression() *review.Suppression {
	return &review.Suppression{ID: d.ID, Reason: d.Reason, Owner: "@" + d.By, Expires: d.Expires, Origin: "dismissed on the pull request: " + d.URL}
}

// Holding are the dismissals that hold on a day, YYYY-MM-DD.
func Holding(all []Dismissal, today string) (some []Dismissal) {
	for _, d := range all {
		if !d.Suppression().Expired(today) {
			some = append(some, d)
		}
	}
	return some
}
