package pull

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCommands(t *testing.T) {
	const dismiss = "/rightsreview dismiss " + oneID
	for name, c := range map[string]struct {
		body string
		want string // verb, id and reason of each command; ! for one that is not understood
	}{
		"plain":                     {dismiss + " because", "dismiss " + oneID + " because"},
		"spaces around":             {"  " + dismiss + "  because \t of this  \r\n", "dismiss " + oneID + " because of this"},
		"tabs":                      {"/rightsreview\tdismiss\t" + oneID + "\tbecause", "dismiss " + oneID + " because"},
		"capitals and backticks":    {"/rightsreview DISMISS `" + strings.ToUpper(oneID) + "`: because", "dismiss " + oneID + " because"},
		"after text":                {"Thanks.\n\n" + dismiss + " because\n\nBye.", "dismiss " + oneID + " because"},
		"several":                   {dismiss + " a\n/rightsreview recheck", "dismiss " + oneID + " a; recheck  "},
		"suppression":               {dismiss + ` reason="a b" expires=2099-01-01`, "dismiss " + oneID + " a b"},
		"suppression, lines inside": {dismiss + ` reason="a\n@b"`, "dismiss " + oneID + " a @b"},
		"quoted":                    {"> " + dismiss + " because", ""},
		"quoted twice":              {">> " + dismiss + " because", ""},
		"in a line":                 {"write " + dismiss + " because", ""},
		"in a code span":            {"`" + dismiss + " because`", ""},
		"fenced":                    {"```\n" + dismiss + " because\n```", ""},
		"fenced with a word":        {"````sh\n```\n" + dismiss + " because\n````", ""},
		"fenced with tildes":        {"~~~\n```\n" + dismiss + " because\n~~~", ""},
		"fence never closed":        {"```\n" + dismiss + " because", ""},
		"fence closed too far in":   {"```\n     ```\n" + dismiss + " because\n```", ""},
		"after a fence":             {"```\nx\n```\n" + dismiss + " because", "dismiss " + oneID + " because"},
		"after a code span":         {"```x``` is code\n" + dismiss + " because", "dismiss " + oneID + " because"},
		"indented":                  {"    " + dismiss + " because", ""},
		"indented by a tab":         {"\t" + dismiss + " because", ""},
		"hidden":                    {"<!--\n" + dismiss + " because\n-->", ""},
		"hidden to the end":         {"<!--\n" + dismiss + " because", ""},
		"after what is hidden":      {"<!-- a\n-->\n" + dismiss + " because", "dismiss " + oneID + " because"},
		"beside what is hidden":     {"<!-- a --> " + dismiss + " because", ""},
		"another program":           {"/rightsreviewer dismiss " + oneID + " because", ""},
		"no verb":                   {"/rightsreview", "!"},
		"unknown verb":              {"/rightsreview @alice", "!"},
		"no reason":                 {dismiss, "!"},
		"white space for a reason":  {dismiss + " \u00a0\u2003", "!"},
		"no id":                     {"/rightsreview dismiss because", "!"},
		"short id":                  {"/rightsreview explain 0123", "!"},
		"bad day":                   {dismiss + ` reason="a" expires=tomorrow`, "!"},
		"zero width before it":      {"\u200b" + dismiss + " because", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, k := range commandsOf(Comment{Body: c.body}) {
				if k.Err != nil {
					got = append(got, "!")
					continue
				}
				got = append(got, fmt.Sprintf("%s %s %s", k.Verb, k.ID, k.Reason))
			}
			if text := strings.Join(got, "; "); text != c.want {
				t.Errorf("%q gives %q, want %q", c.body, text, c.want)
			}
		})
	}
}

func TestLongCommands(t *testing.T) {
	many := commandsOf(Comment{Body: strings.Repeat("/rightsreview recheck\n", 1000)})
	if len(many) != maxCommands {
		t.Errorf("%d commands of one comment are followed, want %d", len(many), maxCommands)
	}
	for _, reason := range []string{strings.Repeat("x", 65_000), strings.Repeat("é ", 30_000), strings.Repeat("@alice\\n", 9000)} {
		one := commandsOf(Comment{Body: "/rightsreview dismiss " + oneID + " " + reason})
		if len(one) != 1 || one[0].Err != nil || len(one[0].Reason) > maxReason || !strings.HasPrefix(reason, one[0].Reason[:10]) {
			t.Errorf("a long reason gives %.200v", one)
		}
	}
}

// talk is what people have said, a second each.
func talk(comments ...Comment) []Comment {
	for i := range comments {
		comments[i].ID, comments[i].At = int64(i+1), time.Unix(int64(i), 0)
	}
	return comments
}

