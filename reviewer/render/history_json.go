package render

import (
	"bytes"
	_ "embed"
	"io"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// HistorySchema is the JSON Schema (draft 2020-12) of what the json format writes of histories.
//
//go:embed schema/history.schema.json
var HistorySchema []byte

// HistorySchemaURL is the $id of HistorySchema.
const HistorySchemaURL = "https://raw.githubusercontent.com/rightsreview/rightsreview/main/reviewer/render/schema/history.schema.json"

type (
	jsonHistory struct {
		Schema   string           `json:"schema"`
		Tool     jsonTool         `json:"tool"`
		Versions []jsonVersion    `json:"versions"`
		Steps    []jsonComparison `json:"steps"`
		Status   review.Status    `json:"status"`
	}
	jsonVersion struct {
		Status      review.Status `json:"status"`
		Error       string        `json:"error,omitempty"`
		Document    jsonDocument  `json:"document"`
		High        int           `json:"high"`
		Medium      int           `json:"medium"`
		Low         int           `json:"low"`
		Protections int           `json:"protections"`
	}
)

// writeHistoryJSON writes one object.
func writeHistoryJSON(w io.Writer, o Options, v historyView) error {
	out := jsonHistory{
		Schema: HistorySchemaURL, Tool: jsonTool{toolName, o.Version}, Status: v.Status,
		Versions: mapped(v.Versions, jsonVersionOf), Steps: mapped(v.history.Steps, jsonComparisonOf),
	}
	var buf bytes.Buffer
	text, err := marshal(&buf, out)
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

func jsonVersionOf(one versionView) jsonVersion {
	return jsonVersion{
		Status: one.Status, Error: one.Failure, Document: jsonDocumentOf(one.doc),
		High: one.Counts[0], Medium: one.Counts[1], Low: one.Counts[2], Protections: one.Protections,
	}
}
