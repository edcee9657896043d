package render

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// sarifSchema is where the schema of SARIF 2.1.0 is (OASIS, SARIF 2.1.0 Errata 01).
const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// fingerprintKey is our own: GitHub would take primaryLocationLineHash for a hash of the line.
const fingerprintKey = "rightsreviewFingerprint/v1"

// sarif writes one run of SARIF 2.1.0. Results come first and the tool with its rules last, because only then it is
// known which rules there are. No level is "error": a review never fails a build by itself.
type sarif struct {
	*jsonStream
	version   string
	rules     map[string]int // index in list by id
	list      []sarifRule
	artifacts []sarifArtifact
	notes     []sarifNotification
}

func newSARIF(w io.Writer, o Options) Renderer {
	return &sarif{
		jsonStream: newJSONStream(w, sarifHead), version: o.Version, rules: map[string]int{}, list: []sarifRule{},
		artifacts: []sarifArtifact{}, notes: []sarifNotification{},
	}
}

// The types below are those of SARIF 2.1.0, section 3, as far as they are used.
type (
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifRule struct {
		ID       string     `json:"id"`
		Name     string     `json:"name"`
		Short    sarifText  `json:"shortDescription"`
		Full     *sarifText `json:"fullDescription,omitempty"`
		Help     *sarifText `json:"help,omitempty"`
		HelpURI  string     `json:"helpUri,omitempty"`
		Defaults struct {
			Level string `json:"level"`
		} `json:"defaultConfiguration"`
		Properties struct {
			Tags     []string           `json:"tags"`
			Category catalogue.Category `json:"category"`
			Rights   []string           `json:"rights"`
			Guidance []string           `json:"guidance"`
		} `json:"properties"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Kind         string             `json:"kind,omitempty"` // "fail" if it is not given
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Related      []sarifLocation    `json:"relatedLocations,omitempty"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
		Baseline     string             `json:"baselineState,omitempty"`
		Rank         float64            `json:"rank"`
		Properties   struct {
			Severity   string        `json:"severity"`
			Change     review.Change `json:"change,omitempty"`
			Stance     review.Stance `json:"stance"`
			Confidence float64       `json:"confidence"`
			Quote      string        `json:"quote"`
			Also       []string      `json:"also"`
			Cues       []jsonCue     `json:"cues"`

			Assessment *jsonAssessment `json:"assessment,omitempty"`
		} `json:"properties"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
		Message  *sarifText     `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifURI     `json:"artifactLocation"`
		Region   *sarifRegion `json:"region,omitempty"`
	}
	sarifURI struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int        `json:"startLine"`
		StartColumn int        `json:"startColumn,omitempty"`
		EndLine     int        `json:"endLine,omitempty"`
		EndColumn   int        `json:"endColumn,omitempty"`
		Snippet     *sarifText `json:"snippet,omitempty"`
	}
	sarifLogical struct {
		Name string `json:"name"`
		Kind string `json:"kind"`
	}
	sarifSuppression struct {
		Kind          string          `json:"kind"`
		Status        string          `json:"status"`
		Justification string          `json:"justification"`
		Properties    jsonSuppression `json:"properties"`
	}
	sarifArtifact struct {
		Location sarifURI          `json:"location"`
		Roles    []string          `json:"roles"`
		Length   int               `json:"length"`
		Hashes   map[string]string `json:"hashes"`
	}
	sarifNotification struct {
		Descriptor struct {
			ID string `json:"id"`
		} `json:"descriptor"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifTail struct {
		ColumnKind  string            `json:"columnKind"`
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Artifacts   []sarifArtifact   `json:"artifacts"`
		Properties  jsonTail          `json:"properties"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		URI     string      `json:"informationUri"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications"`
	}
)

// Review writes the results of one review and keeps what belongs at the end.
func (s *sarif) Review(r review.Review) error {
	doc := documentOf(r)
	s.note(doc, r)
	for _, f := range r.Findings {
		if err := s.item(s.result(doc, f)); err != nil {
			return err
		}
	}
	if r.Since == nil {
		return nil
	}
	return s.losses(*r.Since)
}