// TestAnswerBounds says that no number of comments makes more than so many requests.
func TestAnswerBounds(t *testing.T) {
	carol := Account{ID: 1, Login: "carol"}
	var comments []Comment
	comments = append(comments, Comment{By: carol, Association: "MEMBER", Body: "/rightsreview recheck"})
	for i := range 500 {
		by := Account{ID: int64(100 + i), Login: fmt.Sprint("stranger", i)}
		comments = append(comments, Comment{By: by, Association: "NONE", Body: strings.Repeat("/rightsreview recheck\n", 30)},
			Comment{By: Account{ID: 99, Login: "mallory"}, Association: "NONE", Body: "/rightsreview recheck"})
	}
	comments = append(comments, Comment{By: carol, Association: "MEMBER", Body: strings.Repeat("/rightsreview recheck\n", 1000)})
	asked := map[string]int{}
	answers, err := Read(talk(comments...), isBot, NewSigner([]string{key}, 1, 2)).Answer(func(login string) (bool, error) {
		asked[login]++
		return login == "carol", nil
	})
	followed := slices.ContainsFunc(answers.Answers, func(a Answer) bool { return a.Command.By == carol && a.Reaction == Done })
	if err != nil || !followed {
		t.Errorf("the command of a member was not followed: %v", err)
	}
	signs := 0
	for _, a := range answers.Answers {
		if a.Reaction != "" {
			signs++
		}
	}
	if len(asked) > 1+maxStrangers || asked["carol"] != 1 || signs > 2+maxStrangers {
		t.Errorf("%d people are asked about, and %d signs are given", len(asked), signs)
	}
}

func TestAnswers(t *testing.T) {
	s := NewSigner([]string{key}, 1, 2)
	ours := Comment{By: bot, Beside: true, Body: Report{}.CommentBody(s, point(t, oneID, "The relay keeps a log.", nil))}
	carol, mallory := Account{ID: 1, Login: "carol"}, Account{ID: 2, Login: "mallory"}
	for name, c := range map[string]struct {
		comment   Comment
		reaction  Reaction // none if nothing is answered
		dismissed int
	}{
		"who may":                    {Comment{By: carol, Body: "/rightsreview dismiss " + oneID + " no"}, Done, 1},
		"who may, in the thread":     {Comment{By: carol, Beside: true, ReplyTo: 1, Body: "/rightsreview dismiss no"}, Done, 1},
		"who may, in another":        {Comment{By: carol, Beside: true, ReplyTo: 77, Body: "/rightsreview dismiss no"}, NotUnderstood, 0},
		"who may, unknown id":        {Comment{By: carol, Body: "/rightsreview dismiss fedcba9876543210 no"}, NotUnderstood, 0},
		"who may not":                {Comment{By: mallory, Body: "/rightsreview dismiss " + oneID + " no"}, NotAllowed, 0},
		"who may not, nonsense":      {Comment{By: mallory, Body: "/rightsreview ping @alice"}, NotAllowed, 0},
		"a bot":                      {Comment{By: Account{ID: 3, Login: "carol", Bot: true}, Body: "/rightsreview dismiss " + oneID + " no"}, "", 0},
		"our own account":            {Comment{By: bot, Body: "/rightsreview dismiss " + oneID + " no"}, "", 0},
		"nobody, an account is gone": {Comment{Body: "/rightsreview dismiss " + oneID + " no"}, NotAllowed, 0},
	} {
		t.Run(name, func(t *testing.T) {
			e := Read(talk(ours, c.comment), isBot, s)
			answers, err := e.Answer(func(login string) (bool, error) { return login == "carol", nil })
			if err != nil || len(answers.Dismissed) != c.dismissed {
				t.Errorf("dismissed: %+v, %v", answers.Dismissed, err)
			}
			if got := fmt.Sprint(answers.Answers); c.reaction == "" != (len(answers.Answers) == 0) || c.reaction != "" && answers.Answers[0].Reaction != c.reaction {
				t.Errorf("answers: %s, want %q", got, c.reaction)
			}
		})
	}
}

// TestOwnToken lets somebody review with their own token: what they write themselves counts as theirs.
func TestOwnToken(t *testing.T) {
	s, me := NewSigner([]string{key}, 1, 2), Account{ID: 1, Login: "carol"}
	ours := Comment{By: me, Beside: true, Body: Report{}.CommentBody(s, point(t, oneID, "The relay keeps a log.", nil))}
	e := Read(talk(ours, Comment{By: me, Beside: true, ReplyTo: 1, Body: "/rightsreview dismiss no"}), func(a Account) bool { return a == me }, s)
	if len(e.Commands) != 1 || !e.Answered[1] {
		t.Errorf("commands: %v, answered: %v", e.Commands, e.Answered)
	}
}

// TestHandled says that a command is followed once, even if its comment is edited.
func TestHandled(t *testing.T) {
	s := NewSigner([]string{key}, 1, 2)
	state := State{Head: "abc", Handled: []int64{2}}
	e := Read(talk(Comment{By: bot, Body: summaryTitle + s.sign(markSummary, state.encode())},
		Comment{By: Account{ID: 1, Login: "carol"}, Body: "/rightsreview recheck"}), isBot, s)
	answers, err := e.Answer(func(string) (bool, error) { return true, fmt.Errorf("nobody is to be asked about") })
	if err != nil || len(answers.Answers) > 0 {
		t.Errorf("answers: %+v, %v", answers, err)
	}
}
