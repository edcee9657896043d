package document

import "strings"

// titleRule says that a title with some words in it is the title of a section of one kind.
type titleRule struct {
	kind  SectionKind
	words []string // in lower case, one after the other; a word matches its plural too
	whole bool     // no other words may stand in the title but those in titleFillers and in extra
	most  int      // how many words the title may have; 0 for no limit
	extra []string // words that may stand beside, if whole
	not   []string // words that may not follow
}

// titleRules decide what a section is for; the first that fits does. The kinds that take a section out of the running
// text, such as boilerplate, ask for the whole title.
var titleRules = joinRules(
	rules(SectionBoilerplate, titleRule{whole: true, extra: strings.Fields("statement notice right considerations issue ipr ietf license policy validity")},
		"status of memo", "status of document", "copyright notice", "copyright statement", "full copyright", "table of contents", "contents",
		"intellectual property", "disclaimer of validity", "disclaimer", "notice to readers", "document revision", "rfc editor note",
		"rfc editor's note", "note to rfc editor", "list of figures",
		"list of tables", "document license", "legal notice", "copyright and license"),
	rules(SectionHumanRights, titleRule{}, "human rights"),
	rules(SectionPrivacy, titleRule{}, "privacy consideration", "privacy and security consideration", "security and privacy",
		"privacy implication", "privacy issue", "privacy aspect", "privacy concern", "privacy threat", "privacy analysis",
		"privacy requirement", "confidentiality and privacy"),
	rules(SectionPrivacy, titleRule{most: 4, not: strings.Fields("enhanced enhancement")}, "privacy"),
	rules(SectionSecurity, titleRule{}, "security consideration", "security analysis", "security issue", "security implication",
		"security aspect", "security concern", "security discussion", "security requirement", "security propertie", "security threat",
		"security risk", "security impact", "threat model", "threat", "attack"),
	rules(SectionSecurity, titleRule{most: 4, not: strings.Fields("association parameter label block gateway policy level area")}, "security"),
	rules(SectionIANA, titleRule{}, "iana", "registration template"),
	rules(SectionOperational, titleRule{}, "operational consideration", "operations and management", "operational issue", "manageability",
		"management consideration", "deployment consideration", "operational experience", "operational implication", "operational guidance"),
	rules(SectionOperational, titleRule{most: 2}, "operational"),
	rules(SectionReferences, titleRule{whole: true, extra: strings.Fields("normative informative informational non further reading additional bibliography note citation uri reference")},
		"reference", "bibliography", "further reading", "uris"),
	rules(SectionAcknowledgement, titleRule{whole: true, extra: strings.Fields("author editor contributor contributor's contributors' acknowledgement acknowledgment address significant conclusion funding disclaimer thank individual contact information list special")},
		"acknowledgement", "acknowledgment", "acknowledgements", "contributor", "contributors'", "contributor's", "thank", "thanks to", "credit", "contributing author"),
	rules(SectionAuthors, titleRule{whole: true, extra: strings.Fields("address contact information present current chair chair's chairs' chairperson author author's authors' editor editor's editors' wg working group coauthor's")},
		"author", "author's", "authors'", "editor's", "editors'", "chair's address", "chairs' address", "editor address", "author information",
		"contact address", "contact information", "contributor and author's", "author's and editor's"),
	rules(SectionChanges, titleRule{}, "change log", "changelog", "changes since", "changes from", "change history", "revision history",
		"document history", "implementation status", "changes between", "differences from", "differences between rfc", "changes to rfc"),
	rules(SectionChanges, titleRule{whole: true, extra: strings.Fields("summary recent document major significant history")}, "change", "open issue"),
	rules(SectionTerminology, titleRule{}, "terminology", "definitions of terms", "definition of terms", "requirements language", "requirement notation",
		"requirements notation", "abbreviation", "acronym", "glossary", "key words", "notational convention", "terms and definitions", "terms used",
		"conventions used", "terms and concepts", "specification of requirements", "requirements terminology"),
	rules(SectionTerminology, titleRule{whole: true, extra: strings.Fields("used term definition convention notation concept symbol document document's typographical key language used")},
		"definition", "convention", "term", "notation"),
	rules(SectionAbstract, titleRule{whole: true}, "abstract"),
	rules(SectionIntroduction, titleRule{whole: true, extra: strings.Fields("overview summary information rationale goal objective introduction background motivation purpose scope applicability problem statement option informative")},
		"introduction", "background", "motivation", "overview and rationale", "problem statement", "purpose", "scope", "preface", "foreword"),
)

