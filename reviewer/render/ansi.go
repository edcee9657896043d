package render

import "github.com/rightsreview/rightsreview/reviewer/catalogue"

// style is a set of ANSI attributes (ECMA-48, section 8.3.117, SGR), as its parameters; empty is none.
type style string

const (
	styleNone   style = ""
	styleBold   style = "1"
	styleDim    style = "2"
	styleMark   style = "1;4" // bold, underlined
	styleHead   style = "1;36"
	styleGood   style = "32"
	styleWarn   style = "1;33"
	styleFailed style = "1;31"
)

// badges are white or black on the severity's colour.
var badges = map[catalogue.Severity]style{
	catalogue.High:   "1;97;41",
	catalogue.Medium: "30;43",
	catalogue.Low:    "30;46",
}

// paint puts text between the codes of a style and the code that ends it.
func (s style) paint(text string) string {
	if s == styleNone || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}
