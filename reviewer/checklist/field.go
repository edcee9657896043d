package checklist

import (
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/document"
)

// fieldText is the name of a field as words, followed by the name as written so that cased phrases match it too.
func fieldText(f document.Field) string {
	return strings.Join(f.Words(), " ")
}
