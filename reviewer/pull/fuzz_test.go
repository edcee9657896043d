package pull

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzCommands says that whatever people write, a command is bounded, stands on a line of its own, and is written as we say.
func FuzzCommands(f *testing.F) {
	for _, seed := range []string{"/rightsreview dismiss " + oneID + " because", "> /rightsreview recheck", "```\n/rightsreview recheck\n```", "<!--\n/rightsreview explain x\n-->",
		"/rightsreview dismiss reason=\"a\\n\" expires=2030-01-01", "~~~ `\n\t/rightsreview\r\n/rightsreview \x00\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		commands := commandsOf(Comment{Body: body})
		if n := strings.Count(body, Mention); len(commands) > min(n, maxCommands) {
			t.Fatalf("%d commands, and %d mentions", len(commands), n)
		}
		for _, c := range commands {
			switch {
			case len(c.Reason) > maxReason || strings.ContainsAny(c.Reason, "\n\r"):
				t.Errorf("the reason is %q", c.Reason)
			case c.ID != "" && !pointID.MatchString(c.ID):
				t.Errorf("the id is %q", c.ID)
			case c.Err == nil && c.Verb == Dismiss && c.Reason == "":
				t.Error("a dismissal without a reason")
			case c.Err == nil && c.Verb != Dismiss && c.Verb != Explain && c.Verb != Recheck:
				t.Errorf("the verb is %q", c.Verb)
			}
		}
	})
}

// FuzzMark says that no body has a mark that sign has not made: what is read, signed again, is what stands at its end.
func FuzzMark(f *testing.F) {
	s := NewSigner([]string{key}, 1, 2)
	f.Add("Text.", s.sign(markPoint, oneID), "")
	f.Add("Text.", NewSigner(nil, 1, 2).sign(markPoint, oneID), "\r\n")
	f.Add("<!-- rightsreview:v1 ", s.sign(markSummary, State{}.encode()), "more")
	f.Fuzz(func(t *testing.T, before, mark, after string) {
		body := before + mark + after
		m, ok := s.read(body)
		if ok && !strings.HasSuffix(strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n")), strings.TrimSpace(s.sign(m.kind, m.payload))) {
			t.Errorf("%q is read as %+v", body, m)
		}
		if ok && m.kind == "" {
			t.Errorf("%q is ours and has no mark", body)
		}
		if again, ok := s.read(before + s.sign(markPoint, oneID)); !ok || again.payload != oneID {
			t.Errorf("after %q, our own mark is read as %+v", before, again)
		}
		if _, ok := NewSigner([]string{"other"}, 1, 2).read(body); ok && !strings.Contains(body, NewSigner([]string{"other"}, 1, 2).sum("other", markPoint, oneID)) {
			t.Errorf("%q is believed with another key", body)
		}
	})
}

// FuzzState says that no payload ends the program, and that a state comes back as it was.
func FuzzState(f *testing.F) {
	f.Add(State{Head: "abc", Said: []Said{{ID: oneID}}, Handled: []int64{1}}.encode(), "a reason")
	f.Add("", "")
	f.Add("AAAA", "\xff\x00")
	f.Add(strings.Repeat("7", 1000), "</details>")
	f.Fuzz(func(t *testing.T, payload, text string) {
		s, err := decodeState(payload)
		if text, _ := json.Marshal(s); err == nil && len(text) > 8*maxState {
			t.Errorf("a state of %d bytes", len(text))
		}
		want := State{Head: text, Dismissed: []Dismissal{{ID: oneID, Reason: text}}, Explained: []string{text}}
		got, err := decodeState(want.encode())
		if err != nil || utf8.ValidString(text) && !reflect.DeepEqual(got, want) {
			t.Errorf("%+v comes back as %+v, %v", want, got, err)
		}
	})
}

// TestStateBomb says that a small payload cannot be unpacked to a large one.
func TestStateBomb(t *testing.T) {
	if _, err := decodeState(State{Head: strings.Repeat("a", 4*maxState)}.encode()); err == nil {
		t.Error("a state of 4 MiB is read")
	}
	if _, err := decodeState(State{Head: "a"}.encode() + "!"); err == nil {
		t.Error("a damaged state is read")
	}
}
