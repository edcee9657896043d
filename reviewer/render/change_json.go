package render

import (
	_ "embed"
	"io"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// ChangeSchema is the JSON Schema (draft 2020-12) of what the json format writes of comparisons.
//
//go:embed schema/change.schema.json
var ChangeSchema []byte

// ChangeSchemaURL is the $id of ChangeSchema.
const ChangeSchemaURL = "https://raw.githubusercontent.com/rightsreview/rightsreview/main/reviewer/render/schema/change.schema.json"

// changeJSON writes one object: schema, tool, comparisons with one a line, then status.
type changeJSON struct{ *jsonStream }

func newChangeJSON(w io.Writer, o Options) ChangeRenderer {
	return changeJSON{newJSONStream(w, jsonHead(ChangeSchemaURL, o.Version, "comparisons"))}
}

// The types below are the schema in Go; schema/change.schema.json says what each field means.
type (
	jsonComparison struct {
		Status      review.Status          `json:"status"`
		Error       string                 `json:"error,omitempty"`
		Base        jsonDocument           `json:"base"`
		Document    jsonDocument           `json:"document"`
		Concerns    []jsonConcernChange    `json:"concerns"`
		Suppressed  []jsonConcernChange    `json:"suppressed"`
		Protections []jsonProtectionChange `json:"protections"`
		Kept        int                    `json:"protections_kept"`
		Statements  jsonStatements         `json:"statements"`
		Gaps        []jsonGap              `json:"gaps"`
		BaseGaps    []jsonGap              `json:"base_gaps"`
		Ledger      jsonTally              `json:"ledger"`
	}
	jsonConcernChange struct {
		Change  review.Change `json:"change"`
		Finding jsonFinding   `json:"finding"`
		Before  *jsonPlace    `json:"before"`
		After   *jsonPlace    `json:"after"`
		How     []string      `json:"how"`
	}
	jsonProtectionChange struct {
		ID       string             `json:"id"`
		Change   review.Change      `json:"change"`
		Rule     string             `json:"rule"`
		Title    string             `json:"title"`
		Category catalogue.Category `json:"category"`
		Message  string             `json:"message"`
		Rights   []string           `json:"rights"`
		Guidance []string           `json:"guidance"`
		Also     []string           `json:"also"`
		Before   *jsonPlace         `json:"before"`
		After    *jsonPlace         `json:"after"`
		Near     int                `json:"near"`
		Further  []jsonPlace        `json:"further"`
		How      []string           `json:"how"`
	}
	jsonSince struct {
		Base        jsonDocument           `json:"base"`
		Resolved    []jsonConcernChange    `json:"resolved"`
		Protections []jsonProtectionChange `json:"protections"`
		Kept        int                    `json:"protections_kept"`
	}
	jsonStatements struct {
		Same    int `json:"same"`
		Changed int `json:"changed"`
		Removed int `json:"removed"`
		Added   int `json:"added"`
	}
	jsonTally struct {
		Made       int                   `json:"made"`
		Shown      map[review.Change]int `json:"shown"`
		Below      int                   `json:"below"`
		Suppressed int                   `json:"suppressed"`
	}
)

// Comparison writes one comparison on one line.
func (j changeJSON) Comparison(c review.Comparison) error { return j.item(jsonComparisonOf(c)) }

// Close writes the status of the run.
func (j changeJSON) Close(s review.Status) error {
	return j.end(struct {
		Status review.Status `json:"status"`
	}{s}, "\n")
}

func jsonComparisonOf(c review.Comparison) jsonComparison {
	old, new := jsonReviewOf(c.Old), jsonReviewOf(c.New)
	t := c.Tally()
	out := jsonComparison{
		Status: c.Status(), Error: old.Error, Base: old.Document, Document: new.Document, Concerns: []jsonConcernChange{}, Suppressed: []jsonConcernChange{},
		Protections: mapped(c.Protections, jsonProtectionChangeOf), Kept: c.Kept, Statements: jsonStatements(c.Sentences),
		Gaps: new.Gaps, BaseGaps: old.Gaps, Ledger: jsonTally{t.Made, t.Shown, t.Below, t.Suppressed},
	}
	if out.Error == "" {
		out.Error = new.Error
	}
	for _, k := range c.Concerns {
		one := jsonConcernChangeOf(k)
		if k.Finding.Suppressed != nil {
			out.Suppressed = append(out.Suppressed, one)
		} else {
			out.Concerns = append(out.Concerns, one)
		}
	}
	return out
}

func jsonConcernChangeOf(k review.ConcernChange) jsonConcernChange {
	return jsonConcernChange{k.Change, jsonFindingOf(k.Finding), jsonSideOf(k.Old), jsonSideOf(k.New), present(k.How)}
}

// jsonSinceOf is what a review says of the change from an earlier version; nil if there is none, or it was not read.
func jsonSinceOf(c *review.Comparison) *jsonSince {
	if c == nil || c.Old.Err != nil {
		return nil
	}
	out := jsonSince{jsonDocumentOf(documentOf(c.Old)), []jsonConcernChange{}, mapped(c.Protections, jsonProtectionChangeOf), c.Kept}
	for _, k := range c.Concerns {
		if k.Change == review.Resolved {
			out.Resolved = append(out.Resolved, jsonConcernChangeOf(k))
		}
	}
	return &out
}

func jsonProtectionChangeOf(k review.ProtectionChange) jsonProtectionChange {
	return jsonProtectionChange{
		ID: k.ID, Change: k.Change, Rule: k.Rule.ID, Title: k.Rule.Title, Category: k.Rule.Category, Message: k.Rule.Message,
		Rights: present(k.Rule.Rights), Guidance: present(k.Rule.Guidance), Also: present(k.Also),
		Before: jsonSideOf(k.Old), After: jsonSideOf(k.New), Near: k.Near, Further: mapped(k.Further, jsonPlaceOf), How: present(k.How),
	}
}

// jsonSideOf is a passage in one version; null if that version does not have it.
func jsonSideOf(p review.Place) *jsonPlace {
	if p.StartLine == 0 {
		return nil
	}
	out := jsonPlaceOf(p)
	return &out
}