// losses writes the protections that a change took away or weakened.
func (s *sarif) losses(c review.Comparison) error {
	for _, k := range c.Protections {
		if !k.Change.Bad() {
			continue
		}
		if err := s.item(s.lost(c, k)); err != nil {
			return err
		}
	}
	return nil
}

// Close writes the tool, its rules, the invocation and the artifacts. The invocation is successful only if the run is
// complete, so that no one takes a partial run without results for a clean one.
func (s *sarif) Close(sum Summary) error {
	return s.end(sarifTail{
		ColumnKind:  "unicodeCodePoints",
		Tool:        sarifTool{sarifDriver{toolName, s.version, toolURL, s.list}},
		Invocations: []sarifInvocation{{sum.Status == review.Complete, s.notes}},
		Artifacts:   s.artifacts,
		Properties:  jsonTailOf(sum),
	}, "]}\n")
}

func sarifHead() (string, error) {
	return fmt.Sprintf(`{"$schema":%q,"version":"2.1.0","runs":[{"results":[`, sarifSchema), nil
}

// note keeps the draft as an artifact and what was not read as notifications.
func (s *sarif) note(doc *document.Document, r review.Review) {
	if r.Err != nil {
		s.notify("error", notRead, "Not reviewed: "+r.Err.Error(), sarifLocationOf(doc, review.Place{}))
		return
	}
	hash := sha256.Sum256(doc.Source)
	s.artifacts = append(s.artifacts, sarifArtifact{
		sarifURI{fileURI(doc.Path)}, []string{"analysisTarget"}, len(doc.Source), map[string]string{"sha-256": hex.EncodeToString(hash[:])},
	})
	for _, g := range r.Gaps {
		gap := jsonGapOf(doc, g)
		s.notify("warning", missingCode(g), missing(g), sarifLocationOf(doc, review.Place{StartLine: gap.StartLine, EndLine: gap.EndLine}))
	}
}

func (s *sarif) notify(level, code, message string, at sarifLocation) {
	n := sarifNotification{Level: level, Message: sarifText{Text: message}, Locations: []sarifLocation{at}}
	n.Descriptor.ID = code
	s.notes = append(s.notes, n)
}

func (s *sarif) result(doc *document.Document, f review.Finding) sarifResult {
	out := sarifResult{
		RuleID: f.Rule.ID, RuleIndex: s.rule(f.Rule), Level: sarifLevel(f.Severity), Message: sarifText{Text: messageText(f)},
		Locations: []sarifLocation{sarifLocationOf(doc, f.Place)}, Fingerprints: map[string]string{fingerprintKey: f.ID},
		Rank: round(float64(f.Confidence) * 100),
	}
	if f.Place.StartLine == 0 {
		// GitHub shows only results with a line; the message says that this one is about all of them.
		out.Locations[0].Physical.Region = &sarifRegion{StartLine: 1}
		out.Message.Text = "About the draft as a whole: " + out.Message.Text
	}
	if f.Doubted() {
		// A person has to look (3.27.9). Such a result is no failure and has neither level (3.27.10) nor rank (3.27.25).
		out.Kind, out.Level, out.Rank = "review", "none", -1
	}
	for _, p := range f.Further {
		at := sarifLocationOf(doc, p)
		at.Message = &sarifText{Text: "The same concern"}
		out.Related = append(out.Related, at)
	}
	if f.Suppressed != nil {
		sup := jsonSuppressionOf(*f.Suppressed)
		out.Suppressions = []sarifSuppression{{"external", "accepted", suppressionText(*f.Suppressed), sup}}
	}
	out.Baseline, out.Properties.Change = baselineStates[f.Change], f.Change
	out.Properties.Severity, out.Properties.Stance = f.Severity.String(), f.Stance
	out.Properties.Confidence, out.Properties.Quote = round(float64(f.Confidence)), f.Quote
	out.Properties.Also, out.Properties.Cues = present(f.Also), mapped(f.Cues, jsonCueOf)
	out.Properties.Assessment = jsonAssessmentOf(f.Assessment)
	return out
}

