// Package catalogue is the checklist as data: one YAML file a rule, the concepts that rules share, and the guidelines
// and legal instruments that they point to.
package catalogue

import "strings"

// Category is one of the nine ways in which a standard can harm people.
type Category string

// The categories, in the order in which reviews list them.
const (
	Surveillance          Category = "surveillance"
	Interception          Category = "interception"
	WeakenedEncryption    Category = "weakened-encryption"
	WeakenedAnonymity     Category = "weakened-anonymity"
	PersistentIdentifiers Category = "persistent-identifiers"
	Censorship            Category = "censorship"
	TrafficManipulation   Category = "traffic-manipulation"
	Exclusion             Category = "exclusion"
	CentralisedControl    Category = "centralised-control"
)

// CategoryOf is the category of the rule with an id, which is CATEGORY/NAME.
func CategoryOf(id string) Category {
	category, _, _ := strings.Cut(id, "/")
	return Category(category)
}

// Categories lists all categories in the order in which reviews list them.
func Categories() []Category {
	return []Category{
		Surveillance, Interception, WeakenedEncryption, WeakenedAnonymity, PersistentIdentifiers, Censorship,
		TrafficManipulation, Exclusion, CentralisedControl,
	}
}

// About says what a category means, in words for people and for models.
type About struct {
	Category Category `yaml:"category"`
	Title    string   `yaml:"title"`
	Concern  string   `yaml:"concern"`  // what a draft does that is a concern
	Not      string   `yaml:"not"`      // what only looks like it
	Question string   `yaml:"question"` // to authors, where no rule has a better one
	Rights   []string `yaml:"rights"`
	Guidance []string `yaml:"guidance"`
}

// Severity says how much a concern asks for attention. The zero value is no severity.
type Severity int

// The severities, as ../shared/gold defines them: low is worth a question; medium is an optional part or one with a
// partial mitigation; high is an essential, intended or mandatory part that harms people at scale or irremediably.
const (
	Low Severity = iota + 1
	Medium
	High
)

// Kind says whether a rule looks for concerns or for what a draft does well.
type Kind string

// The kinds of rule.
const (
	KindConcern    Kind = "concern"
	KindProtection Kind = "protection"
)

// Rule is one entry of the checklist: a concept to look for, what only looks like it, and what to say about it.
// docs/catalogue.md explains the file format to people who write rules.
type Rule struct {
	ID       string   `yaml:"-"` // "<category>/<file name without .yaml>"
	File     string   `yaml:"-"` // where it was read from, for error messages
	Category Category `yaml:"-"` // from the folder

	Title    string   `yaml:"title"`    // a noun phrase: "Keeping a record of who used which address"
	Kind     Kind     `yaml:"kind"`     // concern if empty
	Broad    bool     `yaml:"broad"`    // a protection that is said only when a change takes it away or weakens it
	Facet    string   `yaml:"facet"`    // the finer topic inside the category; optional
	Severity Severity `yaml:"severity"` // of a plain introduction; strength, scale and context move it by one step
	Raises   []string `yaml:"raises"`   // in words: what makes it worse, for readers
	Lowers   []string `yaml:"lowers"`   // in words: what makes it better, for readers
	// Stance is that of a passage in which no cue speaks: introduces (the usual), enables or describes.
	Stance string `yaml:"stance"`

	Fires     []Clause `yaml:"fires"`      // a passage fires when one of them matches
	LooksLike []string `yaml:"looks-like"` // phrases; a sentence that has one of them does not fire
	Answered  []string `yaml:"answered"`   // phrases; one of them in the same section is a mitigation

	Message    string `yaml:"message"`    // what such a passage does and to whom, one or two sentences
	Question   string `yaml:"question"`   // to the authors; one good question
	Mitigation string `yaml:"mitigation"` // how others solved it
	// Suggest gives words that can take the place of others, in lower case, where only the wording is at fault. It is offered
	// on pull requests that allow it.
	Suggest  map[string]string `yaml:"suggest"`
	Rights   []string          `yaml:"rights"`   // "UDHR 12", "ICCPR 17", "ICESCR 15"
	Guidance []string          `yaml:"guidance"` // "RFC 9620 section 4.14"
	Examples Examples          `yaml:"examples"`
}

