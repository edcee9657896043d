package eval

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/sourcegraph/conc/iter"
)

// Reviewed is a labelled document with what the checklist said about it.
type Reviewed struct {
	Label
	checklist.Result
	Lines  int      // of the document
	Errors []string // labels whose quote does not stand at their lines
}

// Review reads every labelled document from a folder and checks it.
func Review(labels Labels, folder string, list *checklist.Checklist) ([]Reviewed, error) {
	all := make([]Reviewed, len(labels.Documents))
	errs := make([]error, len(labels.Documents))
	iter.ForEachIdx(labels.Documents, func(i int, label *Label) {
		all[i], errs[i] = reviewOne(*label, folder, list)
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func reviewOne(label Label, folder string, list *checklist.Checklist) (Reviewed, error) {
	source, err := os.ReadFile(filepath.Join(folder, label.Document))
	if err != nil {
		return Reviewed{}, fmt.Errorf("read labelled document: %w", err)
	}
	doc, err := document.Parse(document.Draft{Path: label.Document, Source: source})
	if err != nil {
		return Reviewed{}, err
	}
	return Reviewed{Label: label, Result: list.Check(doc), Lines: doc.LineCount(), Errors: labelErrors(label, doc)}, nil
}