// rule gives the index of a rule, which is entered when it is first used.
func (s *sarif) rule(r catalogue.Rule) int {
	if i, ok := s.rules[r.ID]; ok {
		return i
	}
	out := sarifRule{ID: r.ID, Name: ruleName(r), Short: sarifText{Text: line(r.Title)}, HelpURI: helpURL(r)}
	if r.Message != "" {
		out.Full = &sarifText{Text: line(r.Message)}
	}
	if text, md := helpText(r); text != "" {
		out.Help = &sarifText{text, md}
	}
	out.Defaults.Level = sarifLevel(r.Severity)
	out.Properties.Tags = []string{"human-rights", string(r.Category)}
	out.Properties.Category = r.Category
	out.Properties.Rights, out.Properties.Guidance = present(r.Rights), present(r.Guidance)
	s.rules[r.ID] = len(s.list)
	s.list = append(s.list, out)
	return s.rules[r.ID]
}

// ruleName writes "surveillance/connection-record" as "ConnectionRecord" (SARIF 2.1.0, section 3.49.7).
func ruleName(r catalogue.Rule) string {
	name := r.ID[strings.LastIndexByte(r.ID, '/')+1:]
	var b strings.Builder
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' || r == ' ' }) {
		b.WriteString(strings.ToUpper(w[:1]) + w[1:])
	}
	return b.String()
}

// helpText is what helps with a rule, as text and as Markdown.
func helpText(r catalogue.Rule) (text, md string) {
	var texts, mds []string
	add := func(label, content, markdown string) {
		if content != "" {
			texts = append(texts, label+": "+content)
			mds = append(mds, "**"+label+":** "+markdown)
		}
	}
	add("Concern", line(r.Message), inline(r.Message))
	add("Ask", line(r.Question), inline(r.Question))
	add("How others solved it", line(r.Mitigation), inline(r.Mitigation))
	add("Rights", rightsText(linksOf(r.Rights)), markdownLinks(linksOf(r.Rights)))
	add("Guidance", strings.Join(mapped(linksOf(r.Guidance), linkText), ", "), markdownLinks(linksOf(r.Guidance)))
	return strings.Join(texts, "\n\n"), strings.Join(mds, "\n\n")
}

func sarifLevel(s catalogue.Severity) string {
	if s == catalogue.Low {
		return "note"
	}
	return "warning"
}

func sarifLocationOf(doc *document.Document, p review.Place) sarifLocation {
	out := sarifLocation{Physical: sarifPhysical{Artifact: sarifURI{fileURI(doc.Path)}}}
	start, end, ok := positions(doc, p)
	if !ok {
		return out
	}
	out.Physical.Region = &sarifRegion{StartLine: start.line, StartColumn: start.runeColumn, EndLine: end.line, EndColumn: end.runeColumn}
	if text := snippet(doc, p); text != "" && start.runeColumn > 0 {
		out.Physical.Region.Snippet = &sarifText{Text: text}
	}
	if name := line(p.Section + " " + p.SectionTitle); name != "" {
		out.Logical = []sarifLogical{{name, "section"}}
	}
	return out
}

// maxSnippet is the longest snippet in bytes; GitHub shows the file itself.
const maxSnippet = 2000

// snippet is what the source has at a place, exactly; empty if that is long.
func snippet(doc *document.Document, p review.Place) string {
	if p.Text.Len() <= 0 || p.Text.Start < 0 || p.Text.End > len(doc.Text) {
		return ""
	}
	if span := doc.SourceSpan(p.Text); span.Len() <= maxSnippet {
		return string(doc.Source[span.Start:span.End])
	}
	return ""
}