// Clause is one way in which a rule fires. All conditions that are given must hold. Every string is a phrase in the
// language of docs/catalogue.md.
type Clause struct {
	// Say is one phrase or several, any of which is enough, in one sentence (or heading of a figure).
	Say []string `yaml:"say"`
	// With lists what else must be in the sentence: each entry is one phrase or several alternatives joined with " / ".
	With []string `yaml:"with"`
	// Without lists phrases that must not be in the sentence.
	Without []string `yaml:"without"`
	// Within is the most words that may lie between the outermost matches of Say and With; 0 is the whole sentence.
	Within int `yaml:"within"`

	Paragraph []string `yaml:"paragraph"` // like With, but in the same paragraph
	Section   []string `yaml:"section"`   // like With, but in the same section or its title
	Document  []string `yaml:"document"`  // like With, but anywhere in the draft's prose or title
	Subject   []string `yaml:"subject"`   // like With, but in the draft's title, abstract or introduction

	NotParagraph []string `yaml:"not-paragraph"` // none of these phrases in the same paragraph
	NotSection   []string `yaml:"not-section"`   // none of these phrases in the same section
	NotDocument  []string `yaml:"not-document"`  // none of these phrases in the draft
	NotSubject   []string `yaml:"not-subject"`   // none of these phrases in the draft's title, abstract or introduction

	// Strength limits the clause to sentences of that requirement level: must, should, may, none.
	Strength []string `yaml:"strength"`
	// Sections and NotSections limit it to kinds of section, Blocks to kinds of block (names in package document).
	Sections    []string `yaml:"sections"`
	NotSections []string `yaml:"not-sections"`
	Blocks      []string `yaml:"blocks"`

	// Field matches the name of a structured field (a YANG leaf, an ABNF rule, a bit-field ...), split into words.
	Field []string `yaml:"field"`
	// Languages limits Field to formal languages (names in package document).
	Languages []string `yaml:"languages"`
	// Default matches the field's default value as written: false, true, 0 ...
	Default []string `yaml:"default"`

	// Absent fires once, about the whole draft, when none of its phrases (and no section of the kinds in Sections)
	// is in the draft, and the other conditions (Document, Subject, NotDocument, NotSubject) hold.
	Absent []string `yaml:"absent"`

	// Topic limits the clause to drafts that other clauses show to be about the category: two passages, or one in the
	// abstract or introduction. It is for broad words that mean something only there.
	Topic bool `yaml:"topic"`

	// Severity overrides the rule's severity for this clause; empty keeps it.
	Severity Severity `yaml:"severity"`
	// Stance overrides the rule's stance for this clause; empty keeps it.
	Stance string `yaml:"stance"`
}

// Examples are short texts that `rightsreview rules test` runs. Each is a paragraph or a small draft in Markdown.
type Examples struct {
	Fires []string `yaml:"fires"` // the rule must give a finding
	Quiet []string `yaml:"quiet"` // a near miss: the rule must give none
}

// Concept is a named set of phrases that rules refer to as {name}.
type Concept struct {
	Name    string   `yaml:"-"`
	File    string   `yaml:"-"`
	Meaning string   `yaml:"meaning"` // one sentence
	Phrases []string `yaml:"phrases"` // may refer to other concepts; no circles
}

// Catalogue is a set of rules with the concepts they use, in a fixed order.
type Catalogue struct {
	Rules      []Rule      // by category, then by id
	Concepts   []Concept   // by name
	Guidelines []Guideline // by document
	Stance     Stance      // how cues are weighed
	Wording    Wording     // which words make a statement weaker
	Categories []About     // what each category means
}

// Guideline is a published document that guidance refers to: an RFC, a W3C note, a declaration.
type Guideline struct {
	Document string            `yaml:"document"` // "RFC 9620", as guidance writes it
	Title    string            `yaml:"title"`
	URL      string            `yaml:"url"`      // of the document
	Anchor   string            `yaml:"anchor"`   // appended to URL for a section; "%s" is the section number; empty if none
	Sections map[string]string `yaml:"sections"` // number to title, for the sections that rules cite
}
