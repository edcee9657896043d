package pull

import (
	"fmt"
	"slices"
	"strings"
)

// Reaction is how a command is answered: by a sign under it instead of another comment. The words are GitHub's.
type Reaction string

// The reactions.
const (
	Done          Reaction = "+1"
	NotAllowed    Reaction = "-1"
	NotUnderstood Reaction = "confused"
)

// Answer is what became of a command.
type Answer struct {
	Command  Command
	Reaction Reaction // empty for none
	Why      string   // for the log
}

// Answers are what became of all commands of this run.
type Answers struct {
	Answers   []Answer
	Dismissed []Dismissal // those of before too
	Explained []string    // ids, those of before too
}

// maxStrangers is how many people who have no part in the repository are asked about in a run: each takes a request.
const maxStrangers = 20

// heard are those whose commands are looked at in this run, by login: all who have a part in the repository, and of others
// those who have spoken last.
func (e Earlier) heard() map[string]bool {
	heard, strangers := map[string]bool{}, 0
	for _, c := range slices.Backward(e.Commands) {
		if heard[c.By.Login] || e.State.handled(c.Comment.ID) {
			continue
		}
		if !slices.Contains([]string{"OWNER", "MEMBER", "COLLABORATOR"}, c.Association) {
			if strangers++; strangers > maxStrangers {
				continue
			}
		}
		heard[c.By.Login] = true
	}
	return heard
}

// Answer follows the commands that no run has followed before. allowed says whether somebody may command, by login; it is
// asked once a person. A comment gets each sign once, and of the comments of somebody who may not command only the first.
func (e Earlier) Answer(allowed func(login string) (bool, error)) (Answers, error) {
	out := Answers{Dismissed: slices.Clone(e.State.Dismissed), Explained: slices.Clone(e.State.Explained)}
	asked, heard, signed := map[string]bool{}, e.heard(), map[string]bool{}
	for _, c := range e.Commands {
		if e.State.handled(c.Comment.ID) || !heard[c.By.Login] {
			continue
		}
		may, known := asked[c.By.Login]
		if !known {
			var err error
			if may, err = allowed(c.By.Login); err != nil {
				return out, err
			}
			asked[c.By.Login] = may
		}
		answer := e.follow(c, may, &out)
		sign := fmt.Sprintf("%d %s", c.Comment.ID, answer.Reaction)
		if !may {
			sign = c.By.Login
		}
		if signed[sign] {
			answer.Reaction = ""
		}
		signed[sign] = true
		out.Answers = append(out.Answers, answer)
	}
	return out, nil
}

// follow does what one command asks for.
func (e Earlier) follow(c Command, may bool, out *Answers) Answer {
	if c.ID == "" && c.Err == nil && c.Verb != Recheck {
		c.ID = e.PointOf(c.ReplyTo)
	}
	c.ID = e.current(c.ID)
	switch {
	case !may:
		return Answer{c, NotAllowed, c.By.Login + " has no write access here"}
	case c.Err != nil:
		return Answer{c, NotUnderstood, c.Err.Error()}
	case c.Verb == Recheck:
		return Answer{c, Done, "looked at everything again"} // as every run with a command does
	case !e.Knows(c.ID):
		return Answer{c, NotUnderstood, "no finding with the id " + c.ID + " was raised on this pull request"}
	case c.Verb == Explain:
		if !slices.Contains(out.Explained, c.ID) {
			out.Explained = append(out.Explained, c.ID)
		}
		return Answer{c, Done, "explained in the summary"}
	}
	out.dismiss(e.dismissal(c))
	return Answer{c, Done, "dismissed"}
}

// Knows reports whether a point was raised on the pull request before, so that people could see what they speak of.
func (e Earlier) Knows(id string) bool {
	if _, beside := e.Beside[id]; beside || e.said(id) != nil {
		return id != ""
	}
	return id != "" && e.Summary != nil && strings.Contains(e.Summary.Body, "`"+id+"`")
}

func (e Earlier) said(id string) *Said {
	for _, list := range [][]Said{e.State.Said, e.State.Gone} {
		for i := range list {
			if list[i].ID == id {
				return &list[i]
			}
		}
	}
	return nil
}

func (e Earlier) dismissal(c Command) Dismissal {
	d := Dismissal{ID: c.ID, Reason: c.Reason, By: c.By.Login, At: c.At, URL: c.URL, Head: e.State.Head, Expires: c.Expires}
	if s := e.said(c.ID); s != nil {
		d.Rule, d.Path, d.Quote, d.Title = s.Rule, s.Path, s.Quote, s.Title
	}
	return d
}

// dismiss enters a dismissal; it takes the place of an earlier one of the same point.
func (a *Answers) dismiss(d Dismissal) {
	a.Dismissed = slices.DeleteFunc(a.Dismissed, func(o Dismissal) bool { return o.ID == d.ID })
	a.Dismissed = append(a.Dismissed, d)
}
