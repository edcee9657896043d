package main

import (
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"golang.org/x/term"
)

// isTerminal reports whether people are at the other end of a stream.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}

// colour reports whether to colour what is written to w: on a terminal, unless the flag, NO_COLOR (no-color.org: set
// and not empty) or a terminal that has none say otherwise.
func colour(w any, off bool) bool {
	return !off && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(w)
}

// width is the number of columns of the terminal behind w, 0 if it is none.
func width(w any) int {
	f, ok := w.(*os.File)
	if !ok {
		return 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return columns
}

// today is the date of the run: that of SOURCE_DATE_EPOCH (reproducible-builds.org: seconds since 1970, UTC) if it is
// set, so that the same input gives the same output on another day, else that of the clock.
func today() time.Time {
	if seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
		return time.Unix(seconds, 0).UTC()
	}
	return time.Now()
}

// date is that of the run, YYYY-MM-DD.
func date() string { return today().Format(time.DateOnly) }

// paint puts text between the codes of an ANSI style (ECMA-48, section 8.3.117) if there is to be colour.
func paint(on bool, style, text string) string {
	if !on || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

// printable replaces what a terminal would act on, and breaks what the runner of a workflow takes for a command wherever it
// stands in a line (github.com, actions/runner, src/Runner.Common/ActionCommand.cs). The text of a draft, and the name of a
// file, are data: they must not move the cursor.
func printable(text string) string {
	return strings.ReplaceAll(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '\ufffd'
		}
		return r
	}, text), "##[", "##\u200b[")
}

// printableLines is printable for a text of several lines.
func printableLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = printable(lines[i])
	}
	return strings.Join(lines, "\n")
}

// inWorkflow keeps what goes to the log of a workflow from being taken for a command there: a draft could bring "##[error]"
// with it, which the runner obeys wherever it stands in a line, or "::error::" at the beginning of one. Elsewhere the output is
// left as it is; a step that keeps it should use --output.
func inWorkflow(w io.Writer) io.Writer {
	if environment("GITHUB_ACTIONS") != "true" {
		return w
	}
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return w // it goes to a file and not to the log
		}
	}
	return &workflowLog{to: w, start: true}
}

// workflowLog breaks the two marks with a zero-width space.
type workflowLog struct {
	to    io.Writer
	start bool // nothing but white space stands on the line so far
	last  byte // the byte before
	two   byte // the one before that
}

func (l *workflowLog) Write(p []byte) (int, error) {
	out := make([]byte, 0, len(p)+8)
	for _, c := range p {
		command := c == '[' && l.last == '#' && l.two == '#' || c == ':' && l.last == ':' && l.start
		if command {
			out = append(out, "\u200b"...)
		}
		out = append(out, c)
		l.start = c == '\n' || c == '\r' || l.start && (c == ' ' || c == '\t' || c == ':' && l.last != ':')
		l.two, l.last = l.last, c
	}
	if _, err := l.to.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}