// titleFillers are words that say nothing about what a section is for.
var titleFillers = wordSet("the a an of this and for in on to memo document rfc appendix annex informative normative i ii iii iv v vi vii viii ix x xi xii")

// titleIndex holds the rules by their first word.
var titleIndex = indexRules(titleRules)

func wordSet(s string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// rules makes a rule like the pattern for every phrase.
func rules(kind SectionKind, pattern titleRule, phrases ...string) []titleRule {
	var made []titleRule
	for _, phrase := range phrases {
		r := pattern
		r.kind, r.words = kind, strings.Fields(phrase)
		made = append(made, r)
	}
	return made
}

func joinRules(lists ...[]titleRule) []titleRule {
	var all []titleRule
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

func indexRules(all []titleRule) map[string][]int {
	index := make(map[string][]int)
	for i, r := range all {
		index[r.words[0]] = append(index[r.words[0]], i)
	}
	return index
}

// classifySection says what a section is for, from its number, its title and what its parent is for.
func classifySection(number, title string, parent SectionKind) SectionKind {
	own := titleKind(title)
	switch {
	case own == SectionBoilerplate && strings.Contains(strings.TrimSuffix(number, ".0"), "."):
		return parent // boilerplate stands at the top; deeper down, the text is about it
	case own == "" && parent != SectionIntroduction && parent != SectionAbstract:
		if parent == SectionBody && isAppendix(number, title) {
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

// maxTitleWords is how many words of a title are looked at.
const maxTitleWords = 16

// titleKind says what a title tells about its section; empty if it tells nothing.
func titleKind(title string) SectionKind {
	if strings.HasPrefix(title, "<") {
		return "" // an element of XML
	}
	var space [maxTitleWords]string
	list := titleWords(space[:0], title)
	best := len(titleRules)
	for i, w := range list {
		for _, rule := range titleIndex[singular(w)] {
			if rule < best && titleRules[rule].fits(list, i) {
				best = rule
			}
		}
		if s := singular(w); s != w {
			for _, rule := range titleIndex[w] {
				if rule < best && titleRules[rule].fits(list, i) {
					best = rule
				}
			}
		}
	}
	if best == len(titleRules) {
		return ""
	}
	return titleRules[best].kind
}

// titleWords cuts a title into words of letters and apostrophes, in lower case, without fillers that open it.
func titleWords(to []string, title string) []string {
	title = strings.ToLower(title)
	if strings.Contains(title, "’") {
		title = strings.ReplaceAll(title, "’", "'")
	}
	for i := 0; i < len(title) && len(to) < maxTitleWords; {
		from := i
		for i < len(title) && (isLower(title[i]) || title[i] == '\'' && i > from || title[i] >= 0x80) {
			i++
		}
		if i > from {
			to = append(to, title[from:i])
		} else {
			i++
		}
	}
	return to
}

// singular drops a plural ending.
func singular(w string) string {
	if strings.HasSuffix(w, "sses") {
		return w[:len(w)-2]
	}
	if len(w) > 3 && w[len(w)-1] == 's' && w[len(w)-2] != 's' && w[len(w)-2] != '\'' {
		return w[:len(w)-1]
	}
	return w
}

func sameWord(have, want string) bool { return have == want || singular(have) == want }

// fits reports whether the rule's words stand at list[at], and what stands beside them is allowed.
func (r *titleRule) fits(list []string, at int) bool {
	n := 0
	i := at
	for ; i < len(list) && n < len(r.words); i++ {
		switch {
		case sameWord(list[i], r.words[n]):
			n++
		case r.whole && titleFillers[list[i]]:
		default:
			return false
		}
	}
	if n < len(r.words) || r.most > 0 && len(list) > r.most {
		return false
	}
	if i < len(list) && titleHas(r.not, list[i]) {
		return false
	}
	if !r.whole {
		return true
	}
	for j, w := range list {
		if (j < at || j >= i) && !titleFillers[w] && len(w) > 1 && !titleHas(r.extra, w) {
			return false
		}
	}
	return true
}

func titleHas(list []string, w string) bool {
	for _, x := range list {
		if sameWord(w, x) {
			return true
		}
	}
	return false
}

func isAppendix(number, title string) bool {
	if len(title) >= 8 && strings.EqualFold(title[:8], "appendix") {
		return true
	}
	return number != "" && isUpper(number[0]) && (len(number) == 1 || number[1] == '.')
}
