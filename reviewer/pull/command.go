package pull

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Verb is what a command asks for.
type Verb string

// The verbs.
const (
	Dismiss Verb = "dismiss"
	Explain Verb = "explain"
	Recheck Verb = "recheck"
)

// Command is an instruction to this program, written on a line of its own in a comment:
//
//	/rightsreview dismiss ID reason
//	/rightsreview explain ID
//	/rightsreview recheck
//
// In a reply to a comment of ours the ID may be left out. The reason may also be written as a suppression has it:
// reason="..." expires=YYYY-MM-DD.
type Command struct {
	Comment
	Verb    Verb
	ID      string // of the point; empty if it is to be taken from the thread
	Reason  string
	Expires string // YYYY-MM-DD; empty if never
	Err     error  // why it was not understood
}

// Mention begins every command.
const Mention = "/rightsreview"

// maxCommands is how many commands of one comment are followed.
const maxCommands = 20

// pointID is how the id of a point is written.
var pointID = regexp.MustCompile(`^[0-9a-f]{16}$`)

// hidden are comments of HTML, which nobody sees: templates have them. One that is not closed goes on to the end.
var hidden = regexp.MustCompile(`(?s)<!--.*?(?:-->|$)`)

// commandsOf finds the commands in a comment. A line that is quoted or hidden, or stands in a block of code, is none.
func commandsOf(c Comment) (commands []Command) {
	fence := ""
	for line := range strings.Lines(hidden.ReplaceAllString(c.Body, "(hidden)")) {
		if strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "\t") {
			continue // a block of code too, or inside one
		}
		text := strings.TrimSpace(line)
		if mark := fenceOf(text); mark != "" {
			switch {
			case fence == "":
				fence = mark
			case strings.HasPrefix(mark, fence) && mark == text:
				fence = ""
			}
			continue
		}
		if fence != "" || !strings.HasPrefix(text, Mention) {
			continue
		}
		if rest := text[len(Mention):]; rest == "" || rest[0] == ' ' || rest[0] == '\t' {
			commands = append(commands, parseCommand(c, strings.TrimSpace(rest)))
		}
		if len(commands) == maxCommands {
			break
		}
	}
	return commands
}

// fenceOf is the run of marks with which a block of code begins or ends; empty if the line is no such.
func fenceOf(text string) string {
	for _, mark := range []string{"`", "~"} {
		rest := strings.TrimLeft(text, mark)
		if run := text[:len(text)-len(rest)]; len(run) >= 3 && (mark == "~" || !strings.Contains(rest, mark)) {
			return run
		}
	}
	return ""
}

func parseCommand(c Comment, text string) Command {
	verb, rest, _ := strings.Cut(strings.ReplaceAll(text, "\t", " "), " ")
	out := Command{Comment: c, Verb: Verb(strings.ToLower(verb))}
	rest = strings.TrimSpace(rest)
	switch out.Verb {
	case Recheck:
	case Dismiss:
		out.ID, rest = cutID(rest)
		out.Err = out.readReason(rest)
	case Explain:
		out.ID, rest = cutID(rest)
		if rest != "" {
			out.Err = fmt.Errorf("%q is no id: an id has 16 digits from 0 to f", rest)
		}
	default:
		out.Err = fmt.Errorf("unknown command %q: write dismiss ID reason, explain ID or recheck", verb)
	}
	if out.Err == nil && out.Verb != Recheck && out.ID == "" && c.ReplyTo == 0 {
		out.Err = errors.New("which finding? Write its id after the command")
	}
	return out
}

// cutID takes an id off the beginning of a text. People copy it with the marks around it.
func cutID(text string) (id, rest string) {
	word, rest, _ := strings.Cut(text, " ")
	if id = strings.ToLower(strings.Trim(word, "`'\",.:;()[]")); pointID.MatchString(id) {
		return id, strings.TrimSpace(rest)
	}
	return "", text
}

// maxReason is the longest reason in bytes; a longer one is cut. It is shown in every summary.
const maxReason = 500

// readReason reads why something is dismissed: free text, or the fields of a suppression.
func (c *Command) readReason(text string) error {
	if strings.HasPrefix(text, "reason=") || strings.HasPrefix(text, "expires=") {
		s, err := review.ParseSuppression("ignore x/y owner=x " + text)
		if err != nil {
			return err
		}
		text, c.Expires = s.Reason, s.Expires
	}
	c.Reason = Cut(strings.Join(strings.Fields(text), " "), maxReason)
	if c.Reason == "" {
		return errors.New("why? Write the reason after the id")
	}
	return nil
}
