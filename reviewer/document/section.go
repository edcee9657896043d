package document

import "strings"

// sectionTitles says which words in a title tell what a section is for. The first that fits decides.
var sectionTitles = []struct {
	kind SectionKind
	any  []string
}{
	{SectionBoilerplate, []string{"status of this memo", "status of memo", "copyright notice", "full copyright", "copyright statement", "table of contents", "intellectual property", "disclaimer of validity", "notice to readers", "document revision", "rfc editor notes", "iesg note", "conformance requirements"}},
	{SectionHumanRights, []string{"human rights"}},
	{SectionPrivacy, []string{"privacy consideration", "privacy and security consideration", "privacy implication", "privacy issue", "privacy aspects", "privacy concern", "confidentiality and privacy", "privacy"}},
	{SectionSecurity, []string{"security consideration", "security and privacy", "security analysis", "security issue", "security implication", "security aspects", "security concern", "security discussion", "threat", "security", "attacks"}},
	{SectionIANA, []string{"iana consideration", "iana action", "iana request", "registration template", "iana"}},
	{SectionOperational, []string{"operational consideration", "operations and management", "operational issue", "manageability consideration", "management consideration", "deployment consideration", "operational"}},
	{SectionReferences, []string{"references", "bibliography", "informative reference", "normative reference"}},
	{SectionAcknowledgement, []string{"acknowledgement", "acknowledgment", "contributors", "thanks to", "acknowledgements"}},
	{SectionAuthors, []string{"author's address", "authors' address", "author address", "editor's address", "authors addresses", "author information", "editors' address", "authors'", "contact information for the author", "contact address", "author's current address"}},
	{SectionChanges, []string{"change log", "changelog", "changes since", "changes from", "change history", "revision history", "document history", "implementation status", "changes between", "differences from", "open issues", "changes"}},
	{SectionTerminology, []string{"terminology", "definitions", "conventions", "requirements language", "abbreviations", "acronyms", "glossary", "terms", "notation", "requirements notation"}},
	{SectionAbstract, []string{"abstract"}},
	{SectionIntroduction, []string{"introduction", "background", "motivation", "overview and rationale", "problem statement", "purpose", "scope"}},
}

// classifySection says what a section is for, from its number, its title and what its parent is for.
func classifySection(number, title string, parent SectionKind) SectionKind {
	t := strings.ToLower(strings.Join(strings.Fields(title), " "))
	t = strings.ReplaceAll(t, "’", "'")
	own := titleKind(t)
	switch {
	case own == "" && parent != SectionIntroduction && parent != SectionAbstract:
		if parent == SectionBody && isAppendix(number, t) {
			return SectionAppendix
		}
		return parent
	case own == "":
		return SectionBody
	case own == SectionIntroduction && parent != SectionBody:
		return parent
	}
	return own
}

func titleKind(title string) SectionKind {
	words := strings.Count(title, " ") + 1
	for _, k := range sectionTitles {
		for _, w := range k.any {
			if !strings.Contains(title, w) {
				continue
			}
			// a single telling word must be most of the title: "Terms", not "Terms of the lease MIB"
			if !strings.Contains(w, " ") && words > 4 {
				continue
			}
			return k.kind
		}
	}
	return ""
}

func isAppendix(number, title string) bool {
	if strings.HasPrefix(title, "appendix") {
		return true
	}
	return number != "" && number[0] >= 'A' && number[0] <= 'Z' && (len(number) == 1 || number[1] == '.')
}
