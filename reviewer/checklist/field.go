package checklist

import (
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/document"
)

// fieldText is the name of a field as words, followed by the name as written if it has capitals, so that cased phrases
// and the names of cipher suites match it too.
func fieldText(f document.Field) string {
	words := strings.Join(f.Words(), " ")
	if strings.ToLower(f.Name) == f.Name {
		return words
	}
	return words + " ; " + f.Name
}
