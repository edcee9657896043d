// Package prompts holds what a model is asked: one template and one typed struct for each prompt, and the JSON Schema of
// the reply.
package prompts

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"text/template"
)

//go:embed *.tmpl *.json
var files embed.FS

var templates = template.Must(template.New("").Option("missingkey=error").ParseFS(files, "*.tmpl"))

// Prompt is one question to a model, ready to send but for the nonce.
type Prompt struct {
	Name   string // "judge", "discover" or "refute"
	System string // the same for every question of this name and catalogue, so that servers can cache it
	User   string // has Nonce where the nonce belongs; see WithNonce
	Schema []byte // JSON Schema of the reply, of the subset that structured output allows
	Digest string // of the template and the schema: it changes when the wording does
	About  any    // the Judge, Discover or Refute that it was made of, for models that are scripted
}

// Nonce stands in Prompt.User for the word that fences what is quoted from a draft. It is not the word itself, so that
// the same question is the same text every time until it is sent.
const Nonce = "\x00nonce\x00"

// WithNonce gives the user's part with a nonce in its place. It must be fresh for every question: whoever wrote the draft
// cannot close a fence whose word they do not know.
func (p Prompt) WithNonce(nonce string) string { return strings.ReplaceAll(p.User, Nonce, nonce) }

// Category is what a model is told of a category.
type Category struct{ Name, Concern, Not string }

// Again is the same question once more, after a reply that was not as asked for. problem says in which way; it must not
// quote the reply.
func (p Prompt) Again(problem string) Prompt {
	p.User += "\nYour last answer could not be used: " + problem + ". Answer again, with the JSON object alone.\n"
	return p
}

// Judge asks whether findings of the checklist hold.
type Judge struct {
	Draft    string // title
	Abstract string
	Section  string // titles from the top down, without numbers
	Findings []Claim
}

// Discover asks what in a section a reviewer would raise that is not listed.
type Discover struct {
	Draft      string
	Section    string
	Text       string
	Categories []Category
	Listed     []Claim // what is raised already
}

// Refute asks whether claims are wrong. It is told nothing but claim, quote and criterion.
type Refute struct{ Claims []Claim }

// Claim is a passage that is said to be a concern.
type Claim struct {
	Number    int // names the claim in the reply, from 1
	Category  string
	Concern   string // what is said of such passages
	Section   string // title, where it is another than that of the claim before; else empty
	Like      int    // number of an earlier claim of which the same is said; 0 if there is none
	Fires     string // an example that is a concern; may be empty
	LooksLike string // what is none
	Quote     string // the sentence
	Context   string // the paragraph; empty if it is the sentence alone
	// Further are other passages that are said to be the same concern. The claim holds if it does for any of them.
	Further []string
}

// Prompt is the question ready to send.
func (j Judge) Prompt() Prompt { return render("judge", j) }

// Prompt is the question ready to send.
func (d Discover) Prompt() Prompt { return render("discover", d) }

// Prompt is the question ready to send.
func (r Refute) Prompt() Prompt { return render("refute", r) }

// render fills a template. It cannot fail on the types above, which the tests hold.
func render(name string, data any) Prompt {
	schema := mustRead(name + ".json")
	digest := sha256.Sum256([]byte(mustRead(name+".tmpl") + mustRead("common.tmpl") + schema))
	return Prompt{
		Name: name, System: execute(name+".system", data), User: execute(name+".user", data), Schema: compact(schema),
		Digest: hex.EncodeToString(digest[:8]), About: data,
	}
}

// compact takes the white space out of a schema: it is sent with every question.
func compact(schema string) []byte {
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(schema)); err != nil {
		panic(err) // it is embedded, and the tests read it
	}
	return b.Bytes()
}

func execute(name string, data any) string {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		panic(fmt.Sprintf("prompt %s: %v", name, err))
	}
	return strings.TrimSpace(b.String()) + "\n"
}

func mustRead(name string) string {
	text, err := files.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded: the program does not build without it
	}
	return string(text)
}

// Fence puts text that is quoted from a draft between two lines that only this question knows.
func Fence(text string) string {
	return "<<<" + Nonce + "\n" + strings.TrimSpace(strings.ReplaceAll(text, Nonce, "")) + "\n" + Nonce + ">>>"
}

// Fenced is the same for templates.
func (c Claim) Fenced() string { return Fence(c.Quote) }

// FencedFurther is the further passages, fenced one by one.
func (c Claim) FencedFurther() string {
	fenced := make([]string, len(c.Further))
	for i, passage := range c.Further {
		fenced[i] = Fence(passage)
	}
	return strings.Join(fenced, "\n")
}

// FencedSection is the titles of the section, fenced.
func (c Claim) FencedSection() string { return Fence(c.Section) }

// FencedContext is the paragraph, fenced.
func (c Claim) FencedContext() string { return Fence(c.Context) }

// FencedList is what is on the list already, fenced as one.
func (d Discover) FencedList() string {
	lines := make([]string, len(d.Listed))
	for i, c := range d.Listed {
		lines[i] = c.Category + ": " + c.Quote
	}
	return Fence(strings.Join(lines, "\n"))
}

// FencedText is the text of the section, fenced.
func (d Discover) FencedText() string { return Fence(d.Text) }

// FencedHead is what says which draft and section this is: it is text from the draft too.
func (d Discover) FencedHead() string { return Fence("Draft: " + d.Draft + "\nSection: " + d.Section) }

// FencedHead is the same for findings to judge, with the abstract.
func (j Judge) FencedHead() string {
	return Fence("Draft: " + j.Draft + "\nSection: " + j.Section + "\nAbstract: " + j.Abstract)
}
